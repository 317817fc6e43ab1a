public import Units

/// What a board adds to the chip's raw levels: a fixed offset, and a curve over temperature.
///
/// The vendor's formula has powers of the temperature up to the fourth; all boards with an SX1250 set the
/// fourth, the third and the constant term to zero, so they are not here. Whole numbers, rounded to
/// the nearest hundredth of a decibel.
public struct LevelCorrection: Hashable, Sendable {
    public let offset: Decibels
    /// Hundredths, for the temperature's square and the temperature, over 65,536.
    public let square: Int32
    public let linear: Int32

    public init(offset: Decibels, square: Int32 = 2041, linear: Int32 = 216_256) {
        self.offset = offset
        self.square = square
        self.linear = linear
    }

    /// Semtech's CoreCell for 868 and 915 MHz over USB, and the boards made after it.
    public static let coreCell = LevelCorrection(offset: Decibels(hundredths: -21_540))
    /// The CoreCell for 490 MHz.
    public static let coreCell490 = LevelCorrection(offset: Decibels(hundredths: -21_800))

    /// A LoRa modem's level. `temperature` is the bridge's, in hundredths of a degree Celsius.
    public func loRa(_ raw: UInt8, temperature: Int16) -> SignalLevel {
        SignalLevel(hundredths: Int32(raw) * 100) + offset + term(temperature)
    }

    /// The FSK modem's level, which is bent first.
    public func fsk(_ raw: UInt8, temperature: Int16) -> SignalLevel {
        let x = Int64(raw)
        let millionths = 90_636_423 + 420_835 * x + 7_129 * x * x - 26 * x * x * x
        return SignalLevel(hundredths: Int32(rounded(millionths, over: 10_000))) + offset
            + term(temperature)
    }

    private func term(_ temperature: Int16) -> Decibels {
        let t = Int64(temperature)
        let sum = Int64(square) * t * t + 100 * Int64(linear) * t
        return Decibels(hundredths: Int32(clamping: rounded(sum, over: 65_536 * 10_000)))
    }

    /// Halves away from zero.
    private func rounded(_ value: Int64, over divisor: Int64) -> Int64 {
        (value + (value < 0 ? -divisor : divisor) / 2) / divisor
    }
}
