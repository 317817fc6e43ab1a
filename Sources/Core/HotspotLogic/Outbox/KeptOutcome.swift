import Attestation
import Primitives
import Units

/// What became of a downlink, until it is reported to the log.
struct KeptOutcome: Hashable, Sendable {
    let router: PublicKey
    let outcome: ReportedOutcome
    /// When it came, by the box's clock.
    let at: Nanoseconds
    let record: UInt64

    var number: UInt64 { outcome.result.number }

    /// Its record is a report of this one alone, as a statement would have it.
    static func body(_ outcome: ReportedOutcome, _ router: PublicKey, at: Nanoseconds) -> [UInt8] {
        var writer = CBORWriter()
        writer.beginArray(2)
        writer.unsigned(at.value)
        writer.bytes(encoded(DownlinkReport(sequence: 1, router: router, outcomes: [outcome])))
        writer.endArray()
        return writer.finish()
    }

    init(router: PublicKey, outcome: ReportedOutcome, at: Nanoseconds, record: UInt64) {
        self.router = router
        self.outcome = outcome
        self.at = at
        self.record = record
    }

    init(reading body: RawSpan, record: UInt64) throws(CBORError) {
        var reader = try CBORReader(body)
        try reader.beginArray(exactly: 2)
        at = Nanoseconds(try reader.unsigned())
        let payload = try reader.bytes()
        let offset = reader.offset
        try reader.endArray()
        try reader.finish()
        do throws(MessageError) {
            let report = try DownlinkReport(parsing: payload)
            guard let first = report.outcomes.first else {
                throw MessageError(.missingField, "outcomes")
            }
            (router, outcome) = (report.router, first)
        } catch {
            throw error.cbor ?? CBORError(.wrongKind, at: offset)
        }
        self.record = record
    }
}
