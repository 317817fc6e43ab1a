import Attestation
import EvidenceLog
import Foundation
import Glibc
import Host
import OracleAPI
import OracleHost
import OracleProcess
import Primitives
import Registry
import Signing
import Storage
import Testing
import Units
import WebDrive

extension OracleProgram {
    /// Started with these lines of configuration.
    static func started(age: Double = 0, _ configuration: String...) throws -> OracleProgram {
        let oracle = try OracleProgram(age: age)
        try oracle.configure(configuration)
        #expect(try oracle.start(["--config", oracle.configuration]), "\(oracle.output)")
        return oracle
    }

    var configuration: String { folder.appendingPathComponent("oracle.toml").path }

    func configure(_ lines: [String]) throws {
        try lines.joined(separator: "\n").write(
            toFile: configuration, atomically: true, encoding: .utf8)
    }

    /// A number of `/metrics`.
    func metric(_ name: String) throws -> UInt64 {
        let lines = try ask("/metrics").text.split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix(name + " ") }, "\(name)")
        return try #require(UInt64(line.dropFirst(name.count + 1)))
    }

    /// The ids of all that others sent and that is in the log, once a head covers what is there now.
    func loggedOfOthers() throws -> [Hash256] {
        let size = try metric("earshot_network_log_entries")
        #expect(try eventually(8_000) { try (head()?.size ?? 0) >= size })
        let tiles = FolderTiles(data)
        let note = try #require(try tiles.read("checkpoint", limit: SignedNote.greatestBytes))
        var log = try LogReader<FolderTiles, SHA256>(checkpoint: note.rawSpan, from: tiles)
        var ids: [Hash256] = []
        try log.entries(0..<log.size) { _, bytes in
            guard let statement = try? SignedStatement(bytes),
                let type = MessageType(rawValue: statement.typeNumber),
                ![.network, .ruleBook, .entropyChain, .entropy, .epochResult].contains(type)
            else { return }
            ids.append(
                statement.id(
                    in: StatementContext(network: network, type: type.name), by: SHA256.self))
        }
        return ids
    }

    func id(of bytes: [UInt8]) throws -> Hash256 {
        let statement = try SignedStatement(bytes.rawSpan)
        let type = try #require(MessageType(rawValue: statement.typeNumber))
        return statement.id(
            in: StatementContext(network: network, type: type.name), by: SHA256.self)
    }

    /// Private memory, in mebibytes.
    func memory() throws -> Int {
        let process = try #require(self.process?.processIdentifier)
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") })
        return try #require(line.split(separator: " ").compactMap { Int($0) }.first) / 1_024
    }
}

@Suite("earshot-network: what is no good input", .serialized) struct OracleInputTests {
    struct Input {
        let name: String
        let body: [UInt8]
        var type = "application/cbor-seq"
        /// A problem's, or of the one statement that is refused.
        let code: String
        var again = false
    }

    static func inputs(
        _ oracle: OracleProgram, _ hotspot: TestKey, _ owner: TestKey
    ) throws -> [Input] {
        let window = oracle.window.number
        let good = try oracle.seal(50, by: hotspot)
        func damaged(_ place: Int) -> [UInt8] {
            var bytes = good
            bytes[place] ^= 4
            return bytes
        }
        var long = good
        long.replaceSubrange(1..<2, with: [0x98, 0x04])
        let context = StatementContext(network: oracle.network, type: "seal")
        // Keys of a map in another order than the canonical one.
        let payload = try Seal(
            sequence: 1, window: Window(window), seal: Hash256(words: (1, 2, 3, 4))
        ).payload()
        let last = payload.count - 35
        let swapped = Array(payload[..<4] + payload[6..<last] + payload[4..<6] + payload[last...])
        let elsewhere = NetworkID(bits: oracle.network.bits ^ 1)
        let foreign = try oracle.sign(
            Seal(sequence: 1, window: Window(window), seal: Hash256(words: (1, 2, 3, 4))),
            by: hotspot, on: elsewhere)
        let record = try oracle.ask("/v1/entropy?after=0&limit=1").body
        var forgedRecord = record
        forgedRecord[forgedRecord.count - 3] ^= 1
        var inputs = [
            Input(name: "nothing", body: [], code: "malformed"),
            Input(name: "text", body: Array("garbage".utf8), code: "malformed"),
            Input(name: "JSON", body: Array("{}".utf8), code: "malformed"),
            Input(
                name: "a good one as JSON", body: good, type: "application/json", code: "wrong_type"
            ),
            Input(name: "a length in two bytes", body: long, code: "malformed"),
            Input(name: "a byte behind it", body: good + [0], code: "malformed"),
            Input(
                name: "a good one and half of it", body: good + good.prefix(60), code: "malformed"),
            Input(
                name: "257 of them", body: [[UInt8]](repeating: good, count: 257).flatMap { $0 },
                code: "too_large"),
            Input(
                name: "a byte more than 1 MiB", body: [UInt8](repeating: 0, count: 1_048_577),
                code: "too_large"),
            Input(
                name: "a string that says it has 4 GiB",
                body: [0xd2, 0x84, 0x5a, 0xff, 0xff, 0xff, 0xff],
                code: "malformed"),
            Input(
                name: "a thousand lists in each other",
                body: [0xd2, 0x84] + [UInt8](repeating: 0x81, count: 1_000),
                code: "malformed"),
            Input(
                name: "another's signature", body: damaged(good.count - 5), code: "bad_signature"),
            Input(name: "another's key", body: damaged(12), code: "bad_signature"),
            Input(name: "another payload", body: damaged(good.count - 80), code: "bad_signature"),
            Input(name: "of another network", body: foreign, code: "bad_signature"),
            Input(
                name: "keys in another order",
                body: Statement.sign(swapped.rawSpan, in: context, by: hotspot.key),
                code: "bad_message"),
            Input(
                name: "half a payload",
                body: Statement.sign(
                    Array(payload.prefix(20)).rawSpan, in: context, by: hotspot.key),
                code: "bad_message"),
            Input(
                name: "a record with another signature", body: forgedRecord,
                code: "bad_signature"),
            Input(
                name: "a record of my own",
                body: try oracle.sign(
                    EntropyRecord(
                        sequence: 9,
                        step: EntropyStep(period: Period(1), value: Hash256(words: (1, 2, 3, 4))),
                        logSize: 2, logRoot: Hash256(words: (1, 2, 3, 4))), by: hotspot),
                code: "type_not_taken"),
            Input(
                name: "a receipt",
                body: try oracle.sign(
                    Receipt(
                        sequence: 1, newest: Period(1),
                        entries: [.init(statement: Hash256(words: (1, 2, 3, 4)), index: 9)]),
                    by: hotspot),
                code: "type_not_taken"),
            Input(
                name: "of nobody's key", body: try oracle.seal(3, by: TestKey()),
                code: "unregistered",
                again: true),
            Input(
                name: "a window to come",
                body: try oracle.seal(9, by: hotspot, of: Window(window + 5)),
                code: "window_ahead", again: true),
            Input(
                name: "57 windows back",
                body: try oracle.seal(9, by: hotspot, of: Window(window - 58)),
                code: "window_closed"),
        ]
        for count in stride(from: 1, to: good.count, by: 13) {
            inputs.append(
                Input(
                    name: "\(count) of \(good.count) bytes", body: Array(good.prefix(count)),
                    code: "malformed"))
        }
        return inputs
    }

    @Test("each hears why by name, and the log has the good ones and nothing else") func refused()
        throws
    {
        let oracle = try OracleProgram.started(
            age: 370, "[limits]", "request_burst = 100_000", "[log]", "level = \"debug\"")
        let (owner, hotspot) = (TestKey(), TestKey())
        let registration = try oracle.registration(of: hotspot, by: owner, 1)
        let good = try oracle.seal(1, by: hotspot)
        var accepted: [Hash256] = []
        for bytes in [registration, good] {
            accepted.append(try oracle.id(of: bytes))
            #expect(try oracle.places(oracle.post([bytes])).count == 1)
        }
        let first = try oracle.ask("/v1/statements", type: "application/cbor-seq", body: good)
        let inputs = try Self.inputs(oracle, hotspot, owner)
        #expect(inputs.count >= 35)
        for input in inputs {
            let answer = try oracle.ask("/v1/statements", type: input.type, body: input.body)
            if answer.status == 200 {
                let read = try IngestAnswer(parsing: answer.body.rawSpan)
                #expect(read.refused.map(\.code) == [input.code], "\(input.name)")
                #expect(
                    read.receipts.isEmpty && read.refused.allSatisfy { $0.again == input.again },
                    "\(input.name)")
            } else {
                let problem = Problem(reading: answer.body.rawSpan)
                #expect(problem.code == input.code, "\(input.name): \(answer.text)")
                #expect(
                    answer.head.contains("Content-Type: application/problem+json\r\n"),
                    "\(input.name)")
                #expect(ProblemCode(rawValue: input.code)?.status == answer.status, "\(input.name)")
                #expect((problem.detail ?? "").count > 10, "\(input.name)")
            }
        }
        // The same again is the same answer, and no second entry.
        let again = try oracle.ask("/v1/statements", type: "application/cbor-seq", body: good)
        #expect(again.body == first.body && first.status == 200)
        #expect(try oracle.loggedOfOthers() == accepted)
        // What a client sends is no line of the program's own log.
        #expect(!oracle.output.contains("level=error") && !oracle.output.contains("garbage"))
        #expect(oracle.end() == 0)
        #expect(try OracleProgram.run("check", oracle.data).code == 0)
    }

    @Test("what one network took, another refuses whole, and its log has none of it")
    func replayed() throws {
        let (one, two) = (try OracleProgram.started(), try OracleProgram.started())
        let (owner, hotspot) = (TestKey(), TestKey())
        var statements = [try one.registration(of: hotspot, by: owner, 1)]
        for number in 1...20 { statements.append(try one.seal(UInt64(number), by: hotspot)) }
        let taken = try #require(try one.post(statements))
        #expect(try one.places(taken).count == 21)
        let refused = try #require(try two.post(statements))
        #expect(refused.receipts.isEmpty && refused.refused.count == 21)
        #expect(refused.refused.allSatisfy { $0.code == "bad_signature" && !$0.again })
        // Records of another oracle are no records here.
        let news = try one.ask("/v1/entropy").body
        #expect(!news.isEmpty)
        let records = try two.ask("/v1/statements", type: "application/cbor-seq", body: news)
        let read = try IngestAnswer(parsing: records.body.rawSpan)
        #expect(read.receipts.isEmpty && read.refused.allSatisfy { $0.code == "bad_signature" })
        #expect(try two.loggedOfOthers().isEmpty)
        #expect(try one.loggedOfOthers() == statements.map { try one.id(of: $0) })
    }
}
