import Foundation
import HTTPMessages
import HotspotPage
import HotspotStatus
import Primitives
import Testing
import Units

struct MadeUpBox: BoxView {
    var status = BoxStatus()
    var frames = HeardFrames()
    var why = WhyReport()
    var commit = "0123456789ab"
}

@Suite("The local page") struct HotspotPageTests {
    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardized

    func request(
        _ path: String, _ more: String = "", method: String = "GET"
    ) throws
        -> HTTPRequest
    {
        var reader = HTTPRequestReader(hosts: .loopback)
        let text = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(more)\r\n"
        reader.take(Array(text.utf8).rawSpan)
        return try #require(try reader.next())
    }

    func body(_ answer: HTTPAnswer) -> String {
        switch answer.body {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .fixed(let text): text.description
        case .events: ""
        }
    }

    @Test("the table is what script/make-page makes of the files") func current() throws {
        let process = Process()
        process.executableURL = Self.top.appendingPathComponent("script/make-page")
        process.arguments = ["--check"]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test("every file is answered with its content, type and tag, and not sent twice")
    func files() throws {
        let folder = Self.top.appendingPathComponent("Sources/Core/HotspotPage/page")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count == HotspotPage.files.count)
        for name in names {
            let path = name == "index.html" ? "/" : "/\(name)"
            let answer = try #require(HotspotPage.answer(try request(path), of: MadeUpBox()))
            #expect(answer.status == .ok)
            let written = try String(
                contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            #expect(body(answer) == written)
            let tag = try #require(answer.headers.first { $0.name == "ETag" }?.value)
            let again = try request(path, "If-None-Match: \(tag)\r\n")
            let second = try #require(HotspotPage.answer(again, of: MadeUpBox()))
            #expect(second.status == .notModified && second.bodyCount == 0)
        }
    }

    @Test("all of it is below 300 kB, and asks nobody else for anything") func alone() {
        #expect(HotspotPage.files.map(\.bytes).reduce(0, +) < 300_000)
        for (path, _) in HotspotPage.files {
            guard let answer = HotspotPage.answer(try! request(path), of: MadeUpBox()) else {
                Issue.record("\(path) is not answered")
                continue
            }
            // A name space is a name, which nobody asks for.
            let text = body(answer).replacing("http://www.w3.org/2000/svg", with: "")
            let addresses = text.matches(of: /(https?:)?\/\/[a-z0-9.]+\.[a-z]/)
                .map { String($0.output.0) }
            #expect(addresses.isEmpty, "\(path): \(addresses)")
            for mark in ["<script>", "<style", " style=", " onclick", "innerHTML", "eval("] {
                #expect(!body(answer).contains(mark), "\(path) has \(mark)")
            }
        }
    }

    @Test("documents, health and metrics") func documents() throws {
        var box = MadeUpBox()
        box.status.name = "keen-sage-mule"
        for path in ["/v1/status", "/v1/frames", "/v1/why"] {
            let answer = try #require(HotspotPage.answer(try request(path), of: box))
            #expect(answer.status == .ok && body(answer).hasPrefix(#"{"schema":"earshot."#))
        }
        let read = try BoxStatus(
            parsing: Array(
                body(try #require(HotspotPage.answer(try request("/v1/status"), of: box))).utf8
            )
            .rawSpan)
        #expect(read == box.status)
        #expect(HotspotPage.answer(try request("/v1/nothing"), of: box) == nil)
        let post = try #require(
            HotspotPage.answer(
                try request("/v1/status", "Content-Length: 0\r\n", method: "POST"), of: box))
        #expect(post.status == .methodNotAllowed)
        let health = try #require(HotspotPage.answer(try request("/healthz"), of: box))
        #expect(health.status == .ok)
    }

    @Test("ready until a part is broken, then says which") func readiness() throws {
        var box = MadeUpBox()
        box.status.gps.condition = .warn(since: Nanoseconds(1), why: "a", do: "b")
        #expect(HotspotPage.answer(try request("/readyz"), of: box)?.status == .ok)
        box.status.radio.condition = .fail(
            since: Nanoseconds(1), why: "the radio is unplugged", do: "plug it in")
        box.status.at = Nanoseconds(180_000_000_001)
        let answer = try #require(HotspotPage.answer(try request("/readyz"), of: box))
        #expect(answer.status == .unavailable)
        #expect(body(answer) == "radio: the radio is unplugged\n")
        let text = try #require(HotspotPage.answer(try request("/status.txt"), of: box))
        #expect(
            body(text).contains(
                """
                 FAIL radio   the radio is unplugged
                              since 1970-01-01T00:00:00Z, 3m
                              do: plug it in

                """), "\(body(text))")
        #expect(body(text) == box.status.text(coloured: false))
    }
}

@Suite("The box's metrics") struct BoxMetricsTests {
    static func metrics() -> String {
        var status = BoxStatus()
        status.version = "0.1.0"
        status.started = Nanoseconds(1_795_000_000_123_000_000)
        status.counters.heard = 7
        status.counters.drops = [NamedCount("no_room", 2), NamedCount("late", 0)]
        status.spool.evidence.bytes = .max
        status.oracle.lastAnswer = Nanoseconds(1_795_000_000_000_000_000)
        status.beacon.next = Nanoseconds(1_795_000_100_000_000_000)
        var beacon = SentBeacon()
        beacon.at = Nanoseconds(1_794_000_000_000_000_000)
        status.beacon.last = beacon
        status.oracle.lastReceipt = Nanoseconds(1)
        status.router.lastAcknowledged = Nanoseconds(1)
        return String(decoding: status.metrics(commit: "abc"), as: UTF8.self)
    }

    @Test("the values a person looks for") func values() {
        let text = Self.metrics()
        for line in [
            #"earshot_build_info{version="0.1.0",commit="abc"} 1"#,
            "earshot_hotspot_start_time_seconds 1795000000.123",
            "earshot_hotspot_frames_heard_total 7",
            #"earshot_hotspot_drops_total{reason="no_room"} 2"#,
            #"earshot_hotspot_drops_total{reason="late"} 0"#,
            #"earshot_hotspot_spool_size_bytes{spool="evidence"} 18446744073709551615"#,
            #"earshot_hotspot_part_state{part="radio",state="off"} 1"#,
            #"earshot_hotspot_part_state{part="radio",state="fail"} 0"#,
            "earshot_hotspot_oracle_last_answer_timestamp_seconds 1795000000.000",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    /// Prometheus' naming: base units, plural, and the unit last or before `_total`.
    static let units = [
        "seconds", "bytes", "records", "packets", "beacons", "frames", "info", "state", "enabled",
        "trustworthy",
    ]
    /// Counters of things by their own name.
    static let things = [
        "heard", "damaged", "sent", "statements", "uplinks", "downlinks", "drops", "records",
    ]

    @Test("every name has the program's prefix and a unit, every family help and type")
    func names() throws {
        let lines = Self.metrics().split(separator: "\n")
        let types = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ") }
        #expect(types.count > 20)
        for words in types {
            let name = String(words[2])
            #expect(name.wholeMatch(of: /earshot_(hotspot|build)(_[a-z]+)+/) != nil, "\(name)")
            let parts = name.split(separator: "_").map(String.init)
            if words[3] == "counter" {
                #expect(parts.last == "total" && Self.things.contains(parts[parts.count - 2]))
            } else {
                #expect(Self.units.contains(try #require(parts.last)), "\(name)")
            }
            let label = lines.filter { $0.hasPrefix(name + "{") }
            #expect(label.allSatisfy { !$0.contains("ear1") })
        }
        let helps = lines.filter { $0.hasPrefix("# HELP ") }.map { $0.split(separator: " ")[2] }
        #expect(helps == types.map { $0[2] })
    }

    static let tool = "/usr/bin/promtool"

    @Test(
        "promtool has nothing against them",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: tool), "needs Debian's prometheus"))
    func promtool() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.tool)
        process.arguments = ["check", "metrics"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(Self.metrics().utf8))
        try input.fileHandleForWriting.close()
        let said = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && said.isEmpty, "\(said)")
    }
}
