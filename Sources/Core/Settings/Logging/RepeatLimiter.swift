public import Units

/// Keeps one noisy event from burying the others: of the same level and words, the first few in a
/// window are let through, the rest are counted and summed up in one line when the window is over.
/// Memory is bounded; time arrives as an argument and may be of any clock that does not go back.
public struct RepeatLimiter: Sendable {
    /// Ten minutes: long against a retry loop, short against an operator's patience.
    public static let window = Nanoseconds(600_000_000_000)
    public static let allowed = 5
    static let mostEvents = 256

    private struct Event {
        let level: LogLevel
        let words: String
        let since: Nanoseconds
        var count: Int
    }

    private var events: [Event] = []

    public init() {}

    /// The lines to write now, oldest first: sums of windows that are over, then this line, unless
    /// it is one too many.
    public mutating func admit(_ line: LogLine, at now: Nanoseconds) -> [LogLine] {
        var lines = due(at: now)
        if let index = events.firstIndex(where: { $0.level == line.level && $0.words == line.event }
        ) {
            events[index].count += 1
            if events[index].count <= Self.allowed { lines.append(line) }
            return lines
        }
        if events.count == Self.mostEvents {
            if let sum = Self.sum(of: events.removeFirst()) { lines.append(sum) }
        }
        events.append(Event(level: line.level, words: line.event, since: now, count: 1))
        return lines + [line]
    }

    /// The sums of windows that are over. Call it now and then, so that the end of a storm is told.
    public mutating func due(at now: Nanoseconds) -> [LogLine] {
        let isOver = { (event: Event) in
            now.value >= event.since.value
                && now.value - event.since.value >= Self.window.value
        }
        let sums = events.filter(isOver).compactMap(Self.sum)
        events.removeAll(where: isOver)
        return sums
    }

    private static func sum(of event: Event) -> LogLine? {
        guard event.count > allowed else { return nil }
        return LogLine(
            event.level, event.words,
            [("repeated", .text("… \(event.count - allowed) more in 10 min"))])
    }
}
