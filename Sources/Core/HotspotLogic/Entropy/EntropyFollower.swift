public import Attestation
import Primitives
import Units

/// Follows the oracle's entropy records in log order: checks each, counts them, and remembers of the
/// last windows what their beacons need (PROTOCOL 2, 3.2, 3.3).
public struct EntropyFollower: Sendable {
    public internal(set) var history = RecordHistory(completeFrom: .max)
    /// The last windows that are known from their first record on, ascending.
    private(set) var windows: [WindowEntropy] = []
    private var last: WindowEntropy?
    /// Chain ends as they were logged, ascending by first period: a lost chain has a successor.
    private(set) var chains: [ChainEnd] = []
    /// The newest step that was checked.
    private(set) var known: EntropyStep?
    /// When the log was last asked for everything and gave it.
    var completeAt: Nanoseconds?

    struct ChainEnd: Hashable, Sendable {
        var chain: EntropyChain
        var length: UInt64
    }

    /// The window that is being sent in, those whose commitments are being opened, one to spare.
    static let mostWindows = 4
    static let mostChains = 4
    /// The most hashes that are spent on one record: 38 years of minutes. A signed record beyond it
    /// is as good as none.
    static let longestWalk: UInt64 = 1 << 24

    /// No period beyond this is believed from anybody: four thousand years of seconds. Windows, epochs
    /// and sums of periods stay within their types.
    static let greatestPeriod: UInt64 = 1 << 37

    public var newest: Period? { history.newest }

    /// Asked at every event; the last window is at hand.
    func window(_ window: Window) -> WindowEntropy? {
        if let last, last.window == window { return last }
        for known in windows where known.window == window { return known }
        return nil
    }

    /// Believes a step that was checked before the last stop.
    mutating func restore(_ step: EntropyStep) {
        if known.map({ $0.period < step.period }) ?? true { known = step }
    }

    mutating func forget() {
        history = RecordHistory(completeFrom: .max)
        windows.removeAll(keepingCapacity: true)
        last = nil
    }

    /// Begins anew behind a period, or at the log's first record.
    mutating func begin(after period: Period?) {
        forget()
        history = RecordHistory(completeFrom: period.map { $0.number + 1 } ?? 0)
    }

    mutating func take(_ end: EntropyChainEnd) {
        let next = ChainEnd(chain: end.chain, length: end.length)
        guard !chains.contains(next) else { return }
        chains.append(next)
        chains.sort { $0.chain.first < $1.chain.first }
        if chains.count > Self.mostChains { chains.removeFirst() }
        known = nil
    }

    /// Checks a step against the chain it belongs to: the one that begins last before it.
    func check<Hash: Digest>(
        _ step: EntropyStep, by digest: Hash.Type
    ) throws(EntropyRefusal) {
        guard !chains.isEmpty else { throw .noChain }
        guard let end = chains.last(where: { $0.chain.first <= step.period }),
            let distance = end.chain.distance(to: step.period), distance <= end.length,
            step.period.number <= Self.greatestPeriod
        else { throw .outsideOfChain(step.period) }
        if let known, known.period == step.period {
            guard known.value == step.value else { throw .notChaining(step.period) }
            return
        }
        let isNear = known.map { $0.period >= end.chain.first && $0.period < step.period } ?? false
        let walk = isNear ? step.period.number - (known?.period.number ?? 0) : distance
        guard walk <= Self.longestWalk else { throw .outsideOfChain(step.period) }
        guard end.chain.isStep(step.value, of: step.period, knowing: known, by: digest) else {
            throw .notChaining(step.period)
        }
    }

    /// Takes a record that was checked.
    mutating func append<Hash: Digest>(
        _ record: EntropyRecord, network: PinnedNetwork, hotspot: PublicKey, by digest: Hash.Type
    ) {
        let value = record.step.entropy(
            network: network.id, logRoot: record.logRoot, by: digest)
        let window = network.periods.window(of: record.step.period)
        let isFirst = history.newest.map { network.periods.window(of: $0) < window } ?? true
        for index in windows.indices {
            windows[index].take(record, value: value, periods: network.periods)
        }
        history.append(record.step.period)
        if known.map({ $0.period < record.step.period }) ?? true { known = record.step }
        let begins = network.periods.firstPeriod(of: window).number
        defer { last = windows.last }
        guard isFirst, history.completeFrom <= begins else { return }
        windows.append(
            WindowEntropy(
                first: record, value: value, network: network, hotspot: hotspot, by: digest))
        if windows.count > Self.mostWindows { windows.removeFirst() }
    }
}
