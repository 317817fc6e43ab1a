public import Airwaves
public import Attestation
public import Primitives
public import Units

/// What a witness's rules ask of the beacon it heard: a small part of its facts, for a beacon may
/// have hundreds of witnesses.
public struct HeardBeacon: Sendable {
    /// The reveal's statement id.
    public let id: Hash256
    public let window: Window
    public let station: Station
    public let frame: [UInt8]
    public let frequency: Hertz
    public let spreadingFactor: UInt64
    public let bandwidth: Hertz
    /// EIRP: as the reveal says it, but never above the plan's.
    public let power: SignalLevel
    /// How far that is below the plan's greatest: the power step as it was sent.
    public let step: Decibels
    /// The power step that was drawn, 0 or less; nil where nothing could be drawn.
    public let drawnStep: Decibels?
    /// The plan's greatest EIRP, or what the reveal says where there is no plan.
    public let greatestPower: SignalLevel
    /// Nil where the reveal names a plan that no rule book has.
    public let plan: RegionalPlan?
    /// From which the witnesses' ranks come; nil where nothing could be drawn.
    public let seed: Hash256?

    /// Nil unless the beacon passes B-1: a frame that nobody registered revealed is *unmatched*.
    public init?(_ beacon: BeaconFacts, _ terms: RuleTerms) {
        guard beacon.isSigned, let station = beacon.station else { return nil }
        let sent = beacon.reveal.transmission
        id = beacon.id
        window = beacon.reveal.window
        self.station = station
        frame = sent.frame
        frequency = sent.frequency
        spreadingFactor = sent.spreadingFactor
        bandwidth = sent.bandwidth
        let rules = terms.book.plan(named: sent.plan)
        let greatest = rules?.greatestPower ?? sent.power
        power = min(sent.power, greatest)
        step = greatest - min(sent.power, greatest)
        drawnStep = beacon.drawn.draw?.power
        greatestPower = greatest
        plan = rules?.plan
        seed = beacon.drawn.draw?.seed
    }
}

/// By which a witness report finds its beacon: the frame's first 16 bytes. Fourteen of them are
/// filler that nobody could know before it was sent, so two beacons never share them by chance;
/// that the rest is the same too is W-8's question.
///
/// Where several reveals of one window share a start (a copied reveal), the report belongs to the
/// one that passes B-8, and among several or none of those to the lowest in the log.
public enum FrameStart {
    public static let byteCount = Block128.byteCount

    /// Nil for a frame too short to be a beacon.
    public static func of(_ frame: RawSpan) -> Block128? {
        guard frame.byteCount >= byteCount, BeaconFrame.isBeacon(frame) else { return nil }
        return Block128(frame.extracting(first: byteCount))
    }
}
