import Primitives
public import Units

/// Instants as text: RFC 3339 in UTC, `2026-11-21T02:18:00.5Z` written as
/// `2026-11-21T02:18:00.500Z`. One spelling: capital T and Z, and a fraction of 0, 3, 6 or 9
/// digits, the fewest that say it all. From 1970-01-01 to 2554-07-21, what 64 bits of nanoseconds
/// can count; without leap seconds.
public enum RFC3339 {
    public static func text(of instant: Nanoseconds) -> String {
        let seconds = instant.value / 1_000_000_000
        let second = Int(seconds % 86_400)
        let time = CivilTime(
            hour: second / 3600, minute: second / 60 % 60, second: second % 60,
            nanosecond: Int(instant.value % 1_000_000_000))
        guard let date = CivilDate(daysSince1970: Int(seconds / 86_400)), let time else {
            preconditionFailure("\(instant) is past the calendar")
        }
        return "\(date)T\(time)Z"
    }

    /// Refuses other spellings, other zones, second 60, and years that do not fit.
    public static func instant(
        from text: some StringProtocol
    ) throws(RFC3339Error) -> Nanoseconds {
        var copy = String(text)
        copy.makeContiguousUTF8()
        return try unsafe instant(from: copy.utf8.span.bytes)
    }

    public static func instant(from text: RawSpan) throws(RFC3339Error) -> Nanoseconds {
        let instant = try read(text)
        let right = RFC3339.text(of: instant)
        guard Array(right.utf8).elementsEqual((0..<text.byteCount).map { text.byte(at: $0) })
        else { throw .otherSpelling(Quote.text(text), write: right) }
        return instant
    }

    /// For what other programs write: fractions of any length, lower case, other zones. Refuses
    /// second 60 and years that do not fit.
    public static func instant(
        inAnySpelling text: some StringProtocol
    ) throws(RFC3339Error) -> Nanoseconds {
        var copy = String(text)
        copy.makeContiguousUTF8()
        return try unsafe read(copy.utf8.span.bytes)
    }

    private static func read(_ text: RawSpan) throws(RFC3339Error) -> Nanoseconds {
        let shown = Quote.text(text)
        guard text.byteCount <= 35, let (date, dateEnd) = CivilTimeReader.date(text, at: 0),
            dateEnd < text.byteCount, text.byte(at: dateEnd) | 0x20 == 0x74
        else { throw .notATime(shown) }
        if CivilTimeReader.digits(text, at: dateEnd + 7, count: 2) == 60 {
            throw .leapSecond(shown)
        }
        guard
            let (time, timeEnd) = CivilTimeReader.time(text, at: dateEnd + 1, cutsFraction: false),
            let (minutes, end) = CivilTimeReader.offset(text, at: timeEnd), end == text.byteCount
        else { throw .notATime(shown) }
        guard
            let instant = instant(date: date, time: time, minutesEast: minutes)
        else { throw .outOfRange(shown) }
        return instant
    }

    /// The instant of a civil time in some zone; nil outside what 64 bits count.
    public static func instant(
        date: CivilDate, time: CivilTime, minutesEast: Int
    ) -> Nanoseconds? {
        let seconds = date.daysSince1970 * 86_400 + time.secondOfDay - minutesEast * 60
        guard let seconds = UInt64(exactly: seconds) else { return nil }
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(UInt64(time.nanosecond))
        return overflow || carry ? nil : Nanoseconds(sum)
    }
}

/// Why a text is not an instant. Carries the text as quoted for a person.
public enum RFC3339Error: Error, Equatable, Sendable, CustomStringConvertible {
    case notATime(String)
    case leapSecond(String)
    case outOfRange(String)
    case otherSpelling(String, write: String)

    public var description: String {
        switch self {
        case .notATime(let text): "\(text) is not a time: write it as 2026-11-21T02:18:00Z"
        case .leapSecond(let text):
            "\(text) is a leap second, which our time does not count: write second 59 or the next "
                + "minute"
        case .outOfRange(let text): "\(text) is not between 1970-01-01 and 2554-07-21"
        case .otherSpelling(let text, let right): "write \(text) as \(right)"
        }
    }
}
