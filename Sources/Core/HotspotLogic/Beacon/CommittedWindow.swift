import Attestation
import Primitives

/// A window for which this hotspot has made a secret, until the secret is opened (PROTOCOL 3.1).
struct CommittedWindow: Hashable, Sendable {
    let window: Window
    let nonce: Hash256
    /// The record that keeps the nonce.
    var record: UInt64
    /// The statement that carries the commitment; nothing before there is one.
    var statement: UInt64?
    /// Where the log has that statement, by its receipt.
    var index: UInt64?
    /// Whether the commitment stands: logged below the window's first record. Nothing while unknown.
    var stands: Bool?
    var isOpened = false
}

/// The record of a nonce: window, nonce, index of the commitment in the log plus one (0: unknown).
extension CommittedWindow {
    var body: [UInt8] {
        var writer = CBORWriter()
        writer.beginArray(3)
        writer.unsigned(window.number)
        writer.bytes(nonce)
        writer.unsigned(index.map { $0 + 1 } ?? 0)
        writer.endArray()
        return writer.finish()
    }

    init(reading body: RawSpan, record: UInt64) throws(CBORError) {
        var reader = try CBORReader(body)
        try reader.beginArray(exactly: 3)
        window = Window(try reader.unsigned(upTo: Window.limit))
        nonce = try reader.hash256()
        let index = try reader.unsigned()
        try reader.endArray()
        try reader.finish()
        self.record = record
        self.index = index == 0 ? nil : index - 1
    }
}
