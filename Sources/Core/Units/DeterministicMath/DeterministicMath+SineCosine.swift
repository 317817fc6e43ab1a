extension DeterministicMath {
    /// 1024 turns, rounded down. Beyond it an angle has lost ten bits of its place on the circle and
    /// is a caller's mistake, so sine and cosine answer NaN.
    @inlinable
    public static var largestAngle: Double { 0x1.921fb54442d18p12 }

    /// The sine of an angle in radians.
    @inlinable
    public static func sin(_ angle: Double) -> Double { sinCos(angle).sine }

    /// The cosine of an angle in radians.
    @inlinable
    public static func cos(_ angle: Double) -> Double { sinCos(angle).cosine }

    /// Both at the price of little more than one.
    @inlinable
    public static func sinCos(_ angle: Double) -> (sine: Double, cosine: Double) {
        guard angle.magnitude <= largestAngle else { return (.nan, .nan) }
        // Below 2^-27 the next term of either series is under half an ulp; this also keeps -0.
        guard angle.magnitude >= 0x1p-27 else { return (angle, 1) }

        let shifted = angle * quarterTurnsPerRadian + roundingOffset
        let rest = reduced(angle, quarterTurns: shifted - roundingOffset)
        let z = rest.high * rest.high
        let sine = sineNearZero(rest, z)
        let cosine = cosineNearZero(rest, z)

        let quadrant = shifted.bitPattern
        let swapped = quadrant & 1 != 0
        let sineSign = (quadrant & 2) << 62
        let cosineSign = ((quadrant &+ 1) & 2) << 62
        return (
            Double(bitPattern: (swapped ? cosine : sine).bitPattern ^ sineSign),
            Double(bitPattern: (swapped ? sine : cosine).bitPattern ^ cosineSign)
        )
    }

    /// angle - turns * pi/2, for whole `turns` to 4096: the first two products are exact, and the
    /// nearest any double of the range comes to a multiple of pi/2 is about 2^-60.
    @inlinable @inline(__always)
    static func reduced(
        _ angle: Double, quarterTurns turns: Double
    ) -> (high: Double, low: Double) {
        let coarse = angle - turns * quarterTurnHigh
        let fine = exactSum(coarse, -(turns * quarterTurnMiddle))
        let low = fine.low - turns * quarterTurnLow
        return orderedSum(fine.high, low)
    }

    /// The sine within an eighth of a turn; z is the square of `r.high`.
    @inlinable @inline(__always)
    static func sineNearZero(_ r: (high: Double, low: Double), _ z: Double) -> Double {
        r.high + (r.high * z * sineTail(z) + (r.low - 0.5 * z * r.low))
    }

    /// The cosine within an eighth of a turn. 1 - z/2 loses bits, which `lost` gives back.
    @inlinable @inline(__always)
    static func cosineNearZero(_ r: (high: Double, low: Double), _ z: Double) -> Double {
        let half = 0.5 * z
        let near = 1 - half
        let lost = (1 - near) - half
        return near + (lost + (z * z * cosineTail(z) - r.high * r.low))
    }
}
