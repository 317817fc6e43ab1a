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

/// One connection to a server, as plain as can be.
final class PlainClient {
    private let descriptor: Int32
    private var input: [UInt8] = []

    init?(_ address: SocketName) {
        let end = Uptime.now + Nanoseconds(5_000_000_000)
        guard let descriptor = try? address.connect(wake: -1, until: end) else { return nil }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    func send(_ method: String, _ target: String, type: String = "", _ body: [UInt8] = []) {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: x\r\n"
        if !type.isEmpty { head += "Content-Type: \(type)\r\n" }
        head += "Content-Length: \(body.count)\r\n\r\n"
        send(Array(head.utf8) + body)
    }

    enum End { case ended, timeOut }

    /// Status and body of the next answer, read within this time.
    func answer(within seconds: Double = 5) -> Result<(status: Int, body: [UInt8]), EndError> {
        let end = Uptime.now + Nanoseconds(UInt64(seconds * 1_000_000_000))
        while true {
            if let answer = take() { return .success(answer) }
            guard Poll.wait(for: descriptor, Int32(POLLIN), wake: -1, until: end) == .ready else {
                return .failure(EndError(end: .timeOut, bytes: input.count))
            }
            var room = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe room.withUnsafeMutableBytes { room in
                unsafe recv(descriptor, room.baseAddress, room.count, 0)
            }
            if count <= 0 { return .failure(EndError(end: .ended, bytes: input.count)) }
            input += room[..<count]
        }
    }

    struct EndError: Error {
        let end: End
        let bytes: Int
    }

    private func take() -> (status: Int, body: [UInt8])? {
        // By bytes: a statement begins with d2 84, which as text would belong to the line feed.
        let mark = Array("\r\n\r\n".utf8)
        guard input.count >= 4,
            let end = (0...input.count - 4).first(where: { input[$0...].starts(with: mark) })
        else { return nil }
        let head = String(decoding: input[..<end], as: UTF8.self)
        let start = end + 4
        let words = head.split(separator: " ")
        let name = "Content-Length: "
        guard let status = Int(words[1]),
            let line = head.split(separator: "\r\n").first(where: { $0.hasPrefix(name) }),
            let length = Int(line.dropFirst(name.count)), input.count >= start + length
        else { return nil }
        let body = Array(input[start..<start + length])
        input.removeFirst(start + length)
        return (status, body)
    }
}

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
        let client = try #require(PlainClient(server.address))
        for _ in 0..<3 {
            client.send("GET", "/v1/network")
            let answer = try client.answer().get()
            #expect(answer.status == 200 && answer.body == network.file)
        }
        client.send("POST", "/v1/statements", type: "application/cbor-seq", try seal(network, 1))
        let taken = try client.answer().get()
        #expect(taken.status == 200)
        let ingest = try IngestAnswer(parsing: taken.body.rawSpan)
        #expect(ingest.receipts.count == 1 && ingest.refused.isEmpty)
        client.send("GET", "/v1/proofs/3")
        #expect(try client.answer().get().status == 200)
        client.send("GET", "/nowhere")
        #expect(try client.answer().get().status == 404)
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
            try #require(PlainClient(server.address)), try #require(PlainClient(server.address))
        )
        poll.send("GET", "/v1/entropy?after=\(newest.number + 1)&limit=10&wait=5")
        other.send("GET", "/v1/checkpoint")
        #expect(try other.answer(within: 1).get().status == 200)
        let answer = try poll.answer(within: 5).get()
        #expect(answer.status == 200)
        let ranges = try StatementSequence.ranges(in: answer.body.rawSpan)
        #expect(ranges.count == 1)
    }

    @Test("faults of the connection: nobody, silence, a byte every two seconds")
    func faults() throws {
        let (server, network) = try Self.server([.away])
        defer { server.stop() }
        let first = PlainClient(server.address)
        first?.send("GET", "/v1/network")
        if case .success? = first?.answer(within: 2) { Issue.record("somebody answered") }
        server.change { $0.faults = [.silent] }
        let silent = try #require(PlainClient(server.address))
        silent.send("GET", "/v1/network")
        guard case .failure(let nothing) = silent.answer(within: 0.7) else {
            Issue.record("somebody answered")
            return
        }
        #expect(nothing.end == .timeOut && nothing.bytes == 0)
        server.change { $0.faults = [.drip] }
        let drip = try #require(PlainClient(server.address))
        drip.send("GET", "/v1/network")
        guard case .failure(let drops) = drip.answer(within: 2.6) else {
            Issue.record("all of it came at once")
            return
        }
        #expect((1...3).contains(drops.bytes))
        server.change { $0.faults = [] }
        // A new connection: what was asked in silence is answered a byte at a time by now.
        let calm = try #require(PlainClient(server.address))
        calm.send("GET", "/v1/network")
        #expect(try calm.answer().get().body == network.file)
    }

    @Test("bytes that are no HTTP, and too many, end the connection with a problem")
    func hostile() throws {
        let (server, _) = try Self.server()
        defer { server.stop() }
        for (bytes, status) in [
            ("hello\r\n\r\n", 400), ("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
            ("POST /v1/statements HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", 413),
            ("POST /v1/statements HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("GET /" + String(repeating: "a", count: 17_000), 413),
        ] {
            let client = try #require(PlainClient(server.address))
            client.send(Array(bytes.utf8))
            #expect(try client.answer().get().status == status, "\(bytes.prefix(40))")
        }
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
        let client = try #require(PlainClient(address))
        client.send("GET", "/v1/network")
        #expect(try client.answer().get().status == 503)
        client.send("POST", "/scripted/faults?")
        #expect(try client.answer().get().status == 200)
        client.send("GET", "/v1/network")
        #expect(try client.answer().get().body == written)
        client.send("POST", "/scripted/faults?nothing-like-it")
        #expect(try client.answer().get().status == 400)
        let who = Address(BoxKey(9).key.publicKey)
        client.send(
            "POST", "/scripted/register?address=\(who)&cell=8c1fb46741ae9ff&plan=EU868&class=light")
        #expect(try client.answer().get().status == 200)
        client.send("GET", "/v1/hotspots/\(who)")
        let view = try client.answer().get()
        #expect(try HotspotView(parsing: view.body.rawSpan).place.plan == OracleBench.place.plan)
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
