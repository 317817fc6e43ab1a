public import Notation
internal import Units

/// What status says of the position and the clock: what, since when, why, and what to do.
public struct PositionStatus: Sendable {
    public let source: String
    public let state: PositionState
    public let since: Moment?
    public let position: Position?
    private let details: [String]
    private let trouble: PositionState?
    private let satellites: (used: Int, seen: Int)?
    private let clock: ClockJudge?

    /// - Parameter source: what is asked, such as `gpsd at 127.0.0.1:2947`.
    public init(of judge: PositionJudge, source: String) {
        self.source = source
        state = judge.state
        since = judge.since
        position = judge.position
        trouble = judge.trouble.flatMap { $0.isFix ? nil : $0 }
        if let used = judge.satellitesUsed, let seen = judge.satellitesSeen {
            satellites = (used, seen)
        } else {
            satellites = nil
        }
        clock = judge.clock
        details = Self.details(of: judge)
    }

    /// A place from the configuration, which is what it is from the start.
    public init(configured position: Position) {
        source = "configuration"
        state = .configured
        since = nil
        self.position = position
        (trouble, satellites, clock, details) = (nil, nil, nil, [])
    }

    public var isKnown: Bool { position != nil }

    private static func details(of judge: PositionJudge) -> [String] {
        switch judge.state {
        case .gone: judge.reason.map { [$0] } ?? []
        case .jumped: judge.jump.map { ["by \($0)"] } ?? []
        case .inaccurate: judge.accuracy.map { ["within \($0)"] } ?? []
        default: []
        }
    }

    /// For people: one subject per line.
    public func text(at now: Moment) -> String {
        var lines = ["source      \(source)"]
        lines.append("position    \(([state.sentence] + details).joined(separator: ", "))")
        if let since {
            let span = DurationText.text(
                of: .seconds(now.elapsed(since: since).value / 1_000_000_000))
            lines.append("since       \(RFC3339.text(of: since.wholeSecond)) (\(span))")
        }
        if let position {
            let place = FixedCoordinate(position.place)
            lines.append("place       \(place.text), within \(position.accuracy)")
        }
        if let trouble { lines.append("trouble     \(trouble.sentence), just now") }
        if let satellites {
            lines.append("satellites  \(satellites.used) used of \(satellites.seen) seen")
        }
        if let clock {
            lines.append("clock       \(clock.state.sentence)\(clock.offsetText)")
            lines.append("pps         \(clock.pulseText)")
        }
        for advice in [state.advice, clock?.state.advice] {
            if let advice { lines.append("do          \(advice)") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// For programs. Members only grow.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "earshot.gps.v1")
            json.member("source", source)
            json.member("state", state.rawValue)
            json.member("known", isKnown)
            json.member("since") { $0.text(since.map { RFC3339.text(of: $0.wholeSecond) }) }
            json.member(
                "why", ([state.sentence] + details).joined(separator: ", "))
            json.member("do") { $0.text(state.advice) }
            json.member("trouble") { $0.text(trouble?.rawValue) }
            json.member("place") { json in
                guard let position else { return json.null() }
                let place = FixedCoordinate(position.place)
                json.object { json in
                    json.member("latitude_e7", place.latitude)
                    json.member("longitude_e7", place.longitude)
                    json.member("accuracy_m", position.accuracy.value)
                }
            }
            json.member("satellites_used") { $0.number(satellites?.used) }
            json.member("satellites_seen") { $0.number(satellites?.seen) }
            json.member("clock") { json in
                guard let clock else { return json.null() }
                json.object { clock.write(to: &$0) }
            }
        }
    }
}

extension Moment {
    fileprivate var wholeSecond: Nanoseconds { .seconds(clock.value / 1_000_000_000) }
}

extension ClockJudge {
    fileprivate var offsetText: String {
        guard let offset else { return "" }
        let side = offset < 0 ? "ahead of them" : "behind them"
        return ", \(Nanoseconds(offset.magnitude)) \(side)"
    }

    fileprivate var pulseText: String {
        switch pulse {
        case .none: "no pulse seen"
        case .present:
            "present" + (pulseOffset.map { ", \(Nanoseconds($0.magnitude)) from the clock" } ?? "")
        case .lost: "lost: no pulse for 10 s"
        }
    }

    fileprivate func write(to json: inout JSONWriter) {
        json.member("state", state.rawValue)
        json.member("offset_ns") { $0.number(offset) }
        json.member("leap_seconds") { $0.number(leapSeconds) }
        json.member("pps", pulse.rawValue)
        json.member("pps_offset_ns") { $0.number(pulseOffset) }
        json.member("do") { $0.text(state.advice) }
    }
}

extension JSONWriter {
    fileprivate mutating func text(_ text: String?) {
        if let text { string(text) } else { null() }
    }

    fileprivate mutating func number(_ number: (some FixedWidthInteger)?) {
        if let number { integer(number) } else { null() }
    }
}

extension FixedCoordinate {
    /// Degrees with seven decimals: what a receiver can mean.
    fileprivate var text: String { "\(Self.degrees(latitude)),\(Self.degrees(longitude))" }

    private static func degrees(_ value: Int32) -> String {
        let magnitude = value.magnitude
        let fraction = String(magnitude % 10_000_000)
        let zeros = String(repeating: "0", count: 7 - fraction.utf8.count)
        return "\(value < 0 ? "-" : "")\(magnitude / 10_000_000).\(zeros)\(fraction)"
    }
}
