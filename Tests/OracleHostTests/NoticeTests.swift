import Attestation
import CoverageRules
import Epochs
import Foundation
import Notation
import OracleAPI
import OracleHost
import OracleProcess
import Primitives
import Registry
import Signing
import Testing
import Units

/// A hotspot that seals and never opens, so that X-9 finds it at the end of every epoch.
@Suite("Notices and decisions of an oracle") struct NoticeTests {
    let bench: OracleBench
    let hotspot = TestKey()

    init() throws {
        bench = try OracleBench(rules: OracleBench.firstRules())
        _ = try bench.post(try bench.registration(of: hotspot.key))
        for window in UInt64(1)...3 {
            try bench.pass(60)
            _ = try bench.post(try bench.seal(window, by: hotspot.key, window: window))
        }
        // The demo's epoch closes at the 10th record of the next one.
        try bench.pass(75)
    }

    func judge(_ host: OracleHost) throws -> EpochOutcome {
        let outcome = try #require(host.epochTask).run(dividing: SerialDivision())
        try host.keep(outcome)
        return outcome
    }

    /// The statements of a type that a log holds.
    func logged(_ type: Attestation.MessageType, in host: OracleHost) throws -> [[UInt8]] {
        try (0..<host.size).map { try host.entry($0) }.filter {
            try SignedStatement($0.rawSpan).typeNumber == type.rawValue
        }
    }

    func id(_ bytes: [UInt8]) throws -> Hash256 {
        let id = CheckedStatement.id(
            of: bytes.rawSpan, network: bench.founded.network, hashing: SHA256.self)
        return try #require(id)
    }

    @Test("a finding is logged as a notice once, and takes trust in the epoch after")
    func noticed() throws {
        let first = try judge(bench.host)
        let notices = try logged(.trustNotice, in: bench.host)
        #expect(notices.count == 1)
        let notice = try read(try #require(notices.first), as: TrustNotice.self)
        #expect(notice.rule == "X-9" && notice.hotspot == 0 && notice.change == 100)
        #expect(notice.measured == 3 && notice.limit == 1 && notice.unit == "window")
        #expect(notice.epoch == Epoch(0) && notice.expires == Epoch(5))
        #expect(try TrustFile(reading: first[.trust].bytes.rawSpan).findings.count == 1)
        try bench.pass(240)
        let second = try judge(bench.host)
        let trust = try TrustFile(reading: second[.trust].bytes.rawSpan)
        #expect(trust.hotspots.map { [$0.before, $0.after] } == [[250, 150]])
        #expect(trust.notices.map(\.outcome) == [.inForce])
        #expect(trust.findings.map(\.effect) == [nil], "one is in force")
        #expect(try logged(.trustNotice, in: bench.host).count == 1)
    }

    @Test(
        "killed between result and notice, the next start logs the same, and not twice"
    )
    func killed() throws {
        // As the folder is when the files are there and the log has neither result nor notice.
        let before = bench.folder.appendingPathComponent("before").path
        try FileManager.default.copyItem(atPath: bench.data.path, toPath: before)
        _ = try judge(bench.host)
        let notices = try logged(.trustNotice, in: bench.host)
        try FileManager.default.copyItem(atPath: bench.data.epochs, toPath: before + "/epochs")
        let reopened = try OracleHost(DataFolder(before), at: bench.clock)
        #expect(try logged(.trustNotice, in: reopened) == notices)
        try reopened.advance(to: bench.clock + Nanoseconds(OracleBench.second))
        #expect(try logged(.trustNotice, in: reopened) == notices)
        try bench.restart()
        #expect(try logged(.trustNotice, in: bench.host) == notices)
    }

    @Test("an oracle that comes back when the next epoch is over logs no notice of the old one")
    func late() throws {
        let task = try #require(bench.host.epochTask)
        try bench.pass(240)
        try bench.host.keep(try task.run(dividing: SerialDivision()))
        #expect(try logged(.trustNotice, in: bench.host).isEmpty)
        // The epoch after finds the same, and its notice is in time.
        _ = try judge(bench.host)
        let notice = try read(
            try #require(try logged(.trustNotice, in: bench.host).first), as: TrustNotice.self)
        #expect(notice.epoch == Epoch(1))
    }

    @Test("an appeal that is accepted gives back what was taken; the same is not noticed again")
    func appealed() throws {
        _ = try judge(bench.host)
        let about = try id(try #require(try logged(.trustNotice, in: bench.host).first))
        let plea = try bench.sign(
            Appeal(sequence: 50, about: about, hotspot: 0, text: "a lightning stroke"),
            by: bench.owner.key)
        #expect(try bench.post(plea).refused.isEmpty)
        try bench.pass(240)
        _ = try judge(bench.host)
        let order = try DecisionOrder(
            about: id(plea), outcome: .withdrawn, rule: nil, epochs: 14, text: "the owner is right",
            evidence: [])
        try order.put(into: bench.data)
        let said = try bench.host.takeOrders()
        let decisions = try logged(.decision, in: bench.host)
        let decision = try read(try #require(decisions.first), as: Decision.self)
        #expect(decision.rule == "X-9" && decision.hotspot == 0 && decision.epoch == Epoch(2))
        #expect(
            said == [
                "logged \(bench.host.size - 1) \(try id(decisions[0]).hexText), "
                    + "in force from epoch 3 on"
            ])
        #expect(try order.takeAnswer(from: bench.data)?.text == said[0])
        #expect(try order.takeAnswer(from: bench.data) == nil)
        // The same order again is answered by the same decision.
        try order.put(into: bench.data)
        #expect(try bench.host.takeOrders() == said)
        #expect(try logged(.decision, in: bench.host) == decisions)
        try bench.pass(240)
        let third = try judge(bench.host)
        let trust = try TrustFile(reading: third[.trust].bytes.rawSpan)
        #expect(trust.hotspots.map { [$0.before, $0.after] } == [[150, 250]])
        #expect(trust.hotspots.map(\.change) == [.restored])
        #expect(trust.notices.map(\.outcome) == [.withdrawn])
        for _ in 3..<8 {
            try bench.pass(240)
            let outcome = try judge(bench.host)
            let trust = try TrustFile(reading: outcome[.trust].bytes.rawSpan)
            #expect(trust.findings.allSatisfy { $0.effect == nil })
        }
        #expect(try logged(.trustNotice, in: bench.host).count == 1)
    }

    @Test("earshot why shows from files what holds after an epoch: notices, appeals, decisions")
    func fromFiles() throws {
        func why(_ words: String...) throws -> (output: String, code: Int32) {
            let program = OracleProgram.programs.appendingPathComponent("earshot").path
            return try OracleProgram.command(
                [program, "why"] + words + ["--from", bench.data.path])
        }
        _ = try judge(bench.host)
        let notice = try id(try #require(try logged(.trustNotice, in: bench.host).first))
        let nothing = try why("0")
        #expect(nothing.code == 1, "it has no report, and epoch 0 ended before the notice")
        let plea = try bench.sign(
            Appeal(sequence: 50, about: notice, hotspot: 0, text: "a lightning stroke"),
            by: bench.owner.key)
        #expect(try bench.post(plea).refused.isEmpty)
        try DecisionOrder(
            about: id(plea), outcome: .upheld, rule: nil, epochs: 14, text: "no storm that day",
            evidence: []
        ).put(into: bench.data)
        #expect(try bench.host.takeOrders().count == 1)
        try bench.pass(240)
        _ = try judge(bench.host)
        let shown = try why("0")
        let lines = shown.output.split(separator: "\n")
        #expect(shown.code == 0 && lines.count == 3, "\(shown.output)")
        #expect(lines[0].hasPrefix("\(notice.hexText)  notice  X-9 trust_lowered by 100 per mille"))
        #expect(lines[1].hasPrefix("\(try id(plea).hexText)  appeal  against \(notice.hexText)"))
        #expect(lines[2].contains("  decision  upheld  X-9  about \(try id(plea).hexText)"))
        let address = Address(hotspot.key.publicKey)
        #expect(try why("\(address)").output == shown.output)
        #expect(try why("0", "--epoch", "0").code == 1)
        let objects = try why("0", "--json").output.split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        #expect(objects.map { $0?["kind"] as? String } == ["notice", "appeal", "decision"])
        #expect(objects.allSatisfy { $0?["schema"] as? String == "earshot.matter.v1" })
        #expect(objects[0]?["id"] as? String == notice.hexText)
    }

    @Test("an order for what cannot be decided is answered with the reason, and nothing is logged")
    func refused() throws {
        let order = try DecisionOrder(
            about: Hash256(words: (1, 2, 3, 4)), outcome: .upheld, rule: nil, epochs: 1,
            text: "no", evidence: [])
        try order.put(into: bench.data)
        let size = bench.host.size
        try Data([1, 2, 3]).write(
            to: URL(fileURLWithPath: "\(bench.data.decisions)/nonsense.order"))
        let said = try bench.host.takeOrders()
        #expect(said.count == 2 && said.allSatisfy { $0.hasPrefix("refused: ") })
        #expect(bench.host.size == size)
        #expect(try order.takeAnswer(from: bench.data)?.isLogged == false)
        #expect(try bench.host.takeOrders().isEmpty)
        #expect(throws: MessageError.self) {
            try DecisionOrder(
                about: Hash256(words: (1, 2, 3, 4)), outcome: .upheld, rule: nil, epochs: 15,
                text: "no", evidence: [])
        }
    }
}
