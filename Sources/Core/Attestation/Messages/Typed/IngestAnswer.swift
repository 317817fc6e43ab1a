public import Primitives

/// An oracle's answer to statements sent to it. What it names neither in a receipt nor as refused
/// was not taken and is sent again.
public struct IngestAnswer: TypedMessage {
    public static var type: MessageType { .ingestAnswer }
    /// Whole statements of type `receipt`, not yet checked to be an oracle's.
    public var receipts: [[UInt8]]
    /// Ascending by id.
    public var refused: [Refusal]

    public struct Refusal: Hashable, Sendable {
        public var statement: Hash256
        /// Of the published list, or of a later one: a reader goes by `again`.
        public var code: String
        /// Whether the same bytes may be taken later.
        public var again: Bool
        public var detail: String?

        public init(statement: Hash256, code: String, again: Bool, detail: String? = nil) {
            self.statement = statement
            self.code = code
            self.again = again
            self.detail = detail
        }
    }

    public init(receipts: [[UInt8]], refused: [Refusal]) {
        self.receipts = receipts
        self.refused = refused
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        receipts = []
        refused = []
        try reader.key(1)
        for _ in 0..<(try reader.beginArray()) {
            receipts.append([UInt8](copying: try reader.bytes()))
        }
        try reader.endArray()
        try reader.key(2)
        for _ in 0..<(try reader.beginArray()) { refused.append(try Self.refusal(&reader)) }
        try reader.endArray()
    }

    private static func refusal(_ reader: inout CBORReader) throws(CBORError) -> Refusal {
        _ = try reader.beginMap()
        let statement = try reader.hash(at: 1)
        let code = try reader.text(at: 2)
        try reader.key(3)
        var refusal = Refusal(statement: statement, code: code, again: try reader.boolean())
        if try reader.optionalKey(4) {
            refusal.detail = String(
                decoding: [UInt8](copying: try reader.text()), as: UTF8.self)
        }
        try reader.endMap()
        return refusal
    }

    public var keyCount: Int { 2 }

    public func write(to writer: inout CBORWriter) {
        writer.key(1)
        writer.beginArray(receipts.count)
        for receipt in receipts { writer.bytes(receipt) }
        writer.endArray()
        writer.key(2)
        writer.beginArray(refused.count)
        for refusal in refused { Self.write(refusal, to: &writer) }
        writer.endArray()
    }

    private static func write(_ refusal: Refusal, to writer: inout CBORWriter) {
        writer.beginMap(refusal.detail == nil ? 3 : 4)
        writer.hash(refusal.statement, at: 1)
        writer.text(refusal.code, at: 2)
        writer.key(3)
        writer.boolean(refusal.again)
        if let detail = refusal.detail { writer.text(detail, at: 4) }
        writer.endMap()
    }
}
