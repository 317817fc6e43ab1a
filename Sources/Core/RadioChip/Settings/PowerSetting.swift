/// An output power as the chip can give it: the amplifier's set-up for the most it is meant for, and
/// whole decibels below that (data sheet 13.1.14 and 13.4.4).
public struct PowerSetting: Equatable, Sendable {
    public let dutyCycle: UInt8
    public let hpMax: UInt8
    /// 1 selects the SX1261's amplifier, 0 the stronger one.
    public let device: UInt8
    /// The parameter of SetTxParams.
    public let decibels: Int8
    /// What comes out.
    public let centiDBm: Int16

    /// The whole decibel at or below what is asked; never more. Nil outside of the model's range.
    public init?(centiDBm asked: Int16, model: ChipModel) {
        guard asked >= Self.lowestCentiDBm(model), asked <= Self.highestCentiDBm(model) else {
            return nil
        }
        let whole = asked >= 0 ? asked / 100 : -((-asked + 99) / 100)
        centiDBm = whole * 100
        guard model == .sx1261 else {
            (dutyCycle, hpMax, device, decibels) = (4, 7, 0, Int8(whole))
            return
        }
        (hpMax, device) = (0, 1)
        (dutyCycle, decibels) = whole == 15 ? (6, 14) : (4, Int8(whole))
    }

    public static func lowestCentiDBm(_ model: ChipModel) -> Int16 {
        model == .sx1261 ? -1700 : -900
    }

    public static func highestCentiDBm(_ model: ChipModel) -> Int16 {
        model == .sx1261 ? 1500 : 2200
    }
}
