public import Units

/// Two rays over flat ground: one direct, one reflected at a grazing angle with its sign turned.
/// Real ground is not flat, so these are for estimates and for drawing; what may convict is
/// `LinkBudget.strongestLevel`.
public enum FlatGround {
    /// Heights count as 1...100,000 m: an antenna in the grass, a balloon.
    static let heights: ClosedRange<Int64> = 1...100_000
    /// Distances count as 1...20,015,109 m, half the Earth's circumference.
    static let distances: ClosedRange<Int64> = 1...20_015_109

    /// The least loss that two rays can have. The field of both is that of one times
    /// 2 sin(2 pi h1 h2 / (wavelength d)), which is at most 2 and at most 4 pi h1 h2 / (wavelength d):
    /// so the loss is at least free space less 6 dB, and at least 40 log d - 20 log(h1 h2), whatever
    /// the frequency. The second is the larger one beyond pi / 2 times `breakpoint`.
    ///
    /// Rounded to the nearest hundredth (first bound) or two hundredths (second).
    public static func leastLoss(
        distance: Metres, frequency: Hertz, heights first: Metres, _ second: Metres
    ) -> Decibels {
        let near =
            Decibels.freeSpaceLoss(distance: distance, frequency: frequency)
            - LinkBudget.twoRayGain
        return max(near, farLoss(distance: distance, heights: first, second))
    }

    /// 40 log10 d - 20 log10(h1 h2): the plane-earth loss, four times weaker at twice the distance
    /// in amplitude. Negative close by, where it means nothing.
    static func farLoss(distance: Metres, heights first: Metres, _ second: Metres) -> Decibels {
        let metres = UInt64(distances.clamp(distance.value))
        let product = UInt64(heights.clamp(first.value)) * UInt64(heights.clamp(second.value))
        guard let half = Decibels(ratio: metres * metres, to: product) else {
            preconditionFailure("a distance or height of zero after clamping")
        }
        return half + half
    }

    /// Where two rays are in step for the last time: 4 h1 h2 / wavelength, to the nearest metre, a
    /// half away from zero. Beyond it the loss grows with 40 log d instead of 20.
    public static func breakpoint(
        frequency: Hertz, heights first: Metres, _ second: Metres
    ) -> Metres {
        let product =
            4 * UInt128(heights.clamp(first.value)) * UInt128(heights.clamp(second.value))
            * UInt128(frequency.value)
        let metres = (product + lightSpeed / 2) / lightSpeed
        return Metres(Int64(clamping: metres))
    }
}

/// Metres per second in a vacuum, exact by definition of the metre.
let lightSpeed: UInt128 = 299_792_458

extension ClosedRange<Int64> {
    func clamp(_ value: Int64) -> Int64 { Swift.min(Swift.max(value, lowerBound), upperBound) }
}
