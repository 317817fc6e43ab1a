import Testing

@Suite("Spool: kill -9 at every call that changes the disk", .serialized)
struct KillTests {
    /// A spool about to be full.
    static let runs = try? KilledRuns<SpoolClaims>(
        torn: (seed: 1, steps: 200, write: 55), then: (seed: 2, steps: 45))
    private let runs: KilledRuns<SpoolClaims>

    init() throws { runs = try #require(Self.runs) }

    @Test("the run does all that a spool does: repairs, begins, extends, cleans, evicts, removes")
    func list() throws {
        var run = try runs.torn.copy()
        #expect(run.wasKilled && run.claims.kept.count > 200)
        try run.drive(seed: runs.seed, steps: runs.steps)
        #expect(run.claims.hasEnded && run.claims.failures == [])
        #expect(run.claims.evicted.count > 20 && run.claims.forgotten.count > 40)
        #expect(run.claims.faults(in: run.folder.spool, isTornAllowed: false) == [])
        for (call, least) in [("write", 45), ("sync", 45), ("rename", 30), ("unlink", 30)] {
            #expect(runs.calls.count { $0 == call } >= least, "\(call)")
        }
        #expect(runs.calls.count { $0 == "cut" } == 1)
    }

    @Test("before each call, from the first start on")
    func first() throws { try KilledRuns<SpoolClaims>.killFirst(1...40, steps: 30) }

    @Test("before each call of a full spool")
    func before() throws { try runs.kill("before", at: Array(1...runs.calls.count)) }

    @Test("in the middle of each write")
    func part() throws { try runs.kill("part", at: runs.writes) }

    @Test("in a run that goes on after another kill, several times over", arguments: 0..<8)
    func again(seed: Int) throws {
        try KilledRuns<SpoolClaims>.killAgain(seed: seed, first: seed * 10)
    }
}
