public import Units

/// Line of sight over a smooth Earth. Air bends radio waves downwards about as much as if the Earth
/// were a third larger; ducts bend more at times, so this is a suspicion, not a proof.
public enum RadioHorizon {
    /// 2 k R with k = 4/3 and the sphere of 6,371,007 m: 16,989,352 m.
    static let twiceEffectiveRadius: UInt64 = 6_371_007 * 8 / 3

    /// Heights count as 0...100,000 m.
    static let heights: ClosedRange<Int64> = 0...100_000

    /// The farthest that two antennas at these heights above ground see each other:
    /// sqrt(2 k R h1) + sqrt(2 k R h2), each rounded up to a metre, so that nobody on the line is
    /// beyond it. About 4.12 km times the root of metres.
    public static func distance(between first: Metres, and second: Metres) -> Metres {
        Metres(Int64(reach(first) + reach(second)))
    }

    private static func reach(_ height: Metres) -> UInt64 {
        let square = twiceEffectiveRadius * UInt64(heights.clamp(height.value))
        let root = SquareRoot.roundedDown(UInt128(square))
        return root * root == square ? root : root + 1
    }

    /// How far the Earth bulges above the straight line between two points, at a place `near` from
    /// one and `far` from the other: d1 d2 / (2 k R), to the nearest metre, a half away from zero.
    public static func bulge(_ near: Metres, _ far: Metres) -> Metres {
        let product =
            UInt64(FlatGround.distances.clamp(near.value))
            * UInt64(FlatGround.distances.clamp(far.value))
        return Metres(Int64((product + twiceEffectiveRadius / 2) / twiceEffectiveRadius))
    }
}

/// The space around a line of sight that must be free for the line to count as one.
public enum FresnelZone {
    /// Radius of the first zone at a place `near` from one end and `far` from the other:
    /// sqrt(wavelength d1 d2 / (d1 + d2)), to the nearest metre. Sixty per cent of it free counts as
    /// line of sight. A frequency of 0 counts as 1 Hz.
    public static func firstRadius(_ near: Metres, _ far: Metres, frequency: Hertz) -> Metres {
        let first = UInt128(FlatGround.distances.clamp(near.value))
        let second = UInt128(FlatGround.distances.clamp(far.value))
        // Twice the root, rounded down, then halved upwards: the nearest whole number.
        let square =
            4 * lightSpeed * first * second / (UInt128(max(frequency.value, 1)) * (first + second))
        return Metres(Int64((SquareRoot.roundedDown(square) + 1) / 2))
    }
}

enum SquareRoot {
    /// The largest whole number whose square is at most this one, below 2^126. Newton's steps from
    /// above; at most about 70, from a good start fewer than 8.
    static func roundedDown(_ square: UInt128) -> UInt64 {
        guard square > 0 else { return 0 }
        let bits = 128 - square.leadingZeroBitCount
        var root = UInt128(1) << UInt128((bits + 1) / 2)
        while true {
            let next = (root + square / root) / 2
            if next >= root { return UInt64(truncatingIfNeeded: root) }
            root = next
        }
    }
}
