public import Units

/// How long to wait before a lost radio is opened again: 0.2 s, doubled to 5 s. A radio that is
/// plugged in again must receive within ten seconds, also where nobody tells of its arrival: five
/// at most until it is looked for, five to start it.
public struct ReopenDelay: Equatable, Sendable {
    private var failures: UInt64 = 0

    public init() {}

    static let first: UInt64 = 200_000_000
    static let longest: UInt64 = 5_000_000_000
    /// A radio that worked for so long has no trouble of its own: its next loss begins anew.
    static let proof = Nanoseconds(60_000_000_000)

    /// After a failure: the wait before the next attempt.
    /// - Parameter working: how long the radio had worked before; nothing if it did not open.
    public mutating func next(afterWorking working: Nanoseconds) -> Nanoseconds {
        if working >= Self.proof { failures = 0 }
        let wait = min(Self.first << failures, Self.longest)
        failures = min(failures + 1, 5)
        return Nanoseconds(wait)
    }

    /// A device was plugged in: worth looking at once, and often.
    public mutating func reset() { failures = 0 }
}
