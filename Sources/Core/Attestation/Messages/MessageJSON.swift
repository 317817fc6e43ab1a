public import Notation
import Primitives

/// The JSON form of messages, by the field tables: names for keys, words for codes, `ear1…` for
/// keys, 15 hexadecimal digits for cells, hex for bytes, and nothing where an optional field is
/// absent. Writing and reading are exact inverses.
extension Message {
    /// Stands first in each object, so that a reader knows what it reads.
    public static var schema: String { "earshot.message.v1" }

    /// The members of the message's object, `schema` and `type` first.
    public func json() throws(MessageError) -> JSON {
        .object(try jsonMembers())
    }

    func jsonMembers() throws(MessageError) -> [(String, JSON)] {
        var members: [(String, JSON)] = [
            ("schema", .string(Self.schema)), ("type", .string(type.name)),
        ]
        // The first field is the type's number, said by its name already.
        for (field, value) in zip(type.record.fields, values).dropFirst() {
            guard let value else { continue }
            members.append((field.name, try MessageJSON.json(value, field.kind)))
        }
        return members
    }

    /// Reads an object. Refuses members the type has not and values of another form; bounds are
    /// refused when the payload is made.
    public init(json: JSON) throws(MessageJSONError) {
        try self.init(json: json, ignoring: [])
    }

    init(json: JSON, ignoring extra: [String]) throws(MessageJSONError) {
        guard case .object(let object) = json else {
            throw MessageJSONError("", "an object is due, not \(json.kind)")
        }
        guard object["schema"]?.string == Self.schema else {
            throw MessageJSONError("schema", "write \"\(Self.schema)\"")
        }
        guard let name = object["type"]?.string, let type = MessageType(name: name) else {
            throw MessageJSONError("type", "write the name of a message type, such as \"seal\"")
        }
        let known = ["schema", "type"] + extra
        var values = try MessageJSON.values(of: object, type.record, ignoring: known)
        values[0] = .unsigned(type.rawValue)
        self.init(type, values: values)
    }
}

/// Why JSON is not the form of a message: where, and what to write.
public struct MessageJSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The names from the outermost member inwards, joined by dots.
    public let member: String
    public let advice: String

    init(_ member: String, _ advice: String) {
        self.member = member
        self.advice = advice
    }

    func inside(_ name: String) -> MessageJSONError {
        MessageJSONError(member.isEmpty ? name : "\(name).\(member)", advice)
    }

    public var description: String { member.isEmpty ? advice : "\(member): \(advice)" }
}

enum MessageJSON {
    // MARK: Writing

    static func json(_ value: MessageValue, _ kind: FieldKind) throws(MessageError) -> JSON {
        switch (value, kind) {
        case (.record(let values), .record(let record)):
            var members: [(String, JSON)] = []
            for (field, value) in zip(record.fields, values) {
                guard let value else { continue }
                members.append((field.name, try json(value, field.kind)))
            }
            return .object(members)
        case (.list(let items), .list(let kind, _, _)):
            var list: [JSON] = []
            for item in items { list.append(try json(item, kind)) }
            return .array(list)
        case (.unsigned(let number), _): return json(number, kind)
        case (.integer(let number), _): return .integer(number)
        case (.flag(let flag), _): return .bool(flag)
        case (.text(let text), _): return .string(text)
        case (.bytes(let bytes), .message(let type)):
            return try inner(bytes, type)
        case (.bytes(let bytes), .key): return .string(address(bytes))
        case (.bytes(let bytes), _): return .string(Hex.text(of: bytes))
        default: preconditionFailure("a \(kind) field holds \(value)")
        }
    }

    private static func json(_ number: UInt64, _ kind: FieldKind) -> JSON {
        switch kind {
        case .word(let words): return .string(words.words[Int(number)])
        case .words(let words):
            return .array(
                words.words.indices.filter { number >> UInt64($0) & 1 == 1 }
                    .map { .string(words.words[$0]) })
        case .cell: return .string(String(number, radix: 16))
        case .devAddr: return .string(Hex.text(of: UInt32(truncatingIfNeeded: number)))
        default:
            guard let signed = Int64(exactly: number) else { return .number(.unsigned(number)) }
            return .integer(signed)
        }
    }

    private static func inner(_ bytes: [UInt8], _ type: MessageType) throws(MessageError) -> JSON {
        guard type.form == .statement else {
            return try Message(unchecked: bytes.rawSpan).json()
        }
        do throws(StatementJSONError) {
            return try StatementJSON.json(of: bytes.rawSpan)
        } catch {
            throw MessageError(.badInner)
        }
    }

    static func address(_ bytes: [UInt8]) -> String {
        guard let key = PublicKey(bytes.rawSpan) else { preconditionFailure("a key is 32 bytes") }
        return Address(key).description
    }

    // MARK: Reading

    static func values(
        of object: JSONObject, _ record: Record, ignoring known: [String] = []
    ) throws(MessageJSONError) -> [MessageValue?] {
        for member in object.members
        where !known.contains(member.name) && record.field(named: member.name) == nil {
            throw MessageJSONError(member.name, "\(record.name) has no such field")
        }
        var values: [MessageValue?] = []
        for field in record.fields {
            guard !known.contains(field.name), let json = object[field.name] else {
                guard field.isOptional || known.contains(field.name) else {
                    throw MessageJSONError(field.name, "this field is missing")
                }
                values.append(nil)
                continue
            }
            do throws(MessageJSONError) {
                values.append(try value(json, field.kind))
            } catch {
                throw error.inside(field.name)
            }
        }
        return values
    }

    static func value(
        _ json: JSON, _ kind: FieldKind
    ) throws(MessageJSONError) -> MessageValue {
        switch (kind, json) {
        case (.record(let record), .object(let object)):
            return .record(try values(of: object, record))
        case (.list(let kind, _, _), .array(let items)):
            var list: [MessageValue] = []
            for item in items { list.append(try value(item, kind)) }
            return .list(list)
        case (.unsigned, .number(let number)):
            guard let whole = number.unsignedValue else {
                throw MessageJSONError("", "write a whole number, not below 0")
            }
            return .unsigned(whole)
        case (.integer, .number(let number)):
            guard let whole = number.integerValue else {
                throw MessageJSONError("", "write a whole number of 64 bits")
            }
            return .integer(whole)
        case (.flag, .bool(let flag)): return .flag(flag)
        case (.text, .string(let text)): return .text(text)
        case (.words(let words), .array(let items)): return .unsigned(try bits(items, words))
        case (.message(let type), .object): return .bytes(try innerBytes(json, type))
        case (_, .string(let text)): return try scalar(text, kind)
        default: throw MessageJSONError("", "\(form(of: kind)) is due, not \(json.kind)")
        }
    }

    private static func scalar(
        _ text: String, _ kind: FieldKind
    ) throws(MessageJSONError) -> MessageValue {
        switch kind {
        case .word(let words):
            guard let code = words.words.firstIndex(of: text) else {
                let all = words.words.joined(separator: ", ")
                throw MessageJSONError("", "\(Quote.text(text)) is none of \(all)")
            }
            return .unsigned(UInt64(code))
        case .key:
            do throws(AddressError) {
                return .bytes(try Address(parsing: text).key.bytes.bytes)
            } catch {
                throw MessageJSONError("", error.description)
            }
        case .cell: return .unsigned(try number(text, digits: 15))
        case .devAddr: return .unsigned(try number(text, digits: 8))
        case .bytes, .hash, .signature, .eui, .network:
            do throws(HexError) {
                return .bytes(try Hex.bytes(from: text))
            } catch {
                throw MessageJSONError("", error.description)
            }
        default: throw MessageJSONError("", "\(form(of: kind)) is due, not a text")
        }
    }

    /// Exactly so many lower-case hexadecimal digits.
    private static func number(
        _ text: String, digits: Int
    ) throws(MessageJSONError) -> UInt64 {
        let isLower = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
        }
        guard text.utf8.count == digits, isLower, let number = UInt64(text, radix: 16) else {
            throw MessageJSONError("", "write \(digits) hexadecimal digits, 0-9 and a-f")
        }
        return number
    }

    private static func bits(
        _ items: [JSON], _ words: Words
    ) throws(MessageJSONError) -> UInt64 {
        var bits: UInt64 = 0
        var last = -1
        for item in items {
            guard let text = item.string, let code = words.words.firstIndex(of: text), code > last
            else {
                let all = words.words.joined(separator: ", ")
                throw MessageJSONError("", "write some of \(all), each once and in this order")
            }
            bits |= 1 << UInt64(code)
            last = code
        }
        return bits
    }

    private static func innerBytes(
        _ json: JSON, _ type: MessageType
    ) throws(MessageJSONError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(StatementJSONError) {
            bytes = try StatementJSON.bytes(of: json)
        } catch {
            throw MessageJSONError("", error.description)
        }
        return bytes
    }

    private static func form(of kind: FieldKind) -> String {
        switch kind {
        case .unsigned, .integer: "a number"
        case .flag: "true or false"
        case .list, .words: "a list"
        case .record, .message: "an object"
        default: "a text"
        }
    }
}
