import Attestation
import Foundation
import Glibc
import OracleAPI
import OracleHost
import OracleProcess
import Primitives
import Signing
import Testing

@Suite("earshot-network: the daemon's manners", .serialized)
struct OracleMannersTests {
    @Test("without init, with a wrong configuration or a role that does not exist it ends by name")
    func refusals() throws {
        let nothing = try OracleProgram.run("--data", "/nowhere", "--listen", "127.0.0.1:0")
        #expect(nothing.code == 78)
        #expect(nothing.output.contains("earshot-network init --network FILE --data /nowhere"))
        let role = try OracleProgram.run("--role", "oracle,map", "--data", "/nowhere")
        #expect(role.code == 2 && role.output.contains("the role map does not exist yet"))
        let oracle = try OracleProgram()
        let file = oracle.folder.appendingPathComponent("wrong.toml").path
        try "limits.conections = 5\n".write(toFile: file, atomically: true, encoding: .utf8)
        let wrong = try OracleProgram.run("--data", oracle.data, "--config", file)
        #expect(wrong.code == 78)
        #expect(wrong.output.contains("did you mean \"limits.connections\"?"), "\(wrong.output)")
        let again = try OracleProgram.run(
            "init", "--network", oracle.folder.appendingPathComponent("network.toml").path,
            "--rules", OracleBench.top.appendingPathComponent("networks/rules.toml").path,
            "--data", oracle.data)
        #expect(again.code == 1 && again.output.contains("is there and not empty"))
    }

    @Test("two on one folder: the second is refused by folder and process, with 75") func second()
        throws
    {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        let process = try #require(oracle.process?.processIdentifier)
        let other = try OracleProgram.run("--data", oracle.data, "--listen", "127.0.0.1:0")
        #expect(other.code == 75)
        #expect(other.output.contains("in use by another daemon (process \(process))"))
        #expect(oracle.end() == 0)
    }

    @Test("it says how it is, and SIGTERM ends it within five seconds though clients wait")
    func life() throws {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        #expect(try oracle.ask("/healthz").text == "ok\n")
        #expect(try oracle.ask("/readyz").text == "ready\n")
        let metrics = try oracle.ask("/metrics").text
        #expect(metrics.contains("earshot_network_records_total "))
        #expect(metrics.contains("# TYPE earshot_network_record_age_seconds gauge"))
        let url = "http://127.0.0.1:\(oracle.port)/v1/entropy?after=200000&limit=5&wait=50"
        let waiting = Process()
        waiting.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        waiting.arguments = ["-s", "-o", "/dev/null", url]
        try waiting.run()
        usleep(300_000)
        let begin = Date()
        #expect(oracle.end() == 0)
        #expect(Date().timeIntervalSince(begin) < 5)
        waiting.waitUntilExit()
        #expect(oracle.output.contains("event=stopped"))
    }

    @Test("check finds what was changed, whichever byte, and is content with what is whole")
    func check() throws {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        let (owner, hotspot) = (TestKey(), TestKey())
        _ = try oracle.post([try oracle.registration(of: hotspot, by: owner, 1)])
        let running = try OracleProgram.run("check", oracle.data)
        #expect(running.code == 0 && running.output.hasSuffix("\nok\n"), "\(running.output)")
        usleep(300_000)
        oracle.end()
        let good = try OracleProgram.run("check", oracle.data)
        #expect(good.code == 0 && good.output.contains("under a signed head"), "\(good.output)")
        let files = try FileManager.default.subpathsOfDirectory(atPath: oracle.data).filter {
            $0.hasPrefix("tile/") && !$0.hasSuffix(".p") || ["checkpoint", "network"].contains($0)
        }.filter {
            var isFolder: ObjCBool = false
            _ = unsafe FileManager.default.fileExists(
                atPath: "\(oracle.data)/\($0)", isDirectory: &isFolder)
            return !isFolder.boolValue
        }
        #expect(files.count >= 4)
        for name in files {
            let url = URL(fileURLWithPath: "\(oracle.data)/\(name)")
            let bytes = try Data(contentsOf: url)
            for place in [0, bytes.count / 2, bytes.count - 1] {
                var changed = bytes
                changed[place] ^= 1
                try changed.write(to: url)
                let bad = try OracleProgram.run("check", oracle.data)
                #expect(bad.code != 0, "\(name), byte \(place): \(bad.output)")
            }
            try bytes.write(to: url)
        }
        #expect(try OracleProgram.run("check", oracle.data).code == 0)
    }
}

@Suite("earshot-network: requests", .serialized) struct OracleRequestTests {
    /// The table "Requests" of the page.
    static let page: [(method: String, path: String)] = {
        let page = OracleBench.top.appendingPathComponent("docs/oracle-api.md")
        let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
        return text.matches(of: /\| `(GET|POST) (\/v1\/[A-Za-z\/]+)` \|/).map {
            (String($0.output.1), String($0.output.2))
        }
    }()

    /// A path of the page with names in the place of what varies.
    static func template(_ path: String) -> String {
        path.replacingOccurrences(of: "ADDRESS", with: "{address}")
            .replacingOccurrences(of: "INDEX", with: "{index}")
            .replacingOccurrences(of: "ID", with: "{id}")
    }

    @Test("each path of the page is in the description, and each of the description is answered")
    func description() throws {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        let body = try oracle.ask("/v1/openapi.json").body
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        #expect(document["openapi"] as? String == "3.1.0")
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        #expect(Self.page.count == 10)
        for (method, path) in Self.page {
            #expect(paths[Self.template(path)]?[method.lowercased()] != nil, "\(method) \(path)")
        }
        for (path, operations) in paths {
            let asked = path.replacingOccurrences(of: "{level}", with: "0")
                .replacingOccurrences(of: "{tile}", with: "000")
                .replacingOccurrences(
                    of: #"\{[a-z]+\}"#, with: "1", options: .regularExpression)
            for method in operations.keys {
                let other = method == "get" ? "POST" : "GET"
                let answer = try oracle.ask(
                    asked, method: other, type: "text/plain", body: other == "POST" ? [1] : nil)
                #expect(
                    answer.status == 405 && answer.text.contains("wrong_method"),
                    "\(path) is not a route: \(answer.status) \(answer.text)")
            }
        }
        let rules = try oracle.ask("/v1/rules")
        #expect(rules.status == 200 && rules.text.contains(#""number":"W-12""#), "\(rules.text)")
        let newest = try oracle.ask("/v1/entropy/newest")
        let record = try read(newest.body, as: EntropyRecord.self)
        #expect(newest.status == 200)
        let period = record.step.period.number
        #expect(try oracle.ask("/v1/entropy/periods/\(period)").body == newest.body)
        for (path, status, code) in [
            ("/v1/entropy/periods/9999999", 404, "unknown_record"),
            ("/v1/entropy/periods/07", 400, "malformed"),
            ("/v1/entropy/days/2026-1-1", 400, "malformed"),
            ("/v1/entropy/days/2000-01-01", 404, "unknown_path"),
            ("/v1/cells/881fb46741fffff", 404, "unknown_cell"),
            ("/v1/cells/881fb46741fffff?limit=0", 400, "malformed"),
            ("/v1/cells/881fb46741", 400, "malformed"),
            ("/v1/reports/\(String(repeating: "0", count: 64))", 404, "unknown_report"),
            ("/v1/reports/00", 400, "malformed"),
            (
                "/v1/hotspots/\(Address(TestKey().key.publicKey))/reports?window=0", 404,
                "unknown_hotspot"
            ),
        ] {
            let answer = try oracle.ask(path)
            #expect(
                answer.status == status && answer.text.contains(#""code":"\#(code)""#),
                "\(path): \(answer.status) \(answer.text)")
        }
        let unknown = try oracle.ask("/v1/unheard-of")
        #expect(unknown.status == 404 && unknown.text.contains(#""code":"unknown_path""#))
        oracle.end()
    }

    @Test("the log can be read as files and proves what a receipt says") func files() throws {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        let (owner, hotspot) = (TestKey(), TestKey())
        let registration = try oracle.registration(of: hotspot, by: owner, 1)
        let places = try oracle.places(oracle.post([registration]))
        let index = try #require(places.values.first)
        let file = try oracle.ask("/network")
        #expect(
            file.body
                == [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(oracle.data)/network"))))
        #expect(try oracle.ask("/v1/network").body == file.body)
        var proof = OracleProgram.Answer()
        for _ in 0..<30 where proof.status != 200 {
            proof = try oracle.ask("/v1/proofs/\(index)")
            usleep(50_000)
        }
        #expect(proof.text.hasPrefix("c2sp.org/tlog-proof@v1\nindex \(index)\n"))
        let far = try oracle.ask("/v1/proofs/1000000")
        #expect(far.status == 404 && far.text.contains("not_logged_yet"))
        #expect(far.head.contains("\r\nRetry-After: 1\r\n"))
        let address = Address(hotspot.key.publicKey).description
        let view = try oracle.ask("/v1/hotspots/\(address)")
        #expect(view.status == 200 && view.text.contains(#""schema":"earshot.hotspot.v1""#))
        #expect(try oracle.ask("/v1/hotspots/\(Address(owner.key.publicKey))").status == 404)
        let bundle = try #require(
            try FileManager.default.subpathsOfDirectory(atPath: oracle.data)
                .first { $0.hasPrefix("tile/entries/000.p/") })
        #expect(try oracle.ask("/" + bundle).status == 200 || bundle.isEmpty)
        for path in ["/keys/oracle.key", "/tile/../keys/chain", "/journal/lock", "/epochs/0/../x"] {
            #expect(try oracle.ask(path).status >= 400, "\(path)")
        }
        oracle.end()
    }

    @Test("what is no good input hears why, and nothing of it is in the log") func badInput() throws
    {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        let (owner, hotspot) = (TestKey(), TestKey())
        let registration = try oracle.registration(of: hotspot, by: owner, 1)
        let sequence = "application/cbor-seq"
        func refusal(_ body: [UInt8], _ type: String = sequence) throws -> String {
            let answer = try oracle.ask("/v1/statements", type: type, body: body)
            #expect(answer.head.contains("application/problem+json"), "\(answer.head)")
            #expect(answer.text.contains("\"status\":\(answer.status)"))
            let code = answer.text.firstMatch(of: /"code":"([a-z_]+)"/)?.1 ?? "none"
            return "\(answer.status) \(code)"
        }
        #expect(try refusal([]) == "400 malformed")
        #expect(try refusal(Array("garbage".utf8)) == "400 malformed")
        #expect(try refusal(Array(registration.dropLast())) == "400 malformed", "truncated")
        #expect(try refusal(registration + [0]) == "400 malformed", "something behind it")
        var long = registration
        long.replaceSubrange(1..<2, with: [0x98, 0x04])
        #expect(try refusal(long) == "400 malformed", "an array's length in two bytes")
        #expect(try refusal(registration, "text/plain") == "415 wrong_type")
        let many = [[UInt8]](repeating: registration, count: 257).flatMap { $0 }
        #expect(try refusal(many) == "413 too_large")
        #expect(try refusal([UInt8](repeating: 0, count: 1_048_577)) == "413 too_large")

        var forged = registration
        forged[forged.count - 5] ^= 4
        let elsewhere = try oracle.sign(
            Seal(sequence: 1, window: Window(0), seal: Hash256(words: (1, 2, 3, 4))), by: hotspot,
            on: NetworkID(bits: 7))
        let stranger = try oracle.seal(3, by: TestKey())
        let answer = try #require(try oracle.post([forged, elsewhere, stranger]))
        #expect(answer.receipts.isEmpty)
        #expect(
            answer.refused.map(\.code).sorted() == [
                "bad_signature", "bad_signature", "unregistered",
            ])
        _ = try oracle.post([registration])
        for (window, code) in [(oracle.window.number + 3, "window_ahead")] {
            let early = try oracle.post([try oracle.seal(9, by: hotspot, of: Window(window))])
            #expect(early?.refused.map(\.code) == [code])
        }
        oracle.end()
        let check = try OracleProgram.run("check", oracle.data)
        #expect(check.code == 0, "\(check.output)")
        let metrics = oracle.output
        #expect(!metrics.contains("level=error"))
    }

    @Test("a flood from one key ends at its limit, and others go on") func flood() throws {
        let oracle = try OracleProgram()
        #expect(try oracle.start())
        let (owner, loud, calm) = (TestKey(), TestKey(), TestKey())
        _ = try oracle.post([
            try oracle.registration(of: loud, by: owner, 1),
            try oracle.registration(of: calm, by: owner, 2),
        ])
        let window = oracle.window
        var (taken, refused) = (0, Set<String>())
        for round in 0..<4 {
            let seals = try (0..<100).map {
                try oracle.seal(UInt64(round * 100 + $0 + 1), by: loud, of: window)
            }
            let answer = try #require(try oracle.post(seals))
            taken += try oracle.places(answer).count
            refused.formUnion(answer.refused.map(\.code))
        }
        #expect(taken == 96 && refused == ["over_limit"])
        let other = try oracle.post([try oracle.seal(1, by: calm, of: window)])
        #expect(try oracle.places(other).count == 1)
        oracle.end()
    }
}
