public import Primitives

/// The oracle's entropy: a chain of steps that it fixed by logging the chain's end, walked
/// backwards one step a period. Nobody can tell the next step from those shown; anybody can check
/// it by hashing (PROTOCOL 2).
public struct EntropyChain: Hashable, Sendable {
    /// Log entry 1: the value that all steps lead to.
    public let end: Hash256
    /// The period whose step leads to the end in one hash.
    public let first: Period

    public init(end: Hash256, first: Period) {
        self.end = end
        self.first = first
    }

    /// How many hashes lead from the step of a period to the end; nothing before the first.
    public func distance(to period: Period) -> UInt64? {
        guard period >= first else { return nil }
        return period.number - first.number + 1
    }

    /// Whether `step` is the chain's step of `period`: SHA-256, applied `distance(to:)` times,
    /// leads to the end. Costs that many hashes, so who follows the log hands in the step of an
    /// earlier period that it has checked, and pays for the periods between only.
    @inlinable public func isStep<D: Digest & ~Copyable>(
        _ step: Hash256, of period: Period, knowing known: EntropyStep? = nil, by digest: D.Type
    ) -> Bool {
        guard var count = distance(to: period) else { return false }
        var target = end
        if let known, known.period >= first, known.period < period {
            count = period.number - known.period.number
            target = known.value
        }
        var value = step
        for _ in 0..<count {
            value = value.withBytes { Hash256(of: $0, by: digest) }
        }
        return value == target
    }
}

/// The step shown in the record of a period.
public struct EntropyStep: Hashable, Sendable {
    public let period: Period
    public let value: Hash256

    public init(period: Period, value: Hash256) {
        self.period = period
        self.value = value
    }

    /// value(m), from which slots and draws come: the step mixed with the log up to the previous
    /// record. `logRoot` is the root at the size just past that record (for the first record at
    /// size 2).
    @inlinable public func entropy<D: Digest & ~Copyable>(
        network: NetworkID, logRoot: Hash256, by digest: D.Type
    ) -> Hash256 {
        var input = HashInput("earshot/entropy/v1", network)
        input.append(period.number)
        input.append(value)
        input.append(logRoot)
        return input.hash(by: digest)
    }
}
