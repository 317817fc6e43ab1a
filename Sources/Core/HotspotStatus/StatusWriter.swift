internal import Notation
internal import Primitives
internal import Settings
internal import Units

/// Writes what it is shown as members of a JSON object.
struct StatusWriter: StatusVisitor {
    var json: JSONWriter

    mutating func schema(_ name: String) { json.member("schema", name) }

    mutating func text(_ name: String, _ value: inout String) { json.member(name, value) }

    mutating func text(_ name: String, _ value: inout String?) {
        guard let value else { return null(name) }
        json.member(name, value)
    }

    mutating func flag(_ name: String, _ value: inout Bool) { json.member(name, value) }

    mutating func flag(_ name: String, _ value: inout Bool?) {
        guard let value else { return null(name) }
        json.member(name, value)
    }

    mutating func number<Number: FixedWidthInteger>(_ name: String, _ value: inout Number) {
        json.member(name, value)
    }

    mutating func number<Number: FixedWidthInteger>(_ name: String, _ value: inout Number?) {
        guard let value else { return null(name) }
        json.member(name, value)
    }

    mutating func decibels(_ name: String, _ value: inout Decibels?) {
        guard let value else { return null(name) }
        json.member(name) { $0.raw(Array(value.number.utf8).rawSpan) }
    }

    mutating func instant(_ name: String, _ value: inout Nanoseconds) {
        json.member(name, RFC3339.text(of: value))
    }

    mutating func instant(_ name: String, _ value: inout Nanoseconds?) {
        guard let value else { return null(name) }
        json.member(name, RFC3339.text(of: value))
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ value: inout Choice
    ) {
        json.member(name, value.rawValue)
    }

    mutating func object(_ name: String, _ value: inout some StatusFields) {
        json.member(name) { $0.object(of: value) }
    }

    mutating func object<Value: StatusFields>(_ name: String, _ value: inout Value?) {
        guard let value else { return null(name) }
        json.member(name) { $0.object(of: value) }
    }

    mutating func list<Value: StatusFields>(_ name: String, _ values: inout [Value]) {
        json.member(name) { json in
            json.array { json in
                for value in values { json.object(of: value) }
            }
        }
    }

    mutating func counts(_ name: String, _ values: inout [NamedCount]) {
        json.member(name) { json in
            json.object { json in
                for value in values { json.member(value.name, value.count) }
            }
        }
    }

    mutating func check(_ holds: Bool, _ sentence: @autoclosure () -> String) {
        precondition(holds, sentence())
    }

    private mutating func null(_ name: String) { json.member(name) { $0.null() } }
}

extension JSONWriter {
    mutating func object(of value: some StatusFields) {
        object { json in
            var value = value
            // Swapped, so that the bytes are never copied.
            var writer = StatusWriter(json: JSONWriter())
            swap(&writer.json, &json)
            value.visit(&writer)
            swap(&writer.json, &json)
        }
    }
}
