#include "CAllocations.h"

// glibc's own name of its allocator, there so that malloc can be replaced.
extern void *__libc_malloc(size_t size);

static __thread unsigned long count;

void *malloc(size_t size) {
    count += 1;
    return __libc_malloc(size);
}

unsigned long earshot_allocations_of_this_thread(void) { return count; }
