import Attestation
import Epochs
import OracleLogic
import Primitives
import ScriptedOracle
import Seeds
import Testing
import Units

@Suite("OracleLogic: when an epoch can be judged")
struct ClosingTests {
    @Test(
        "at the network's record of the next epoch: the 60th, in the demo the 10th; not one before")
    func closes() {
        for (periods, close) in [(NetworkPeriods.main, UInt64(60)), (.demo, 10)] {
            var oracle = LogicUnderTest(periods)
            let start = periods.periodsPerWindow * periods.windowsPerEpoch
            for number in 0..<(close - 1) { oracle.record(start + number) }
            #expect(oracle.logic.newestClosed == nil)
            oracle.record(start + close + 7)
            #expect(oracle.logic.newestClosed == Epoch(0))
            #expect(oracle.outcomes.last?.closed == Epoch(0)...Epoch(0))
            oracle.record(start + close + 8)
            #expect(oracle.outcomes.last?.closed == nil)
        }
    }

    @Test("after a long pause several epochs close at one record")
    func pause() {
        var oracle = LogicUnderTest(.demo)
        for number in 0..<10 { oracle.record(240 * 7 + 100 + UInt64(number)) }
        #expect(oracle.outcomes.last?.closed == Epoch(0)...Epoch(6))
    }

    @Test("agrees with Epochs' own reading of log time, record by record", arguments: 0..<8)
    func agrees(seed: Int) throws {
        var chance = SeededNumbers(seed: UInt64(seed))
        var oracle = LogicUnderTest(.demo, begins: false)
        var records: [LogRecord] = []
        var period: UInt64 = 0
        for _ in 0..<600 {
            // Mostly one after the other, at times a gap of up to four epochs.
            period += chance.below(40) == 0 ? UInt64(1 + chance.below(900)) : 1
            records.append(
                LogRecord(
                    period: Period(period), index: UInt64(oracle.entries.count),
                    value: TestNetwork.none))
            oracle.record(period)
            let time = LogTime(
                network: oracle.network.id, periods: .demo, records: records,
                follower: EntropyFollowing(), completeFrom: Period(0))
            if oracle.logic.newestClosed != time.newestJudgeable {
                Issue.record("at period \(period)")
            }
        }
        #expect(oracle.logic.newestClosed != nil)
    }
}
