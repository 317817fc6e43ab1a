public import Airwaves
public import Units

/// How the chips want frequencies and rates, in whole numbers. The rounding is sx1302_hal's, towards
/// zero everywhere, so that the bytes are the same; its values on the wire are the tests' vectors.
public enum RadioArithmetic {
    /// Crystal of the radios and of the SX1302.
    static let crystal: UInt64 = 32_000_000

    /// An SX1250's frequency: steps of 32 MHz over 2^25. Nil past 32 bits, which is 4 GHz.
    public static func radioFrequency(_ frequency: Hertz) -> UInt32? {
        scaled(frequency, by: 25).flatMap(UInt32.init(exactly:))
    }

    /// The SX1302's transmit frequency: steps of 32 MHz over 2^18. Nil past 24 bits, 2 GHz.
    public static func transmitFrequency(_ frequency: Hertz) -> UInt32? {
        guard let steps = scaled(frequency, by: 18), steps < 1 << 24 else { return nil }
        return UInt32(steps)
    }

    /// A transmission's deviation in the same steps; for LoRa half the bandwidth. Nil past 12 bits.
    public static func transmitDeviation(_ deviation: Hertz) -> UInt16? {
        guard let steps = scaled(deviation, by: 18), steps < 1 << 12 else { return nil }
        return UInt16(steps)
    }

    /// A channel's distance from its radio's centre, 13 bits in two's complement, in steps of
    /// 15625/32 Hz. Nil past a megahertz and a half; the plan's own limit is nearer.
    public static func channelOffset(_ hertz: Int32) -> UInt16? {
        let steps = Int64(hertz) * 32 / 15625
        guard -4096...4095 ~= steps else { return nil }
        return UInt16(truncatingIfNeeded: steps) & 0x1FFF
    }

    /// The crystal's beats per bit of FSK. Nil for a rate of 0 or one so slow that 16 bits overflow.
    public static func fskBitRate(_ bitsPerSecond: UInt32) -> UInt16? {
        guard bitsPerSecond > 0 else { return nil }
        return UInt16(exactly: crystal / UInt64(bitsPerSecond))
    }

    /// How a symbol's frequency error becomes one of time: 12 bits of mantissa from 2048 up, and how
    /// often it was doubled to come there. The modem counts on the centre of radio A, even for a
    /// channel on radio B. Nil for a centre so low or high that the mantissa has no place.
    public static func frequencyToTime(
        _ bandwidth: Bandwidth, centre: Hertz
    ) -> (mantissa: UInt16, exponent: UInt8)? {
        guard centre.value > 0 else { return nil }
        var mantissa = (bandwidth.hertz.value << 20) / centre.value
        guard 1..<4096 ~= mantissa else { return nil }
        var exponent: UInt8 = 0
        while mantissa < 2048 {
            mantissa *= 2
            exponent += 1
        }
        guard exponent < 8 else { return nil }
        return (UInt16(mantissa), exponent)
    }

    private static func scaled(_ frequency: Hertz, by bits: Int) -> UInt64? {
        let (product, over) = frequency.value.multipliedReportingOverflow(by: 1 << bits)
        return over ? nil : product / crystal
    }
}
