internal import Notation
internal import Settings
internal import Units

/// Reads members of a JSON object into what it is shown. A member nobody asks for is passed over:
/// names only grow, and an older program reads what a newer one writes.
struct StatusReader: StatusVisitor {
    let json: JSONObject
    /// Where this object stands: `radio.devices.`; empty for the whole.
    let path: String

    mutating func schema(_ name: String) throws(StatusError) {
        var found = ""
        try text("schema", &found)
        guard found == name else { throw .otherSchema(found, wanted: name) }
    }

    mutating func text(_ name: String, _ value: inout String) throws(StatusError) {
        guard case .string(let text) = try member(name) else { throw wrong(name, "a text") }
        value = text
    }

    mutating func text(_ name: String, _ value: inout String?) throws(StatusError) {
        guard try !isNull(name) else { return value = nil }
        var text = ""
        try self.text(name, &text)
        value = text
    }

    mutating func flag(_ name: String, _ value: inout Bool) throws(StatusError) {
        guard case .bool(let flag) = try member(name) else { throw wrong(name, "true or false") }
        value = flag
    }

    mutating func flag(_ name: String, _ value: inout Bool?) throws(StatusError) {
        guard try !isNull(name) else { return value = nil }
        var flag = false
        try self.flag(name, &flag)
        value = flag
    }

    mutating func number<Number: FixedWidthInteger>(
        _ name: String, _ value: inout Number
    ) throws(StatusError) {
        let number: Number? =
            switch try member(name) {
            case .number(.integer(let number)): Number(exactly: number)
            case .number(.unsigned(let number)): Number(exactly: number)
            default: nil
            }
        guard let number else {
            throw wrong(name, "a whole number from \(Number.min) to \(Number.max)")
        }
        value = number
    }

    mutating func number<Number: FixedWidthInteger>(
        _ name: String, _ value: inout Number?
    ) throws(StatusError) {
        guard try !isNull(name) else { return value = nil }
        var number = Number.zero
        try self.number(name, &number)
        value = number
    }

    mutating func decibels(_ name: String, _ value: inout Decibels?) throws(StatusError) {
        guard try !isNull(name) else { return value = nil }
        let text: String? =
            switch try member(name) {
            case .number(.integer(let number)): String(number)
            case .number(.decimal(_, let text)): text
            default: nil
            }
        guard let text, let decibels = Decibels(number: text) else {
            throw wrong(name, "decibels with at most two decimals")
        }
        value = decibels
    }

    mutating func instant(_ name: String, _ value: inout Nanoseconds) throws(StatusError) {
        var text = ""
        try self.text(name, &text)
        do throws(RFC3339Error) {
            value = try RFC3339.instant(from: text)
        } catch { throw wrong(name, "a time: \(error)") }
    }

    mutating func instant(_ name: String, _ value: inout Nanoseconds?) throws(StatusError) {
        guard try !isNull(name) else { return value = nil }
        var instant = Nanoseconds(0)
        try self.instant(name, &instant)
        value = instant
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ value: inout Choice
    ) throws(StatusError) {
        var text = ""
        try self.text(name, &text)
        guard let choice = Choice(rawValue: text) else {
            throw wrong(name, "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        value = choice
    }

    mutating func object(
        _ name: String, _ value: inout some StatusFields
    ) throws(StatusError) {
        try read(try member(name), path + name, into: &value)
    }

    mutating func object<Value: StatusFields>(
        _ name: String, _ value: inout Value?
    ) throws(StatusError) {
        guard try !isNull(name) else { return value = nil }
        var object = Value()
        try self.object(name, &object)
        value = object
    }

    mutating func list<Value: StatusFields>(
        _ name: String, _ values: inout [Value]
    ) throws(StatusError) {
        guard case .array(let items) = try member(name) else { throw wrong(name, "a list") }
        var read: [Value] = []
        for item in items {
            var value = Value()
            try self.read(item, path + name, into: &value)
            read.append(value)
        }
        values = read
    }

    mutating func counts(_ name: String, _ values: inout [NamedCount]) throws(StatusError) {
        guard case .object(let object) = try member(name) else { throw wrong(name, "an object") }
        var reader = StatusReader(json: object, path: "\(path)\(name).")
        var read: [NamedCount] = []
        for member in object.members {
            var count = NamedCount(member.name, 0)
            try reader.number(member.name, &count.count)
            read.append(count)
        }
        values = read
    }

    mutating func check(
        _ holds: Bool, _ sentence: @autoclosure () -> String
    ) throws(StatusError) {
        guard holds else { throw .broken(path, sentence()) }
    }

    private func read(
        _ json: JSON, _ path: String, into value: inout some StatusFields
    ) throws(StatusError) {
        guard case .object(let object) = json else {
            throw .wrong(path, wanted: "an object", found: json.kind)
        }
        var reader = StatusReader(json: object, path: path + ".")
        try value.visit(&reader)
    }

    private func isNull(_ name: String) throws(StatusError) -> Bool { try member(name) == .null }

    private func member(_ name: String) throws(StatusError) -> JSON {
        guard let value = json[name] else { throw .missing(path + name) }
        return value
    }

    private func wrong(_ name: String, _ wanted: String) -> StatusError {
        .wrong(path + name, wanted: wanted, found: json[name]?.kind ?? "nothing")
    }
}

/// Why a JSON text is no status of ours.
public enum StatusError: Error, Equatable, Sendable, CustomStringConvertible {
    case notJSON(String)
    case missing(String)
    case wrong(String, wanted: String, found: String)
    case otherSchema(String, wanted: String)
    case broken(String, String)

    public var description: String {
        switch self {
        case .notJSON(let why): "the daemon's answer is not JSON: \(why)"
        case .missing(let name):
            "the daemon's answer lacks \(name): is it older than this program? restart it"
        case .wrong(let name, let wanted, let found):
            "\(name) of the daemon's answer must be \(wanted), and is \(found)"
        case .otherSchema(let found, let wanted):
            "the daemon's answer has schema \(Quote.text(found)), this program reads \(wanted): "
                + "bring both to one version"
        case .broken(let path, let why): "\(path) of the daemon's answer has \(why)"
        }
    }
}
