// What of the C library Swift's Glibc module leaves out.
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

// Declared by pthread.h only to those who define _GNU_SOURCE.
int pthread_setname_np(pthread_t, const char *);

// epoll_event is packed and holds a union; these speak in plain numbers.
struct earshot_ready {
    unsigned long long tag;
    unsigned int events;
};

static inline int earshot_epoll_change(int queue, int operation, int descriptor,
                                       unsigned int events, unsigned long long tag) {
    struct epoll_event event = {.events = events, .data.u64 = tag};
    return epoll_ctl(queue, operation, descriptor, &event);
}

// At most 64 at a time; -1 with errno.
static inline int earshot_epoll_wait(int queue, struct earshot_ready *ready, int milliseconds) {
    struct epoll_event events[64];
    int count = epoll_wait(queue, events, 64, milliseconds);
    for (int index = 0; index < count; index++) {
        ready[index].tag = events[index].data.u64;
        ready[index].events = events[index].events;
    }
    return count;
}

// The number of a file and the moment it was made there (seconds -1 where no such moment is kept); -1
// with errno. statx is declared to those alone who define _GNU_SOURCE, and its struct stands in
// linux/stat.h.
#include <linux/stat.h>

int statx(int, const char *, int, unsigned int, struct statx *);

static inline int earshot_file_identity(const char *path, unsigned long long *number,
                                        long long *second, unsigned int *nanosecond) {
    struct statx about = {0};
    // AT_FDCWD; links are not followed.
    if (statx(-100, path, 0x100, STATX_INO | STATX_BTIME, &about) != 0) return -1;
    *number = about.stx_ino;
    *second = about.stx_mask & STATX_BTIME ? about.stx_btime.tv_sec : -1;
    *nanosecond = about.stx_mask & STATX_BTIME ? about.stx_btime.tv_nsec : 0;
    return 0;
}
