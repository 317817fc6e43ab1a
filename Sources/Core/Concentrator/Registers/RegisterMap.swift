/// Which registers the SX1302 has, what they hold after reset and which bits only the chip writes.
public enum RegisterMap {
    /// Every address with a register, ascending.
    public static var addresses: some Sequence<UInt16> {
        blocks.lazy.flatMap { block in block.first..<block.first + UInt16(block.reset.count) }
    }

    /// The value after reset; nil where no register is. Undefined bits are 0.
    public static func reset(of address: UInt16) -> UInt8? {
        blocks.lazy.compactMap { $0.byte(of: \.reset, at: address) }.first
    }

    /// The bits that keep what the chip puts there; nil where no register is.
    public static func readOnlyBits(of address: UInt16) -> UInt8? {
        blocks.lazy.compactMap { $0.byte(of: \.readOnly, at: address) }.first
    }
}

/// Consecutive registers.
struct RegisterBlock: Sendable {
    let first: UInt16
    let reset: [UInt8]
    let readOnly: [UInt8]

    func byte(of column: KeyPath<RegisterBlock, [UInt8]>, at address: UInt16) -> UInt8? {
        guard address >= first, Int(address - first) < reset.count else { return nil }
        return self[keyPath: column][Int(address - first)]
    }
}
