import Foundation
import Seeds
import Testing

@Suite("Spool: power loss after every call, with any part of what was not synced lost")
struct PowerLossTests {
    /// A run of two starts, the second after a kill in the middle of a write.
    static let trace: [Substring] = (try? record()) ?? []

    static func record() throws -> [Substring] {
        var run = FaultedRun(in: TestFolder(isInMemory: true))
        let path = run.folder.path + "/trace"
        try run.drive(
            seed: 1, commits: 200,
            [
                "FAULT_CALL": "write", "FAULT_AT": "50", "FAULT_HOW": "part", "FAULT_TRACE": path,
            ])
        try run.drive(seed: 2, commits: 45, ["FAULT_TRACE": path])
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return text.split(separator: "\n")
    }

    @Test("what was told to be kept is there, what was forgotten is not", arguments: 0..<4)
    func anywhere(fate: Int) throws {
        #expect(Self.trace.count > 300)
        try Self.check(Self.trace, PowerLoss.Fate.allCases[fate])
    }

    /// Lets the power go after every call of a run, and looks at what the disk then has.
    static func check(_ trace: [Substring], _ fate: PowerLoss.Fate) throws {
        var chance = SeededNumbers(seed: 7)
        var disk = PowerLoss()
        var claims = Claims()
        var calls = 0
        for line in trace {
            guard line.hasPrefix("say") else {
                disk.take(line)
                let folder = TestFolder(isInMemory: true)
                try disk.store(in: folder, fate, &chance)
                let faults = claims.faults(in: folder.spool)
                #expect(faults == [], "\(fate) after call \(calls): \(line.prefix(60))")
                calls += 1
                continue
            }
            let said = String(
                decoding: PowerLoss.bytes(of: line.split(separator: " ").last ?? ""), as: UTF8.self)
            if said.hasPrefix("open") { claims.begin() }
            for line in said.split(separator: "\n") { claims.hear(line) }
        }
        #expect(calls > 50 && claims.hasEnded)
    }
}
