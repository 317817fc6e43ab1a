extension DeterministicMath {
    /// 2 to the power x, exact for whole x; infinity from 1024 up, zero from -1075 down.
    public static func exp2(_ x: Double) -> Double {
        guard x < 1024 else { return x.isNaN ? .nan : .infinity }
        guard x > -1075 else { return x.isNaN ? .nan : 0 }

        let shifted = x * 64 + roundingOffset
        let f = x - (shifted - roundingOffset) * 0x1p-6
        let offsetBits = Int64(bitPattern: roundingOffset.bitPattern)
        let index = Int(truncatingIfNeeded: shifted.bitPattern & 63)
        let exponent = (Int64(bitPattern: shifted.bitPattern) &- offsetBits) >> 6
        let value = sixtyFourths[2 * index]
        let rise = value * (f * exponentialSlope(f)) + sixtyFourths[2 * index + 1]
        // In two steps, so that neither factor leaves the normal range and only the last may round.
        let half = exponent >> 1
        return (value + rise) * powerOfTwo(half) * powerOfTwo(exponent - half)
    }

    /// 2^exponent, for -1022...1023.
    @inline(__always)
    static func powerOfTwo(_ exponent: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: exponent &+ 1023) << 52)
    }
}
