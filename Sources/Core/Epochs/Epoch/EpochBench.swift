import Airwaves
import Attestation
import CoverageRules
import HexGrid
import Primitives
import Registry
import Rewards
import Units

/// The stages of one epoch in their order, from evidence and places to the next state.
struct EpochBench<D: Digest & SendableMetatype>: Sendable {
    let state: EpochState
    let replay: EpochRegistry
    let evidence: Evidence
    let range: Range<UInt64>
    let terms: EpochTerms
    let rewardRules: RewardRules
    let bookHash: Hash256
    let places: EpochPlaces
    let stations: StationTable
    let plans: PlanTable
    let doubts: EdgeDoubts

    init(
        _ state: EpochState, _ replay: EpochRegistry, _ time: LogTime, _ range: Range<UInt64>,
        _ maps: [PlaceMap], _ evidence: Evidence
    ) throws(EpochError) {
        let rules = try EpochRules(replay.registry, state.next)
        let terms = EpochTerms(epoch: state.next, time: time, rules: rules.terms)
        let places = EpochPlaces(state, replay, terms.windows, by: rules.rewards)
        (self.state, self.replay, self.range) = (state, replay, range)
        (self.evidence, self.terms, self.places) = (evidence, terms, places)
        (rewardRules, bookHash) = (rules.rewards, rules.bookHash)
        stations = StationTable(evidence.facts.keys, terms.windows) {
            places.station(of: $0, in: $1)
        }
        let version = replay.registry.parameters(in: state.next).regionTable
        let map = maps.first { UInt64($0.tableVersion) == version }
        plans = PlanTable(places.cells) { cell in
            guard let verdict = map?.plan(at: cell.center) else { return [] }
            var plans = verdict.alternatives
            if let plan = verdict.plan { plans.insert(plan) }
            return plans
        }
        doubts = EdgeDoubts(state.notices, state.next)
    }

    func outcome(
        timeBefore: LogTime, logSize: UInt64, logRoot: Hash256, dividing division: some Division,
        noting note: (EpochStep) -> Void, reading whole: (UInt64) -> EvidenceChunk
    ) throws(EpochError) -> EpochOutcome {
        note(.judge)
        let (commitments, positions) = (commitments(division), positionTable)
        let verdicts = verdictBench(commitments, positions).judge(dividing: division)
        note(.pay)
        let data = DataReckoning(
            replay.receipts, after: replay.earlierReceipts, waiting: replay.waiting, places, terms)
        let rewards = try rewards(verdicts, data)
        let withheld = WithheldBeacons(
            evidence, commitments, terms, by: D.self, reading: whole
        ) { [places] in places.station(of: $0, in: $1) }
        var next = nextState(timeBefore, commitments, positions)
        let trust = trust(verdicts, commitments, withheld, next, dividing: division)
        next.history = trust.history
        next.findings = trust.file.findings.filter { $0.effect != nil }
        next.notices = trust.notices
        next.waiting.close(
            state.next, at: range.upperBound, settlement(data, rewards))
        next.demand = data.demand
        next.contacts = MapperReckoning.contacts(
            replay.points, places, terms, before: state.contacts)
        next.lifetime = rewards.payouts.lifetime
        next.standings = standings(trust, rewards)
        note(.files)
        return outcome(
            verdicts, trust.file, rewards, next, logSize: logSize, logRoot: logRoot,
            dividing: division)
    }

    func commitments(_ division: some Division) -> CommitmentTable {
        CommitmentTable(
            evidence, terms, stations, by: D.self, dividing: division
        ) { [state] in state.book(of: $0) }
    }

    var positionTable: PositionTable {
        PositionTable(
            evidence, terms, before: state.positions,
            whose: { [evidence, places] key, window in
                places.registry.number(of: evidence.facts.keys[key], in: window)?.value
            },
            placeIndex: { [places] in places.placeIndex(of: $0, in: $1) })
    }

    func verdictBench(
        _ commitments: CommitmentTable, _ positions: PositionTable
    ) -> VerdictBench<D, PastEdges> {
        VerdictBench(
            evidence: evidence, terms: terms, stations: stations, commitments: commitments,
            positions: positions, places: places.placeIndexes, sites: places.sites, plans: plans,
            memory: PastEdges(history: state.history, doubts: doubts), history: state.history)
    }

    private func nextState(
        _ time: LogTime, _ commitments: CommitmentTable, _ positions: PositionTable
    ) -> EpochState {
        let first = terms.windows[0]
        var next = EpochState(
            next: Epoch(state.next.number + 1), position: range.upperBound,
            time: time.keeping(from: terms.rules.periods.firstPeriod(of: first)),
            registry: replay.registry, waiting: replay.waiting)
        next.books = books(commitments)
        next.positions = positions.next.filter { item in
            places.placeIndex(of: item.hotspot, in: nextWindow) == item.kept.placeIndex
        }
        return next
    }

    /// The first window of the next epoch.
    private var nextWindow: Window {
        Window(terms.windows[0].number + UInt64(terms.windows.count))
    }

    /// What stands of each key at the next epoch's first record. A key that is no hotspot's any more
    /// takes its commitments with it.
    private func books(
        _ commitments: CommitmentTable
    ) -> [(key: PublicKey, book: CommitmentBook)] {
        var books = state.books.filter { evidence.facts.keys.number(of: $0.key) == nil }
        for (number, replay) in commitments.replays.enumerated() {
            books.append((evidence.facts.keys.keys[number], replay.book))
        }
        for place in books.indices { books[place].book.forget(before: nextWindow) }
        books.removeAll { item in
            item.book.isEmpty || replay.registry.number(of: item.key, in: nextWindow) == nil
        }
        books.sort { $0.key < $1.key }
        return books
    }
}

/// The edges that notices in force doubt.
struct EdgeDoubts: Sendable {
    /// Ascending; each with the lower number first.
    private let edges: [EdgeName]

    init(_ notices: [HeldNotice], _ epoch: Epoch) {
        edges = notices.compactMap { notice in
            guard let other = notice.other, notice.isInForce(in: epoch) else { return nil }
            return EdgeName(
                beaconer: min(notice.hotspot, other), witness: max(notice.hotspot, other))
        }.sorted()
    }

    func isDoubted(_ one: UInt32, _ other: UInt32) -> Bool {
        let name = EdgeName(beaconer: min(one, other), witness: max(one, other))
        let place = edges.partitioned { $0 < name }
        return place < edges.count && edges[place] == name
    }
}

/// What the history and the notices in force say of edges.
struct PastEdges: EdgeMemory {
    let history: EpochHistory
    let doubts: EdgeDoubts

    func frequencyErrors(from beaconer: UInt32, to witness: UInt32) -> FrequencyErrors {
        history.frequencyErrors(of: EdgeName(beaconer: beaconer, witness: witness))
    }

    func isDoubted(_ one: UInt32, _ other: UInt32) -> Bool { doubts.isDoubted(one, other) }
}
