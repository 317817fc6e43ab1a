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
        let precise = Self.fixed((0, number), fractionBits: 17)
        parts = Int32(truncatingIfNeeded: (precise + 1) >> 1)
    }

    public static func < (left: Self, right: Self) -> Bool { left.parts < right.parts }

    /// log2 of a whole number of 128 bits above 0, rounded down to a multiple of 2^-fractionBits
    /// (at most 48).
    ///
    /// The mantissa is squared once per bit: a square of 2 or more is a bit of 1. Each square is cut
    /// to 128 bits, so the last bit is decided with an error below 2^(fractionBits - 124).
    static func fixed(
        _ number: (high: UInt64, low: UInt64), fractionBits: Int
    ) -> Int64 {
        var (mantissa, exponent) = normalized(number)
        for _ in 0..<fractionBits {
            mantissa = squared(mantissa)
            exponent = exponent << 1 | Int64(truncatingIfNeeded: mantissa.high >> 63)
            if mantissa.high >> 63 == 0 {
                mantissa = (mantissa.high << 1 | mantissa.low >> 63, mantissa.low << 1)
            }
        }
        return exponent
    }

    /// The number shifted up to have its highest bit set, and that bit's place.
    private static func normalized(
        _ number: (high: UInt64, low: UInt64)
    ) -> ((high: UInt64, low: UInt64), exponent: Int64) {
        guard number.high != 0 else {
            let zeros = number.low.leadingZeroBitCount
            return ((number.low << UInt64(zeros), 0), Int64(63 - zeros))
        }
        let zeros = UInt64(number.high.leadingZeroBitCount)
        // Two shifts, as one by 64 would say nothing of the whole.
        let carried = (number.low >> 1) >> (63 - zeros)
        return ((number.high << zeros | carried, number.low << zeros), Int64(127 - zeros))
    }

    /// The upper 128 bits of the square, short of it by less than 3 in the last. It never falls where
    /// the number grows, so checking the answer on both sides of each step checks it everywhere.
    private static func squared(
        _ number: (high: UInt64, low: UInt64)
    ) -> (high: UInt64, low: UInt64) {
        let square = number.high.multipliedFullWidth(by: number.high)
        let cross = number.high.multipliedFullWidth(by: number.low)
        let doubled = cross.high << 1 | cross.low >> 63
        let (low, carry) = square.low.addingReportingOverflow(doubled)
        return (square.high &+ (cross.high >> 63) &+ (carry ? 1 : 0), low)
    }
}
