/// What somebody who checks a frame remembers of its sender's 32-bit counter, of which only the low
/// 16 bits are sent.
public enum KnownCounter: Hashable, Sendable {
    /// The newest counter accepted so far.
    case last(UInt32)
    /// Nothing yet. The counter is looked for up to this many times 65,536 frames ahead.
    case unknown(mostRollovers: UInt16)

    /// The counters a frame may have, the likeliest first; no more than two after `last`.
    ///
    /// After `last` they are the nearest at or above it (a new frame, or a copy of the last one) and
    /// the nearest below it (a copy that came late). No gap is refused: the integrity code proves
    /// the counter, and what a repeated counter means is the caller's to decide.
    public func candidates(for low: UInt16) -> CounterCandidates {
        switch self {
        case .unknown(let rollovers):
            CounterCandidates(next: UInt32(low), step: 1 << 16, count: Int(rollovers) + 1)
        case .last(let last): .around(last, low: low)
        }
    }
}

/// A few 32-bit counters with the same low half, made one at a time.
public struct CounterCandidates: Sequence, IteratorProtocol, Sendable {
    private var upcoming: UInt32
    private let step: Int64
    private var count: Int

    init(next: UInt32, step: Int64, count: Int) {
        upcoming = next
        self.step = step
        self.count = count
    }

    static func around(_ last: UInt32, low: UInt16) -> CounterCandidates {
        let ahead = low &- UInt16(truncatingIfNeeded: last)
        let (above, overflows) = last.addingReportingOverflow(UInt32(ahead))
        let hasBelow = overflows || above >= 1 << 16
        let below = above &- 1 << 16
        if overflows { return CounterCandidates(next: below, step: 0, count: 1) }
        guard hasBelow else { return CounterCandidates(next: above, step: 0, count: 1) }
        return ahead <= 1 << 15
            ? CounterCandidates(next: above, step: -1 << 16, count: 2)
            : CounterCandidates(next: below, step: 1 << 16, count: 2)
    }

    public mutating func next() -> UInt32? {
        guard count > 0 else { return nil }
        let value = upcoming
        count -= 1
        guard let following = UInt32(exactly: Int64(value) + step) else {
            count = 0
            return value
        }
        upcoming = following
        return value
    }
}
