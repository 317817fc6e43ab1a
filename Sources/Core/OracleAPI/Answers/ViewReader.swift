import Notation
import Primitives

/// Reads members of an oracle's JSON objects: kinds and bounds are checked, members that are not
/// asked for are passed over.
struct ViewReader {
    let object: JSONObject

    init(_ json: JSON, schema: String?) throws(ViewError) {
        guard case .object(let object) = json else { throw ViewError("", "an object is due") }
        self.object = object
        guard let schema else { return }
        guard try text("schema", 1...64) == schema else {
            throw ViewError("schema", "\(schema) is due")
        }
    }

    func optionalText(_ name: String, _ range: ClosedRange<Int>) throws(ViewError) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string, range.contains(text.utf8.count),
            !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f })
        else {
            throw ViewError(
                name, "a text of \(range.lowerBound) to \(range.upperBound) bytes is due")
        }
        return text
    }

    func text(_ name: String, _ range: ClosedRange<Int>) throws(ViewError) -> String {
        guard let text = try optionalText(name, range) else { throw ViewError(name, "is missing") }
        return text
    }

    func optionalInteger(
        _ name: String, _ range: ClosedRange<Int64> = Int64.min...Int64.max
    ) throws(ViewError) -> Int64? {
        guard let value = object[name] else { return nil }
        guard case .number(.integer(let number)) = value, range.contains(number) else {
            throw ViewError(
                name, "a whole number from \(range.lowerBound) to \(range.upperBound) is due")
        }
        return number
    }

    func integer(_ name: String, _ range: ClosedRange<Int64>) throws(ViewError) -> Int64 {
        guard let number = try optionalInteger(name, range) else {
            throw ViewError(name, "is missing")
        }
        return number
    }

    func optionalHash(_ name: String) throws(ViewError) -> Hash256? {
        guard let text = try optionalText(name, 0...64) else { return nil }
        guard let hash = HashText.hash(Array(text.utf8)[...]) else {
            throw ViewError(name, "64 lower-case hexadecimal digits are due")
        }
        return hash
    }

    func hash(_ name: String) throws(ViewError) -> Hash256 {
        guard let hash = try optionalHash(name) else { throw ViewError(name, "is missing") }
        return hash
    }

    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, of words: Word.Type
    ) throws(ViewError) -> Word? where Word.RawValue == String {
        guard let text = try optionalText(name, 1...32) else { return nil }
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw ViewError(name, "\(Quote.text(text)) is none of \(known)")
        }
        return word
    }

    /// The list of that name, or none if it is absent.
    func list(_ name: String, upTo limit: Int) throws(ViewError) -> [JSON]? {
        guard let value = object[name] else { return nil }
        guard case .array(let items) = value, items.count <= limit else {
            throw ViewError(name, "a list of at most \(limit) is due")
        }
        return items
    }
}

/// Why an oracle's JSON is not what the page says.
public struct ViewError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Empty for the whole.
    public let member: String
    public let reason: String

    init(_ member: String, _ reason: String) {
        self.member = member
        self.reason = reason
    }

    public var description: String { member.isEmpty ? reason : "\(member): \(reason)" }

    /// The JSON of a body within bounds.
    static func json(_ body: RawSpan, limit: Int) throws(ViewError) -> JSON {
        do throws(JSONError) {
            return try JSON(parsing: body, limits: JSONLimits(bytes: limit, depth: 8))
        } catch {
            throw ViewError("", "\(error)")
        }
    }
}
