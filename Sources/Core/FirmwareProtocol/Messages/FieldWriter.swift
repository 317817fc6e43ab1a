/// Writes the fields of a payload behind a header.
extension FrameBody {
    public mutating func u8(_ value: UInt8) { append(value) }
    public mutating func u16(_ value: UInt16) { number(UInt64(value), 2) }
    public mutating func u32(_ value: UInt32) { number(UInt64(value), 4) }
    public mutating func u64(_ value: UInt64) { number(value, 8) }
    public mutating func i16(_ value: Int16) { u16(UInt16(bitPattern: value)) }
    public mutating func i32(_ value: Int32) { u32(UInt32(bitPattern: value)) }

    public mutating func bytes(_ bytes: ShortBytes) {
        append(UInt8(bytes.count))
        for index in 0..<bytes.count { append(bytes[index]) }
    }

    private mutating func number(_ value: UInt64, _ size: Int) {
        for index in 0..<size { append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }
}

/// Up to 255 bytes inline: a LoRa payload, a name, a log line.
public struct ShortBytes: Sendable, Equatable {
    private var storage = InlineArray<255, UInt8>(repeating: 0)
    public private(set) var count = 0

    public init() {}

    /// Takes the first 255 bytes of a text.
    public init(_ text: StaticString) {
        text.withUTF8Buffer { buffer in
            for index in 0..<min(buffer.count, 255) { append(unsafe buffer[index]) }
        }
    }

    public mutating func append(_ byte: UInt8) {
        precondition(count < 255, "more than 255 bytes")
        storage[count] = byte
        count += 1
    }

    public subscript(index: Int) -> UInt8 {
        precondition(index < count, "outside of the bytes")
        return storage[index]
    }

    public static func == (left: ShortBytes, right: ShortBytes) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count where left.storage[index] != right.storage[index] {
            return false
        }
        return true
    }
}
