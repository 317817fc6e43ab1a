import Attestation
import Foundation
import HexGrid
import Notation
import Primitives
import Signing
import Testing

@Suite("Messages: golden and bad vectors by the independent reader of the document")
struct MessageVectorTests {
    struct Golden: Decodable, Sendable, CustomStringConvertible {
        let type: String
        let bytes: String
        let payload: String
        let id: String?
        var description: String { "\(type) \(bytes.count / 2) bytes" }
    }

    struct Bad: Decodable, Sendable, CustomStringConvertible {
        let code: String
        let field: String
        let payload: String
        var description: String { "\(code) in \(field)" }
    }

    struct File<Vector: Decodable & Sendable>: Decodable, Sendable {
        let network: String?
        let vectors: [Vector]
    }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Vectors/messages")

    static func load<Vector>(_ name: String) -> File<Vector> {
        guard let data = try? Data(contentsOf: folder.appendingPathComponent(name)),
            let file = try? JSONDecoder().decode(File<Vector>.self, from: data)
        else { preconditionFailure("cannot read Tests/Vectors/messages/\(name)") }
        return file
    }

    static let golden: File<Golden> = load("golden.json")
    static let bad: File<Bad> = load("bad.json")

    @Test("every type has golden vectors", arguments: MessageType.allCases)
    func covered(type: MessageType) {
        #expect(Self.golden.vectors.count { $0.type == type.name } >= 2)
    }

    @Test("a golden vector reads, writes back, and verifies", arguments: golden.vectors)
    func reads(vector: Golden) throws {
        let payload = fromHex(vector.payload)
        let message = try Message(parsing: payload.rawSpan)
        #expect(message.type.name == vector.type)
        let again = try message.payload()
        #expect(again == payload)
        let bytes = fromHex(vector.bytes)
        let json = try StatementJSON.json(of: bytes.rawSpan)
        let encoded = try StatementJSON.bytes(of: JSON(parsing: json.text))
        #expect(encoded == bytes)
        guard let id = vector.id else { return }
        let network = try NetworkID(parsing: Self.golden.network ?? "")
        let verdict = StatementVerdict.of(
            bytes.rawSpan, network: network, by: Ed25519.self, hashing: SHA256.self)
        guard case .valid(let type, _, let found) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(type == message.type)
        #expect(toHex(found.bytes) == id)
        let elsewhere = StatementVerdict.of(
            bytes.rawSpan, network: NetworkID(bits: 1), by: Ed25519.self, hashing: SHA256.self)
        #expect(elsewhere == .invalid(reason: "badSignature"))
    }

    @Test("every JSON form is the document's", arguments: golden.vectors.indices)
    func json(index: Int) throws {
        let data = try Data(contentsOf: Self.folder.appendingPathComponent("golden.json"))
        let file = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let vectors = try #require(file?["vectors"] as? [[String: Any]])
        let wanted = try #require(vectors[index]["json"] as? NSDictionary)
        let text = try StatementJSON.json(of: fromHex(Self.golden.vectors[index].bytes).rawSpan)
            .text
        let found = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary
        #expect(found == wanted)
    }

    @Test("every refusal has a vector", arguments: MessageError.Code.allCases)
    func refused(code: MessageError.Code) {
        #expect(Self.bad.vectors.contains { $0.code == code.rawValue })
    }

    @Test("a bad vector is refused for its one fault", arguments: bad.vectors)
    func refuses(vector: Bad) {
        let payload = fromHex(vector.payload)
        do throws(MessageError) {
            let type = try MessageCheck.type(of: payload.rawSpan)
            Issue.record("taken as \(type)")
        } catch {
            #expect(error.code.rawValue == vector.code, "\(error)")
            #expect(error.field.hasPrefix(vector.field), "\(error)")
            #expect(!error.description.isEmpty)
        }
    }
}
