/// Events that the host has not acknowledged, in the order they happened.
struct EventQueue: Sendable {
    private var bodies = InlineArray<8, FrameBody>(repeating: FrameBody())
    private var head = 0
    private(set) var count = 0
    /// The sequence number of the oldest event here, or of the next one.
    private(set) var first: UInt16 = 0
    /// How many of them were sent since the last time-out.
    private(set) var sent = 0
    /// How many the host takes before it acknowledges.
    var credit: UInt8 = 0

    var isFull: Bool { count == LinkLimit.events }
    var next: UInt16 { first &+ UInt16(count) }
    var maySend: Bool { sent < count && sent < Int(credit) }

    mutating func append<Event: LinkMessage>(_ event: Event, session: UInt16) {
        precondition(!isFull, "no room for an event")
        let place = (head + count) % LinkLimit.events
        bodies[place].begin(
            FrameHeader(type: Event.type.rawValue, session: session, sequence: next))
        event.write(to: &bodies[place])
        count += 1
    }

    mutating func takeNext() -> FrameBody {
        precondition(maySend, "nothing to send")
        sent += 1
        return bodies[(head + sent - 1) % LinkLimit.events]
    }

    mutating func sendAgain() { sent = 0 }

    /// The host has all before `next`. False for a number beyond the events that wait here.
    mutating func acknowledge(before next: UInt16) -> Bool {
        let passed = Int(next &- first)
        guard passed <= count else { return false }
        head = (head + passed) % LinkLimit.events
        count -= passed
        sent = max(sent - passed, 0)
        first = next
        return true
    }
}
