public import Units

/// Now, as a hotspot's machine is told with each event: by a clock that never goes back, and by the
/// clock that people set, with what is known of how that one is kept right.
public struct HotspotTime: Hashable, Sendable {
    /// Since the machine's start or any other fixed instant; it neither stops nor jumps.
    public var uptime: Nanoseconds
    /// UTC, without leap seconds. It may jump.
    public var clock: Nanoseconds
    public var discipline: ClockEvidence

    public init(uptime: Nanoseconds, clock: Nanoseconds, discipline: ClockEvidence) {
        self.uptime = uptime
        self.clock = clock
        self.discipline = discipline
    }
}

/// What the machine beside us says of its clock; `HotspotClock` judges it.
public struct ClockEvidence: Hashable, Sendable {
    /// The kernel's own flag (`adjtimex`): somebody keeps the clock right and has told it.
    public var isKernelSynchronised: Bool
    /// The satellites' time less the clock's, in nanoseconds (`PositionFixes.ClockJudge.offset`);
    /// nil when the receiver tells none now.
    public var satelliteOffset: Int64?
    /// The satellites contradict the clock for longer than a doubt may last
    /// (`ClockJudge.State.differs`).
    public var satellitesContradict: Bool

    public init(
        isKernelSynchronised: Bool, satelliteOffset: Int64? = nil,
        satellitesContradict: Bool = false
    ) {
        self.isKernelSynchronised = isKernelSynchronised
        self.satelliteOffset = satelliteOffset
        self.satellitesContradict = satellitesContradict
    }
}
