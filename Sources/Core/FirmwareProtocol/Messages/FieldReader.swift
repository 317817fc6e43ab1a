/// Reads the fields of a payload in their order. Little-endian, no padding. Refuses what ends
/// early, and at the end any extension that this reader would have to understand.
public struct FieldReader: ~Escapable {
    private let input: RawSpan
    private var offset = 0

    @_lifetime(copy input)
    public init(_ input: RawSpan) { self.input = input }

    public mutating func u8() throws(MessageError) -> UInt8 {
        UInt8(truncatingIfNeeded: try number(1))
    }
    public mutating func u16() throws(MessageError) -> UInt16 {
        UInt16(truncatingIfNeeded: try number(2))
    }
    public mutating func u32() throws(MessageError) -> UInt32 {
        UInt32(truncatingIfNeeded: try number(4))
    }
    public mutating func u64() throws(MessageError) -> UInt64 { try number(8) }
    public mutating func i16() throws(MessageError) -> Int16 { Int16(bitPattern: try u16()) }
    public mutating func i32() throws(MessageError) -> Int32 { Int32(bitPattern: try u32()) }

    /// A number between two bounds, both included.
    public mutating func u8(in range: ClosedRange<UInt8>) throws(MessageError) -> UInt8 {
        let start = offset
        let value = try u8()
        guard range.contains(value) else { throw error(.outOfRange, start, UInt32(value)) }
        return value
    }

    public mutating func u32(in range: ClosedRange<UInt32>) throws(MessageError) -> UInt32 {
        let start = offset
        let value = try u32()
        guard range.contains(value) else { throw error(.outOfRange, start, value) }
        return value
    }

    /// A set of bits of which only those of `known` may be set.
    public mutating func bits(known: UInt8) throws(MessageError) -> UInt8 {
        let start = offset
        let value = try u8()
        guard value & ~known == 0 else { throw error(.reservedBits, start, UInt32(value)) }
        return value
    }

    /// One of the numbers of a closed list.
    public mutating func word<Word: RawRepresentable<UInt8>>(
        _ type: Word.Type
    ) throws(MessageError) -> Word {
        let start = offset
        let value = try u8()
        guard let word = Word(rawValue: value) else {
            throw error(.unknownWord, start, UInt32(value))
        }
        return word
    }

    /// A length (one byte) and so many bytes.
    public mutating func bytes() throws(MessageError) -> ShortBytes {
        let count = Int(try u8())
        var bytes = ShortBytes()
        try need(count)
        for index in 0..<count { bytes.append(input.linkByte(at: offset + index)) }
        offset += count
        return bytes
    }

    /// The same, of printable ASCII (20 to 7e) only: a log line must not steer a terminal.
    public mutating func text(upTo limit: Int = 255) throws(MessageError) -> ShortBytes {
        let start = offset
        let text = try bytes()
        guard text.count <= limit else {
            throw error(.outOfRange, start, UInt32(text.count))
        }
        for index in 0..<text.count where !(0x20...0x7e).contains(text[index]) {
            throw error(.unprintableText, start + 1 + index, UInt32(text[index]))
        }
        return text
    }

    /// A value that may be without measurement: then its field is zero, so that it has one
    /// spelling, and nil is returned.
    public mutating func measured(
        _ isMeasured: Bool, _ size: Int
    ) throws(MessageError) -> Int32? {
        let start = offset
        let value = size == 2 ? Int32(try i16()) : try i32()
        guard isMeasured || value == 0 else {
            throw error(.unmeasuredNotZero, start, UInt32(bitPattern: value))
        }
        return isMeasured ? value : nil
    }

    /// What follows the known fields: extensions, as number, length and bytes, numbers ascending.
    /// Odd ones are passed over, even ones must be understood, and this version knows none.
    public mutating func finish() throws(MessageError) {
        var last = -1
        while offset < input.byteCount {
            let start = offset
            let number = try u8()
            guard Int(number) > last else {
                throw error(.extensionOrder, start, UInt32(number))
            }
            guard number % 2 == 1 else { throw error(.extensionNeeded, start, UInt32(number)) }
            last = Int(number)
            let count = Int(try u8())
            try need(count)
            offset += count
        }
    }

    func error(_ code: MessageError.Code, _ offset: Int, _ found: UInt32) -> MessageError {
        MessageError(code, at: offset, found: found)
    }

    /// The offset of the next field, for errors of the one just read.
    public var position: Int { offset }

    private func need(_ count: Int) throws(MessageError) {
        guard input.byteCount - offset >= count else {
            throw error(.endsEarly, offset, UInt32(input.byteCount - offset))
        }
    }

    private mutating func number(_ size: Int) throws(MessageError) -> UInt64 {
        try need(size)
        var value: UInt64 = 0
        for index in 0..<size {
            value |= UInt64(input.linkByte(at: offset + index)) << UInt64(8 * index)
        }
        offset += size
        return value
    }
}
