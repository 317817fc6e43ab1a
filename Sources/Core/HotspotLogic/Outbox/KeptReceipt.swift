import Attestation
import Primitives

/// A receipt that was checked, until the statements it names are proven to stand in the log
/// (PROTOCOL 3.9).
struct KeptReceipt: Hashable, Sendable {
    let bytes: [UInt8]
    /// k: the newest record that was logged when the indexes were given.
    let newest: Period
    var entries: [Entry]
    var record: UInt64

    struct Entry: Hashable, Sendable {
        let id: Hash256
        let index: UInt64
        /// Its leaf in the log's tree, for the proof.
        let leaf: Hash256
        /// A claim is not claimed: an oracle that breaks its word about one breaks it about all.
        let isClaim: Bool
    }

    /// Evidence against the oracle after this many periods (PROTOCOL 3.9).
    static let patience: UInt64 = 60

    var body: [UInt8] {
        var writer = CBORWriter(reservingCapacity: bytes.count + 80 * entries.count + 16)
        writer.beginArray(2)
        writer.bytes(bytes)
        writer.beginArray(4 * entries.count)
        for entry in entries {
            writer.bytes(entry.id)
            writer.unsigned(entry.index)
            writer.bytes(entry.leaf)
            writer.boolean(entry.isClaim)
        }
        writer.endArray()
        writer.endArray()
        return writer.finish()
    }

    init(bytes: [UInt8], newest: Period, entries: [Entry], record: UInt64) {
        self.bytes = bytes
        self.newest = newest
        self.entries = entries
        self.record = record
    }

    init(reading body: RawSpan, record: UInt64) throws(CBORError) {
        var reader = try CBORReader(body)
        try reader.beginArray(exactly: 2)
        let offset = reader.offset
        bytes = [UInt8](copying: try reader.bytes())
        entries = []
        for _ in 0..<(try reader.beginArray(upTo: 4 * 256)) / 4 {
            let id = try reader.hash256()
            let index = try reader.unsigned()
            let leaf = try reader.hash256()
            entries.append(
                Entry(id: id, index: index, leaf: leaf, isClaim: try reader.boolean()))
        }
        try reader.endArray()
        try reader.endArray()
        try reader.finish()
        self.record = record
        guard let receipt = Self.receipt(bytes) else { throw CBORError(.wrongKind, at: offset) }
        newest = receipt.newest
    }

    private static func receipt(_ bytes: [UInt8]) -> Receipt? {
        guard let statement = try? SignedStatement(bytes.rawSpan) else { return nil }
        return try? Receipt(parsing: statement.payload)
    }
}
