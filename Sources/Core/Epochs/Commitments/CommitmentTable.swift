import Attestation
import CoverageRules
public import Primitives

/// The commitments of all keys over an epoch: what each reveal found, and what stands at its end.
public struct CommitmentTable: Sendable {
    /// By the evidence's number of the key.
    public private(set) var replays: [CommitmentReplay]
    /// By the evidence's number of the reveal; nothing for reveals of other windows.
    private var found: [CommitmentReplay.Found?]

    /// Replays the statements that stand from the epoch's first record on, up to its end.
    ///
    /// - Parameter book: what stood of a key below that record.
    public init<D: Digest & SendableMetatype>(
        _ evidence: Evidence, _ terms: EpochTerms, _ stations: StationTable,
        by digest: D.Type, dividing division: some Division,
        book: @Sendable (PublicKey) -> CommitmentBook
    ) {
        let steps = Self.steps(evidence, terms, stations, by: digest)
        let keys = evidence.facts.keys
        replays = division.items(count: keys.keys.count) { range in
            range.map { number in
                let key = keys.keys[number]
                var replay = CommitmentReplay(book(key))
                for step in steps[number] { replay.take(step, of: key, terms.time, by: digest) }
                return replay
            }
        }
        found = Array(repeating: nil, count: evidence.facts.reveals.count)
        for replay in replays {
            for item in replay.found { found[item.reveal] = item }
        }
    }

    public func found(_ reveal: Int) -> CommitmentReplay.Found? { found[reveal] }

    /// Each key's statements in log order, those of the epoch's windows with the record their
    /// beacon is drawn from.
    private static func steps<D: Digest & SendableMetatype>(
        _ evidence: Evidence, _ terms: EpochTerms, _ stations: StationTable, by digest: D.Type
    ) -> [[CommitmentReplay.Step]] {
        var steps: [[CommitmentReplay.Step]] = Array(
            repeating: [], count: evidence.facts.keys.keys.count)
        let begin = terms.starts.first.flatMap { $0 } ?? .max
        // order: only asked for one statement at a time.
        var reveals: [UInt32: Int] = [:]
        for (number, reveal) in evidence.facts.reveals.enumerated() {
            reveals[reveal.statement] = number
        }
        for item in evidence.facts.news {
            guard let place = evidence.place(item.statement, before: .max), place >= begin else {
                continue
            }
            let key = evidence.statement(item.statement).key
            let number = reveals[item.statement]
            let reveal = number.map { number in
                let reveal = evidence.facts.reveals[number].reveal
                return (
                    number: number, window: reveal.window,
                    draw: terms.drawIndex(
                        of: reveal, by: evidence.facts.keys[key], digest: digest)
                )
            }
            steps[Int(key)].append(
                CommitmentReplay.Step(
                    news: item.news, statement: item.statement, place: place, reveal: reveal))
        }
        for key in steps.indices {
            steps[key].sort { left, right in
                guard left.place == right.place else { return left.place < right.place }
                return evidence.statement(left.statement).id
                    < evidence.statement(right.statement).id
            }
        }
        return steps
    }
}

extension EpochTerms {
    /// Slot and spare of a key in a window; nothing where no record was made in it.
    func slots<D: Digest & ~Copyable>(
        of key: PublicKey, in window: Window, by digest: D.Type
    ) -> BeaconSlots? {
        time.first(in: window).map {
            BeaconSlots(
                network: network, hotspot: key, firstValue: $0.value, periods: rules.periods,
                by: digest)
        }
    }

    /// Where the record m of a reveal stands: that of its slot or spare, or the next where it was
    /// not made.
    func drawIndex<D: Digest & ~Copyable>(
        of reveal: Reveal, by key: PublicKey, digest: D.Type
    ) -> UInt64? {
        guard let slots = slots(of: key, in: reveal.window, by: digest) else { return nil }
        let period = draw(reveal.slot.moment, of: slots, in: reveal.window).period
        return time.record(number: 1, from: period)?.index
    }
}
