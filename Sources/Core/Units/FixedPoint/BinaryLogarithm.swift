/// A logarithm to base 2 in parts of 2^-16 (PROTOCOL 4): ratios of counts and bandwidths in rules.
public struct BinaryLogarithm: Hashable, Comparable, Sendable {
    /// 65,536 to the octave.
    public let parts: Int32

    public init(parts: Int32) { self.parts = parts }

    /// The nearest part to log2 of a whole number, for every number: the tests prove it at each of
    /// the 65,536 points where the answer changes. Nil for 0, which has no logarithm.
    public init?(of number: UInt64) {
        guard number != 0 else { return nil }
        // 17 bits, and half away from zero on the last; only powers of two come out even.
        let precise = Self.fixed(UInt128(number), fractionBits: 17)
        parts = Int32(truncatingIfNeeded: (precise + 1) >> 1)
    }

    public static func < (left: Self, right: Self) -> Bool { left.parts < right.parts }

    /// log2 of a whole number above 0, rounded down to a multiple of 2^-fractionBits (at most 48).
    ///
    /// The mantissa is squared once per bit: a square of 2 or more is a bit of 1. Each square is cut
    /// to 128 bits, so the last bit is decided with an error below 2^(fractionBits - 125).
    static func fixed(_ number: UInt128, fractionBits: Int) -> Int64 {
        let exponent = 127 - number.leadingZeroBitCount
        var mantissa = number << UInt128(number.leadingZeroBitCount)
        var result = Int64(exponent)
        for _ in 0..<fractionBits {
            let square = mantissa.multipliedFullWidth(by: mantissa).high
            let bit = square >> 127
            mantissa = bit == 1 ? square : square << 1
            result = result << 1 | Int64(truncatingIfNeeded: bit)
        }
        return result
    }
}
