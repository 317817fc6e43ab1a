import Foundation
import Testing

@Suite("Spool: kill -9 at every call that changes the disk", .serialized)
struct KillTests {
    static let commits = 45

    /// A spool about to be full, killed in the middle of a write: every run begins with its repair.
    static let torn: FaultedRun? = {
        var run = FaultedRun(in: TestFolder(isInMemory: true))
        try? run.drive(
            seed: 1, commits: 200,
            ["FAULT_CALL": "write", "FAULT_AT": "55", "FAULT_HOW": "part"])
        return run
    }()

    /// The calls of an undisturbed run from there, by name.
    static let calls: [String] = (try? list()) ?? []

    static func list() throws -> [String] {
        var run = try #require(try torn?.copy())
        let trace = run.folder.path + "/trace"
        try run.drive(seed: 2, commits: commits, ["FAULT_TRACE": trace])
        let text = try String(contentsOfFile: trace, encoding: .utf8)
        return text.split(separator: "\n").compactMap { $0.split(separator: " ").first }
            .map(String.init).filter { $0 != "say" }
    }

    @Test("the run does all that a spool does: repairs, begins, extends, cleans, evicts, removes")
    func list() throws {
        var run = try #require(try Self.torn?.copy())
        #expect(run.wasKilled && run.claims.kept.count > 200)
        try run.drive(seed: 2, commits: Self.commits)
        #expect(run.claims.hasEnded && run.claims.failures == [])
        #expect(run.claims.evicted.count > 20 && run.claims.forgotten.count > 40)
        #expect(run.claims.faults(in: run.folder.spool, isTornAllowed: false) == [])
        for (call, least) in [("write", 45), ("sync", 45), ("rename", 30), ("unlink", 30)] {
            #expect(Self.calls.filter { $0 == call }.count >= least, "\(call)")
        }
        #expect(Self.calls.filter { $0 == "cut" }.count == 1)
    }

    @Test("before each call, from the first start on")
    func first() throws {
        var run = FaultedRun(in: TestFolder(isInMemory: true))
        for place in 1...40 {
            run = FaultedRun(in: TestFolder(isInMemory: true))
            try run.drive(seed: 3, commits: 30, ["FAULT_AT": "\(place)", "FAULT_HOW": "before"])
            #expect(run.wasKilled)
            #expect(run.claims.faults(in: run.folder.spool) == [], "killed before call \(place)")
        }
    }

    @Test("before each call of a full spool")
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
            try run.drive(
                seed: 2, commits: Self.commits, ["FAULT_AT": "\(place)", "FAULT_HOW": how])
            #expect(run.wasKilled, "\(how) \(place)")
            let faults = run.claims.faults(in: run.folder.spool)
            #expect(faults == [], "killed \(how) call \(place), \(Self.calls[place - 1])")
        }
    }

    @Test("in a run that goes on after another kill, several times over", arguments: 0..<8)
    func again(seed: Int) throws {
        var run = FaultedRun(in: TestFolder(isInMemory: true))
        for round in 0..<6 {
            let place = 3 + (seed * 37 + round * 61) % 150
            try run.drive(
                seed: seed * 10 + round, commits: 60,
                ["FAULT_AT": "\(place)", "FAULT_HOW": round % 2 == 0 ? "part" : "before"])
            #expect(run.wasKilled)
        }
        #expect(run.claims.faults(in: run.folder.spool) == [])
    }
}
