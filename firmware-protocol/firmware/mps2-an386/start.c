// From reset to main on a Cortex-M4, and the memory routines that the compiler calls.
#include <stddef.h>
#include <stdint.h>

extern int main(void);
extern uint32_t data_start[], data_end[], data_source[], bss_start[], bss_end[], stack_top[];

void reset(void) {
    for (uint32_t *from = data_source, *to = data_start; to < data_end;) *to++ = *from++;
    for (uint32_t *to = bss_start; to < bss_end;) *to++ = 0;
    main();
    for (;;) {
    }
}

// A trap restarts the board: the host hears that the session is gone, and of another boot.
static void fault(void) {
    *(volatile uint32_t *)0xe000ed0c = 0x05fa0004;
    for (;;) {
    }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    stack_top, reset, fault, fault, fault, fault, fault, fault,
    fault,     fault, fault, fault, fault, fault, fault, fault,
};

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

void __aeabi_memset(void *to, size_t count, int byte) { memset(to, byte, count); }
void __aeabi_memclr(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memcpy(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memmove(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memset4(void *, size_t, int) __attribute__((alias("__aeabi_memset")));
void __aeabi_memset8(void *, size_t, int) __attribute__((alias("__aeabi_memset")));
void __aeabi_memclr4(void *, size_t) __attribute__((alias("__aeabi_memclr")));
void __aeabi_memclr8(void *, size_t) __attribute__((alias("__aeabi_memclr")));
void __aeabi_memcpy4(void *, const void *, size_t) __attribute__((alias("__aeabi_memcpy")));
void __aeabi_memcpy8(void *, const void *, size_t) __attribute__((alias("__aeabi_memcpy")));
void __aeabi_memmove4(void *, const void *, size_t) __attribute__((alias("__aeabi_memmove")));
void __aeabi_memmove8(void *, const void *, size_t) __attribute__((alias("__aeabi_memmove")));

// Shifts of 64 bits by a variable number of places (0 to 63), from halves.
static uint64_t joined(uint32_t high, uint32_t low) { return (uint64_t)high << 32 | low; }

uint64_t __aeabi_llsl(uint64_t value, int places) {
    uint32_t low = (uint32_t)value, high = (uint32_t)(value >> 32);
    if (places >= 32) return joined(low << (places - 32), 0);
    if (places == 0) return value;
    return joined(high << places | low >> (32 - places), low << places);
}

uint64_t __aeabi_llsr(uint64_t value, int places) {
    uint32_t low = (uint32_t)value, high = (uint32_t)(value >> 32);
    if (places >= 32) return joined(0, high >> (places - 32));
    if (places == 0) return value;
    return joined(high >> places, low >> places | high << (32 - places));
}
