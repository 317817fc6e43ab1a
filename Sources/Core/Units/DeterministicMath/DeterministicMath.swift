/// The functions of the mathematics library, made of IEEE 754 addition, subtraction, multiplication,
/// division and square root alone, so that every CPU gives the same bits. A C library's `sin` may
/// differ from another's in the last bit, and one bit is a different cell or verdict.
///
/// Accuracy is in units in the last place (ulp) of the true result, everywhere in the stated range;
/// `Tests/Vectors/arithmetic` holds the points, checked in 40 digits, on which it was measured:
///
/// | function | error below | range |
/// |---|---|---|
/// | `sqrt` | 0.5 ulp | all |
/// | `sin`, `cos`, `sinCos` | 0.85 ulp | \|x\| to `largestAngle`, 1024 turns |
/// | `atan2` | 0.56 ulp | all |
/// | `asin` | 0.65 ulp | -1...1 |
/// | `log2`, `log10` | 0.51 ulp | above 0 |
/// | `exp2` | 0.53 ulp (1 ulp below 2^-1022) | all |
///
/// Where there is no result (NaN in, out of range) it is `Double.nan` with exactly those bits:
/// what a CPU makes of 0/0 has another sign on x86 than on ARM.
public enum DeterministicMath {
    /// The square root, correctly rounded by IEEE 754; NaN below zero, -0 for -0.
    @inlinable
    public static func sqrt(_ x: Double) -> Double {
        x >= 0 ? x.squareRoot() : .nan
    }

    // A number carried as `high + low`, `low` below half an ulp of `high`, has about 106 bits.

    /// The upper 26 bits of a double; the rest then has 27, and products of such parts are exact.
    @inlinable @inline(__always)
    static func upperHalf(_ x: Double) -> Double {
        Double(bitPattern: x.bitPattern & 0xFFFF_FFFF_F800_0000)
    }

    /// a + b exactly.
    @inlinable @inline(__always)
    static func exactSum(_ a: Double, _ b: Double) -> (high: Double, low: Double) {
        let high = a + b
        let shareOfB = high - a
        return (high, (a - (high - shareOfB)) + (b - shareOfB))
    }

    /// a + b exactly, for |a| >= |b| or a = 0.
    @inlinable @inline(__always)
    static func orderedSum(_ a: Double, _ b: Double) -> (high: Double, low: Double) {
        let high = a + b
        return (high, b - (high - a))
    }

    /// a * b to 2^-105 of it, where no part overflows or falls below 2^-1022.
    @inlinable @inline(__always)
    static func exactProduct(_ a: Double, _ b: Double) -> (high: Double, low: Double) {
        let (aHigh, bHigh) = (upperHalf(a), upperHalf(b))
        let (aLow, bLow) = (a - aHigh, b - bHigh)
        let high = a * b
        return (high, ((aHigh * bHigh - high) + (aHigh * bLow + aLow * bHigh)) + aLow * bLow)
    }

    /// 1.5 * 2^52. Adding it rounds a small number to a whole one, half to even, which then stands
    /// in the low bits of the sum.
    @inlinable
    static var roundingOffset: Double { 0x1.8p52 }
}
