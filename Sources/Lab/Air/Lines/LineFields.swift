internal import Airwaves
internal import Notation
internal import Primitives
internal import Units

/// The members of one JSON object of a line, taken one after the other; what nobody took is refused
/// by name at the end.
struct LineFields {
    private let object: JSONObject
    private var taken: [String] = []

    init(parsing line: RawSpan) throws(LineRefusal) {
        guard line.byteCount <= AirLine.longest else { throw .tooLong(bytes: line.byteCount) }
        let value: JSON
        do throws(JSONError) {
            value = try JSON(parsing: line, limits: JSONLimits(bytes: AirLine.longest, depth: 4))
        } catch { throw .notJSON(error.description) }
        guard case .object(let object) = value else { throw .notAnObject(value.kind) }
        self.object = object
    }

    init(_ object: JSONObject) { self.object = object }

    /// The only member's name and fields, as in `{"ping":{…}}`.
    func message() throws(LineRefusal) -> (name: String, fields: LineFields) {
        guard object.members.count == 1, case .object(let inner) = object.members[0].value else {
            throw .notAMessage
        }
        return (object.members[0].name, LineFields(inner))
    }

    func has(_ name: String) -> Bool { object[name] != nil }

    private mutating func take(_ name: String) -> JSON? {
        taken.append(name)
        return object[name]
    }

    mutating func whole<Number: FixedWidthInteger>(
        _ name: String, in range: ClosedRange<Number>, otherwise absent: Number? = nil
    ) throws(LineRefusal) -> Number {
        guard let value = take(name) else {
            guard let absent else { throw .missing(name) }
            return absent
        }
        guard case .number(let number) = value else { throw .wrongKind(name, "a number") }
        let found: Number? =
            if let whole = number.integerValue { Number(exactly: whole) } else {
                number.unsignedValue.flatMap { Number(exactly: $0) }
            }
        guard let found, range.contains(found) else {
            throw .outOfRange(name, "\(range.lowerBound) to \(range.upperBound)")
        }
        return found
    }

    /// A number of decibels to the nearest hundredth, half away from zero.
    mutating func hundredths(
        _ name: String, in range: ClosedRange<Int32>, otherwise absent: Int32? = nil
    ) throws(LineRefusal) -> Int32 {
        guard let value = take(name) else {
            guard let absent else { throw .missing(name) }
            return absent
        }
        guard case .number(let number) = value else { throw .wrongKind(name, "a number") }
        let scaled = (number.double * 100).rounded(.toNearestOrAwayFromZero)
        guard scaled >= Double(range.lowerBound), scaled <= Double(range.upperBound) else {
            throw .outOfRange(
                name,
                "\(HundredthsText.text(of: range.lowerBound)) to "
                    + HundredthsText.text(of: range.upperBound))
        }
        return Int32(scaled)
    }

    mutating func degrees(_ name: String) throws(LineRefusal) -> Double? {
        guard let value = take(name) else { return nil }
        guard case .number(let number) = value else { throw .wrongKind(name, "a number") }
        return number.double
    }

    mutating func flag(_ name: String, otherwise absent: Bool) throws(LineRefusal) -> Bool {
        guard let value = take(name) else { return absent }
        guard case .bool(let flag) = value else { throw .wrongKind(name, "true or false") }
        return flag
    }

    mutating func text(
        _ name: String, otherwise absent: String? = nil
    ) throws(LineRefusal) -> String {
        guard let value = take(name) else {
            guard let absent else { throw .missing(name) }
            return absent
        }
        guard case .string(let text) = value else { throw .wrongKind(name, "a text") }
        return text
    }

    /// One of a few words.
    mutating func choice<Value>(
        _ name: String, of choices: [(String, Value)], otherwise absent: Value? = nil
    ) throws(LineRefusal) -> Value {
        if !has(name), let absent {
            _ = take(name)
            return absent
        }
        let text = try text(name)
        guard let found = choices.first(where: { $0.0 == text }) else {
            throw .notOneOf(name, choices.map(\.0).joined(separator: ", "))
        }
        return found.1
    }

    mutating func bytes(_ name: String, most: Int) throws(LineRefusal) -> [UInt8] {
        let text = try text(name)
        guard text.utf8.count <= 2 * most else { throw .tooManyBytes(name, most: most) }
        do throws(HexError) {
            return try Hex.bytes(from: text)
        } catch { throw .notHex(name, error.description) }
    }

    /// Refuses what nobody asked for.
    func finish() throws(LineRefusal) {
        for member in object.members where !taken.contains(member.name) {
            throw .unknown(
                Quote.text(member.name), near: Spelling.nearest(to: member.name, among: taken))
        }
    }
}

/// Hundredths as a decimal number without needless digits: `-80.5`, `14`.
enum HundredthsText {
    static func text(of hundredths: Int32) -> String {
        let magnitude = hundredths.magnitude
        var text = (hundredths < 0 ? "-" : "") + String(magnitude / 100)
        let rest = magnitude % 100
        if rest > 0 {
            text += rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
        }
        return text
    }
}

extension JSONWriter {
    mutating func member(_ name: String, hundredths: Int32) {
        let text = Array(HundredthsText.text(of: hundredths).utf8)
        member(name) { $0.raw(text.rawSpan) }
    }
}

/// Why a line is not taken. Says what to write instead.
public enum LineRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(bytes: Int)
    case notJSON(String)
    case notAnObject(String)
    case notAMessage
    case unknownMessage(String, known: String)
    case missing(String)
    case wrongKind(String, String)
    case outOfRange(String, String)
    case notOneOf(String, String)
    case notHex(String, String)
    case tooManyBytes(String, most: Int)
    case unknown(String, near: String?)
    case notTogether(String, String)
    case wrongModulation(String)
    case wrongPlace(String)
    case wrongVersion(UInt32)
    case endsBeforeStart
    case noAirtime

    public var description: String {
        switch self {
        case .tooLong(let count):
            "a line of \(count) bytes; at most \(AirLine.longest) are read"
        case .notJSON(let reason): "not JSON: \(reason)"
        case .notAnObject(let kind): "a line is a JSON object, not \(kind)"
        case .notAMessage: "a line is an object with one member, the message, as in {\"ping\":{…}}"
        case .unknownMessage(let name, let known):
            "\(name) is no message; those there are: \(known)"
        case .missing(let name): "\"\(name)\" is missing"
        case .wrongKind(let name, let wanted): "\"\(name)\" is to be \(wanted)"
        case .outOfRange(let name, let range): "\"\(name)\" is to be \(range)"
        case .notOneOf(let name, let choices): "\"\(name)\" is to be one of \(choices)"
        case .notHex(let name, let reason): "\"\(name)\": \(reason)"
        case .tooManyBytes(let name, let most): "\"\(name)\" has more than \(most) bytes"
        case .unknown(let name, let near):
            "unknown key \(name)" + (near.map { "; did you mean \"\($0)\"?" } ?? "")
        case .notTogether(let one, let other):
            "\"\(one)\" and \"\(other)\" do not go together: FSK has the one, LoRa the other"
        case .wrongModulation(let reason): reason
        case .wrongPlace(let reason): reason
        case .wrongVersion(let found):
            "version \(found) of the air's lines; this is version \(AirLine.version)"
        case .noAirtime: "no radio sends such a frame"
        case .endsBeforeStart: "\"end_ns\" is to be later than \"start_ns\""
        }
    }
}
