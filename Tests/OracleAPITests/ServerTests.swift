import Attestation
import Foundation
import Glibc
import Host
import Notation
import OracleAPI
import Primitives
import ScriptedOracle
import Signing
import Testing
import Units
import WebDrive

@Suite("Scripted oracle over loopback HTTP", .serialized)
struct ServerTests {
    static func server(_ faults: [ScriptedFault] = []) throws -> (OracleServer, ScriptedNetwork) {
        let any = try SocketName(parsing: "127.0.0.1:0", ports: 0...65_535)
        let listener = try #require(OracleListener(at: any))
        let start = WallClock.now.value / 1_000_000_000 * 1_000_000_000
        let network = ScriptedNetwork(
            name: "test", keys: OracleKeys(seed: 5), periods: .demo,
            genesis: Nanoseconds(start), url: "http://\(listener.address)")
        var oracle = ScriptedOracle(network, chainLength: 4_000)
        oracle.faults = faults
        oracle.register(
            BoxKey(9).key.publicKey, at: OracleBench.place, radioClass: .light, measures: [.counter]
        )
        return (try #require(OracleServer(oracle, on: listener)), network)
    }

    private func seal(_ network: ScriptedNetwork, _ sequence: UInt64) throws -> [UInt8] {
        let seal = Seal(
            sequence: sequence, window: Window(0), seal: Hash256(words: (sequence, 0, 0, 0)))
        let payload = try seal.payload()
        let context = StatementContext(network: network.id, type: "seal")
        return Statement.sign(payload.rawSpan, in: context, by: BoxKey(9).key)
    }

    @Test("several requests on one connection; a seal is taken and its proof given")
    func wellBehaved() throws {
        let (server, network) = try Self.server()
        defer { server.stop() }
        let client = try RawClient(port: server.address.port)
        for _ in 0..<3 {
            client.ask("GET", "/v1/network")
            let answer = try client.answer()
            #expect(answer.status == 200 && answer.body == network.file)
        }
        client.ask("POST", "/v1/statements", type: "application/cbor-seq", try seal(network, 1))
        let taken = try client.answer()
        #expect(taken.status == 200)
        let ingest = try IngestAnswer(parsing: taken.body.rawSpan)
        #expect(ingest.receipts.count == 1 && ingest.refused.isEmpty)
        client.ask("GET", "/v1/proofs/3")
        #expect(try client.answer().status == 200)
        client.ask("GET", "/nowhere")
        #expect(try client.answer().status == 404)
    }

    @Test("a long poll is answered when the next record is made; others are served meanwhile")
    func longPoll() throws {
        let (server, _) = try Self.server()
        defer { server.stop() }
        let newest = try #require(
            {
                for _ in 0..<40 {
                    if let newest = server.change({ $0.newest }) { return newest }
                    usleep(50_000)
                }
                return nil
            }() as Period?)
        let (poll, other) = (
            try RawClient(port: server.address.port), try RawClient(port: server.address.port)
        )
        poll.ask("GET", "/v1/entropy?after=\(newest.number + 1)&limit=10&wait=5")
        other.ask("GET", "/v1/checkpoint")
        #expect(try other.answer(within: 1_000).status == 200)
        let answer = try poll.answer()
        #expect(answer.status == 200)
        let ranges = try StatementSequence.ranges(in: answer.body.rawSpan)
        #expect(ranges.count == 1)
    }

    @Test("faults of the connection: nobody, silence, a byte every two seconds")
    func faults() throws {
        let (server, network) = try Self.server([.away])
        defer { server.stop() }
        let first = try? RawClient(port: server.address.port)
        first?.ask("GET", "/v1/network")
        if (try? first?.answer(within: 2_000)) != nil { Issue.record("somebody answered") }
        server.change { $0.faults = [.silent] }
        let silent = try RawClient(port: server.address.port)
        silent.ask("GET", "/v1/network")
        #expect(throws: RawFailure(why: .time, bytes: 0)) { _ = try silent.answer(within: 700) }
        server.change { $0.faults = [.drip] }
        let drip = try RawClient(port: server.address.port)
        drip.ask("GET", "/v1/network")
        let drops = #expect(throws: RawFailure.self) { _ = try drip.answer(within: 2_600) }
        #expect((1...3).contains(drops?.bytes ?? 0))
        server.change { $0.faults = [] }
        // A new connection: what was asked in silence is answered a byte at a time by now.
        let calm = try RawClient(port: server.address.port)
        calm.ask("GET", "/v1/network")
        #expect(try calm.answer().body == network.file)
    }

    @Test("the command prints one line when it is ready, takes orders, and ends when told")
    func command() throws {
        let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        process.executableURL = top.appendingPathComponent(".build/debug/scripted-oracle")
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "scripted-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        process.arguments = ["--network", "demo", "--file", file.path, "--fault", "busy"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var line = Data()
        while line.last != 0x0a {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            line += more
        }
        let json = try JSON(parsing: String(decoding: line, as: UTF8.self))
        let written = [UInt8](try Data(contentsOf: file))
        let payload = try SignedStatement(written.rawSpan).payload
        #expect(json["hash"]?.string == SHA256.hash(payload).hexText)
        let url = try #require(json["url"]?.string)
        let address = try SocketName(parsing: String(url.dropFirst("http://".count)))
        let client = try RawClient(port: address.port)
        client.ask("GET", "/v1/network")
        #expect(try client.answer().status == 503)
        client.ask("POST", "/scripted/faults")
        #expect(try client.answer().status == 200)
        client.ask("GET", "/v1/network")
        #expect(try client.answer().body == written)
        client.ask("POST", "/scripted/faults?nothing-like-it")
        #expect(try client.answer().status == 400)
        let who = Address(BoxKey(9).key.publicKey)
        client.ask(
            "POST", "/scripted/register?address=\(who)&cell=8c1fb46741ae9ff&plan=EU868&class=light")
        #expect(try client.answer().status == 200)
        client.ask("GET", "/v1/hotspots/\(who)")
        let view = try client.answer()
        #expect(try HotspotView(parsing: view.body.rawSpan).place.plan == OracleBench.place.plan)
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
