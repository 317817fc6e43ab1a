import Primitives

/// A value of a message, by its table: for the command line, the JSON form, tests and the types
/// that nobody reads by the thousand. Hot types have structs of their own.
public indirect enum MessageValue: Hashable, Sendable {
    /// Also words, cells and device addresses.
    case unsigned(UInt64)
    case integer(Int64)
    case flag(Bool)
    /// Also hashes, keys, signatures, EUIs, network ids and messages inside.
    case bytes([UInt8])
    case text(String)
    case list([MessageValue])
    /// One value per field of the record's table; nothing where an optional field is absent.
    case record([MessageValue?])
}

/// A whole message of any type.
public struct Message: Hashable, Sendable {
    public let type: MessageType
    /// One per field of the type's table, `type` itself included.
    public internal(set) var values: [MessageValue?]

    public static func == (left: Message, right: Message) -> Bool {
        left.type == right.type && left.values == right.values
    }

    /// The message of these named values; `type` is filled in. A name the table has not, or a value
    /// of another kind, is our own bug: outside input comes as bytes or JSON.
    public init(_ type: MessageType, _ fields: (name: String, value: MessageValue)...) {
        self.type = type
        values = Array(repeating: nil, count: type.record.fields.count)
        values[0] = .unsigned(type.rawValue)
        for (name, value) in fields { self[name] = value }
    }

    init(_ type: MessageType, values: [MessageValue?]) {
        self.type = type
        self.values = values
    }

    /// Reads a payload that passes `MessageCheck`.
    public init(parsing payload: RawSpan) throws(MessageError) {
        try MessageCheck.type(of: payload)
        try self.init(unchecked: payload)
    }

    /// Reads a payload that is known to pass.
    init(unchecked payload: RawSpan) throws(MessageError) {
        type = try MessageCheck.announcedType(of: payload)
        do throws(CBORError) {
            var reader = try CBORReader(payload)
            values = try reader.values(of: type.record)
        } catch {
            throw MessageError(error)
        }
    }

    /// The payload. Refuses values beyond their bounds, as a reader would.
    public func payload() throws(MessageError) -> [UInt8] {
        var writer = CBORWriter()
        try writer.write(values, of: type.record)
        let payload = writer.finish()
        try MessageCheck.check(payload.rawSpan, is: type)
        return payload
    }

    public subscript(name: String) -> MessageValue? {
        get { index(of: name).flatMap { values[$0] } }
        set {
            guard let index = index(of: name) else {
                preconditionFailure("\(type.name) has no field \(name)")
            }
            values[index] = newValue
        }
    }

    private func index(of name: String) -> Int? {
        type.record.fields.firstIndex { $0.name == name }
    }
}

extension CBORReader {
    fileprivate mutating func values(of record: Record) throws(CBORError) -> [MessageValue?] {
        var values: [MessageValue?] = []
        values.reserveCapacity(record.fields.count)
        _ = try beginMap()
        for field in record.fields {
            values.append(try optionalKey(field.key) ? try value(of: field.kind) : nil)
        }
        try endMap()
        return values
    }

    private mutating func value(of kind: FieldKind) throws(CBORError) -> MessageValue {
        switch kind {
        case .unsigned, .word, .words, .cell, .devAddr: .unsigned(try unsigned())
        case .integer: .integer(try integer())
        case .flag: .flag(try boolean())
        case .text: .text(String(decoding: [UInt8](copying: try text()), as: UTF8.self))
        case .record(let record): .record(try values(of: record))
        case .list(let item, _, _): .list(try items(of: item))
        case .bytes, .hash, .key, .signature, .eui, .network, .message:
            .bytes([UInt8](copying: try bytes()))
        }
    }

    private mutating func items(of kind: FieldKind) throws(CBORError) -> [MessageValue] {
        var items: [MessageValue] = []
        for _ in 0..<(try beginArray()) { items.append(try value(of: kind)) }
        try endArray()
        return items
    }
}

extension CBORWriter {
    fileprivate mutating func write(
        _ values: [MessageValue?], of record: Record
    ) throws(MessageError) {
        precondition(values.count == record.fields.count, "one value per field of \(record.name)")
        beginMap(values.count { $0 != nil })
        for (field, value) in zip(record.fields, values) {
            guard let value else {
                if field.isOptional { continue }
                throw MessageError(.missingField, field.name, wanted: field.key)
            }
            key(field.key)
            do throws(MessageError) {
                try write(value, as: field.kind)
            } catch {
                throw error.inside(field.name)
            }
        }
        endMap()
    }

    private mutating func write(
        _ value: MessageValue, as kind: FieldKind
    ) throws(MessageError) {
        switch (value, kind) {
        case (.record(let values), .record(let record)): try write(values, of: record)
        case (.list(let items), .list(let kind, _, _)):
            beginArray(items.count)
            for item in items { try write(item, as: kind) }
            endArray()
        case (.unsigned(let number), _): unsigned(number)
        case (.integer(let number), _): integer(number)
        case (.flag(let flag), _): boolean(flag)
        case (.bytes(let bytes), _): self.bytes(bytes)
        case (.text(let text), _): self.text(text)
        default: preconditionFailure("a \(kind) field holds \(value)")
        }
    }
}
