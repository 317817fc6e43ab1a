// A digit's three bits are its direction on the axes i, j, k. A third of a turn therefore moves the
// bits round, half a turn inverts them, and all fifteen digits of a cell turn in one go.

extension Cell {
    @inlinable @inline(__always)
    static var allDigits: UInt64 { (1 << 45) &- 1 }

    /// Bit 0 of every digit.
    @inlinable @inline(__always)
    static var everyDigitOne: UInt64 { 0o1_11111_11111_1111 }

    /// All digits turned `turns` (0...5) sixths counter-clockwise; the centre digit 0 stays.
    @inlinable
    static func turned(_ digits: UInt64, by turns: Int) -> UInt64 {
        // Turns 1, 3, 5 are half a turn and then 4, 0, 2 more.
        var result = digits
        if turns & 1 == 1 {
            let nonZero = (digits | digits >> 1 | digits >> 2) & everyDigitOne
            result ^= nonZero &* 7
        }
        let thirds = turns & 1 == 1 ? (turns &+ 3) % 6 : turns
        if thirds == 2 {
            let low = result & everyDigitOne
            result = (result >> 1) & (everyDigitOne &* 3) | low << 2
        } else if thirds == 4 {
            let high = result & (everyDigitOne &* 4)
            result = (result & (everyDigitOne &* 3)) << 1 | high >> 2
        }
        return result
    }

    /// The coarsest digit that is not 0; 0 when all are.
    @inlinable @inline(__always)
    static func leadingDigit(_ digits: UInt64) -> Int {
        guard digits != 0 else { return 0 }
        let place = (63 &- digits.leadingZeroBitCount) / 3 &* 3
        return Int(truncatingIfNeeded: digits >> UInt64(truncatingIfNeeded: place)) & 7
    }

    /// One sixth counter-clockwise on a pentagon, which has no branch 1: turning into it turns on.
    @inlinable
    static func turnedOnPentagon(_ digits: UInt64) -> UInt64 {
        turned(digits, by: leadingDigit(digits) == 3 ? 2 : 1)
    }

    /// The inverse: one sixth clockwise, over the missing branch.
    @inlinable
    static func turnedBackOnPentagon(_ digits: UInt64) -> UInt64 {
        turned(digits, by: leadingDigit(digits) == 5 ? 4 : 5)
    }
}
