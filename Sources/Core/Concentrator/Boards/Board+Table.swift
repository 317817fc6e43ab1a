import Units

// Powers, offsets and coefficients of the sample configurations of sx1302_hal 2.1.0 and of ChirpStack
// Concentratord's board tables; the same rows are in Tests/Vectors/concentrator/boards.csv. The makers'
// tables begin at 12 dBm, because sx1302_hal holds sixteen steps; what lies below is derived from them:
// a decibel for each index, as far down as some maker's table shows it (docs/decisions/0206).
extension Board {
    /// Every board, in the order in which people are told of them.
    public static let all = [coreCell, wm1302, rak5146For868, rak5146For915, coreCell490]

    public static let coreCell = Board(
        "corecell", "Semtech CoreCell for 868 or 915 MHz over USB", bands: [band868, band915],
        steps: coreCellSteps)

    public static let wm1302 = Board(
        "wm1302", "Seeed WM1302 for 868 or 915 MHz over USB", bands: [band868, band915],
        steps: coreCellSteps)

    public static let rak5146For868 = Board(
        "rak5146-868", "RAK5146 over USB for EU868, IN865 and RU864", bands: [band868],
        steps: amplified(from: 8, Array(0...3))
            + amplified(from: 12, [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 22]))

    public static let rak5146For915 = Board(
        "rak5146-915", "RAK5146 over USB for AS923, AU915, KR920 and US915", bands: [band915],
        steps: amplified(from: 6, Array(0...5))
            + amplified(from: 12, [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22]))

    public static let coreCell490 = Board(
        "corecell-490", "Semtech CoreCell for 490 MHz over USB",
        bands: [Hertz(470_000_000)...Hertz(510_000_000)],
        steps: plain(from: 3, [7, 8, 9]) + amplified(from: 6, Array(10...22)),
        levels: .coreCell490)

    private static let band868 = Hertz(863_000_000)...Hertz(870_000_000)
    private static let band915 = Hertz(902_000_000)...Hertz(928_000_000)

    private static let coreCellSteps =
        plain(from: 4, Array(7...14)) + plain(from: 12, [15, 16, 17, 19, 20, 22])
        + amplified(from: 18, [1, 2, 3, 4, 5, 6, 7, 9, 11, 14])

    /// Steps of 1 dB without the power amplifier.
    private static func plain(from power: Int8, _ indices: [UInt8]) -> [GainStep] {
        steps(from: power, indices, hasAmplifier: false)
    }

    /// Steps of 1 dB with it.
    private static func amplified(from power: Int8, _ indices: [UInt8]) -> [GainStep] {
        steps(from: power, indices, hasAmplifier: true)
    }

    private static func steps(
        from power: Int8, _ indices: [UInt8], hasAmplifier: Bool
    ) -> [GainStep] {
        indices.enumerated().map { place, index in
            GainStep(power: power + Int8(place), hasAmplifier: hasAmplifier, index: index)
        }
    }
}
