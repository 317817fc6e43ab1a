import Host
import Units

/// Whether this machine's clock may be believed when a record is made: a record of a period that has
/// not begun can never be taken back, and until its time comes there is no other.
struct ClockGuard {
    /// Wall clock less uptime, when it was last believed.
    private var offset: Int64?

    /// A step forward beyond this is held until somebody restarts the oracle, who then means it.
    static let longestStep: Int64 = 600_000_000_000

    /// - Parameter newest: when the newest record's period began.
    /// - Returns: why no record may be made now.
    mutating func look(
        at clock: Nanoseconds, uptime: Nanoseconds = Uptime.now, newest: Nanoseconds?
    ) -> String? {
        let now = Int64(clock.value) - Int64(uptime.value)
        let before = offset ?? now
        if now - before > Self.longestStep {
            let minutes = (now - before) / 60_000_000_000
            return "the clock jumped \(minutes) minutes ahead; set it right, or restart the oracle "
                + "if it is right now"
        }
        offset = now
        if let newest, clock < newest {
            let seconds = newest.gap(to: clock).value / 1_000_000_000 + 1
            return "the clock stands \(seconds) s before the newest record; records go on then"
        }
        return nil
    }
}
