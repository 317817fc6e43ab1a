import Attestation
import Foundation
import Notation
import OracleAPI
import OracleProcess
import Primitives
import Signing
import Testing
import Units

@Suite("earshot-network decide", .serialized) struct DecideTests {
    /// A proof that a hotspot's key signed two things under one number.
    static func proof(against key: TestKey, in oracle: OracleProgram) throws -> [UInt8] {
        let seals = try [1, 2].map { number in
            try oracle.sign(
                Seal(
                    sequence: 7, window: Window(0), seal: Hash256(words: (number, 0, 0, 0))),
                by: key)
        }
        let context = StatementContext(network: oracle.network, type: "seal")
        let proven = try seals.map { bytes in
            FraudProof.ProvenStatement(
                id: try SignedStatement(bytes.rawSpan).id(in: context, by: SHA256.self),
                bytes: bytes)
        }.sorted { $0.id < $1.id }
        return try oracle.sign(
            FraudProof(
                sequence: 1, accused: key.key.publicKey, accusedSequence: 7, statements: proven),
            by: TestKey())
    }

    @Test("a running oracle logs it at once, a stopped one at its next start, and says why not")
    func decide() throws {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        let (owner, hotspot) = (TestKey(), TestKey())
        _ = try oracle.post([try oracle.registration(of: hotspot, by: owner, 1)])
        let proof = try Self.proof(against: hotspot, in: oracle)
        let about = try #require(try oracle.places(oracle.post([proof])).keys.first)
        func decide(
            _ id: String, _ outcome: String, _ more: String...
        ) throws -> (output: String, code: Int32) {
            try OracleProgram.command(
                [
                    OracleProgram.programs.appendingPathComponent("earshot-network").path, "decide",
                    "--data", oracle.data, "--about", id, "--outcome", outcome, "--text",
                    "a restored card",
                ] + more)
        }
        let upheld = try decide(about.hexText, "upheld")
        #expect(upheld.code == 0, "\(upheld.output)")
        #expect(
            upheld.output.wholeMatch(of: /logged \d+ [0-9a-f]{64}, in force from epoch \d+ on\n/)
                != nil)
        let unknown = try decide(String(repeating: "ab", count: 32), "upheld")
        #expect(unknown.code == 1 && unknown.output.hasPrefix("refused: nothing that stands"))
        let bare = try decide(about.hexText, "deposit_lost", "--rule", "B-11")
        #expect(bare.code == 1 && bare.output.contains("by an X rule and its evidence"))
        #expect(try decide("abc", "upheld").code == 2)
        #expect(try decide(about.hexText, "forgiven").code == 2)
        oracle.end()
        let later = try decide(about.hexText, "withdrawn")
        #expect(later.code == 75 && later.output.contains("kept for the next start"))
        #expect(try oracle.start())
        for _ in 0..<100 where !oracle.output.contains("answer=\"logged") { usleep(50_000) }
        #expect(oracle.output.contains("answer=\"logged"), "\(oracle.output)")
        // What is left is one answer, for whoever asks with the same words.
        let names = try FileManager.default.contentsOfDirectory(atPath: oracle.data + "/decisions")
        #expect(names.count == 1 && names[0].hasSuffix(".answer"))
        oracle.end()
        let check = try OracleProgram.run("check", oracle.data)
        #expect(check.code == 0, "\(check.output)")
    }
}
