import Primitives
public import Units

/// How long to wait after failures: 1 s, doubled to 120 s, each between 3/4 and 5/4 of that, so
/// that boxes which lost one oracle do not come back as one (rule 21).
public struct BackOff: Hashable, Sendable {
    private var failures: UInt64 = 0

    public init() {}

    public static let longest = Nanoseconds(150_000_000_000)

    /// Whether the last thing known is a failure.
    public var isInTrouble: Bool { failures > 0 }

    /// After a failure.
    /// - Parameter chance: any number; equally likely ones make equally likely waits.
    public mutating func next(chance: UInt64) -> Nanoseconds {
        let seconds = min(1 << failures, 120)
        failures = min(failures + 1, 7)
        return Nanoseconds(UInt64(seconds) * (750 + chance % 501) * 1_000_000)
    }

    /// After a good answer, or when the network is back.
    public mutating func reset() { failures = 0 }
}

/// The waits of one statement or entry that is offered again and again: `first`, doubled to 6 h.
enum Again {
    static let longest: UInt64 = 6 * 3_600 * 1_000_000_000

    static func wait(_ tries: UInt8, first: Nanoseconds) -> Nanoseconds {
        let shift = UInt64(min(tries, 16))
        let (product, over) = first.value.multipliedReportingOverflow(by: 1 << shift)
        return Nanoseconds(over ? longest : min(product, longest))
    }
}

/// Numbers drawn from a seed that the caller got from the machine's randomness.
struct Chances: Hashable, Sendable {
    let seed: Hash256
    private var drawn: UInt64 = 0

    init(seed: Hash256) { self.seed = seed }

    mutating func next<D: Digest & ~Copyable>(by digest: D.Type) -> UInt64 {
        var input = HashInput("earshot/back-off/v1")
        input.append(seed)
        input.append(drawn)
        drawn += 1
        return input.hash(by: digest).words.0
    }
}
