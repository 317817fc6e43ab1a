public import Airwaves

extension DrawRules {
    /// What a regional plan leaves to the draw in a network of these periods (PROTOCOL 3.3).
    public init(_ plan: RegionalPlan, _ periods: NetworkPeriods) {
        var frames = InlineArray<6, UInt8>(repeating: 0)
        for rate in plan.rules.beaconRates {
            frames[Int(rate.spreadingFactor.rawValue) - 7] = UInt8(clamping: rate.longestFrame)
        }
        self = DrawRules(
            longestFrames: frames, channelCount: UInt32(plan.rules.beaconChannels.count)
        ).limited(to: periods.greatestSpreadingFactor)
    }
}
