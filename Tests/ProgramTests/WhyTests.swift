import Attestation
import Epochs
import Foundation
import HexGrid
import Notation
import OracleAPI
import OracleHost
import Primitives
import Registry
import Testing
import Units

/// A world of a few hotspots, simulated by the built program, and what is answered about its reports:
/// from files, by the product's oracle, and before the epoch is computed.
@Suite(
    "earshot why, /v1/reports: one answer from files, from an oracle, and before the epoch closes")
struct WhyTests {
    private struct World {
        let folder: URL
        var data: String { folder.appendingPathComponent("world").path }

        init(epochs: Int) throws {
            folder = FileManager.default.temporaryDirectory
                .appendingPathComponent("earshot-why-\(UUID().uuidString.prefix(8))")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let made = try run(
                "simulate --network demo --seed 5 --hotspots 4 --epochs \(epochs) --out world")
            try #require(made.exitCode == 0, "\(made.output)")
        }

        func run(_ command: String) throws -> (output: String, exitCode: Int32) {
            try Transcript.Step(command: "earshot \(command)", expected: [], exitCode: 0)
                .run(in: folder)
        }

        /// `id`, `kind` and `hotspot` of each verdict of an epoch.
        func verdicts(_ epoch: Int) throws -> [[String: Any]] {
            try run("verdicts \(epoch) --from world").output.split(separator: "\n").compactMap {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
        }
    }

    /// An address that no hotspot has.
    private static let nobody = Address(PublicKey(bytes: Hash256(words: (1, 2, 3, 4))))

    /// As the log's registrations have it, numbered in their order.
    private static func address(of hotspot: Int, in world: World) throws -> Address {
        let later = Nanoseconds(1_798_761_600_000_000_000 + 3_600_000_000_000)
        let host = try OracleHost(DataFolder(world.data), at: later)
        let keys = try (0..<host.size).compactMap { index -> PublicKey? in
            let bytes = try host.entry(index)
            let statement = try SignedStatement(bytes.rawSpan)
            guard statement.typeNumber == Attestation.MessageType.registration.rawValue else {
                return nil
            }
            return try Registration(parsing: statement.payload).hotspotKey
        }
        return Address(try #require(keys.dropFirst(hotspot).first))
    }

    private static func hash(_ text: String) throws -> Hash256 {
        let id = try OracleResource(parsing: "/v1/reports/\(text)")
        guard case .report(let hash) = id else { throw CocoaError(.coderInvalidValue) }
        return hash
    }

    @Test("files and oracle say the same of every report; both name rule, evidence and hotspot")
    func same() throws {
        let world = try World(epochs: 1)
        defer { try? FileManager.default.removeItem(at: world.folder) }
        let verdicts = try world.verdicts(0)
        #expect(verdicts.count > 30)
        let address = try Self.address(of: 2, in: world)
        let port = Hotspot.freePort()
        let url = "http://127.0.0.1:\(port)"
        let oracle = try RunningProgram(
            ["--data", "world", "--listen", "127.0.0.1:\(port)"], of: "earshot-network",
            in: world.folder)
        defer { oracle.kill() }
        #expect(oracle.line(with: "event=ready") != nil, "\(oracle.said)")
        let first = try #require(verdicts[0]["id"] as? String)
        #expect(
            try eventually(within: 60) {
                try world.run("why \(first) --api \(url)").output.contains("  final  ")
            })
        for verdict in [verdicts[0], verdicts[1], verdicts[7], verdicts[verdicts.count - 1]] {
            let id = try #require(verdict["id"] as? String)
            let files = try world.run("why \(id) --from world")
            let live = try world.run("why \(id) --api \(url)")
            #expect(files.exitCode == 0 && live.exitCode == 0 && files.output == live.output)
            #expect(files.output.contains("\(id)  ") && files.output.contains("  pass  epoch 0"))
            let isWitness = verdict["kind"] as? String == "witness"
            #expect(files.output.components(separatedBy: "evidence  ").count == (isWitness ? 3 : 2))
            #expect(files.output.contains("    beacon    ") == isWitness)
            let json = try world.run("why \(id) --from world --json").output
            let bytes = Array(json.utf8.dropLast())
            let view = try ReportView(parsing: bytes.rawSpan)
            #expect(view.state == .final && view.id.hexText == id && view.epoch == Epoch(0))
            #expect(try world.run("why \(id) --api \(url) --json").output == json)
        }
        let mine = verdicts.filter { $0["hotspot"] as? Int == 2 }.count
        let listed = try world.run("why 2 --from world --json").output
        #expect(listed.split(separator: "\n").count == mine && mine > 5)
        // By its address the same, from a folder and from a server of files.
        #expect(try world.run("why \(address) --from world --json").output == listed)
        #expect(try world.run("why \(address) --from \(url)").output.contains("  pass  epoch 0"))
        let text = try world.run("why \(address) --from world")
        #expect(try text.exitCode == 0 && text.output == world.run("why 2 --from world").output)
        let window = try #require(
            try verdicts.first { $0["hotspot"] as? Int == 2 }.map {
                let line = try world.run("why \($0["id"] as? String ?? "") --from world --json")
                    .output
                let bytes = Array(line.utf8.dropLast())
                return try ReportView(parsing: bytes.rawSpan).window.number
            })
        let some = try world.run("why \(address) --from world --window \(window) --epoch 0").output
        #expect(!some.isEmpty && text.output.contains(some) && some != text.output)
        let served = try world.run("why \(first) --from \(url)").output
        #expect(try served == world.run("why \(first) --from world").output)

        let unknown = String(repeating: "0", count: 64)
        for (command, code, says) in [
            ("why \(unknown) --from world", 1, "has no report"),
            ("why \(unknown) --api \(url)", 1, "no report"),
            ("why 99 --from world", 1, "no beacon and no report of hotspot 99"),
            ("why \(Self.nobody) --from world", 1, "of hotspot \(Self.nobody)"),
            ("why \(address) --from world --epoch 7", 1, "epochs/7"),
            ("why \(address) --from world --window 999", 1, "in window 999"),
            ("why 2 --api \(url)", 2, "by its address"),
            ("why --from world", 2, "name a report's id"),
            ("why \(unknown) --from world --api \(url)", 2, "name one"),
            ("why xyz --from world", 2, "is no report's id"),
            ("why \(unknown) --api http://127.0.0.1:1", 69, "127.0.0.1"),
        ] {
            let answer = try world.run(command)
            #expect(answer.exitCode == Int32(code), "\(command): \(answer.output)")
            #expect(answer.output.contains(says), "\(command): \(answer.output)")
        }
    }

    @Test("before an epoch is computed its reports are provisional, and the same when it is")
    func provisional() throws {
        let world = try World(epochs: 2)
        defer { try? FileManager.default.removeItem(at: world.folder) }
        let verdicts = try world.verdicts(1)
        // As if the second epoch were still to be computed.
        let data = DataFolder(world.data)
        try FileManager.default.removeItem(atPath: "\(world.data)/epochs/1")
        let later = Nanoseconds(1_798_761_600_000_000_000 + 3_600_000_000_000)
        let host = try OracleHost(data, at: later)
        let book = ReportBook(data, network: host.network, periods: host.file.periods)
        var look = host.reportLook(after: nil)
        #expect(look.epoch == Epoch(1))
        let ids = try verdicts.map { try Self.hash($0["id"] as? String ?? "") }
        let beacon = try #require(zip(verdicts, ids).first { $0.0["kind"] as? String == "beacon" })
            .1
        #expect(try book.report(ids[0]) == nil)
        let waiting = try #require(try host.revealed(beacon))
        #expect(
            waiting.state == .waiting && waiting.knownAt?.number == (host.newest?.number ?? 0) + 1)
        let shown = try #require(try look.look())
        #expect(try look.look() == nil)
        book.show(shown)
        var provisional: [Hash256: ReportView] = [:]
        for id in ids {
            let view = try #require(try book.report(id))
            #expect(view.state == .provisional && view.verdict == .pass && !view.notYet.isEmpty)
            #expect(view.evidence.count == (view.kind == .beacon ? 1 : 3))
            let bytes = Array(view.json.text.utf8)
            #expect(try ReportView(parsing: bytes.rawSpan) == view)
            provisional[id] = view
        }
        // By hotspot and window, in parts.
        let hotspot = UInt32(try #require(verdicts[0]["hotspot"] as? Int))
        let window = try #require(provisional[ids[0]]).window
        let all = try book.reports(of: hotspot, in: window, after: nil, limit: 200)
        #expect(all.next == nil && all.reports.contains { $0.id == ids[0] })

        let outcome = try #require(host.epochTask).run(dividing: SerialDivision())
        try host.keep(outcome)
        var next = Epoch(0)
        while let epoch = book.missing(from: &next) { try book.add(epoch) }
        #expect(next == Epoch(2))
        for id in ids {
            let view = try #require(try book.report(id))
            let before = try #require(provisional[id])
            #expect(view.state == .final && view.epoch == Epoch(1) && view.notYet.isEmpty)
            #expect(view.verdict == before.verdict && view.evidence == before.evidence)
            #expect(view.beacon == before.beacon)
        }
        let check = try DataCheck.run(data)
        #expect(check.isGood && check.lines.contains { $0.hasPrefix("reports  of 2 epochs") })
        var (found, after): ([Hash256], Hash256?) = ([], nil)
        repeat {
            let part = try book.reports(of: hotspot, in: window, after: after, limit: 2)
            #expect(part.reports.count <= 2 && part.reports.allSatisfy { $0.state == .final })
            found += part.reports.map(\.id)
            after = part.next
        } while after != nil
        #expect(found == all.reports.map(\.id))
        #expect(host.reportLook(after: look).epoch == Epoch(2))

        // What the newest epoch says of a hotspot, and of its cell.
        let key = try #require(shown.registry.newest(HotspotNumber(hotspot))).key
        let view = try #require(host.view(of: Address(key)))
        #expect(view.standing == .earning && view.pay?.epoch == Epoch(1))
        #expect((view.pay?.amount.value ?? 0) > 0 && (view.trust ?? 0) > 250)
        #expect((view.pay?.lifetime.value ?? 0) > (view.pay?.amount.value ?? 0))
        let sites = SiteBook(data)
        #expect(sites.cell(view.place.cell, after: nil, limit: 5) == nil)
        try sites.show(Epoch(1))
        let cell = try #require(sites.cell(view.place.cell, after: nil, limit: 5))
        #expect(cell["count"] == .number(.integer(1)), "\(cell.text)")
        let wide = try view.place.cell.parent(at: Resolution(4))
        let text = try #require(sites.cell(wide, after: nil, limit: 1)).text
        #expect(text.contains(#""epoch":1,"count":"#) && text.contains(#""multiplier":"#))
    }
}
