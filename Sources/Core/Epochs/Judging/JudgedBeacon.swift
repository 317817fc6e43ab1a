import Airwaves
public import Attestation
public import CoverageRules
public import Primitives

/// One reveal with the verdict of its own rules.
public struct JudgedBeacon: Sendable {
    /// The reveal's statement id.
    public let id: Hash256
    public let entry: BeaconDocket.Entry
    /// The hotspot; nothing where the key is nobody's.
    public let hotspot: UInt32?
    public let window: Window
    /// B-1 to B-11, then B-12.
    public var verdict: Verdict
    /// What its witnesses' rules ask of it; nothing where it fails B-1.
    public let heard: HeardBeacon?
    /// m: from which cutoffs are counted; nothing where there are no slots.
    public let draw: Period?
    /// By which reports find it; nothing for a frame too short to be a beacon.
    public let start: Block128?
    /// Up to B-11, before any witness is asked.
    public let hasPassedAlone: Bool
    public let hasConfirmedPower: Bool

    public var passesFrame: Bool { verdict.passed.contains(.b8) }
}

/// Puts the facts of reveals together and judges them: B-1 to B-11. Beacons do not depend on each
/// other, so any part of a docket can be judged anywhere.
struct BeaconBench<D: Digest & SendableMetatype>: Sendable {
    let evidence: Evidence
    let terms: EpochTerms
    let stations: StationTable
    let commitments: CommitmentTable
    let positions: PositionTable
    let places: PlaceIndexes
    let plans: PlanTable

    func judge(_ entry: BeaconDocket.Entry) -> JudgedBeacon {
        let fact = evidence.facts.reveals[entry.reveal]
        let key = evidence.facts.keys[entry.key]
        let window = fact.reveal.window
        let slots = terms.slots(of: key, in: window, by: D.self)
        let values = slots.map { drawValues($0, window) } ?? DrawValues(slot: nil, spare: nil)
        let draw = slots.map { terms.draw(fact.reveal.slot.moment, of: $0, in: window).period }
        let station = stations[entry.key, entry.slot]
        let drawn = DrawnBeacon(fact.reveal, by: key, values: values, terms.rules, digest: D.self)
        let found = commitments.found(entry.reveal)
        let facts = BeaconFacts(
            id: evidence.statement(fact.statement).id, reveal: fact.reveal, isSigned: true,
            station: station, slots: slots, values: values, drawn: drawn,
            recordsAfterDraw: draw.map { terms.time.count(after: $0, below: entry.place) } ?? 0,
            commitment: found?.commitment, unopenedEarlier: found?.gaps ?? 0,
            earlierReveals: entry.earlier, sameSequence: entry.sameSequence,
            plansAtPlace: station.map { plans[$0.cell] } ?? [],
            positions: positions(of: station, entry.slot))
        let verdict = BeaconRules.judge(facts, terms.rules)
        return JudgedBeacon(
            id: facts.id, entry: entry, hotspot: station?.hotspot, window: window,
            verdict: verdict, heard: HeardBeacon(facts, terms.rules), draw: draw,
            start: FrameStart.of(fact.reveal.transmission.frame.rawSpan),
            hasPassedAlone: verdict.hasPassed,
            hasConfirmedPower: fact.reveal.transmission.powerBasis == .confirmed)
    }

    private func drawValues(_ slots: BeaconSlots, _ window: Window) -> DrawValues {
        DrawValues(
            slot: terms.draw(.slot, of: slots, in: window).record?.value,
            spare: terms.draw(.spare, of: slots, in: window).record?.value)
    }

    private func positions(of station: Station?, _ slot: Int) -> PositionHistory {
        guard let station, let index = places[station.hotspot, slot] else {
            return PositionHistory()
        }
        return positions.history(of: station.hotspot, placeIndex: index, slot: slot)
    }
}
