internal import Radios
internal import Units

/// A forwarder's clock as far as its frames tell of it: 32 bits of microseconds that wrap every
/// 71.6 minutes, made 64 bits, and compared with the host's clock.
///
/// A frame is told of some time after its end, never before it. So of all frames of the last minutes
/// the one with the least delay shows best how the clocks stand to each other.
struct CounterClock: Sendable {
    /// What the radio's clock was ahead of the host's, at the least, in nanoseconds: of the current
    /// span and of the one before it.
    private var lead: Int64?
    private var formerLead: Int64?
    private var spanStart = Nanoseconds(0)
    private var lastHeard = Nanoseconds(0)
    /// The newest frame that was dated by GNSS: radio's time and UTC.
    private var dated: (counter: RadioTime, time: Nanoseconds, at: Nanoseconds)?

    /// Crystals of 20 ppm drift 12 ms in two of these.
    static let span: UInt64 = 300_000_000_000
    /// A forwarder that was away from its server may bring a frame so late.
    static let latest: Int64 = 30_000_000_000
    /// And never so early, but for the drift of a long silence: one per mille, which no crystal has.
    static let earliest: Int64 = 5_000_000_000

    var isKnown: Bool { lead != nil }

    /// The 64-bit time of a frame's end, and whether the clock began anew: a forwarder that was
    /// started again counts from nothing.
    mutating func extend(_ ticks: UInt32, at now: Nanoseconds) -> (RadioTime, beganAnew: Bool) {
        guard let expected = time(at: now) else {
            return (begin(at: ticks, now), false)
        }
        // The nearest time with these 32 bits.
        let step = Int64(Int32(truncatingIfNeeded: Int64(ticks) - Int64(expected.wrapped)))
        let difference = step * 1000
        let slack = Int64(now.gap(to: lastHeard).value / 1000)
        let found = Int64(expected.microseconds) + step
        guard found >= 0, found < .max / 4000, difference <= Self.earliest + slack,
            difference >= -Self.latest - slack
        else { return (begin(at: ticks, now), true) }
        note(found, at: now)
        return (RadioTime(microseconds: UInt64(found)), false)
    }

    private mutating func begin(at ticks: UInt32, _ now: Nanoseconds) -> RadioTime {
        (lead, formerLead, dated) = (nil, nil, nil)
        spanStart = now
        note(Int64(ticks), at: now)
        return RadioTime(microseconds: UInt64(ticks))
    }

    private mutating func note(_ counter: Int64, at now: Nanoseconds) {
        if now >= spanStart + Nanoseconds(Self.span) {
            formerLead = lead
            lead = nil
            spanStart = now
        }
        lastHeard = now
        let found = counter.timesThousand.adding(-Int64(clamping: now.value))
        lead = max(lead ?? found, found)
    }

    mutating func note(_ time: Nanoseconds, of counter: RadioTime, at now: Nanoseconds) {
        dated = (counter, time, at: now)
    }

    private var best: Int64? {
        guard let lead else { return formerLead }
        return max(lead, formerLead ?? lead)
    }

    /// The radio's clock now, behind the truth by the least delay that was seen.
    func time(at now: Nanoseconds) -> RadioTime? {
        best.map {
            RadioTime(microseconds: UInt64(max(0, Int64(clamping: now.value).adding($0))) / 1000)
        }
    }

    /// When by the host's clock the radio's showed a time; never later than `now`.
    func host(of time: RadioTime, notAfter now: Nanoseconds) -> Nanoseconds {
        guard let best else { return now }
        let found = Int64(clamping: time.microseconds).timesThousand.adding(-best)
        return min(now, Nanoseconds(UInt64(max(0, found))))
    }

    /// The radio's time at an instant of UTC, from the newest frame dated by GNSS; nil when that is
    /// ten minutes old: TCXOs of 2 ppm drift 1.2 ms in it, and a class B slot is kept to some.
    func time(ofUTC instant: Nanoseconds, at now: Nanoseconds) -> RadioTime? {
        guard let dated, now.gap(to: dated.at).value <= 600_000_000_000 else { return nil }
        let gap = Int64(clamping: instant.gap(to: dated.time).value / 1000)
        let counter = Int64(clamping: dated.counter.microseconds)
        let (sum, over) =
            instant >= dated.time
            ? counter.addingReportingOverflow(gap) : counter.subtractingReportingOverflow(gap)
        return over || sum < 0 ? nil : RadioTime(microseconds: UInt64(sum))
    }
}

extension Int64 {
    /// Both stay within bounds: no counter that somebody sends may stop the program.
    fileprivate var timesThousand: Int64 {
        let (product, over) = multipliedReportingOverflow(by: 1000)
        return over ? (self < 0 ? -.max : .max) : product
    }

    fileprivate func adding(_ other: Int64) -> Int64 {
        let (sum, over) = addingReportingOverflow(other)
        return over ? (other < 0 ? -.max : .max) : sum == .min ? -.max : sum
    }
}
