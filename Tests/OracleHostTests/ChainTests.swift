import Attestation
import Epochs
import Foundation
import OracleAPI
import OracleHost
import OracleLogic
import Primitives
import Signing
import Testing
import Units

@Suite("A lost chain is replaced by a logged new end") struct LostChainTests {
    /// A copy of an oracle's folder at this moment, without its seeds.
    private func lost(_ bench: OracleBench) throws -> DataFolder {
        let copy = bench.folder.appendingPathComponent("lost-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: bench.data.path, toPath: copy.path)
        let data = DataFolder(copy.path)
        try FileManager.default.removeItem(atPath: data.keys + "/chain")
        return data
    }

    private func refusal(_ data: DataFolder, _ clock: Nanoseconds) -> String? {
        do throws(OracleHostError) {
            _ = try OracleHost(data, at: clock)
            return nil
        } catch { return error.description }
    }

    private func moment(_ period: UInt64, _ bench: OracleBench) -> Nanoseconds {
        bench.founded.genesis + Nanoseconds(period * OracleBench.second)
    }

    @Test(
        "without its seed it does not start; with a new end it waits for the next epoch, and F follows"
    )
    func replaced() throws {
        let bench = try OracleBench(rules: OracleBench.firstRules())
        try bench.pass(30)
        let data = try lost(bench)
        #expect(refusal(data, bench.clock)?.contains("init --replace-chain --data") == true)
        let first = try OracleHost.replaceChain(in: data, length: 5_000, at: bench.clock)
        #expect(first == Period(240), "the demo's epoch has 240 periods")
        #expect(throws: OracleHostError.self, "the second time there is nothing to replace") {
            _ = try OracleHost.replaceChain(in: data, length: 5_000, at: bench.clock)
        }
        bench.host = try OracleHost(data, at: bench.clock)
        for period in [31, 32, 100, 239] as [UInt64] {
            #expect(try bench.host.advance(to: moment(period, bench)) == false)
            #expect(bench.host.chainBegins == first && bench.host.newest == Period(30))
        }
        // Statements are taken meanwhile.
        #expect(try bench.post(try bench.registration(of: TestKey().key)).refused.isEmpty)
        for period in 240..<260 as Range<UInt64> {
            #expect(try bench.host.advance(to: moment(period, bench)), "period \(period)")
            #expect(bench.host.chainBegins == nil)
        }
        let end = try read(statements(bench.host.chainEnds)[1], as: EntropyChainEnd.self)
        #expect(end.chain.first == first && end.length == 5_000)
        let last = try read(
            #require(try bench.news(after: Period(258)).records.last), as: EntropyRecord.self)
        #expect(end.chain.isStep(last.step.value, of: last.step.period, by: SHA256.self))
        // The epoch closes by the new chain's tenth record, in F too.
        let outcome = try #require(bench.host.epochTask).run(dividing: SerialDivision())
        try bench.host.keep(outcome)
        #expect(outcome.epoch == Epoch(0) && outcome.next.position > 0)
        let check = try DataCheck.run(data)
        #expect(check.isGood, "\(check.lines)")
    }

    @Test("a new end changes no draw of an epoch that has begun, and holds for no period that has")
    func begins() throws {
        let bench = try OracleBench()
        try bench.pass(30)
        for (period, first) in [(30, 240), (239, 240), (240, 241), (300, 301), (700, 701)]
            as [(UInt64, UInt64)]
        {
            let data = try lost(bench)
            let found = try OracleHost.replaceChain(
                in: data, length: 2_000, at: moment(period, bench))
            #expect(found == Period(first), "at period \(period)")
        }
    }

    @Test("an end that waits is replaced too; who has only the old seeds does not go on with them")
    func waiting() throws {
        let bench = try OracleBench(chainLength: 1_100)
        try bench.pass(1)
        let old = try Data(contentsOf: URL(fileURLWithPath: bench.data.keys + "/chain"))
        for period in [200, 481, 482] as [UInt64] {
            try bench.host.advance(to: moment(period, bench))
        }
        #expect(try statements(bench.host.chainEnds).count == 2)
        let data = try lost(bench)
        let clock = moment(483, bench)
        // The file of before the second chain was begun.
        try old.write(to: URL(fileURLWithPath: data.keys + "/chain"))
        #expect(refusal(data, clock)?.contains("the seed of the chain in use is not there") == true)
        #expect(try OracleHost.replaceChain(in: data, length: 2_000, at: clock) == Period(720))
        let host = try OracleHost(data, at: clock)
        #expect(try host.advance(to: moment(719, bench)) == false)
        for period in [720, 721, 1_200] as [UInt64] {
            #expect(try host.advance(to: moment(period, bench)), "period \(period)")
        }
        let check = try DataCheck.run(data)
        #expect(check.isGood, "\(check.lines)")
    }

    @Test("killed between seed and log, the end is logged at the next start, or made again")
    func killed() throws {
        let bench = try OracleBench()
        try bench.pass(3)
        for (first, isLogged) in [(240, true), (239, false), (480, true)] as [(UInt64, Bool)] {
            let data = try lost(bench)
            let chain = ReverseHashChain(
                seed: Hash256(words: (first, 1, 1, 1)), first: Period(first), length: 3_000)
            let path = bench.data.keys + "/chain"
            var file = try #require(try ChainFile.read(path))
            file.chains.append(chain)
            try file.write(data.keys + "/chain")
            let host = try OracleHost(data, at: bench.clock)
            try host.advance(to: bench.clock + Nanoseconds(OracleBench.second))
            #expect(try statements(host.chainEnds).count == (isLogged ? 2 : 1), "\(first)")
        }
    }
}

@Suite("An oracle whose clock jumps") struct ClockJumpTests {
    /// The turn of the daemon: the guard first, then whatever is due.
    private struct Machine {
        var clock = ClockGuard()
        var uptime = Nanoseconds(1_000 * OracleBench.second)
        /// What the wall clock is off by.
        var off: Int64 = 0

        mutating func turn(_ bench: OracleBench) throws -> ClockGuard.Doubt? {
            uptime = uptime + Nanoseconds(OracleBench.second)
            bench.clock = bench.clock + Nanoseconds(OracleBench.second)
            let wall = Nanoseconds(UInt64(Int64(bench.clock.value) + off))
            let newest = bench.host.newest.map { bench.host.start(of: $0) }
            if let doubt = clock.look(at: wall, uptime: uptime, newest: newest) { return doubt }
            try bench.host.advance(to: wall)
            return nil
        }
    }

    @Test("a day ahead: none is made, posts are taken, and set right it goes on without a gap")
    func ahead() throws {
        let bench = try OracleBench()
        var machine = Machine()
        for _ in 0..<5 { #expect(try machine.turn(bench) == nil) }
        machine.off = 86_400_000_000_000
        for _ in 0..<60 {
            #expect(try machine.turn(bench) == .jumpedAhead(Nanoseconds(86_400_000_000_000)))
        }
        #expect(bench.host.newest == Period(5))
        #expect(try bench.post(try bench.registration(of: TestKey().key)).refused.isEmpty)
        machine.off = 0
        for _ in 0..<3 { #expect(try machine.turn(bench) == nil) }
        #expect(bench.host.newest == Period(68) && bench.host.counts.records == 9)
        #expect(try DataCheck.run(bench.data).isGood)
    }

    @Test("a day back: none is made until it has caught up, posts are taken, and no period has two")
    func back() throws {
        let bench = try OracleBench()
        var machine = Machine()
        for _ in 0..<5 { #expect(try machine.turn(bench) == nil) }
        machine.off = -20_000_000_000
        for _ in 0..<19 {
            guard case .behind? = try machine.turn(bench) else {
                Issue.record("at \(bench.clock)")
                return
            }
        }
        #expect(bench.host.newest == Period(5))
        #expect(try bench.post(try bench.registration(of: TestKey().key)).refused.isEmpty)
        for _ in 0..<4 { #expect(try machine.turn(bench) == nil) }
        #expect(bench.host.newest == Period(8), "by the clock as it is")
        // Put right it is twenty seconds ahead: less than what is held.
        machine.off = 0
        #expect(try machine.turn(bench) == nil)
        #expect(bench.host.newest == Period(29))
        #expect(try DataCheck.run(bench.data).isGood)
    }

    @Test("ten minutes ahead, as when a clock is first set, are believed; the periods stay without")
    func small() throws {
        let bench = try OracleBench()
        var machine = Machine()
        for _ in 0..<2 { #expect(try machine.turn(bench) == nil) }
        machine.off = ClockGuard.longestStep
        #expect(try machine.turn(bench) == nil)
        #expect(bench.host.newest == Period(603) && bench.host.counts.records == 4)
    }
}
