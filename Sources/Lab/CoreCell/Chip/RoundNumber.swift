/// What somebody most likely wrote when a register holds it rounded: of all whole numbers that lead
/// to the register's value, the roundest.
///
/// Drivers round frequencies down to steps of the chips, 122 Hz for a transmission and 488 Hz for a
/// channel; plans lie on multiples of 12,500 Hz and rounder. So the emulator says 868,100,000 where
/// the register alone would say 868,099,975 (docs/decisions/0151).
enum RoundNumber {
    private static let steps: [Int64] = [
        1_000_000, 500_000, 100_000, 50_000, 25_000, 12_500, 10_000, 6_250, 5_000, 2_500, 1_000,
        500,
        250, 100, 50, 25, 10, 5,
    ]

    static func roundest(in range: ClosedRange<Int64>) -> Int64 {
        for step in steps {
            let candidate = range.upperBound / step * step
            if range.contains(candidate) { return candidate }
        }
        return range.upperBound
    }
}
