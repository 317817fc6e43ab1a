import Attestation
public import Units

/// When a witness's frame arrived, for W-17. One per report of a beacon that passes W-1 to W-16.
public struct Arrival: Hashable, Sendable {
    public var hotspot: UInt32
    public var site: UInt32
    /// Whether fine times are among the fields it was registered to measure.
    public var isDeclared: Bool
    /// After the last whole second of satellite time; nil where the report has none.
    public var fineNanoseconds: UInt64?
    /// Reports of the hotspot's window that lack the fine time.
    public var missing: UInt32
    /// From the beacon's asserted place.
    public var distance: Metres
    /// Whether it helps to say which moment is right. What fails W-18 or W-20 is judged too, but a
    /// box has one voice, and none where nothing can have been heard.
    public var votes = true

    public init(
        hotspot: UInt32, site: UInt32, isDeclared: Bool, fineNanoseconds: UInt64?,
        missing: UInt32, distance: Metres
    ) {
        self.hotspot = hotspot
        self.site = site
        self.isDeclared = isDeclared
        self.fineNanoseconds = fineNanoseconds
        self.missing = missing
        self.distance = distance
    }

    /// Nil where the report is unmatched or the hotspot unknown.
    public init?(_ facts: WitnessFacts) {
        guard let station = facts.station, let distance = facts.distance else { return nil }
        self.init(
            hotspot: station.hotspot, site: station.site,
            isDeclared: station.measures.contains(.fineTime),
            fineNanoseconds: facts.report.first.fineNanoseconds, missing: facts.missing.fineTime,
            distance: distance)
    }
}
