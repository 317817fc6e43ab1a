/// Some bits of one register of the SX1302, by the name that sx1302_hal gives them where it is known,
/// else by one of the same pattern. No field spans
/// two bytes.
public struct RegisterField: Hashable, Sendable {
    public let name: String
    public let address: UInt16
    /// The lowest bit, from 0.
    public let shift: UInt8
    public let width: UInt8

    /// Bits from `high` down to `low`. A field outside of a byte is our own mistake.
    public init(_ name: String, _ address: UInt16, _ high: UInt8 = 7, _ low: UInt8 = 0) {
        precondition(low <= high && high <= 7, "\(name) has the bits \(high) to \(low)")
        self.name = name
        self.address = address
        shift = low
        width = high - low + 1
    }

    public var mask: UInt8 { (0xFF >> (8 - width)) << shift }

    /// What the field holds after the chip's reset; nil where no register is.
    public var reset: UInt8? { RegisterMap.reset(of: address).map(value) }

    /// The field's value in its register's byte.
    public func value(in byte: UInt8) -> UInt8 { (byte & mask) >> shift }

    /// A whole byte is written; of a narrower field the bridge changes the bits. That is how
    /// sx1302_hal does it, and one operation less than reading first.
    public func set(_ value: UInt8) -> ChipOperation {
        precondition(value <= mask >> shift, "\(value) in the \(width) bits of \(name)")
        return width == 8
            ? .write(address: address, [value])
            : .modify(address: address, mask: mask, value: value << shift)
    }
}

/// A field and the value it gets.
public struct RegisterSetting: Hashable, Sendable {
    public let field: RegisterField
    public let value: UInt8

    public init(_ field: RegisterField, _ value: UInt8) {
        self.field = field
        self.value = value
    }

    /// As the tables write it: name, address, highest and lowest bit, value.
    init(_ name: String, _ address: UInt16, _ high: UInt8, _ low: UInt8, _ value: UInt8) {
        self.init(RegisterField(name, address, high, low), value)
    }

    public var operation: ChipOperation { field.set(value) }
}
