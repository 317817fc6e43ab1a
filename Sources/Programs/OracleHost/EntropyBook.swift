internal import Attestation
internal import Primitives

/// What stands in the log of entropy: where each record and each chain's end is, and the bytes of the
/// newest.
struct EntropyBook: Sendable {
    /// Rising.
    private(set) var records: [(period: Period, index: UInt64)] = []
    /// Rising indexes.
    private(set) var chainPlaces: [UInt64] = []
    private(set) var chains = ChainsInForce()
    private var ends: Set<EntropyChain> = []
    /// Of the newest records and of all ends of chains, by index; rising.
    private var kept: [(index: UInt64, bytes: [UInt8])] = []
    private var chainBytes: [[UInt8]] = []
    /// From this index on all are in `kept`.
    private var keptFrom: UInt64 = 0

    /// A month of the main network.
    static let mostKept = 65_536

    var newest: (period: Period, index: UInt64)? { records.last }

    init() {}

    /// Goes on from what a saved state says. `entry` gives the bytes of the newest records, which
    /// boxes ask for after a pause.
    init<Failure: Error>(
        _ state: SavedState, entry: (UInt64) throws(Failure) -> [UInt8]
    ) throws(Failure) {
        records = state.records
        chainPlaces = state.chains.map(\.index)
        chainBytes = state.chains.map(\.bytes)
        let newest = records.suffix(Self.mostReread)
        keptFrom = newest.first.map { $0.index } ?? state.size
        for record in newest { kept.append((record.index, try entry(record.index))) }
        kept += state.chains.filter { $0.index >= keptFrom }
        kept.sort { $0.index < $1.index }
        var next = records[...]
        for chain in state.chains {
            while let record = next.first, record.index < chain.index {
                chains.takeRecord(of: record.period)
                next.removeFirst()
            }
            take(chain.bytes)
        }
        for record in next { chains.takeRecord(of: record.period) }
    }

    func hasEnd(_ chain: EntropyChain) -> Bool { ends.contains(chain) }

    private mutating func take(_ bytes: [UInt8]) {
        guard let statement = try? SignedStatement(bytes.rawSpan),
            let end = try? EntropyChainEnd(parsing: statement.payload)
        else { preconditionFailure("a chain's end that was checked does not read") }
        chains.take(end.chain)
        ends.insert(end.chain)
    }

    /// What a state saves of the chains.
    var savedChains: [(index: UInt64, bytes: [UInt8])] {
        zip(chainPlaces, chainBytes).map { ($0, $1) }
    }

    /// A day of the main network.
    static let mostReread = 1_440

    mutating func addRecord(of period: Period, at index: UInt64, _ bytes: [UInt8]) {
        records.append((period, index))
        chains.takeRecord(of: period)
        kept.append((index, bytes))
        guard kept.count > Self.mostKept * 5 / 4 else { return }
        kept.removeFirst(kept.count - Self.mostKept)
        keptFrom = kept[0].index
    }

    mutating func addChain(at index: UInt64, _ bytes: [UInt8]) {
        chainPlaces.append(index)
        take(bytes)
        chainBytes.append(bytes)
        kept.append((index, bytes))
    }

    /// The period of the first record.
    var oldest: Period? { records.first?.period }

    /// Where the record of a period stands; nothing where none was made.
    func index(of period: Period) -> UInt64? {
        let place = records.firstPlace { $0.period >= period }
        return place < records.count && records[place].period == period
            ? records[place].index : nil
    }

    /// The entries of entropy from the first record of some periods that follow each other to below
    /// the next one; none where none was made.
    ///
    /// - Parameter side: whether a period is before them, among them, or behind them.
    func indexes(_ side: (Period) -> Int) -> [UInt64] {
        let first = records.firstPlace { side($0.period) >= 0 }
        let end = records.firstPlace { side($0.period) > 0 }
        guard first < end else { return [] }
        let bound = end < records.count ? records[end].index : .max
        let between = chainPlaces.filter { $0 >= records[first].index && $0 < bound }
        return (records[first..<end].map(\.index) + between).sorted()
    }

    /// k of a receipt: the newest record below an index.
    func newest(below index: UInt64) -> Period? {
        let place = records.firstPlace { $0.index >= index }
        return place > 0 ? records[place - 1].period : nil
    }

    var allChains: [[UInt8]] { Array(chainBytes.suffix(256)) }

    /// What stands above the record of a period, or above the newest record before it.
    enum News {
        case here([[UInt8]])
        /// Too old to be kept here: these entries of the log.
        case inLog([UInt64])
    }

    func news(after: Period?, limit: Int) -> News {
        var start: UInt64 = 1
        if let after {
            let place = records.firstPlace { $0.period > after }
            if place > 0 { start = records[place - 1].index + 1 }
        }
        guard start >= keptFrom else {
            let first = records.firstPlace { $0.index >= start }
            let indexes =
                chainPlaces.filter { $0 >= start } + records[first...].prefix(limit).map(\.index)
            return .inLog(Array(indexes.sorted().prefix(limit)))
        }
        let first = kept.firstPlace { $0.index >= start }
        return .here(kept[first...].prefix(limit).map(\.bytes))
    }
}

extension Array {
    /// The place of the first element for which a condition holds that, once it holds, holds on.
    func firstPlace(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
