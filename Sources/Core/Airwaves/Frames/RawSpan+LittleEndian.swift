import Primitives

/// LoRaWAN sends numbers with their least significant byte first. Past the end of the span each of
/// these traps: a parser has checked the length before.
extension RawSpan {
    func littleEndian16(at offset: Int) -> UInt16 {
        UInt16(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    func littleEndian24(at offset: Int) -> UInt32 {
        UInt32(littleEndian16(at: offset)) | UInt32(byte(at: offset + 2)) << 16
    }

    func littleEndian32(at offset: Int) -> UInt32 {
        UInt32(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    func littleEndian64(at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

extension [UInt8] {
    /// The `count` low bytes of a number, least significant first.
    mutating func append(littleEndian value: UInt64, count: Int) {
        for index in 0..<count { append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }
}
