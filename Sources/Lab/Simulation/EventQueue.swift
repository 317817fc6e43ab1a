internal import Units

/// What is due in a simulated world, earliest first; at one instant in the order it was put in, so
/// that a run is the same every time. A binary heap: both directions cost the logarithm of the count.
struct EventQueue<Event> {
    private struct Entry {
        let at: Nanoseconds
        let number: UInt64
        let event: Event

        func isBefore(_ other: Entry) -> Bool {
            at == other.at ? number < other.number : at < other.at
        }
    }

    private var entries: [Entry] = []
    private var count: UInt64 = 0

    var isEmpty: Bool { entries.isEmpty }
    var next: Nanoseconds? { entries.first?.at }

    mutating func add(_ event: Event, at time: Nanoseconds) {
        count += 1
        entries.append(Entry(at: time, number: count, event: event))
        var place = entries.count - 1
        while place > 0, entries[place].isBefore(entries[(place - 1) / 2]) {
            entries.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func removeFirst() -> (at: Nanoseconds, event: Event)? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        guard !entries.isEmpty else { return (first.at, first.event) }
        entries[0] = last
        sink()
        return (first.at, first.event)
    }

    private mutating func sink() {
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < entries.count && entries[child].isBefore(entries[least]) {
                least = child
            }
            guard least != place else { return }
            entries.swapAt(place, least)
            place = least
        }
    }
}
