public import Airwaves
public import Units

/// What a radio is tuned to that hears one channel with one spreading factor at a time.
public struct ListeningChannel: Hashable, Sendable {
    /// The channel's centre.
    public var frequency: Hertz
    public var spreadingFactor: SpreadingFactor
    public var bandwidth: Bandwidth
    public var syncWord: SyncWord
    /// Downlinks to devices have it, uplinks and beacons do not.
    public var hasInvertedPolarity: Bool

    public init(
        frequency: Hertz, spreadingFactor: SpreadingFactor, bandwidth: Bandwidth = .kHz125,
        syncWord: SyncWord = .public, hasInvertedPolarity: Bool = false
    ) {
        self.frequency = frequency
        self.spreadingFactor = spreadingFactor
        self.bandwidth = bandwidth
        self.syncWord = syncWord
        self.hasInvertedPolarity = hasInvertedPolarity
    }

    /// Where a plan's first beacons are.
    public init(firstBeaconsOf plan: RegionalPlan) {
        let rules = plan.rules
        self.init(
            frequency: rules.beaconChannels[0],
            spreadingFactor: rules.beaconRates[0].spreadingFactor, bandwidth: rules.bandwidth)
    }
}

extension ListeningChannel: CustomStringConvertible {
    /// As in `868.1 MHz SF7 125000 Hz`.
    public var description: String {
        "\(frequency) \(spreadingFactor) \(bandwidth)\(hasInvertedPolarity ? " inverted" : "")"
    }
}
