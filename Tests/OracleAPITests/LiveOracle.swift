import Attestation
import Foundation
import Glibc
import HexGrid
import Host
import Notation
import OracleAPI
import OracleProcess
import Primitives
import ScriptedOracle
import Signing
import Testing
import Units
import WebDrive

/// The two that answer `docs/oracle-api.md` over HTTP, for tests that neither can pass alone.
enum LiveKind: String, CaseIterable, CustomTestStringConvertible {
    case script, product

    var testDescription: String { self == .script ? "scripted-oracle" : "earshot-network" }
}

/// One of them, running, on a network of its own that is over 57 windows old.
final class LiveOracle {
    let port: UInt16
    let network: NetworkID
    private let server: OracleServer?
    private let program: OracleProgram?
    private var client: RawClient
    private(set) var sequence: UInt64 = 0
    /// Whose keys sign below.
    let box = BoxKey(9)
    let owner = BoxKey(200)

    init(_ kind: LiveKind) throws {
        switch kind {
        case .script:
            let any = try SocketName(parsing: "127.0.0.1:0", ports: 0...65_535)
            let listener = try #require(OracleListener(at: any))
            let second: UInt64 = 1_000_000_000
            let start = WallClock.now.value / second * second - 3_700 * second
            let network = ScriptedNetwork(
                name: "live", keys: OracleKeys(seed: 5), periods: .demo,
                genesis: Nanoseconds(start), url: "http://\(listener.address)")
            let oracle = ScriptedOracle(network, chainLength: 20_000)
            server = try #require(OracleServer(oracle, on: listener) as OracleServer?)
            program = nil
            self.network = network.id
            port = listener.address.port
        case .product:
            let program = try OracleProgram(age: 370)
            // Tests ask from one address, hundreds of times.
            let limits = program.folder.appendingPathComponent("limits.toml").path
            try "limits.request_burst = 100_000\n".write(
                toFile: limits, atomically: true, encoding: .utf8)
            #expect(try program.start(["--config", limits]), "\(program.output)")
            self.program = program
            server = nil
            network = program.network
            port = program.port
        }
        client = try RawClient(port: port)
        #expect(try eventually { try self.ask("GET", "/v1/entropy?after=0").body.count > 0 })
    }

    func stop() {
        server?.stop()
        program?.end()
    }

    func ask(
        _ method: String, _ target: String, type: String = "", _ body: [UInt8] = []
    ) throws -> RawAnswer {
        client.ask(method, target, type: type, body)
        let answer = try client.answer(within: 10_000)
        // What is no good request of HTTP ends the connection.
        if answer.header("Connection") == "close" { client = try RawClient(port: port) }
        return answer
    }

    func post(_ statements: [[UInt8]]) throws -> IngestAnswer {
        let answer = try ask(
            "POST", "/v1/statements", type: "application/cbor-seq", statements.flatMap { $0 })
        guard answer.status == 200 else { throw Refused(said: answer.text) }
        return try IngestAnswer(parsing: answer.body.rawSpan)
    }

    struct Refused: Error { let said: String }

    /// What this network's file says of its oracle.
    func endpoint() throws -> OracleEndpoint {
        let file = try ask("GET", "/v1/network").body
        let statement = try SignedStatement(file.rawSpan)
        let part = try #require(try NetworkFile(parsing: statement.payload).oracles.first)
        return OracleEndpoint(
            url: part.url, key: part.key, logKey: part.logKey, receiptKey: part.receiptKey,
            entropyKey: part.entropyKey)
    }

    /// The news after a period, as a box reads it.
    func news(_ query: String, after: Period? = nil) throws -> EntropyNews {
        let answer = try ask("GET", "/v1/entropy\(query)")
        #expect(answer.status == 200, "\(answer.text)")
        return try EntropyNews(
            answer.body.rawSpan, after: after, limit: 1_000, network: network,
            key: try endpoint().entropyKey, by: Ed25519.self)
    }

    func window() throws -> UInt64 {
        let newest = try #require(try news("").periods.last)
        return newest.number / 60
    }

    // MARK: Statements

    func sign<Typed: TypedMessage>(
        _ message: Typed, by key: BoxKey? = nil, on other: NetworkID? = nil
    ) throws -> [UInt8] {
        try message.signed(in: other ?? network, by: (key ?? box).key)
    }

    func id(of bytes: [UInt8]) -> Hash256? {
        guard let statement = try? SignedStatement(bytes.rawSpan),
            let type = MessageType(rawValue: statement.typeNumber)
        else { return nil }
        return statement.id(
            in: StatementContext(network: network, type: type.name), by: SHA256.self)
    }

    func seal(_ number: UInt64, of window: UInt64, by key: BoxKey? = nil) throws -> [UInt8] {
        try sign(
            Seal(
                sequence: number, window: Window(window), seal: Hash256(words: (number, 1, 2, 3))),
            by: key)
    }

    func registration(
        of hotspot: BoxKey, plan: String = "EU868", claimed: BoxKey? = nil
    ) throws -> [UInt8] {
        sequence += 1
        let claim = OwnershipClaim(
            of: hotspot.key, for: (claimed ?? owner).key.publicKey, in: network)
        let place = AssertedPlace(
            cell: OracleBench.place.cell, height: Metres(12), gain: Decibels(hundredths: 230),
            plan: plan)
        return try sign(
            Registration(
                sequence: sequence, hotspotKey: hotspot.key.publicKey,
                hotspotSignature: claim.signature, place: place, radioClass: .light,
                measures: [.signalRSSI, .counter], depositCredits: 0),
            by: owner)
    }
}

extension RawAnswer {
    /// What it says where it is no good one.
    var problem: Problem { Problem(reading: body.rawSpan) }
}
