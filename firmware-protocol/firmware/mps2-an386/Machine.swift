// The machine layer for Arm's MPS2 board with FPGA image AN386 (a Cortex-M4 at 25 MHz), which is
// what qemu-system-arm has: Arm's application note 386 names the addresses.
import _Volatile

private func register(_ address: UInt) -> VolatileMappedRegister<UInt32> {
    unsafe VolatileMappedRegister<UInt32>(unsafeBitPattern: address)
}

/// A UART of the CMSDK: data, state (bit 0 output full, bit 1 input full), control, divider.
struct UART {
    /// UART 0 is the host's wire, UART 1 stands in for the radio's pins.
    static let host = UART(base: 0x4000_4000)
    static let radio = UART(base: 0x4000_5000)

    let base: UInt

    func read() -> UInt8? {
        guard register(base + 4).load() & 2 != 0 else { return nil }
        return UInt8(truncatingIfNeeded: register(base).load())
    }

    func write(_ byte: UInt8) -> Bool {
        guard register(base + 4).load() & 1 == 0 else { return false }
        register(base).store(UInt32(byte))
        return true
    }

    /// Waits until there is room for the byte.
    func send(_ byte: UInt8) {
        while !write(byte) {}
    }

    func open() {
        // 25 MHz by 217 is 115,207 baud.
        register(base + 16).store(217)
        register(base + 8).store(3)
        // A byte from before the start is nobody's. QEMU takes none after a restart until this.
        _ = register(base).load()
    }
}

/// Timer 0 of the CMSDK counts down at 25 MHz and wraps after 171 s; read at least that often, it
/// makes microseconds without end. 32-bit divisions only: the chip has no other.
struct BoardClock {
    private var last: UInt32
    private var ticks: UInt32 = 0
    private var passed: UInt64 = 0

    init() {
        UART.host.open()
        register(0x4000_0008).store(.max)
        register(0x4000_0004).store(.max)
        register(0x4000_0000).store(1)
        last = register(0x4000_0004).load()
    }

    mutating func microseconds() -> UInt64 {
        let value = register(0x4000_0004).load()
        let elapsed = last &- value
        last = value
        passed &+= UInt64(elapsed / 25)
        ticks += elapsed % 25
        if ticks >= 25 {
            ticks -= 25
            passed &+= 1
        }
        return passed
    }
}

/// A number in memory that a restart leaves alone: the last eight bytes, outside of what link.ld gives away.
enum BootCount {
    static func next() -> UInt32 {
        let mark = register(0x2040_0000 - 8)
        let count = register(0x2040_0000 - 4)
        let value = mark.load() == 0x4553_4c4b ? count.load() &+ 1 : 1
        mark.store(0x4553_4c4b)
        count.store(value)
        return value
    }
}

/// SYSRESETREQ of the Application Interrupt and Reset Control Register, with its key.
func restart() -> Never {
    register(0xe000_ed0c).store(0x05fa_0004)
    while true {}
}
