/// The bytes of one SPI transfer, inline. The longest is a read of 255 bytes of the buffer.
public struct Transfer: Sendable {
    public static let capacity = 258

    private var storage = InlineArray<258, UInt8>(repeating: 0)
    public private(set) var count = 0

    public init() {}

    public subscript(index: Int) -> UInt8 {
        get {
            precondition(index < count, "outside of the transfer")
            return storage[index]
        }
        set {
            precondition(index < count, "outside of the transfer")
            storage[index] = newValue
        }
    }

    public mutating func begin(_ opcode: Opcode) {
        storage[0] = opcode.rawValue
        count = 1
    }

    public mutating func append(_ byte: UInt8) {
        precondition(count < Self.capacity, "the transfer is full")
        storage[count] = byte
        count += 1
    }

    public mutating func append(_ number: UInt16) {
        append(UInt8(truncatingIfNeeded: number >> 8))
        append(UInt8(truncatingIfNeeded: number))
    }

    /// Zeros, in whose place the chip answers.
    public mutating func appendZeros(_ number: Int) {
        for _ in 0..<number { append(UInt8(0)) }
    }

    /// Two bytes of an answer; numbers of this chip begin with the highest byte.
    public func number(at index: Int) -> UInt16 {
        UInt16(self[index]) << 8 | UInt16(self[index + 1])
    }
}
