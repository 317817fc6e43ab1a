public import Notation

/// A JSON document of the box's own interface: an object with a schema, whose members only grow.
public protocol StatusDocument: Equatable, Sendable {
    static var schema: String { get }

    /// Writes one JSON object.
    func write(to json: inout JSONWriter)

    /// Reads what `write` wrote. Members it does not know are passed over, those it knows must be
    /// there.
    init(parsing text: RawSpan) throws(StatusError)
}

extension StatusDocument {
    /// On one line, without a line's end.
    public var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }
}

extension StatusFields {
    /// For `StatusDocument.init(parsing:)`.
    static func read(_ text: RawSpan) throws(StatusError) -> Self {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: text)
        } catch { throw .notJSON(error.description) }
        guard case .object(let object) = json else { throw .notJSON("it is \(json.kind)") }
        var value = Self()
        var reader = StatusReader(json: object, path: "")
        try value.visit(&reader)
        return value
    }
}
