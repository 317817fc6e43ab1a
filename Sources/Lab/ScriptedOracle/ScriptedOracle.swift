public import Attestation
import EvidenceLog
public import OracleAPI
public import Primitives
import Signing
public import Units

/// An oracle for tests and demonstrations, until the product's own exists: it keeps a log in
/// memory, makes and signs entropy, takes statements and refuses what a real one must refuse,
/// signs receipts and heads, and misbehaves to order. It judges nothing and pays nothing.
///
/// A value: time is an argument, keys come from a seed, and the same calls give the same bytes.
public struct ScriptedOracle: Sendable {
    public let network: ScriptedNetwork
    public var faults: [ScriptedFault] = []
    /// What has been asked and taken, for tests.
    public internal(set) var counts = Counts()

    public struct Counts: Hashable, Sendable {
        public var requests = 0
        public var posts = 0
        public var logged = 0
        public var refused = 0
        public var repeated = 0
    }

    var entries: [[UInt8]] = []
    var tree = HashTree<SHA256>()
    /// What a forked log shows: the same, but for entry 0.
    var fork = HashTree<SHA256>()
    /// The records, rising: period and index.
    var records: [(period: Period, index: Int)] = []
    var chainIndexes: [Int] = []
    /// After a chain was lost: the first period of the new one.
    private var silentUntil: Period?
    var steps: EntropySteps
    var sequences: (entropy: UInt64, receipt: UInt64) = (0, 0)

    /// By statement id: where it stands, and the receipt it got.
    var known: [Hash256: Known] = [:]
    var lastReceipt: [UInt8]?
    /// By key.
    var hotspots: [PublicKey: RegisteredHotspot] = [:]
    var registrations: UInt32 = 0

    struct Known: Sendable {
        let index: UInt64
        let receipt: [UInt8]
    }

    public init(_ network: ScriptedNetwork, chainLength: UInt64 = 100_000) {
        self.network = network
        steps = EntropySteps(
            seed: network.keys.chainSeed, first: Period(0), length: chainLength)
        append(network.file)
        logChain()
    }

    /// How many entries the log has.
    public var size: Int { entries.count }
    /// The log's entries as they are.
    public var log: [[UInt8]] { entries }
    public var newest: Period? { records.last?.period }

    @discardableResult
    mutating func append(_ entry: [UInt8]) -> Int {
        precondition(entry.count <= StatementLimit.bytes)
        entries.append(entry)
        let leaf = TreeHash.leaf(entry.rawSpan, by: SHA256.self)
        tree.append(leaf)
        fork.append(entries.count == 1 ? network.hash : leaf)
        return entries.count - 1
    }

    // MARK: Log time

    /// Makes the record of the period of this moment, if it has none. Periods that were passed over
    /// stay without.
    public mutating func advance(to clock: Nanoseconds) {
        guard !faults.contains(.pause), let period = network.period(at: clock),
            records.last.map({ $0.period < period }) ?? true
        else { return }
        if let silentUntil, period < silentUntil { return }
        if steps.isNearEnd(at: period) { replaceChain(after: period) }
        makeRecord(of: period)
    }

    private mutating func makeRecord(of period: Period) {
        let logSize = records.last.map { UInt64($0.index) + 1 } ?? 2
        sequences.entropy += 1
        let record = EntropyRecord(
            sequence: sequences.entropy,
            step: EntropyStep(period: period, value: steps.step(of: period)), logSize: logSize,
            logRoot: tree.root(at: logSize))
        let index = append(network.sign(record, by: network.keys.entropy))
        records.append((period, index))
    }

    /// A used-up chain is followed by another, from the epoch after the next on.
    private mutating func replaceChain(after period: Period) {
        let epochPeriods = network.periods.periodsPerWindow * network.periods.windowsPerEpoch
        let next = (period.number / epochPeriods + 2) * epochPeriods
        steps.follow(from: Period(next))
        logChain()
    }

    /// The seed of the chain is lost: the end of another is logged, which holds from the next epoch on,
    /// and no record is made before.
    /// - Returns: the first period of the new chain.
    @discardableResult
    public mutating func loseChain() -> Period {
        let epochPeriods = network.periods.periodsPerWindow * network.periods.windowsPerEpoch
        let first = Period(((newest?.number ?? 0) / epochPeriods + 1) * epochPeriods)
        steps.follow(from: first)
        logChain()
        silentUntil = first
        return first
    }

    private mutating func logChain() {
        sequences.entropy += 1
        let end = EntropyChainEnd(
            sequence: sequences.entropy, chain: steps.newestChain, length: steps.length)
        chainIndexes.append(append(network.sign(end, by: network.keys.entropy)))
    }

    // MARK: Registry

    /// Registers a hotspot by decree: no statement of an owner stands in the log for it. For
    /// demonstrations, where the owner is whoever typed the command.
    @discardableResult
    public mutating func register(
        _ key: PublicKey, at place: HotspotView.Place, radioClass: RadioClass,
        measures: RadioMeasures
    ) -> UInt32 {
        if let known = hotspots[key] { return known.number }
        let number = registrations
        registrations += 1
        hotspots[key] = RegisteredHotspot(
            number: number, owner: network.keys.founder.publicKey, since: window, place: place,
            radioClass: radioClass, measures: measures, placeIndex: 0)
        return number
    }

    /// The window of the newest record: log time.
    var window: Window { network.periods.window(of: newest ?? Period(0)) }
}

/// What the script keeps of a hotspot.
struct RegisteredHotspot: Sendable {
    let number: UInt32
    let owner: PublicKey
    var since: Window
    var place: HotspotView.Place
    let radioClass: RadioClass
    let measures: RadioMeasures
    var placeIndex: UInt64
    /// Commitments logged and not opened, by window.
    var commitments: [CommitmentNews.Commitment] = []
    var usage = HotspotUsage()
}

/// The steps of a reverse hash chain: made backwards from a seed, shown forwards.
struct EntropySteps: Sendable {
    let length: UInt64
    private var seed: Hash256
    private var chains: [(first: Period, steps: [Hash256], end: Hash256)] = []

    init(seed: Hash256, first: Period, length: UInt64) {
        self.length = length
        self.seed = seed
        follow(from: first)
    }

    /// Adds a chain that holds from a period on.
    mutating func follow(from first: Period) {
        var value = seed
        // Not one of this chain's steps, which become public.
        seed = Self.hash(Hash256(words: (~seed.words.0, seed.words.1, seed.words.2, ~seed.words.3)))
        var steps: [Hash256] = []
        steps.reserveCapacity(Int(length))
        for _ in 0..<length {
            steps.append(value)
            value = Self.hash(value)
        }
        chains.append((first, Array(steps.reversed()), value))
        if chains.count > 2 { chains.removeFirst() }
    }

    private static func hash(_ value: Hash256) -> Hash256 { value.withBytes { SHA256.hash($0) } }

    var newestChain: EntropyChain {
        guard let last = chains.last else { preconditionFailure("there is a chain always") }
        return EntropyChain(end: last.end, first: last.first)
    }

    /// Whether two epochs more would be too many, with no other chain ready.
    func isNearEnd(at period: Period) -> Bool {
        guard let last = chains.last, period >= last.first else { return false }
        return period.number + length / 4 >= last.first.number + length
    }

    func step(of period: Period) -> Hash256 {
        guard let chain = chains.last(where: { $0.first <= period }) else {
            preconditionFailure("period \(period.number) lies before every chain")
        }
        return chain.steps[Int(period.number - chain.first.number)]
    }
}
