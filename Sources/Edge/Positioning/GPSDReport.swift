internal import Notation
public import PositionFixes
internal import Units

/// What a line of gpsd says, in the words of gpsd_json(5). Read here and not by libgps, whose reader
/// never returns from some lines (docs/decisions/0113).
public enum GPSDReport: Equatable, Sendable {
    /// The greeting: whoever speaks is gpsd.
    case version
    case event(PositionEvent)

    /// GPS_JSON_RESPONSE_MAX of gpsd 3.22 is 10,240.
    public static let longestLine = 10_240

    /// Nil for what does not concern us and for what is no line of gpsd. Reading is bounded by the
    /// line's length.
    public init?(parsing line: RawSpan) {
        let limits = JSONLimits(bytes: Self.longestLine, depth: 8)
        guard let object = try? JSON(parsing: line, limits: limits) else { return nil }
        switch object["class"]?.string {
        case "VERSION": self = .version
        case "TPV":
            guard let fix = Fix(object) else { return nil }
            self = .event(.fix(fix))
        case "SKY":
            guard let event = PositionEvent(sky: object) else { return nil }
            self = .event(event)
        case "DEVICES":
            guard case .array(let devices)? = object["devices"] else { return nil }
            self = .event(.receivers(devices.count))
        case "PPS":
            guard let real = Nanoseconds(object, "real"), let clock = Nanoseconds(object, "clock")
            else { return nil }
            self = .event(.pulse(SecondPulse(real: real, clock: clock)))
        default: return nil
        }
    }
}

extension Fix {
    /// Nil where the receiver said nothing yet (mode 0). What was not said, or said as no number, is nil; so are places off the earth. No leap
    /// seconds are none known: they have been positive since 1981.
    fileprivate init?(_ object: JSON) {
        guard let number = object.number("mode")?.integerValue, number > 0 else { return nil }
        let mode: Mode = number == 2 ? .flat : number == 3 ? .full : .none
        var place: Coordinate?
        if let latitude = object.number("lat"), let longitude = object.number("lon") {
            place = try? Coordinate(latitude: latitude.double, longitude: longitude.double)
        }
        self.init(
            mode: mode, place: place, accuracy: Metres(errorOf: object),
            time: object["time"]?.string.flatMap { try? RFC3339.instant(inAnySpelling: $0) },
            leapSeconds: object.number("leapseconds")?.integerValue.flatMap {
                $0 == 0 ? nil : Int32(exactly: $0)
            })
    }
}

extension PositionEvent {
    /// gpsd 3.22 and later count the satellites themselves; before, each stands in a list.
    fileprivate init?(sky object: JSON) {
        if let used = object.count("uSat"), let seen = object.count("nSat") {
            self = .satellites(used: used, seen: seen)
            return
        }
        guard case .array(let satellites)? = object["satellites"] else { return nil }
        let used = satellites.count { $0["used"] == .bool(true) }
        self = .satellites(used: used, seen: satellites.count)
    }
}

extension Metres {
    /// gpsd's estimate of the horizontal error (95 %), else that of both axes together; rounded up,
    /// so that nobody seems better placed than he is.
    fileprivate init?(errorOf object: JSON) {
        let error: Double
        if let horizontal = object.number("eph") {
            error = horizontal.double
        } else if let x = object.number("epx")?.double, let y = object.number("epy")?.double {
            error = (x * x + y * y).squareRoot()
        } else {
            return nil
        }
        guard error.isFinite, error >= 0 else { return nil }
        self.init(Int64(min(error, 1e9).rounded(.up)))
    }
}

extension Nanoseconds {
    /// Seconds and nanoseconds under one prefix. A time before 1970 is 1970: wrong either way. One
    /// past the year 2554 stays there.
    fileprivate init?(_ object: JSON, _ prefix: String) {
        guard let seconds = object.number(prefix + "_sec")?.integerValue,
            let rest = object.number(prefix + "_nsec")?.integerValue, 0..<1_000_000_000 ~= rest
        else { return nil }
        let (whole, isPast) = UInt64(max(0, seconds)).multipliedReportingOverflow(by: 1_000_000_000)
        self = Nanoseconds(isPast ? .max : whole) + Nanoseconds(seconds < 0 ? 0 : UInt64(rest))
    }
}

extension JSON {
    fileprivate func number(_ name: String) -> JSONNumber? {
        guard case .number(let number)? = self[name] else { return nil }
        return number
    }

    /// A count of satellites. No receiver sees more than gpsd's 140 channels.
    fileprivate func count(_ name: String) -> Int? {
        guard let value = number(name)?.integerValue, 0...255 ~= value else { return nil }
        return Int(value)
    }
}
