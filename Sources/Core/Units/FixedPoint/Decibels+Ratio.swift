extension Decibels {
    /// 10 log10(numerator / denominator) to the nearest hundredth: what a ratio of powers,
    /// bandwidths or counts is in decibels. Nil where one of them is 0.
    ///
    /// From logarithms good to 2^-40; a ratio whose true value lies within 2^-30 hundredths of a half
    /// may round to the other side, the same on every CPU.
    public init?(ratio numerator: UInt64, to denominator: UInt64) {
        guard numerator != 0, denominator != 0 else { return nil }
        let octaves =
            BinaryLogarithm.fixed((0, numerator), fractionBits: Self.logarithmBits)
            - BinaryLogarithm.fixed((0, denominator), fractionBits: Self.logarithmBits)
        self = Self.rounded(Int128(octaves) * Self.perOctave / 2)
    }

    /// The loss between two antennas without gain in free space, 20 log10(4 pi d f / c), to the
    /// nearest hundredth: no path through open air loses less. A distance below 1 m counts as
    /// 1 m, a frequency of 0 as 1 Hz, so that every place and frequency of a report has an answer.
    ///
    /// From a logarithm good to 2^-40: off by one only where the true value lies within 2^-30
    /// hundredths of a half. 10,000 vectors agree with 40-digit arithmetic.
    public static func freeSpaceLoss(distance: Metres, frequency: Hertz) -> Decibels {
        let metres = Swift.max(distance.value, 1).magnitude
        let product = metres.multipliedFullWidth(by: Swift.max(frequency.value, 1))
        let octaves = BinaryLogarithm.fixed(
            (product.high, product.low), fractionBits: logarithmBits)
        return rounded(Int128(octaves) * perOctave + wavelengthTerm)
    }

    /// Hundredths times 2^94 to whole ones, half away from zero.
    static func rounded(_ scaled: Int128) -> Decibels {
        let half: UInt128 = 1 << 93
        let magnitude = Int32(truncatingIfNeeded: (scaled.magnitude + half) >> 94)
        return Decibels(hundredths: scaled < 0 ? -magnitude : magnitude)
    }
}
