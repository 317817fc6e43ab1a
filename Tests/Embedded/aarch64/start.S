// From QEMU's reset (EL1, MMU off, floating point trapped) to main, then out by semihosting.
// The first two gigabytes are mapped one to one: devices, then memory. Without that every
// access counts as device memory, where unaligned ones fault.

    .section .text.start, "ax"
    .global _start
_start:
    ldr x0, =stack_top
    mov sp, x0

    mov x0, #(3 << 20)              // CPACR_EL1.FPEN: no trap on floating point
    msr cpacr_el1, x0

    ldr x0, =0x4404                 // MAIR: 0 = device nGnRE, 1 = normal, not cached
    msr mair_el1, x0
    ldr x0, =0x80803519             // TCR: 39-bit addresses, 4 KiB pages, upper half off
    msr tcr_el1, x0
    adrp x0, pages
    msr ttbr0_el1, x0
    isb
    mrs x0, sctlr_el1
    orr x0, x0, #1                  // M: MMU on
    bic x0, x0, #2                  // A: unaligned accesses allowed
    msr sctlr_el1, x0
    isb

    adr x0, vectors
    msr vbar_el1, x0

    ldr x0, =bss_start
    ldr x1, =bss_end
1:  cmp x0, x1
    b.hs 2f
    str xzr, [x0], #8
    b 1b
2:  bl main
    mov x2, #0
    b leave

// Any exception: out with status 1, so that a trap never looks like a short run.
failed:
    mov x2, #1
leave:
    ldr x3, =0x20026                // ADP_Stopped_ApplicationExit, with the status beside it
    stp x3, x2, [sp, #-16]!
    mov x1, sp
    mov w0, #0x18                   // SYS_EXIT
    hlt #0xF000
    b .

    .balign 2048
vectors:
    .rept 16
    .balign 128
    b failed
    .endr

// The one IEEE operation that the compiler may spell as a call.
    .section .text.sqrt, "ax"
    .global sqrt
sqrt:
    fsqrt d0, d0
    ret

    .section .data.pages, "aw"
    .balign 4096
pages:
    .quad 0x00000000 | (1 << 10) | (0 << 2) | 1     // accessed, attribute 0, block
    .quad 0x40000000 | (1 << 10) | (1 << 2) | 1     // accessed, attribute 1, block
    .fill 510, 8, 0
