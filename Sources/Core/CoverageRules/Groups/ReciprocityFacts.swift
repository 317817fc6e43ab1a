public import Units

/// What eight windows say of one edge in both directions, for W-21: a report says that `witness`
/// heard `beaconer`; has `beaconer` ever heard `witness`?
///
/// The windows are those of epochs e-1 and e; where the beaconer, who should have heard, is a light
/// radio, the last 56. Only results of B-1..B-11 and W-1..W-18, W-20 are counted, so the rule asks
/// nothing of itself.
public struct ReciprocityFacts: Hashable, Sendable {
    /// Windows between the later of both first windows and the window judged.
    public var windowsSinceFirst: UInt64
    /// The median margin (`Margins.overFloor`) of the witness's passing reports of the beaconer.
    public var medianMargin: Decibels
    /// Beacons of the witness that pass B-1..B-11; where the beaconer is a light radio only those
    /// whose channel, SF and bandwidth it signed that it was listening to in that period.
    public var beaconsSent: UInt64
    /// Of these, reports of the beaconer that pass W-1..W-18 and W-20.
    public var beaconsHeard: UInt64
    /// The median implied noise floors of the two receivers in these windows, each at 125 kHz; nil
    /// where a receiver passed no report.
    public var beaconerNoise: SignalLevel?
    public var witnessNoise: SignalLevel?

    public init(
        windowsSinceFirst: UInt64, medianMargin: Decibels, beaconsSent: UInt64,
        beaconsHeard: UInt64, beaconerNoise: SignalLevel?, witnessNoise: SignalLevel?
    ) {
        self.windowsSinceFirst = windowsSinceFirst
        self.medianMargin = medianMargin
        self.beaconsSent = beaconsSent
        self.beaconsHeard = beaconsHeard
        self.beaconerNoise = beaconerNoise
        self.witnessNoise = witnessNoise
    }
}
