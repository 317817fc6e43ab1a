import Testing

@Suite("Log folder: kill -9 at every call that changes the disk", .serialized)
struct LogKillTests {
    /// A log of some hundred entries.
    static let runs = try? KilledRuns<LogClaims>(
        torn: (seed: 1, steps: 60, write: 62), then: (seed: 2, steps: 40))
    private let runs: KilledRuns<LogClaims>

    init() throws { runs = try #require(Self.runs) }

    @Test("the run does all that a log does: repairs, begins, extends, names, publishes, tidies")
    func list() throws {
        var run = try runs.torn.copy()
        #expect(run.wasKilled && run.claims.kept.count > 200)
        try run.drive(seed: runs.seed, steps: runs.steps)
        #expect(run.claims.hasEnded && run.claims.failures == [])
        #expect(run.claims.heads.count > 8 && run.claims.kept.count > 600)
        #expect(run.faults == [])
        for (call, least) in [
            ("write", 50), ("sync", 50), ("syncfolder", 30), ("rename", 25), ("unlink", 6),
            ("folder", 2),
        ] {
            #expect(runs.calls.count { $0 == call } >= least, "\(call) \(runs.calls.count)")
        }
        #expect(runs.calls.count { $0 == "cut" } == 1)
    }

    @Test("before each call, from the first start on")
    func first() throws { try KilledRuns<LogClaims>.killFirst(1...70, steps: 20) }

    @Test("before each call of a log that has grown")
    func before() throws { try runs.kill("before", at: Array(1...runs.calls.count)) }

    @Test("in the middle of each write")
    func part() throws { try runs.kill("part", at: runs.writes) }

    @Test("in runs that go on after another kill, several times over", arguments: 0..<8)
    func again(seed: Int) throws {
        try KilledRuns<LogClaims>.killAgain(seed: seed, first: seed * 10 + 1)
    }
}
