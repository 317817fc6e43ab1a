import Attestation
import Foundation

/// The tables of `docs/messages.md` as the code has them. The document holds this text between two
/// markers; `EARSHOT_WRITE_DOCUMENT=1 script/test Attestation` puts it there.
enum MessageDocument {
    static let begin = "<!-- tables: made from the code, see MessageDocument.swift -->"
    static let end = "<!-- end of tables -->"

    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs/messages.md")

    static var tables: String {
        var text = "## Types\n\n" + overview + "\n"
        var records: [String] = []
        var words: [String] = []
        for type in MessageType.allCases {
            text += section(type)
            collect(type.record, into: &records, &words)
        }
        text += "## Parts\n\n" + records.joined(separator: "\n") + "\n"
        text += "## Words\n\nOn the wire a word is its code, counted from 0; a set of words is the "
        text += "sum of 2^code.\n\n| name | words, from code 0 |\n|---|---|\n"
        text += words.joined(separator: "\n") + "\n"
        return text
    }

    private static var overview: String {
        var rows = ["| number | type | form | signed by | in the log |", "|---|---|---|---|---|"]
        for type in MessageType.allCases {
            let logged = type.form == .statement ? (type.isLogged ? "yes" : "no") : "-"
            rows.append(
                "| \(type.rawValue) | `\(type.name)` | \(type.form.rawValue) "
                    + "| \(signer(type)) | \(logged) |")
        }
        return rows.joined(separator: "\n") + "\n"
    }

    private static func signer(_ type: MessageType) -> String {
        switch type.signer {
        case .founder: "the founder's key"
        case .oracle: "an oracle's key"
        case .receiptKey: "an oracle's receipt key"
        case .entropyKey: "an oracle's entropy key"
        case .creditKey: "the credit key"
        case .ingest: "a mapper ingest's key"
        case .owner: "an owner's key"
        case .hotspot: "a hotspot's key"
        case .account: "an account's key"
        case .routeKey: "a route's receipt key"
        case .anyone: "any key"
        case .nobody: "-"
        }
    }

    private static func section(_ type: MessageType) -> String {
        var text = "### \(type.rawValue) `\(type.name)`\n\n\(type.purpose) "
        if type.form == .statement { text += "Signed by \(signer(type))." }
        text = text.trimmingCharacters(in: .whitespaces) + "\n\n" + table(type.record) + "\n"
        text += "Refused by:\n"
        for refusal in type.refusals { text += "- \(refusal.by): \(refusal.when)\n" }
        return text + "\n"
    }

    private static func table(_ record: Record) -> String {
        var rows = ["| key | name | kind | unit | needed | meaning |", "|---|---|---|---|---|---|"]
        for field in record.fields {
            let number = field.key == 0 && field.name == "type"
            rows.append(
                "| \(field.key) | `\(field.name)` | \(number ? "uint 1..255" : kind(field.kind)) "
                    + "| \(unit(field.kind)) | \(field.isOptional ? "no" : "yes") "
                    + "| \(field.meaning) |")
        }
        var text = rows.joined(separator: "\n") + "\n"
        if let rule = record.rule { text += "\nRelation: \(sentence(rule))\n" }
        return text
    }

    private static func sentence(_ rule: RecordRule) -> String {
        switch rule {
        case .ordered(let first, let last):
            "`ordered(\(first), \(last))`: key \(last) is not below key \(first)."
        case .expiry(let from, let until):
            "`expiry(\(from), \(until))`: key \(until) is 1 to 14 above key \(from)."
        case .exactlyOne(let one, let other):
            "`exactlyOne(\(one), \(other))`: one of the two keys is there, not both."
        case .atLeastOne(let first, let last):
            "`atLeastOne(\(first), \(last))`: one of the keys \(first) to \(last) is there."
        case .positionCell(let distance, let cell):
            "`positionCell(\(distance), \(cell))`: the cell has resolution 12 when key "
                + "\(distance) is at most 500, else 5."
        }
    }

    static func kind(_ kind: FieldKind) -> String {
        switch kind {
        case .unsigned(let range, _): "uint \(range.lowerBound)..\(range.upperBound)"
        case .integer(let range, _): "int \(range.lowerBound)..\(range.upperBound)"
        case .flag: "bool"
        case .word(let words): "word of \(words.name)"
        case .words(let words): "words of \(words.name)"
        case .bytes(let range): "bytes \(range.lowerBound)..\(range.upperBound)"
        case .hash: "hash"
        case .key: "key"
        case .signature: "signature"
        case .text(let range): "text \(range.lowerBound)..\(range.upperBound)"
        case .cell(let range): "cell \(range.lowerBound)..\(range.upperBound)"
        case .devAddr: "devaddr"
        case .eui: "eui"
        case .network: "network"
        case .record(let record): "map \(record.name)"
        case .list(let item, let range, let order):
            "list \(range.lowerBound)..\(range.upperBound)"
                + (order == .ascending ? " ascending" : "") + " of \(self.kind(item))"
        case .message(let type): "message \(type.name)"
        }
    }

    private static func unit(_ kind: FieldKind) -> String {
        switch kind {
        case .unsigned(_, let unit), .integer(_, let unit): unit.rawValue
        case .list(let item, _, _): unit(item)
        default: "-"
        }
    }

    private static func collect(
        _ record: Record, into records: inout [String], _ words: inout [String]
    ) {
        for field in record.fields { collect(field.kind, into: &records, &words) }
    }

    private static func collect(
        _ kind: FieldKind, into records: inout [String], _ words: inout [String]
    ) {
        switch kind {
        case .record(let record):
            let text = "### map \(record.name)\n\n" + table(record)
            guard !records.contains(text) else { return }
            records.append(text)
            collect(record, into: &records, &words)
        case .list(let item, _, _): collect(item, into: &records, &words)
        case .word(let list), .words(let list):
            let row = "| \(list.name) | \(list.words.map { "`\($0)`" }.joined(separator: " ")) |"
            if !words.contains(row) { words.append(row) }
        default: break
        }
    }
}
