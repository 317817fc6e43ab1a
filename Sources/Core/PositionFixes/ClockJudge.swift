internal import Notation
internal import Units

/// How this machine's clock stands to the satellites'. The machine's clock disciplines itself (by
/// gpsd and chrony, or the network); this says when the two contradict each other.
public struct ClockJudge: Equatable, Sendable {
    public enum State: String, CaseIterable, Sendable {
        case unknown
        case agrees
        /// A leap second went by, or the receiver learned of one: differences of a second or two
        /// mean nothing for an hour.
        case leapSecond = "leap_second"
        case differs

        public var sentence: String {
            switch self {
            case .unknown: "not compared yet: the receiver told no time"
            case .agrees: "agrees with the satellites"
            case .leapSecond: "a leap second passed within the hour; both clocks settle"
            case .differs: "contradicts the satellites; nothing may be signed with it"
            }
        }

        public var advice: String? {
            self == .differs
                ? "let chrony set it: apt install chrony; chronyc makestep" : nil
        }
    }

    public enum Pulse: String, CaseIterable, Sendable { case none, present, lost }

    public private(set) var state: State = .unknown
    public private(set) var since: Moment?
    /// The satellites' time less the machine's, in nanoseconds. Reports arrive up to a second
    /// after the instant they speak of, so a right clock shows a little below zero.
    public private(set) var offset: Int64?
    public private(set) var leapSeconds: Int32?
    /// Whether the second's edge comes in on a wire.
    public private(set) var pulse: Pulse = .none
    /// The edge's time less the machine's, in nanoseconds.
    public private(set) var pulseOffset: Int64?

    private var doubt: Moment?
    private var last: (time: Nanoseconds, at: Moment)?
    private var leap: Moment?
    private var lastPulse: Moment?

    /// More than a report's way can explain.
    static let tolerance: UInt64 = 2_000_000_000
    /// To agree again, so that the state does not flicker at the edge.
    static let regained: UInt64 = 1_500_000_000
    /// A leap second and the tolerance.
    static let leapTolerance: UInt64 = 3_000_000_000
    static let leapSpan = Nanoseconds.seconds(3600)

    init() {}

    public static func == (left: ClockJudge, right: ClockJudge) -> Bool {
        left.state == right.state && left.since == right.since && left.offset == right.offset
            && left.leapSeconds == right.leapSeconds && left.pulse == right.pulse
            && left.pulseOffset == right.pulseOffset
    }

    mutating func take(_ time: Nanoseconds, leapSeconds: Int32?, at now: Moment) {
        if isLeap(time, now) || isNewCount(leapSeconds) { leap = now }
        last = (time, now)
        if let leapSeconds { self.leapSeconds = leapSeconds }
        let offset = Self.difference(time, now.clock)
        self.offset = offset
        judge(offset.magnitude, now)
    }

    mutating func take(_ pulse: SecondPulse, at now: Moment) {
        lastPulse = now
        self.pulse = .present
        pulseOffset = Self.difference(pulse.real, pulse.clock)
    }

    mutating func pass(_ now: Moment) {
        if let lastPulse, now.elapsed(since: lastPulse) >= PositionLimits.silence { pulse = .lost }
        if let last, now.elapsed(since: last.at) >= Self.leapSpan { enter(.unknown, now) }
    }

    private mutating func judge(_ gap: UInt64, _ now: Moment) {
        let isLeaping = leap.map { now.elapsed(since: $0) < Self.leapSpan } ?? false
        if isLeaping && gap <= Self.leapTolerance {
            doubt = nil
            return enter(.leapSecond, now)
        }
        let limit = state == .differs ? Self.regained : Self.tolerance
        guard gap > limit else {
            doubt = nil
            return enter(.agrees, now)
        }
        let since = doubt ?? now
        doubt = since
        if now.elapsed(since: since) >= PositionLimits.patience { enter(.differs, now) }
    }

    /// The receiver's time took a step of a second against a clock that never steps, at an instant
    /// that may have a leap second: within ten seconds of the end of June or December.
    private func isLeap(_ time: Nanoseconds, _ now: Moment) -> Bool {
        guard let last, Self.isNearLeapInstant(time) else { return false }
        let told = Self.difference(time, last.time)
        let passed = Int64(clamping: now.elapsed(since: last.at).value)
        let step = told.subtractingReportingOverflow(passed).partialValue.magnitude
        return (700_000_000...1_300_000_000).contains(step)
    }

    private static func isNearLeapInstant(_ time: Nanoseconds) -> Bool {
        let second = time.value / 1_000_000_000
        let (before, after) = (second - min(second, 10), second + 10)
        guard before / 86_400 != after / 86_400 else { return false }
        let date = CivilDate(daysSince1970: Int(after / 86_400))
        return date.map { $0.day == 1 && ($0.month == 1 || $0.month == 7) } ?? false
    }

    private func isNewCount(_ count: Int32?) -> Bool {
        guard let count, let known = leapSeconds else { return false }
        return count != known
    }

    private mutating func enter(_ next: State, _ now: Moment) {
        guard next != state else { return }
        (state, since) = (next, now)
        if next == .unknown { (offset, doubt, last) = (nil, nil, nil) }
    }

    private static func difference(_ left: Nanoseconds, _ right: Nanoseconds) -> Int64 {
        let gap = Int64(clamping: left.gap(to: right).value)
        return left < right ? -gap : gap
    }
}
