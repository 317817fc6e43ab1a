import Primitives
import Radios
import Units

/// The concentrator's clock in 64 bits, and where it stands beside the host's.
struct ConcentratorTime: Sendable {
    private(set) var counters = ConcentratorClock()
    /// At the last reading.
    private(set) var now = RadioTime(microseconds: 0)
    private(set) var pulse: RadioTime?
    private var read: Nanoseconds?
    private var ticks: UInt32 = 0
    /// 0 before the first pulse, as the chip has it after its reset.
    private var pulseTicks: UInt32 = 0
    /// A reading that was answered quickly, and when it was asked for.
    private var anchor = (host: Nanoseconds(0), radio: RadioTime(microseconds: 0))
    private var first: [UInt8] = []

    init() { first.reserveCapacity(ConcentratorClock.byteCount) }

    /// How far the chip's clock may go from the host's between two readings. Far more than crystals
    /// do, far less than a missed wrap.
    static let mostDrift: UInt64 = 2_000_000
    /// An answer within this dates the reading well enough.
    static let promptAnswer = Nanoseconds(10_000_000)
    /// A pulse found later than this is not told: who hears of it could not say which second began.
    static let freshPulse: UInt64 = 450_000
    /// How long after its last pulse the receiver is said to give none.
    static let pulseLimit: UInt64 = 1_500_000

    enum Failure: Error, Equatable {
        case jumped(microseconds: Int64)
        case stands
    }

    mutating func keep(_ place: Range<Int>, of line: BridgeLine) {
        first.removeAll(keepingCapacity: true)
        first.append(line.data(place))
    }

    func needsThird(after place: Range<Int>, of line: BridgeLine) -> Bool {
        ConcentratorClock.needsThirdReading(first.rawSpan, line.data(place))
    }

    /// Takes the reading that holds, answered just now. Answers the pulse that came since the last,
    /// unless it is too old to be told.
    mutating func update(
        _ place: Range<Int>, of line: BridgeLine, answered: Nanoseconds
    ) throws(Failure) -> RadioTime? {
        let (reading, asked) = (line.data(place), line.asked)
        let last = now
        let (lastPulse, raw) = (pulseTicks, reading.bigEndian32(at: 4))
        pulseTicks = reading.bigEndian32(at: 0)
        counters.update(reading)
        now = extended(counters.microseconds)
        if let read {
            try check(since: last, read.gap(to: asked), stands: raw == ticks)
        } else {
            now = RadioTime(microseconds: UInt64(counters.microseconds))
            anchor = (asked, now)
        }
        read = asked
        ticks = raw
        if answered <= asked + Self.promptAnswer { anchor = (asked, now) }
        guard pulseTicks != lastPulse else { return nil }
        let latest = extended(counters.microseconds(ofFrameAt: pulseTicks))
        pulse = latest
        return now <= latest.later(by: Self.freshPulse) ? latest : nil
    }

    private func check(
        since last: RadioTime, _ passed: Nanoseconds, stands: Bool
    ) throws(Failure) {
        let (host, radio) = (passed.value / 1000, now.microseconds - last.microseconds)
        let drift = Int64(radio) - Int64(clamping: host)
        guard drift.magnitude <= Self.mostDrift else { throw .jumped(microseconds: drift) }
        guard !stands || host < 100_000 else { throw .stands }
    }

    /// 32 bits of microseconds as the whole time: the one nearest to now.
    func extended(_ wrapped: UInt32) -> RadioTime {
        let distance = Int32(bitPattern: wrapped &- now.wrapped)
        let sum = Int64(now.microseconds) + Int64(distance)
        return RadioTime(microseconds: UInt64(max(0, sum)))
    }

    /// A little more than the truth, by as much as an answer takes.
    func time(at host: Nanoseconds) -> RadioTime {
        let distance = anchor.host.gap(to: host).value / 1000
        guard host < anchor.host else { return anchor.radio.later(by: distance) }
        let past = anchor.radio.microseconds
        return RadioTime(microseconds: past - min(past, distance))
    }

    func host(at radio: RadioTime) -> Nanoseconds {
        let past = radio.microseconds - min(radio.microseconds, anchor.radio.microseconds)
        return anchor.host + Nanoseconds(past.multipliedReportingOverflow(by: 1000).partialValue)
    }

    /// When the next pulse is expected; nil when none comes.
    func nextPulse(at host: Nanoseconds) -> RadioTime? {
        guard let pulse, time(at: host) < pulse.later(by: Self.pulseLimit) else { return nil }
        let next = pulse.later(by: 1_000_000)
        return next > time(at: host) ? next : next.later(by: 1_000_000)
    }
}
