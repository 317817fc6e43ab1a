extension Cell: CustomStringConvertible {
    /// H3's text: lower-case hexadecimal without leading zeros, always 15 digits.
    public var description: String {
        unsafe String(unsafeUninitializedCapacity: 15) { buffer in
            for index in 0..<15 {
                let nibble = UInt8(truncatingIfNeeded: bits >> UInt64(4 * (14 - index))) & 0xF
                unsafe buffer[index] = nibble + (nibble < 10 ? 0x30 : 0x57)
            }
            return 15
        }
    }

    /// Reads what `description` prints and nothing else.
    public init(parsing text: String) throws(HexGridError) {
        try unsafe self.init(parsing: text.utf8Span.span.bytes)
    }

    /// The same over bytes; no allocation.
    public init(parsing text: RawSpan) throws(HexGridError) {
        guard text.byteCount == 15 else { throw .notText(length: text.byteCount) }
        var bits: UInt64 = 0
        for index in 0..<15 {
            let byte = unsafe text.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            switch byte {
            case 0x30...0x39: bits = bits << 4 | UInt64(byte &- 0x30)
            case 0x61...0x66: bits = bits << 4 | UInt64(byte &- 0x57)
            default: throw .notHexadecimal(byte: byte, position: index)
            }
        }
        try self.init(bits: bits)
    }
}
