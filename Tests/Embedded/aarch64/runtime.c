// What Embedded Swift asks of its surroundings. Nothing here computes.
#include <stddef.h>
#include <stdint.h>

extern char heap_start[], heap_end[];

// The golden program makes its list of functions once, so nothing needs to be given back.
int posix_memalign(void **result, size_t alignment, size_t size) {
    static char *next = heap_start;
    uintptr_t start = ((uintptr_t)next + alignment - 1) & ~(alignment - 1);
    if (start + size > (uintptr_t)heap_end) return 12;
    next = (char *)(start + size);
    *result = (void *)start;
    return 0;
}

void free(void *block) { (void)block; }

void *memset(void *to, int byte, size_t count) {
    for (char *p = to; count--; p++) *p = (char)byte;
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
    const char *source = from;
    for (char *p = to; count--;) *p++ = *source++;
    return to;
}

void *memmove(void *to, const void *from, size_t count) {
    char *target = to;
    const char *source = from;
    if (target < source) return memcpy(to, from, count);
    while (count--) target[count] = source[count];
    return to;
}
