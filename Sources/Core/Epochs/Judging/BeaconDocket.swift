import Attestation
import Primitives

/// The reveals of an epoch, with all that the log says of each but what its own nonce draws.
public struct BeaconDocket: Sendable {
    /// Ascending by place in the log.
    public private(set) var entries: [Entry] = []

    public struct Entry: Hashable, Sendable {
        /// The evidence's number of the reveal.
        public let reveal: Int
        public let key: UInt32
        /// The window's place in the epoch.
        public let slot: Int
        /// Where the reveal stands.
        public let place: UInt64
        public var earlier: UInt64
        public var sameSequence: UInt64
    }

    /// Takes the reveals of the epoch's windows that stand below their close.
    public init(_ evidence: Evidence, _ terms: EpochTerms) {
        let doubles = SequenceDoubles(evidence)
        for (number, item) in evidence.facts.reveals.enumerated() {
            guard let slot = terms.slot(of: item.reveal.window),
                let place = evidence.place(item.statement, before: terms.close(of: slot))
            else { continue }
            let statement = evidence.statement(item.statement)
            entries.append(
                Entry(
                    reveal: number, key: statement.key, slot: slot, place: place, earlier: 0,
                    sameSequence: doubles.others(item.statement)))
        }
        entries.sort { left, right in
            guard left.place == right.place else { return left.place < right.place }
            return evidence.id(ofReveal: left.reveal) < evidence.id(ofReveal: right.reveal)
        }
        // order: only asked for one key and window at a time.
        var seen: [UInt64: UInt64] = [:]
        for place in entries.indices {
            let name = UInt64(entries[place].key) << 8 | UInt64(entries[place].slot)
            entries[place].earlier = seen[name] ?? 0
            seen[name] = entries[place].earlier + 1
        }
    }
}

extension Evidence {
    func id(ofReveal number: Int) -> Hash256 {
        statement(facts.reveals[number].statement).id
    }
}

/// Which statements share key and sequence number with a different one (rule B-11).
struct SequenceDoubles: Sendable {
    // order: only asked for one statement at a time.
    private var counts: [UInt32: UInt64] = [:]

    init(_ evidence: Evidence) {
        let statements = evidence.facts.statements
        var order: [(key: UInt32, number: UInt32, sequence: UInt64)] = []
        order.reserveCapacity(statements.count)
        for (number, statement) in statements.enumerated()
        where !evidence.facts.repeated[number] {
            order.append((statement.key, UInt32(number), statement.sequence))
        }
        order.sort { ($0.key, $0.sequence) < ($1.key, $1.sequence) }
        var first = 0
        while first < order.count {
            let head = order[first]
            var end = first + 1
            while end < order.count, order[end].key == head.key,
                order[end].sequence == head.sequence
            { end += 1 }
            if end - first > 1 {
                for item in order[first..<end] { counts[item.number] = UInt64(end - first - 1) }
            }
            first = end
        }
    }

    func others(_ statement: UInt32) -> UInt64 { counts[statement] ?? 0 }
}
