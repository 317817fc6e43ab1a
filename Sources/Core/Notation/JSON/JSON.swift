/// A JSON value (RFC 8259). Objects keep their members' order, numbers keep what was written.
public enum JSON: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSON])
    case object(JSONObject)

    /// The members of an object in order.
    public static func object(_ members: [(String, JSON)]) -> JSON {
        .object(JSONObject(members: members.map { JSONObject.Member(name: $0.0, value: $0.1) }))
    }

    public static func integer(_ value: Int64) -> JSON { .number(.integer(value)) }

    /// The member of that name; nil too when this is no object.
    public subscript(name: String) -> JSON? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// What kind of value this is, for messages: `a number`.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// The value on one line, without white space.
    public var text: String {
        var writer = JSONWriter()
        writer.value(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// A JSON number. A whole number without point and exponent that fits is an integer, exactly;
/// any other is the nearest double and the text as it was written.
public enum JSONNumber: Equatable, Sendable {
    case integer(Int64)
    /// Only for what is past `Int64.max`.
    case unsigned(UInt64)
    case decimal(Double, text: String)

    /// The number as unsigned, where it is a whole number not below zero.
    public var unsignedValue: UInt64? {
        switch self {
        case .integer(let value): UInt64(exactly: value)
        case .unsigned(let value): value
        case .decimal: nil
        }
    }

    public var integerValue: Int64? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    /// The nearest double. For coordinates and for showing, not for deciding.
    public var double: Double {
        switch self {
        case .integer(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .decimal(let value, _): value
        }
    }
}

/// The members of an object, in the order they were written; no name occurs twice.
public struct JSONObject: Equatable, Sendable {
    public struct Member: Equatable, Sendable {
        public let name: String
        public let value: JSON

        public init(name: String, value: JSON) {
            self.name = name
            self.value = value
        }
    }

    public let members: [Member]

    public init(members: [Member]) { self.members = members }

    /// Looks through all members: for the small objects of messages.
    public subscript(name: String) -> JSON? {
        members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// The first name that occurs twice, as bytes. Cost n log n for large objects.
    var duplicateName: Int? {
        guard members.count > 8 else {
            return members.indices.first { index in
                members[..<index].contains {
                    $0.name.utf8.elementsEqual(members[index].name.utf8)
                }
            }
        }
        let sorted = members.indices.sorted {
            let (left, right) = (members[$0].name.utf8, members[$1].name.utf8)
            return left.elementsEqual(right) ? $0 < $1 : left.lexicographicallyPrecedes(right)
        }
        return zip(sorted, sorted.dropFirst()).filter {
            members[$0].name.utf8.elementsEqual(members[$1].name.utf8)
        }.map(\.1).min()
    }
}

/// How much JSON a reader takes, from whom it does not trust.
public struct JSONLimits: Sendable {
    public let bytes: Int
    /// Objects and lists inside each other.
    public let depth: Int

    /// A message or a request: 1 MiB, 64 deep.
    public static let message = JSONLimits(bytes: 1 << 20, depth: 64)

    /// Depth is at most 256: reading recurses.
    public init(bytes: Int, depth: Int) {
        precondition(depth <= 256, "a depth of \(depth) could overrun the stack")
        self.bytes = bytes
        self.depth = depth
    }
}

/// Why a text is not JSON, and where.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    public let reason: Reason
    public let position: TextPosition

    public enum Reason: Equatable, Sendable {
        case tooLong(bytes: Int, limit: Int)
        case tooDeep(limit: Int)
        case unexpectedEnd
        case expected(String, found: String)
        case textAfterValue(String)
        case duplicateName(String)
        case notUTF8
        case controlCharacter(UInt8)
        case unknownEscape(String)
        case loneSurrogate
        case wrongNumber(String)
    }

    public var description: String {
        let what =
            switch reason {
            case .tooLong(let bytes, let limit): "\(bytes) bytes of JSON, at most \(limit) are read"
            case .tooDeep(let limit): "more than \(limit) lists and objects inside each other"
            case .unexpectedEnd: "the text ends in the middle of a value"
            case .expected(let wanted, let found): "\(wanted) should stand here, not \(found)"
            case .textAfterValue(let found): "the value has ended, but \(found) follows"
            case .duplicateName(let name): "the name \(Quote.text(name)) occurs twice"
            case .notUTF8: "these bytes are not UTF-8"
            case .controlCharacter(let byte):
                "\(Quote.byte(byte)) must be escaped inside a text"
            case .unknownEscape(let escape): "\(escape) is no escape of JSON"
            case .loneSurrogate: "half of a surrogate pair, which is no character"
            case .wrongNumber(let text): "\(text) is not a JSON number"
            }
        return "\(position): \(what)"
    }
}
