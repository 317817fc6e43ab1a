internal import Attestation
internal import Primitives
internal import Registry

/// Where each statement stands in the log: the newest ones in memory, all others in the index, which is
/// written behind the log.
struct StatementPlaces {
    private let index: any StatementIndex
    /// Of the newest entries, by id; `old` goes when `young` is full and written.
    private var young: [Hash256: UInt64] = [:]
    private var old: [Hash256: UInt64] = [:]
    /// In the log, and not in the index yet; in the log's order.
    private var unwritten: [(name: StatementName, place: UInt64)] = []

    /// So many at least are written at once.
    static let together = 2_048
    /// As long as the index takes nothing, so many more are remembered; then nothing is taken.
    static let mostUnwritten = 1 << 20
    private static let mostYoung = 131_072

    /// Entries below this one are known.
    private(set) var next: UInt64

    init(_ index: any StatementIndex) {
        self.index = index
        // Entry 0 is nobody's statement that could be sent again.
        next = max(1, index.size)
    }

    var isFull: Bool { unwritten.count >= Self.mostUnwritten }
    var isLong: Bool { unwritten.count >= Self.together }
    /// Entries that the index still has to take.
    var waiting: Int { unwritten.count }

    /// - Parameter isThere: whether the log has the statement there. Asked of what is found in the
    ///   index, where names are shorter than ids.
    func place(
        of statement: CheckedStatement, isThere: (UInt64) throws(OracleHostError) -> Bool
    ) throws(OracleHostError) -> UInt64? {
        if let place = young[statement.id] ?? old[statement.id] { return place }
        for place in try index.places(of: StatementName(statement)) where try isThere(place) {
            return place
        }
        return nil
    }

    /// The same of a statement of which only the id is known, and that it speaks of one of these
    /// windows; a look-up for each.
    func place(
        of id: Hash256, spokenOf windows: ClosedRange<UInt64>,
        isThere: (UInt64) throws(OracleHostError) -> Bool
    ) throws(OracleHostError) -> UInt64? {
        if let place = young[id] ?? old[id] { return place }
        for window in windows {
            for place in try index.places(of: StatementName(id, of: window))
            where try isThere(place) { return place }
        }
        return nil
    }

    /// Notes the log's next entry.
    mutating func add(_ statement: CheckedStatement, at place: UInt64) {
        guard place >= next else { return }
        young[statement.id] = place
        unwritten.append((StatementName(statement), place))
        next = place + 1
    }

    /// Has the index take what it has not; after an error all of it waits for the next time.
    mutating func write(root: Hash256) throws(OracleHostError) {
        guard next > index.size else { return }
        try index.add(unwritten, to: next, root: root)
        unwritten.removeAll(keepingCapacity: true)
        guard young.count >= Self.mostYoung else { return }
        old = young
        young = [:]
    }
}
