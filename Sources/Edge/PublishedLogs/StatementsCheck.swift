internal import Attestation
internal import EvidenceLog
internal import Host
internal import Primitives
internal import Signing
internal import Synchronization

/// What the check of some neighbouring entries gave.
struct StatementsPart: Sendable {
    var problems: [LogProblem] = []
    var first: UInt64 = 0
    /// The first eight bytes of each one's id; 0 where there is none.
    var ids: [UInt64] = []
    var count: UInt64 { UInt64(ids.count) }
}

/// Checks the statements of some bundles, divided over threads.
enum StatementsCheck {
    typealias Chunk = [(first: UInt64, bundle: EntryBundle)]

    /// One part for each bundle, in their order, whatever the number of threads.
    static func run(_ chunk: Chunk, on network: NetworkID, threads: Int) -> [StatementsPart] {
        let parts = Mutex<[StatementsPart]>(Array(repeating: StatementsPart(), count: chunk.count))
        let next = Atomic(0)
        withThreads(max(1, min(threads, chunk.count))) {
            while true {
                let place = next.add(1, ordering: .relaxed).oldValue
                guard place < chunk.count else { return }
                let part = check(chunk[place].bundle, from: chunk[place].first, network)
                parts.withLock { $0[place] = part }
            }
        }
        return parts.withLock { $0 }
    }

    private static func check(
        _ bundle: EntryBundle, from first: UInt64, _ network: NetworkID
    ) -> StatementsPart {
        var part = StatementsPart(first: first)
        for number in 0..<bundle.count {
            let index = first + UInt64(number)
            let verdict = StatementVerdict.of(
                bundle.entry(number), network: network, by: Ed25519.self, hashing: SHA256.self)
            switch verdict {
            case .valid(let type, _, let id):
                part.ids.append(id.words.0)
                if !type.isLogged || (type == .network) != (index == 0) {
                    part.problems.append(.misplaced(index: index, type: type))
                }
            case .invalid(let reason):
                part.ids.append(0)
                part.problems.append(.statement(index: index, reason: reason))
            }
        }
        return part
    }
}

/// Finds statements that stand in a log twice, by eight bytes of each id.
struct StatementIDs: Sendable {
    /// 0 for an entry of which nothing is known; no statement's id begins so.
    private var beginnings: [UInt64] = []

    /// - Parameter first: the index of the first of them; those before it that were not named are
    ///   unknown.
    mutating func append(_ ids: [UInt64], from first: UInt64) {
        let missing = Int(first) - beginnings.count
        beginnings.append(contentsOf: repeatElement(0, count: missing))
        beginnings += ids
    }

    /// Pairs of entries whose ids begin alike, the first hundred; ascending by the first. Sorted in
    /// sixteen parts, so that it takes little memory besides.
    func twins() -> [(UInt64, UInt64)] {
        var twins: [(UInt64, UInt64)] = []
        for part in 0..<16 as Range<UInt64> {
            var places: [(id: UInt64, index: Int)] = []
            for (index, id) in beginnings.enumerated() where id >> 60 == part {
                if id != 0 { places.append((id, index)) }
            }
            places.sort { ($0.id, $0.index) < ($1.id, $1.index) }
            for (before, after) in zip(places, places.dropFirst())
            where before.id == after.id && twins.count < 100 {
                twins.append((UInt64(before.index), UInt64(after.index)))
            }
        }
        return twins.sorted { $0 < $1 }
    }
}
