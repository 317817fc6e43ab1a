import Attestation
import Primitives
import Units

/// A beacon from the moment it is about to be sent until it is revealed (PROTOCOL 3.4, 3.7).
struct BeaconOnItsWay: Hashable, Sendable {
    /// What will be revealed, but for the sequence number and the commitments.
    var reveal: Reveal
    /// m: the period of the record that its filler comes from.
    let drawn: Period
    /// The record that keeps it.
    var record: UInt64
    var phase: Phase

    enum Phase: Hashable, Sendable {
        /// Waits until it is durable; the frame follows at once.
        case keeping
        /// Handed to a radio; how it ends is due before this uptime.
        case onAir(number: UInt32, deadline: Nanoseconds)
        /// Sent, or perhaps sent: it will be revealed.
        case sent
    }

    var window: Window { reveal.window }
    var slot: BeaconSlot { reveal.slot == .slot ? .slot : .spare }

    /// Sequence numbers are given when the statement is made; a table needs one of at least 1.
    static let noSequence: UInt64 = 1

    // MARK: Its record: m, then the reveal's payload.

    var body: [UInt8] {
        var writer = CBORWriter()
        writer.beginArray(2)
        writer.unsigned(drawn.number)
        writer.bytes(encoded(reveal))
        writer.endArray()
        return writer.finish()
    }

    init(reveal: Reveal, drawn: Period, record: UInt64, phase: Phase) {
        self.reveal = reveal
        self.drawn = drawn
        self.record = record
        self.phase = phase
    }

    /// Who was stopped between a radio's order and its answer cannot know whether the frame went
    /// out. It is revealed as sent with the power that was ordered, *assumed*: nothing is hidden,
    /// and a frame that nobody heard proves nothing (decision 0173).
    init(reading body: RawSpan, record: UInt64) throws(CBORError) {
        var reader = try CBORReader(body)
        try reader.beginArray(exactly: 2)
        drawn = Period(try reader.unsigned(upTo: EntropyFollower.greatestPeriod))
        let payload = try reader.bytes()
        let offset = reader.offset
        try reader.endArray()
        try reader.finish()
        do throws(MessageError) {
            reveal = try Reveal(parsing: payload)
        } catch {
            throw error.cbor ?? CBORError(.wrongKind, at: offset)
        }
        self.record = record
        phase = .sent
    }
}

/// The payload of a message whose fields are within their bounds, which is ours to see to.
func encoded(_ message: some TypedMessage) -> [UInt8] {
    do throws(MessageError) {
        return try message.payload()
    } catch {
        preconditionFailure("a \(type(of: message).type.name) of ours: \(error)")
    }
}
