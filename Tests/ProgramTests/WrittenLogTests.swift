import Attestation
import Foundation
import HotspotLogic
import Notation
import Primitives
import ProofWorld
import Signing
import Testing
import Units

/// What a stranger can do: evidence of one's own making, as hex lines, into a log by `earshot log
/// build`, and what the rules say of it by `earshot verdicts`.
@Suite("Evidence of one's own making: log build and verdicts") struct WrittenLogTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let kind: String
        /// What the deciding rule says: rule, reason, measured, limit; nothing: it passes.
        let expected: [String]
        let change: @Sendable (inout WrittenNetwork) -> Void

        var testDescription: String { name }
    }

    static let rows: [Row] = [
        Row(name: "honest", kind: "witness", expected: []) { _ in },
        Row(name: "299 m", kind: "witness", expected: ["W-4", "sameSite", "0", "0"]) {
            $0.boxes[1].cell = WrittenBox.cell(299, from: $0.boxes[0].cell)
        },
        Row(name: "301 m", kind: "witness", expected: []) {
            $0.boxes[1].cell = WrittenBox.cell(301, from: $0.boxes[0].cell)
        },
        Row(name: "sealed late", kind: "witness", expected: ["W-6", "lateSeal", "15", "14"]) {
            $0.sealChanges.append { $0[0].sealed = $0[0].beacon.drawn + 15 }
        },
        Row(name: "sealed in time", kind: "witness", expected: []) {
            $0.sealChanges.append { $0[0].sealed = $0[0].beacon.drawn + 14 }
        },
        Row(name: "opened early", kind: "witness", expected: ["W-7", "openedEarly", "14", "15"]) {
            $0.sealChanges.append { $0[0].opened = $0[0].beacon.drawn + 14 }
        },
        Row(name: "another frame", kind: "witness", expected: ["W-8", "otherFrame", "0", "0"]) {
            $0.sealChanges.append { $0[0].content.reports[0].frame[20] ^= 1 }
        },
        Row(name: "unmatched", kind: "witness", expected: ["W-5", "unmatched", "0", "0"]) {
            $0.beaconChanges.append { $0[0].revealed = nil }
        },
        Row(
            name: "revealed early", kind: "beacon", expected: ["B-10", "revealedEarly", "19", "20"]
        ) {
            $0.beaconChanges.append { $0[0].revealed = $0[0].drawn + 19 }
        },
        Row(
            name: "on air too long", kind: "beacon",
            expected: ["B-9", "dutyExceeded", "36001", "36000"]
        ) {
            $0.beaconChanges.append { $0[0].reveal.transmission.airtimeMilliseconds = 36_001 }
        },
        Row(name: "on air long", kind: "beacon", expected: []) {
            $0.beaconChanges.append { $0[0].reveal.transmission.airtimeMilliseconds = 36_000 }
        },
    ]

    @Test("each line of evidence is judged as the rule says", arguments: rows)
    func verdicts(_ row: Row) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-written-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("keys"), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        var network = WrittenNetwork()
        row.change(&network)
        let log = network.written()
        try Data(log.entries[0]).write(to: folder.appendingPathComponent("network"))
        let lines = log.entries.dropFirst().map { Hex.text(of: $0.rawSpan) }.joined(separator: "\n")
        try Data(lines.utf8).write(to: folder.appendingPathComponent("lines"))
        try KeyFile.create(folder.path + "/keys/log.key", JudgedNetwork.logKey)
        func run(_ command: String) throws -> (output: String, exitCode: Int32) {
            try Transcript.Step(command: "earshot \(command)", expected: [], exitCode: 0)
                .run(in: folder)
        }
        let built = try run("log build --network network --keys keys --out mine < lines")
        #expect(built.exitCode == 0 && built.output.hasPrefix("size \(log.entries.count) root "))
        let judged = try run("verdicts 0 --from mine")
        #expect(judged.exitCode == 0, "\(judged.output)")
        let found = try judged.output.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require(object as? [String: Any])
        }.filter { $0["kind"] as? String == row.kind }
        #expect(found.count == 2, "two beacons, one witness")
        for verdict in found {
            let said = ["rule", "reason", "measured", "limit"].compactMap { name in
                verdict[name].map { "\($0)" }
            }
            #expect(said == row.expected)
            let gap = row.expected.first == "W-5"
            let word = row.expected.isEmpty ? "pass" : gap ? "not_judged" : "fail"
            #expect(verdict["verdict"] as? String == word)
        }
    }

    @Test("an epoch that has not closed is not judged, and the answer says so")
    func open() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-written-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("keys"), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = WrittenNetwork().written()
        try Data(log.entries[0]).write(to: folder.appendingPathComponent("network"))
        let lines = log.entries.dropFirst().dropLast().map { Hex.text(of: $0.rawSpan) }
        try Data(lines.joined(separator: "\n").utf8)
            .write(to: folder.appendingPathComponent("lines"))
        try KeyFile.create(folder.path + "/keys/log.key", JudgedNetwork.logKey)
        let answer = try Transcript.Step(
            command: "earshot log build --network network --keys keys --out mine < lines "
                + "&& earshot verdicts 0 --from mine", expected: [], exitCode: 0
        ).run(in: folder)
        #expect(answer.exitCode == 1 && answer.output.contains("epoch 0"))
    }
}
