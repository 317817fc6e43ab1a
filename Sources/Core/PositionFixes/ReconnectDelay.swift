public import Units

/// How long to wait before gpsd is asked again: 1, 2, 4, 8, 16 s, then every 30 s. A service that
/// restarts is found at once; one that is gone costs nothing.
public struct ReconnectDelay: Equatable, Sendable {
    private var failures: UInt64 = 0

    public init() {}

    /// After a failure: the wait before the next attempt.
    public mutating func next() -> Nanoseconds {
        let seconds: UInt64 = failures < 5 ? 1 << failures : 30
        failures = min(failures + 1, 5)
        return .seconds(seconds)
    }

    /// After a connection that told something: gpsd works.
    public mutating func reset() { failures = 0 }
}
