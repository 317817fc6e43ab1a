// What of the C library Swift's Glibc module leaves out.
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

// Declared by pthread.h only to those who define _GNU_SOURCE.
int pthread_setname_np(pthread_t, const char *);
