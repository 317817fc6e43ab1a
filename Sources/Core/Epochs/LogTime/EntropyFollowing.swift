public import Attestation
import Primitives

/// What the next entropy record of a log is checked against (PROTOCOL 2): the chain in force, the
/// step before, and the size its root must be at.
public struct EntropyFollowing: Hashable, Sendable {
    /// The chain that draws come from; nothing before entry 1.
    public private(set) var chain: EntropyChainEnd?
    /// A logged new end, and the period from which it takes the place of `chain`.
    public private(set) var next: EntropyChainEnd?
    /// The newest step, checked against its chain.
    public private(set) var step: EntropyStep?
    /// Just past the newest record; 2 while there is none.
    public private(set) var rootSize: UInt64

    public init(
        chain: EntropyChainEnd? = nil, next: EntropyChainEnd? = nil, step: EntropyStep? = nil,
        rootSize: UInt64 = 2
    ) {
        self.chain = chain
        self.next = next
        self.step = step
        self.rootSize = rootSize
    }

    /// A new end counts from its first period on, which lies in no epoch that has begun: draws
    /// that somebody may have foreseen do not change. Entry 1 is the first one.
    mutating func take(
        _ end: EntropyChainEnd, at index: UInt64, newest: Period?, _ periods: NetworkPeriods
    ) throws(EntropyRefused) {
        guard chain != nil else {
            guard index == 1 else { throw .chainNotFirst }
            chain = end
            return
        }
        let epoch = periods.epoch(of: periods.window(of: newest ?? Period(0)))
        let begin = periods.firstPeriod(of: periods.firstWindow(of: Epoch(epoch.number + 1)))
        guard end.chain.first >= begin else { throw .chainTooEarly }
        next = end
    }

    mutating func take<D: Digest & ~Copyable>(
        _ shown: EntropyStep, at index: UInt64, by digest: D.Type
    ) throws(EntropyRefused) {
        if let step, shown.period <= step.period { throw .periodNotRising }
        var (current, known) = (chain, step)
        if let next, shown.period >= next.chain.first { (current, known) = (next, nil) }
        guard let current else { throw .noChain }
        guard let distance = current.chain.distance(to: shown.period), distance <= current.length
        else { throw .outsideOfChain }
        guard current.chain.isStep(shown.value, of: shown.period, knowing: known, by: digest)
        else { throw .otherStep }
        if current == next { next = nil }
        chain = current
        step = shown
        rootSize = index + 1
    }
}

/// Why what the log holds under the name of entropy is none.
public enum EntropyRefused: Error, Equatable, CaseIterable, Sendable {
    /// A chain's end before which the log has none, and which is not entry 1.
    case chainNotFirst
    /// A new chain would change draws of an epoch that has begun.
    case chainTooEarly
    case noChain
    case periodNotRising
    case outsideOfChain
    case otherStep
    case otherRoot
}

extension EntropyRefused: CustomStringConvertible {
    public var description: String {
        switch self {
        case .chainNotFirst: "the first end of a chain must be entry 1 of the log"
        case .chainTooEarly: "a new chain must begin in an epoch that has not begun"
        case .noChain: "no chain's end stands in the log below this record"
        case .periodNotRising: "the period of a record must be later than of the one before it"
        case .outsideOfChain: "the period lies before the chain's first or past its length"
        case .otherStep: "the step does not lead to the chain's end"
        case .otherRoot:
            "the record must name the log's root just past the record before it, at first at size 2"
        }
    }
}
