extension DeterministicMath {
    /// The logarithm to base 2, exact for powers of two; minus infinity for either zero, NaN below.
    public static func log2(_ x: Double) -> Double {
        guard x >= 0x1p-1022, x < .infinity else { return logarithmOfExtremes(x, decades: false) }
        let octaves = logarithmInTwoParts(x)
        return octaves.high + octaves.low
    }

    /// The logarithm to base 10, exact for powers of ten; minus infinity for either zero, NaN below.
    public static func log10(_ x: Double) -> Double {
        guard x >= 0x1p-1022, x < .infinity else { return logarithmOfExtremes(x, decades: true) }
        return decades(logarithmInTwoParts(x))
    }

    /// log2 x as high + low, good to about 2^-60 of it, for normal positive x: x = 2^e m, and of m
    /// only r = m c - 1 is left for the series when the table's c is near 1/m.
    @inline(__always)
    static func logarithmInTwoParts(_ x: Double) -> (high: Double, low: Double) {
        let bits = x.bitPattern
        let j = Int(truncatingIfNeeded: bits >> 45) & 127
        let halved = j >= logarithmTurn
        let exponent = Int(truncatingIfNeeded: bits >> 52) - 1023 + (halved ? 1 : 0)
        let one: UInt64 = (halved ? 1022 : 1023) << 52
        let m = Double(bitPattern: (bits & 0xF_FFFF_FFFF_FFFF) | one)

        let c = logarithms[3 * j]
        let upper = upperHalf(m)
        let r = exactSum(upper * c - 1, (m - upper) * c)
        let rUpper = upperHalf(r.high)
        let linear = rUpper * octavesPerUnitHigh
        let linearRest = (r.high - rUpper) * octavesPerUnitHigh + r.high * octavesPerUnitLow

        let sum = exactSum(Double(exponent) + logarithms[3 * j + 1], linear)
        let curve = r.high * r.high * logarithmTail(r.high)
        let rest = linearRest + (logarithms[3 * j + 2] + r.low * octavesPerUnitHigh)
        return orderedSum(sum.high, sum.low + (rest + curve))
    }

    /// high + low octaves in decades.
    @inline(__always)
    static func decades(_ octaves: (high: Double, low: Double)) -> Double {
        let upper = upperHalf(octaves.high)
        let exact = upper * decadesPerOctaveHigh
        let rest =
            (octaves.high - upper) * decadesPerOctaveHigh + octaves.high * decadesPerOctaveLow
        return exact + (rest + octaves.low * decadesPerOctaveHigh)
    }

    /// Subnormal numbers are scaled by 2^64 first; the rest has no series.
    @inline(never)
    static func logarithmOfExtremes(_ x: Double, decades wanted: Bool) -> Double {
        guard x > 0 else { return x == 0 ? -.infinity : .nan }
        guard x < .infinity else { return .infinity }
        let scaled = logarithmInTwoParts(x * 0x1p64)
        let whole = exactSum(scaled.high, -64)
        let octaves = orderedSum(whole.high, whole.low + scaled.low)
        return wanted ? decades(octaves) : octaves.high + octaves.low
    }
}
