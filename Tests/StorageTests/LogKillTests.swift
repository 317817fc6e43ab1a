import Foundation
import Testing

@Suite("Log folder: kill -9 at every call that changes the disk", .serialized)
struct LogKillTests {
    static let steps = 40

    /// A log of some hundred entries, killed in the middle of a write: every run begins with its
    /// repair.
    static let torn: DrivenLogRun? = {
        var run = DrivenLogRun(in: TestFolder(isInMemory: true))
        try? run.drive(
            seed: 1, steps: 60, ["FAULT_CALL": "write", "FAULT_AT": "62", "FAULT_HOW": "part"])
        return run
    }()

    /// The calls of an undisturbed run from there, by name.
    static let calls: [String] = (try? list()) ?? []

    static func list() throws -> [String] {
        var run = try #require(try torn?.copy())
        let trace = run.folder.path + "/trace"
        try run.drive(seed: 2, steps: steps, ["FAULT_TRACE": trace])
        let text = try String(contentsOfFile: trace, encoding: .utf8)
        return text.split(separator: "\n").compactMap { $0.split(separator: " ").first }
            .map(String.init).filter { $0 != "say" }
    }

    @Test("the run does all that a log does: repairs, begins, extends, names, publishes, tidies")
    func list() throws {
        var run = try #require(try Self.torn?.copy())
        #expect(run.wasKilled && run.claims.kept.count > 200)
        try run.drive(seed: 2, steps: Self.steps)
        #expect(run.claims.hasEnded && run.claims.failures == [])
        #expect(run.claims.heads.count > 8 && run.claims.kept.count > 600)
        #expect(run.claims.faults(in: run.folder.log) == [])
        for (call, least) in [
            ("write", 50), ("sync", 50), ("syncfolder", 30), ("rename", 25), ("unlink", 6),
            ("folder", 2),
        ] {
            #expect(Self.calls.filter { $0 == call }.count >= least, "\(call) \(Self.calls.count)")
        }
        #expect(Self.calls.filter { $0 == "cut" }.count == 1)
    }

    @Test("before each call, from the first start on")
    func first() throws {
        for place in 1...70 {
            var run = DrivenLogRun(in: TestFolder(isInMemory: true))
            try run.drive(seed: 3, steps: 20, ["FAULT_AT": "\(place)", "FAULT_HOW": "before"])
            #expect(run.wasKilled)
            #expect(run.claims.faults(in: run.folder.log) == [], "killed before call \(place)")
        }
    }

    @Test("before each call of a log that has grown")
    func before() throws {
        try kill("before", at: Array(1...Self.calls.count))
    }

    @Test("in the middle of each write")
    func part() throws {
        try kill("part", at: Self.calls.indices.filter { Self.calls[$0] == "write" }.map { $0 + 1 })
    }

    private func kill(_ how: String, at places: [Int]) throws {
        #expect(places.count > 40)
        for place in places {
            var run = try #require(try Self.torn?.copy())
            try run.drive(seed: 2, steps: Self.steps, ["FAULT_AT": "\(place)", "FAULT_HOW": how])
            #expect(run.wasKilled, "\(how) \(place)")
            let faults = run.claims.faults(in: run.folder.log)
            #expect(faults == [], "killed \(how) call \(place), \(Self.calls[place - 1])")
        }
    }

    @Test("in runs that go on after another kill, several times over", arguments: 0..<8)
    func again(seed: Int) throws {
        var run = DrivenLogRun(in: TestFolder(isInMemory: true))
        for round in 0..<6 {
            let place = 3 + (seed * 37 + round * 61) % 150
            try run.drive(
                seed: seed * 10 + round + 1, steps: 60,
                ["FAULT_AT": "\(place)", "FAULT_HOW": round % 2 == 0 ? "part" : "before"])
            #expect(run.wasKilled)
        }
        #expect(run.claims.faults(in: run.folder.log) == [])
    }
}
