import Attestation
import Foundation
import Testing

@Suite("Messages: the document says what the code does")
struct MessageDocumentTests {
    static func text() throws -> String {
        try String(contentsOf: MessageDocument.path, encoding: .utf8)
    }

    @Test("tables of docs/messages.md are the code's")
    func tables() throws {
        var text = try Self.text()
        let start = try #require(text.range(of: MessageDocument.begin))
        let end = try #require(text.range(of: MessageDocument.end))
        if ProcessInfo.processInfo.environment["EARSHOT_WRITE_DOCUMENT"] != nil {
            text.replaceSubrange(
                start.upperBound..<end.lowerBound, with: "\n\n\(MessageDocument.tables)")
            try text.write(to: MessageDocument.path, atomically: true, encoding: .utf8)
        }
        let found = try Self.text()
        #expect(found.contains("\(MessageDocument.begin)\n\n\(MessageDocument.tables)"))
    }

    @Test("each refusal has its row", arguments: MessageError.Code.allCases)
    func refusal(code: MessageError.Code) throws {
        #expect(try Self.text().contains("| `\(code.rawValue)` |"))
    }

    @Test("each refusal of an envelope has its row", arguments: StatementError.Code.allCases)
    func envelope(code: StatementError.Code) throws {
        #expect(try Self.text().contains("| `\(code.rawValue)` |"))
    }

    @Test("each type says who refuses it", arguments: MessageType.allCases)
    func refusals(type: MessageType) {
        #expect(!type.refusals.isEmpty)
        #expect((type.form == .statement) == (type.signer != .nobody))
    }

    @Test("fields ascend by key, names are used once, statements have a sequence")
    func tablesAreSound() {
        for type in MessageType.allCases {
            let fields = type.record.fields
            #expect(fields.first?.name == "type")
            #expect(zip(fields, fields.dropFirst()).allSatisfy { $0.key < $1.key }, "\(type)")
            #expect(Set(fields.map(\.name)).count == fields.count, "\(type)")
            if type.form == .statement { #expect(fields[1].name == "sequence") }
        }
    }
}
