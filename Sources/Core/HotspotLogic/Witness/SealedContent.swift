import Attestation
import Primitives

/// A seal with what it hides, until its opening is made (PROTOCOL 3.5, 3.6).
struct SealedContent: Hashable, Sendable {
    let sequence: UInt64
    let window: Window
    let salt: Hash256
    let content: [UInt8]
    /// The periods of its oldest and newest reception.
    let oldest: Period
    let newest: Period
    let reports: Int
    var record: UInt64
    /// Where the log has the seal, by its receipt; it is not opened before. Not kept: a seal is
    /// posted again after a restart, and gets the same receipt.
    var index: UInt64?

    var body: [UInt8] {
        var writer = CBORWriter(reservingCapacity: content.count + 96)
        writer.beginArray(7)
        writer.unsigned(sequence)
        writer.unsigned(window.number)
        writer.unsigned(oldest.number)
        writer.unsigned(newest.number)
        writer.unsigned(UInt64(reports))
        writer.bytes(salt)
        writer.bytes(content)
        writer.endArray()
        return writer.finish()
    }

    init(
        sequence: UInt64, window: Window, salt: Hash256, content: [UInt8], oldest: Period,
        newest: Period, reports: Int, record: UInt64
    ) {
        self.sequence = sequence
        self.window = window
        self.salt = salt
        self.content = content
        self.oldest = oldest
        self.newest = newest
        self.reports = reports
        self.record = record
    }

    init(reading body: RawSpan, record: UInt64) throws(CBORError) {
        var reader = try CBORReader(body)
        try reader.beginArray(exactly: 7)
        sequence = try reader.unsigned(upTo: Journal.greatestSequence)
        window = Window(try reader.unsigned(upTo: Window.limit))
        oldest = Period(try reader.unsigned(upTo: EntropyFollower.greatestPeriod))
        newest = Period(try reader.unsigned(upTo: EntropyFollower.greatestPeriod))
        reports = Int(try reader.unsigned(upTo: 500))
        salt = try reader.hash256()
        let offset = reader.offset
        content = [UInt8](copying: try reader.bytes())
        try reader.endArray()
        try reader.finish()
        self.record = record
        do throws(MessageError) {
            try MessageCheck.check(content.rawSpan, is: .witnessReports)
        } catch {
            throw error.cbor ?? CBORError(.wrongKind, at: offset)
        }
    }
}
