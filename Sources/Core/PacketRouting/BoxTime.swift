public import Units

/// One instant by both clocks of the box.
public struct BoxTime: Hashable, Sendable {
    /// Since the machine started, sleep included; never goes back.
    public var uptime: Nanoseconds
    /// UTC as the box has it; it may jump.
    public var utc: Nanoseconds
    /// Whether somebody trustworthy disciplines `utc`, to better than half a second.
    public var isTrusted: Bool

    public init(uptime: Nanoseconds, utc: Nanoseconds, isTrusted: Bool) {
        self.uptime = uptime
        self.utc = utc
        self.isTrusted = isTrusted
    }

    /// UTC of an instant this many microseconds ago, or ahead when negative.
    func utc(microsecondsAgo: Int64) -> Nanoseconds {
        let span = microsecondsAgo.magnitude.multipliedReportingOverflow(by: 1_000)
        guard !span.overflow else { return utc }
        if microsecondsAgo < 0 { return utc + Nanoseconds(span.partialValue) }
        return Nanoseconds(utc.value - min(utc.value, span.partialValue))
    }
}
