import Attestation
import Foundation
import Glibc
import Notation
import OracleAPI
import OracleHost
import OracleProcess
import Primitives
import Signing
import Testing
import Units

/// The built program on a log in which the first epoch has a finding and is computed two epochs late.
@Suite("earshot-network: what an epoch leaves is in its figures and its health", .serialized)
struct OracleFiguresTests {
    private let bench: OracleBench
    private let hotspot = TestKey()
    private let program: OracleProgram

    /// 500 records that were made until now, an owner's registration, seals that are never opened.
    init() throws {
        let now = UInt64(Date().timeIntervalSince1970)
        bench = try OracleBench(
            rules: OracleBench.firstRules(), began: Nanoseconds((now - 500) * OracleBench.second))
        _ = try bench.post(try bench.registration(of: hotspot.key))
        for window in UInt64(1)...3 {
            try bench.pass(60)
            _ = try bench.post(try bench.seal(window, by: hotspot.key, window: window))
        }
        try bench.pass(315)
        let copy = bench.folder.appendingPathComponent("copy").path
        try FileManager.default.copyItem(atPath: bench.data.path, toPath: copy)
        program = try OracleProgram().other(at: copy)
        let adopted = try OracleProgram.run("adopt", copy, "--only")
        try #require(adopted.code == 0, "\(adopted.output)")
    }

    private func eventually(_ seconds: Int, _ holds: () throws -> Bool) throws -> Bool {
        for _ in 0..<(seconds * 20) {
            if try holds() { return true }
            usleep(50_000)
        }
        return try holds()
    }

    private func figure(_ name: String) throws -> String? {
        try program.ask("/metrics").text.split(separator: "\n")
            .first { $0.hasPrefix(name + " ") }
            .map { String($0.dropFirst(name.utf8.count + 1)) }
    }

    @Test(
        "while an epoch is late, health and figures say so; then its notices are counted by rule, and an appeal waits until it is decided"
    )
    func late() throws {
        // Its files find no room for a while.
        let settings = [
            "LD_PRELOAD": OracleProgram.shim, "FAULT_DIR": program.data + "/epochs",
            "FAULT_CALL": "write", "FAULT_AT": "1", "FAULT_FOR": "15", "FAULT_HOW": "\(ENOSPC)",
        ]
        #expect(try program.start(environment: settings), "\(program.output)")
        #expect(
            try eventually(60) {
                try program.ask("/healthz").text.hasPrefix(
                    "ok, but the pay of epochs 0 to 0 is computed late")
            }, "\(program.output)")
        #expect(try figure("earshot_network_unsettled_epochs") == "1")
        #expect(try program.ask("/healthz").status == 200)
        #expect(
            try eventually(120) { try program.ask("/healthz").text == "ok\n" },
            "\(program.output)")
        #expect(try figure("earshot_network_unsettled_epochs") == "0")
        let notices = #"earshot_network_notices_total{rule="X-9"}"#
        #expect(try eventually(60) { try figure(notices) != "0" }, "\(program.output)")
        for rule in (1...8) {
            #expect(try figure(#"earshot_network_notices_total{rule="X-\#(rule)"}"#) == "0")
        }
        try appeal()
        #expect(program.end() == 0)
    }

    /// The owner appeals the newest notice; the operator answers.
    private func appeal() throws {
        let address = Address(hotspot.key.publicKey)
        let body = try program.ask("/v1/hotspots/\(address)").body
        let view = try HotspotView(parsing: body.rawSpan)
        let notice = try #require(view.matters?.notices.last)
        #expect(notice.rule == "X-9" && view.matters?.appeals == [])
        #expect(try figure("earshot_network_appeals_waiting") == "0")
        let appeal = Appeal(
            sequence: 1_000, about: notice.id, hotspot: view.number, text: "The mast burned.")
        let owner = bench.owner
        let signed = try bench.sign(appeal, by: owner.key)
        let answer = try program.post([signed])
        #expect(try program.places(answer).count == 1, "\(String(describing: answer))")
        #expect(try eventually(10) { try figure("earshot_network_appeals_waiting") == "1" })
        let decided = try OracleProgram.run(
            "decide", "--data", program.data, "--about", notice.id.hexText, "--outcome", "upheld",
            "--text", "Seals can be lost.")
        #expect(decided.code == 0 && decided.output.hasPrefix("logged "), "\(decided.output)")
        #expect(try eventually(10) { try figure("earshot_network_appeals_waiting") == "0" })
        let shown = try program.ask("/v1/hotspots/\(address)").body
        let after = try HotspotView(parsing: shown.rawSpan)
        #expect(after.matters?.appeals.map(\.about) == [notice.id])
        #expect(after.matters?.decisions.map(\.about) == [notice.id])
        #expect(after.matters?.decisions.map(\.rule) == ["X-9"])
    }
}
