// What of the C library Swift's Glibc module leaves out.
#include <sys/eventfd.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
