import Attestation
import Primitives

extension FuzzTarget {
    /// CBOR from anywhere: what is accepted must be written again to the same bytes.
    static let cbor = FuzzTarget(name: "cbor") { bytes in
        var writer = CBORWriter()
        guard (try? copyWhole(bytes, to: &writer)) != nil else {
            precondition((try? pass(bytes)) == nil, "passed over, but not to be read")
            return
        }
        precondition((try? pass(bytes)) != nil, "read, but not to be passed over")
        precondition(writer.finish().rawSpan.isSame(as: bytes), "a second spelling was accepted")
    }

    /// A statement's envelope: what is accepted must be put together again to the same bytes.
    static let statement = FuzzTarget(name: "statement") { bytes in
        guard let statement = try? SignedStatement(bytes) else { return }
        let sealed = Statement.seal(
            statement.payload, key: statement.key, signature: statement.signature)
        precondition(sealed.rawSpan.isSame(as: bytes), "a second envelope was accepted")
        precondition(
            bytes.extracting(statement.payloadRange).isSame(as: statement.payload),
            "the payload lies elsewhere")
    }

    private static func pass(_ bytes: RawSpan) throws(CBORError) {
        var reader = try CBORReader(bytes)
        try reader.skip()
        try reader.finish()
    }

    private static func copyWhole(
        _ bytes: RawSpan, to writer: inout CBORWriter
    ) throws(CBORError) {
        var reader = try CBORReader(bytes)
        try copyItem(from: &reader, to: &writer)
        try reader.finish()
    }

    private static func copyItem(
        from reader: inout CBORReader, to writer: inout CBORWriter
    ) throws(CBORError) {
        switch try reader.nextKind() {
        case .unsigned: writer.unsigned(try reader.unsigned())
        case .negative: writer.integer(try reader.integer())
        case .bytes: writer.bytes(try reader.bytes())
        case .text: writer.text(string(try reader.text()))
        case .boolean: writer.boolean(try reader.boolean())
        case .null:
            try reader.null()
            writer.null()
        case .array:
            let count = try reader.beginArray()
            writer.beginArray(count)
            for _ in 0..<count { try copyItem(from: &reader, to: &writer) }
            try reader.endArray()
            writer.endArray()
        case .map: try copyMap(from: &reader, to: &writer)
        case .tag: try reader.skip()
        }
    }

    private static func copyMap(
        from reader: inout CBORReader, to writer: inout CBORWriter
    ) throws(CBORError) {
        let count = try reader.beginMap()
        writer.beginMap(count)
        for _ in 0..<count {
            switch try reader.nextKind() {
            case .negative: writer.key(negative: try reader.integerKey())
            case .text: writer.key(text: string(try reader.textKey()))
            default: writer.key(try reader.unsignedKey())
            }
            try copyItem(from: &reader, to: &writer)
        }
        try reader.endMap()
        writer.endMap()
    }

    private static func string(_ text: RawSpan) -> String {
        String(decoding: [UInt8](copying: text), as: UTF8.self)
    }
}
