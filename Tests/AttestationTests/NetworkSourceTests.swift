import Attestation
import Foundation
import Notation
import Primitives
import Testing
import Units

@Suite("networks/*.toml become network files")
struct NetworkSourceTests {
    static let zeros = String(repeating: "0", count: 64)
    static let oracle = JSON.object([
        ("key", .string(address)), ("log_key", .string(address)),
        ("receipt_key", .string(address)), ("entropy_key", .string(address)),
        ("url", .string("https://127.0.0.1:8473")),
    ])
    static let address = Address(PublicKey(bytes: Hash256(words: (1, 2, 3, 4)))).description
    static let additions: [(String, JSON)] = [
        ("oracles", .array([oracle])), ("credit_key", .string(address)),
        ("region_table", .integer(1)), ("region_table_hash", .string(zeros)),
        ("rule_book_hash", .string(zeros)),
    ]

    func source(_ name: String) throws -> String {
        let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = top.appendingPathComponent("networks/\(name).toml")
        return try String(contentsOf: path, encoding: .utf8)
    }

    func message(_ text: String) throws -> Message {
        try NetworkSource.message(
            of: TOMLTable(parsing: text), genesis: Nanoseconds(1_800_000_000_000_000_000),
            adding: Self.additions)
    }

    @Test("main and demo say the protocol's periods", arguments: ["main", "demo"])
    func periods(name: String) throws {
        let message = try message(source(name))
        let periods: NetworkPeriods = name == "main" ? .main : .demo
        #expect(message["periods"] == periods.messageValue)
        #expect(message["genesis_ns"] == .unsigned(1_800_000_000_000_000_000))
        #expect(message["selection_trust"] == .unsigned(name == "main" ? 500 : 250))
        let payload = try message.payload()
        let again = try Message(parsing: payload.rawSpan)
        #expect(again == message)
    }

    @Test("the demo asks for no fees and no deposit")
    func fees() throws {
        let zero = MessageValue.unsigned(0)
        let message = try message(source("demo"))
        #expect(message["fees"] == .record([zero, zero, zero]))
    }

    @Test("a genesis in the source stands")
    func genesis() throws {
        let text = try "genesis = \"2027-01-01T18:00:00Z\"\n" + source("demo")
        let message = try message(text)
        #expect(message["genesis_ns"] == .unsigned(1_798_826_400_000_000_000))
    }

    static let mistakes: [(line: String, instead: String, word: String)] = [
        ("name = \"earshot demo\"", "title = \"earshot demo\"", "title"),
        ("seal_due = 2", "seal_due = 2.0", "seal_due"),
        ("seal_due = 2", "seal_due = \"2\"", "periods.seal_due"),
        ("cutoff_periods = 15", "cutoff_periods = 21", "periods"),
        ("selection_trust = 250", "selection_trust = 1001", "selection_trust"),
        ("name = \"earshot demo\"", "genesis = 5\nname = \"x\"", "genesis"),
    ]

    @Test("a mistake is refused by its name", arguments: mistakes)
    func mistake(line: String, instead: String, word: String) throws {
        let text = try source("demo")
        try #require(text.contains(line))
        do {
            _ = try message(text.replacingOccurrences(of: line, with: instead))
            Issue.record("taken")
        } catch let error as NetworkSourceError {
            #expect(error.description.contains(word), "\(error)")
        }
    }
}
