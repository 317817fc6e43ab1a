internal import Primitives

extension RawSpan {
    func bigEndian16(at offset: Int) -> UInt16 {
        UInt16(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    func bigEndian32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}

extension [UInt8] {
    mutating func append(bigEndian number: UInt32) {
        unsafe Swift.withUnsafeBytes(of: number.bigEndian) { unsafe append(contentsOf: $0) }
    }

    mutating func append(bigEndian number: UInt16) {
        unsafe Swift.withUnsafeBytes(of: number.bigEndian) { unsafe append(contentsOf: $0) }
    }

    /// Writes over four bytes that are there.
    mutating func put(_ number: UInt32, at offset: Int) {
        for place in 0..<4 {
            self[offset + place] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * place))
        }
    }
}
