import Primitives

/// Reads the parts of RFC 3339 times out of a text, for timestamps and for TOML. Each part says
/// where it ends, or nil where it is not there or is out of range.
enum CivilTimeReader {
    /// `2026-11-21`.
    static func date(_ text: RawSpan, at start: Int) -> (value: CivilDate, end: Int)? {
        guard let year = digits(text, at: start, count: 4), has(text, 0x2d, at: start + 4),
            let month = digits(text, at: start + 5, count: 2), has(text, 0x2d, at: start + 7),
            let day = digits(text, at: start + 8, count: 2),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        return (date, start + 10)
    }

    /// `02:18:00` and a fraction. Digits of the fraction past the ninth are cut off where
    /// `cutsFraction` says so, else refused.
    static func time(
        _ text: RawSpan, at start: Int, cutsFraction: Bool
    ) -> (value: CivilTime, end: Int)? {
        guard let hour = digits(text, at: start, count: 2), has(text, 0x3a, at: start + 2),
            let minute = digits(text, at: start + 3, count: 2), has(text, 0x3a, at: start + 5),
            let second = digits(text, at: start + 6, count: 2)
        else { return nil }
        var end = start + 8
        var nanosecond = 0
        if has(text, 0x2e, at: end) {
            var count = 0
            end += 1
            while let digit = digits(text, at: end, count: 1) {
                if count < 9 { nanosecond = nanosecond * 10 + digit }
                (count, end) = (count + 1, end + 1)
            }
            guard count > 0, count <= 9 || cutsFraction else { return nil }
            for _ in 0..<max(0, 9 - count) { nanosecond *= 10 }
        }
        let time = CivilTime(hour: hour, minute: minute, second: second, nanosecond: nanosecond)
        return time.map { ($0, end) }
    }

    /// `Z` or `+02:00`, in minutes east of Greenwich.
    static func offset(_ text: RawSpan, at start: Int) -> (minutes: Int, end: Int)? {
        if has(text, 0x5a, at: start) || has(text, 0x7a, at: start) { return (0, start + 1) }
        let isEast = has(text, 0x2b, at: start)
        guard isEast || has(text, 0x2d, at: start),
            let hours = digits(text, at: start + 1, count: 2), has(text, 0x3a, at: start + 3),
            let minutes = digits(text, at: start + 4, count: 2), hours < 24, minutes < 60
        else { return nil }
        return ((isEast ? 1 : -1) * (hours * 60 + minutes), start + 6)
    }

    private static func has(_ text: RawSpan, _ byte: UInt8, at offset: Int) -> Bool {
        offset < text.byteCount && text.byte(at: offset) == byte
    }

    static func digits(_ text: RawSpan, at start: Int, count: Int) -> Int? {
        guard start + count <= text.byteCount else { return nil }
        var value = 0
        for offset in start..<(start + count) {
            let byte = text.byte(at: offset)
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }
}
