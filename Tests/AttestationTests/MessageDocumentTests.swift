import Attestation
import Foundation
import Notation
import Primitives
import Signing
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

    @Test("the example verifies as the page says")
    func example() throws {
        let blocks = try Self.text().components(separatedBy: "```")
        let bytes = fromHex(blocks[1].split(separator: "\n").joined())
        let network = try NetworkID(parsing: "0123456789abcdef")
        let verdict = StatementVerdict.of(
            bytes.rawSpan, network: network, by: Ed25519.self, hashing: SHA256.self)
        guard case .valid(let type, let address, let id) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        let line = "valid \(type.name) \(address) \(toHex(id.bytes))"
        #expect(blocks[7].contains(line))
        let shown = try JSON(parsing: blocks[5].dropFirst("json".count))
        let json = try StatementJSON.json(of: bytes.rawSpan)
        #expect(shown == json)
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
