import Concentrator

/// The SX1302's address space: registers with their reset values and bits that only the chip writes,
/// the two controllers' code, and what the transmitters are given to send.
struct RegisterMemory {
    private var bytes = [UInt8](repeating: 0, count: 0x8000)

    /// For each address the bits that a host may write; none where there is nothing.
    private static let writable: [UInt8] = {
        var bits = [UInt8](repeating: 0, count: 0x8000)
        for place in [0x0000..<0x4000, 0x5300..<0x5400, 0x5500..<0x5600].joined() {
            bits[place] = 0xFF
        }
        for address in RegisterMap.addresses {
            bits[Int(address)] = ~(RegisterMap.readOnlyBits(of: address) ?? 0)
        }
        return bits
    }()

    init() { resetRegisters() }

    /// The memories keep what is in them.
    mutating func resetRegisters() {
        for address in RegisterMap.addresses {
            bytes[Int(address)] = RegisterMap.reset(of: address) ?? 0
        }
    }

    /// As the chip sees it: it may write what a host may not.
    subscript(address: UInt16) -> UInt8 {
        get { bytes[Int(address)] }
        set { bytes[Int(address)] = newValue }
    }

    /// Two registers, the higher byte first.
    subscript(word address: UInt16) -> UInt16 {
        UInt16(bytes[Int(address)]) << 8 | UInt16(bytes[Int(address) + 1])
    }

    mutating func write(_ value: UInt8, at address: UInt16) {
        let mask = Self.writable[Int(address)]
        bytes[Int(address)] = bytes[Int(address)] & ~mask | value & mask
    }

    /// Bits of a register, from `high` down to `low`.
    func field(_ address: UInt16, _ high: UInt8, _ low: UInt8) -> UInt8 {
        bytes[Int(address)] >> low & (0xFF >> (7 - (high - low)))
    }

    func isSet(_ address: UInt16, bit: UInt8) -> Bool { bytes[Int(address)] >> bit & 1 == 1 }

    func slice(_ address: UInt16, count: Int) -> ArraySlice<UInt8> {
        bytes[Int(address)..<Int(address) + count]
    }
}
