import Units

/// The chip's count of time: 32 MHz since its reset, in the air's time.
struct TickCounter {
    private(set) var zero: Nanoseconds

    static let ticksPerMicrosecond: UInt64 = 32

    init(at now: Nanoseconds) { zero = now }

    /// Nothing was counted before the reset.
    func ticks(at time: Nanoseconds) -> UInt64 {
        time > zero ? (time.value - zero.value) * 4 / 125 : 0
    }

    /// Thousandths of the tick under way, which the register does not show.
    func part(at time: Nanoseconds) -> Int64 {
        time > zero ? Int64((time.value - zero.value) * 4 % 125 * 8) : 0
    }

    /// The first instant at which so many ticks have passed.
    func time(of ticks: UInt64) -> Nanoseconds {
        zero + Nanoseconds((ticks * 125 + 3) / 4)
    }

    /// When the 32 bits of the register next hold a value; up to 134 s ahead.
    func time(ofRegister value: UInt32, after now: Nanoseconds) -> Nanoseconds {
        let ticks = ticks(at: now)
        return time(of: ticks + UInt64(value &- UInt32(truncatingIfNeeded: ticks)))
    }
}

/// The pulses of a GNSS receiver, one on each whole second of the air's clock, and the count that
/// the chip keeps of the last one.
struct PulseInput {
    let isWired: Bool
    private var enabled: Nanoseconds?
    private var kept: UInt32 = 0

    static let second: UInt64 = 1_000_000_000

    init(isWired: Bool) { self.isWired = isWired }

    mutating func setEnabled(_ isEnabled: Bool, at now: Nanoseconds, counter: TickCounter) {
        guard isEnabled != (enabled != nil) else { return }
        kept = count(at: now, counter: counter)
        enabled = isEnabled ? now : nil
    }

    /// What the register shows.
    func count(at now: Nanoseconds, counter: TickCounter) -> UInt32 {
        let last = Nanoseconds(now.value / Self.second * Self.second)
        guard isWired, let enabled, last >= enabled else { return kept }
        return UInt32(truncatingIfNeeded: counter.ticks(at: last))
    }

    /// Nil while none comes.
    func next(after time: Nanoseconds) -> Nanoseconds? {
        guard isWired, let enabled else { return nil }
        let from = max(enabled.value, time.value + 1)
        return Nanoseconds((from + Self.second - 1) / Self.second * Self.second)
    }
}
