public import Units

/// What a link gains outside of the path: one transmitter towards one receiver. Added and
/// subtracted in whole hundredths of a decibel, so nothing is rounded here.
public struct LinkBudget: Hashable, Sendable {
    /// Equivalent isotropically radiated power: what leaves the antenna in its best direction.
    public var eirp: SignalLevel
    /// Of the receiving antenna, in dBi, its cable's loss already taken off.
    public var receiveGain: Decibels

    public init(eirp: SignalLevel, receiveGain: Decibels) {
        self.eirp = eirp
        self.receiveGain = receiveGain
    }

    /// From what a hotspot states of itself. `limit` is its regional plan's EIRP: a statement above
    /// it counts as the limit.
    public init(
        conductedPower: SignalLevel, transmitGain: Decibels,
        cableLoss: Decibels = Decibels(hundredths: 0), limit: SignalLevel, receiveGain: Decibels
    ) {
        eirp = min(conductedPower - cableLoss + transmitGain, limit)
        self.receiveGain = receiveGain
    }

    /// The level at the receiver after a path loss between isotropic antennas.
    public func level(after pathLoss: Decibels) -> SignalLevel {
        eirp - pathLoss + receiveGain
    }

    /// The most that two rays in step can add to one: twice the field, four times the power.
    public static let twoRayGain = Decibels(hundredths: 600)

    /// The strongest signal physics allows at a distance (rule W-14): free space, and a reflection
    /// that adds. Terrain and walls only take away. A claim above this is false, whatever the
    /// place. The bound is steep below 300 m, where nothing should be judged by it.
    public func strongestLevel(distance: Metres, frequency: Hertz) -> SignalLevel {
        level(after: Decibels.freeSpaceLoss(distance: distance, frequency: frequency))
            + Self.twoRayGain
    }

    /// How far a level after a path loss is above what a modulation can decode; negative: not heard.
    public func margin(
        after pathLoss: Decibels, modulation: LoRaModulation,
        noiseFigure: Decibels = LoRaModulation.usualNoiseFigure
    ) -> Decibels {
        level(after: pathLoss) - modulation.sensitivity(noiseFigure: noiseFigure)
    }

    /// The path loss at which the margin is zero.
    public func largestPathLoss(
        modulation: LoRaModulation, noiseFigure: Decibels = LoRaModulation.usualNoiseFigure
    ) -> Decibels {
        eirp - modulation.sensitivity(noiseFigure: noiseFigure) + receiveGain
    }
}
