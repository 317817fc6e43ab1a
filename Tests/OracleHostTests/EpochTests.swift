import Attestation
import Epochs
import Foundation
import OracleAPI
import OracleHost
import Primitives
import Signing
import Testing
import Units

@Suite("Epochs of an oracle") struct OracleEpochTests {
    @Test("an epoch that has closed is computed, its files kept, its result logged, once")
    func epochs() throws {
        let bench = try OracleBench(rules: OracleBench.firstRules())
        let key = TestKey()
        _ = try bench.post(try bench.registration(of: key.key))
        #expect(bench.host.epochTask == nil)
        // The demo's epoch has 240 periods and closes at the tenth record of the next window.
        try bench.pass(260)
        let task = try #require(bench.host.epochTask)
        #expect(task.epoch == Epoch(0))
        let outcome = try task.run(dividing: SerialDivision())
        let other = try task.run(dividing: SerialDivision(size: 1))
        #expect(outcome.root == other.root)
        let size = bench.host.size
        try bench.host.keep(outcome)
        #expect(bench.host.size == size + 1 && bench.host.epochTask == nil)
        // What is in force of a hotspot is what the newest epoch says.
        let view = try #require(bench.host.view(of: Address(key.key.publicKey)))
        #expect(view.trust == 250 && view.standing == .new && view.matters?.notices == [])
        #expect(view.pay?.epoch == Epoch(0) && view.pay?.amount.value == 0)
        let folder = "\(bench.data.epochs)/0"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names == (StageName.allCases.map(\.rawValue) + ["result"]).sorted())
        for stage in outcome.stages {
            let bytes = try Data(
                contentsOf: URL(fileURLWithPath: "\(folder)/\(stage.name.rawValue)"))
            #expect([UInt8](bytes) == stage.bytes)
        }
        let result = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/result")))
        #expect(try bench.host.entry(size) == result)

        // A restart goes on from the files, and comes to the same as who never stopped.
        try bench.pass(240)
        let next = try #require(bench.host.epochTask).run(dividing: SerialDivision())
        try bench.restart()
        let resumed = try #require(bench.host.epochTask)
        #expect(resumed.epoch == Epoch(1))
        #expect(bench.host.view(of: Address(key.key.publicKey))?.pay == view.pay)
        #expect(try resumed.run(dividing: SerialDivision()).root == next.root)
    }

    @Test(
        "killed between files and log, the result is logged at the next start; a lost folder is made again"
    )
    func resumed() throws {
        let bench = try OracleBench(rules: OracleBench.firstRules())
        try bench.pass(260)
        let size = bench.host.size
        let before = bench.folder.appendingPathComponent("before").path
        try FileManager.default.copyItem(atPath: bench.data.path, toPath: before)
        let outcome = try #require(bench.host.epochTask).run(dividing: SerialDivision())
        try bench.host.keep(outcome)
        try FileManager.default.copyItem(atPath: bench.data.epochs, toPath: before + "/epochs")
        let reopened = try OracleHost(DataFolder(before), at: bench.clock)
        #expect(reopened.size == size + 1)
        #expect(try reopened.entry(size) == bench.host.entry(size))
        #expect(reopened.epochTask == nil)

        let lost = bench.folder.appendingPathComponent("lost").path
        try FileManager.default.copyItem(atPath: bench.data.path, toPath: lost)
        try FileManager.default.removeItem(atPath: lost + "/epochs")
        let again = try OracleHost(DataFolder(lost), at: bench.clock)
        try again.advance(to: bench.clock + Nanoseconds(OracleBench.second))
        #expect(
            try #require(again.epochTask).run(dividing: SerialDivision()).root == outcome.root)
    }
}
