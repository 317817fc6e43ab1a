public import Units

/// Whether a machine's clock may be believed when a record is made: a record of a period that has not
/// begun can never be taken back, and until its time comes there is no other. The clock is compared with
/// the time since the machine started, which never jumps.
public struct ClockGuard: Sendable {
    /// Clock less uptime, when the clock was last believed.
    private var offset: Int64?

    /// A step forward beyond this is held until somebody restarts the oracle, who then means it.
    public static let longestStep: Int64 = 600_000_000_000

    public init() {}

    /// Why no record may be made now.
    public enum Doubt: Hashable, Sendable, CustomStringConvertible {
        case jumpedAhead(Nanoseconds)
        /// Before the beginning of the newest record's period.
        case behind(Nanoseconds)

        public var description: String {
            switch self {
            case .jumpedAhead(let step):
                "the clock jumped \(step.value / 60_000_000_000) minutes ahead; set it right, or "
                    + "restart the oracle if it is right now"
            case .behind(let gap):
                "the clock stands \(gap.value / 1_000_000_000 + 1) s before the newest record; "
                    + "records go on then"
            }
        }
    }

    /// - Parameter newest: when the newest record's period began.
    /// - Returns: nothing when the clock may be believed.
    public mutating func look(
        at clock: Nanoseconds, uptime: Nanoseconds, newest: Nanoseconds?
    ) -> Doubt? {
        let now = Int64(clamping: clock.value) - Int64(clamping: uptime.value)
        if let offset, now - offset > Self.longestStep {
            return .jumpedAhead(Nanoseconds(UInt64(now - offset)))
        }
        offset = now
        if let newest, clock < newest { return .behind(newest.gap(to: clock)) }
        return nil
    }
}
