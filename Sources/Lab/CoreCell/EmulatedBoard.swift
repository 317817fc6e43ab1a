import Units

/// What stands between the chips and the antenna: how levels become the chip's raw numbers, and what
/// power a transmission's register makes. Written from the vendor's tables on its own, not through
/// the driver's, so that a mistake there shows.
public struct EmulatedBoard: Sendable {
    /// What drivers add to the chip's raw levels, in hundredths of a decibel.
    let levelOffset: Int64
    /// The level's shift with temperature T in degrees: (square T^2 + linear T) / 65,536 decibels,
    /// both in hundredths.
    let square: Int64
    let linear: Int64
    let powers: [Power]

    /// What comes out for what the register holds.
    struct Power: Sendable {
        let hasAmplifier: Bool
        let index: Int32
        /// dBm.
        let level: Int32
    }

    /// Semtech's CoreCell for 868 and 915 MHz over USB: sx1302_hal 2.1.0, global_conf of that board.
    public static let coreCell = EmulatedBoard(
        levelOffset: -21_540, square: 2_041, linear: 216_256,
        powers: [
            (0, 15, 12), (0, 16, 13), (0, 17, 14), (0, 19, 15), (0, 20, 16), (0, 22, 17),
            (1, 1, 18), (1, 2, 19), (1, 3, 20), (1, 4, 21), (1, 5, 22), (1, 6, 23), (1, 7, 24),
            (1, 9, 25), (1, 11, 26), (1, 14, 27),
        ].map { Power(hasAmplifier: $0.0 == 1, index: $0.1, level: $0.2) })

    /// The power that AGC_TX_PWR makes: a step of the table; beside its steps a decibel for each
    /// index away from the nearest one.
    func level(ofRegister register: UInt8) -> SignalLevel {
        let hasAmplifier = register & 0x40 != 0
        let index = Int32(register & 0x3F)
        let near = powers.filter { $0.hasAmplifier == hasAmplifier }.min {
            ($0.index - index).magnitude < ($1.index - index).magnitude
        }
        guard let near else { return SignalLevel(hundredths: 100 * index) }
        return SignalLevel(hundredths: 100 * (near.level + index - near.index))
    }

    /// The raw number that a driver turns into the level nearest to this one.
    func rawLoRa(_ level: SignalLevel, temperature: Int16) -> UInt8 {
        let hundredths = Int64(level.hundredths) - levelOffset - shift(temperature)
        return UInt8(clamping: rounded(hundredths, over: 100))
    }

    /// Likewise for the FSK modem, whose raw numbers drivers bend by a polynomial of third degree:
    /// the raw number whose bent value is nearest.
    func rawFSK(_ level: SignalLevel, temperature: Int16) -> UInt8 {
        let wanted = Int64(level.hundredths) - levelOffset - shift(temperature)
        let bent = (Int64(0)...255).map { x in
            rounded(
                90_636_423 + 420_835 * x + 7_129 * x * x - 26 * x * x * x, over: 10_000)
        }
        let best = bent.indices.min {
            (bent[$0] - wanted).magnitude < (bent[$1] - wanted).magnitude
        }
        return UInt8(clamping: best ?? 0)
    }

    private func shift(_ temperature: Int16) -> Int64 {
        let t = Int64(temperature)
        return rounded(square * t * t + 100 * linear * t, over: 65_536 * 10_000)
    }

    private func rounded(_ value: Int64, over divisor: Int64) -> Int64 {
        (value + (value < 0 ? -divisor : divisor) / 2) / divisor
    }
}
