import Attestation
import Primitives

/// Any value of the network's CBOR, for tests that make values up or compare what was read.
indirect enum CBORValue: Equatable {
    case unsigned(UInt64)
    /// -1 - argument.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBORValue])
    case map([Entry])
    case boolean(Bool)
    case null

    struct Entry: Equatable {
        let key: CBORValue
        let value: CBORValue
    }
}

extension CBORValue {
    /// Reads one whole item.
    init(from reader: inout CBORReader) throws(CBORError) {
        switch try reader.nextKind() {
        case .unsigned: self = .unsigned(try reader.unsigned())
        case .negative: self = .negative(UInt64(-1 - (try reader.integer())))
        case .bytes: self = .bytes([UInt8](copying: try reader.bytes()))
        case .text: self = .text(Self.string(try reader.text()))
        case .boolean: self = .boolean(try reader.boolean())
        case .null:
            try reader.null()
            self = .null
        case .array:
            var items: [CBORValue] = []
            for _ in 0..<(try reader.beginArray()) { items.append(try CBORValue(from: &reader)) }
            try reader.endArray()
            self = .array(items)
        case .map:
            var entries: [Entry] = []
            for _ in 0..<(try reader.beginMap()) {
                let key = try CBORValue(keyFrom: &reader)
                entries.append(Entry(key: key, value: try CBORValue(from: &reader)))
            }
            try reader.endMap()
            self = .map(entries)
        case .tag: throw CBORError(.unknownTag, at: reader.offset)
        }
    }

    private init(keyFrom reader: inout CBORReader) throws(CBORError) {
        switch try reader.nextKind() {
        case .negative: self = .negative(UInt64(-1 - (try reader.integerKey())))
        case .text: self = .text(Self.string(try reader.textKey()))
        default: self = .unsigned(try reader.unsignedKey())
        }
    }

    private static func string(_ text: RawSpan) -> String {
        String(decoding: [UInt8](copying: text), as: UTF8.self)
    }

    func write(to writer: inout CBORWriter) {
        switch self {
        case .unsigned(let value): writer.unsigned(value)
        case .negative(let argument): writer.integer(-1 - Int64(argument))
        case .bytes(let bytes): writer.bytes(bytes)
        case .text(let text): writer.text(text)
        case .boolean(let value): writer.boolean(value)
        case .null: writer.null()
        case .array(let items):
            writer.beginArray(items.count)
            for item in items { item.write(to: &writer) }
            writer.endArray()
        case .map(let entries):
            writer.beginMap(entries.count)
            for entry in entries {
                entry.key.writeKey(to: &writer)
                entry.value.write(to: &writer)
            }
            writer.endMap()
        }
    }

    private func writeKey(to writer: inout CBORWriter) {
        switch self {
        case .unsigned(let value): writer.key(value)
        case .negative(let argument): writer.key(negative: -1 - Int64(argument))
        case .text(let text): writer.key(text: text)
        default: preconditionFailure("keys are integers or texts")
        }
    }

    var encoded: [UInt8] {
        var writer = CBORWriter()
        write(to: &writer)
        return writer.finish()
    }
}

extension CBORValue: CustomStringConvertible {
    /// The notation of `Tests/Differential/peers/cbor_cose.py`.
    var description: String {
        switch self {
        case .unsigned(let value): String(value)
        case .negative(let argument): String(-1 - Int128(argument))
        case .bytes(let bytes): "h'" + toHex(bytes) + "'"
        case .text(let text): "t'" + toHex(text.utf8) + "'"
        case .boolean(let value): value ? "true" : "false"
        case .null: "null"
        case .array(let items): "[" + items.map(\.description).joined(separator: ",") + "]"
        case .map(let entries):
            "{" + entries.map { "\($0.key):\($0.value)" }.joined(separator: ",") + "}"
        }
    }
}
