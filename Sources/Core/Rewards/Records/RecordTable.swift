/// A record of a result file as `docs/epochs.md` shows it; a test holds the page to it.
public struct RecordTable: Hashable, Sendable {
    public let stage: String
    public let name: String
    public let summary: String
    public let fields: [RecordField]

    public init(stage: String, name: String, summary: String, fields: [RecordField]) {
        self.stage = stage
        self.name = name
        self.summary = summary
        self.fields = fields
    }

    /// A heading, what the record is, one row for each field.
    public var markdown: String {
        var text = "### \(stage): \(name)\n\n\(summary)\n\n"
        text += "| key | name | kind | unit | needed | meaning |\n|---|---|---|---|---|---|\n"
        for field in fields {
            text += "| \(field.key) | `\(field.name)` | \(field.kind) | \(field.unit) "
            text += "| \(field.isNeeded ? "yes" : "no") | \(field.meaning) |\n"
        }
        return text
    }
}

public struct RecordField: Hashable, Sendable {
    public let key: UInt64
    public let name: String
    public let kind: String
    public let unit: String
    public let isNeeded: Bool
    public let meaning: String

    public init(
        _ key: UInt64, _ name: String, _ kind: String, _ unit: String = "-",
        isNeeded: Bool = true, _ meaning: String
    ) {
        self.key = key
        self.name = name
        self.kind = kind
        self.unit = unit
        self.isNeeded = isNeeded
        self.meaning = meaning
    }
}
