internal import Glibc
public import Units

/// The time since this machine started, sleep included; never goes back.
public enum Uptime {
    public static var now: Nanoseconds { Clocks.read(CLOCK_BOOTTIME) }
}

/// UTC, as this machine has it. May jump when the clock is set.
public enum WallClock {
    public static var now: Nanoseconds { Clocks.read(CLOCK_REALTIME) }
}

private enum Clocks {
    static func read(_ clock: clockid_t) -> Nanoseconds {
        var time = timespec()
        let result = unsafe clock_gettime(clock, &time)
        precondition(result == 0 && time.tv_sec >= 0, "clock \(clock) is unreadable")
        return Nanoseconds(UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec))
    }
}
