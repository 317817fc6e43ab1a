import Units

/// Bounds of the daemon's own; each protocol has its own.
enum DaemonLimits {
    /// The longest that a thread with nothing to do sleeps.
    static let idle = Nanoseconds(60_000_000_000)
    /// What threads bring and nobody took yet: a second of the busiest radio is 2,300 frames.
    static let waitingArrivals = 4096
    /// Within it everything is at rest after SIGTERM; systemd waits longer before it kills.
    static let stopping = Nanoseconds(4_000_000_000)
    /// After so long radio, oracle and router have been talked to once.
    static let settling = Nanoseconds(60_000_000_000)
    /// How often code that was used once (a handshake, a look-up) is given back (decision 0207).
    static let giveBack = Nanoseconds(300_000_000_000)
    /// How often status, clock and limits are looked at when nothing happens.
    static let look = Nanoseconds(1_000_000_000)
    /// A radio that is not there is looked for again this often.
    static let absentRadio = Nanoseconds(2_000_000_000)
    /// One that needs somebody to act, more seldom.
    static let failedRadio = Nanoseconds(30_000_000_000)
    /// A certificate of the link holds for 30 days at most; it is made anew long before.
    static let certificate = Nanoseconds(24 * 3_600_000_000_000)
    /// The newest frames that are shown.
    static let shownFrames = 64
}
