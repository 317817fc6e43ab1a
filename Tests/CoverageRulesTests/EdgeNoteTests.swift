import Attestation
import Testing
import Units

@testable import CoverageRules

@Suite("What a judged report adds to its edge")
struct EdgeNoteTests {
    func counts(_ change: (inout WitnessFacts) -> Void) throws -> EdgeCounts {
        var facts = GoodFacts.witness
        change(&facts)
        var verdict = WitnessRules.judge(facts, GoodFacts.terms)
        verdict.record(.w17, .notJudged(.fewSites))
        var counts = EdgeCounts()
        counts.take(try #require(EdgeNote(facts, GoodFacts.terms)), verdict)
        return counts
    }

    @Test("a good report counts with its level, its margin and open air's")
    func good() throws {
        let counts = try counts { _ in }
        #expect(counts.heard == 1 && counts.stepCounts[0] == 1)
        #expect(counts.stepLevels[0] == -10_100 && counts.squares == 10_100 * 10_100)
        // 5 dB over the noise, SF10 decodes to -15: 20 dB.
        #expect(counts.margins.median == 2_000)
        // W-14's bound is open air and 6 dB.
        #expect(counts.overFreeSpace == -10_100 - (WitnessCase.strongest - 600))
    }

    @Test("too strong, odd and bad in another way are told apart")
    func kinds() throws {
        let strong = try counts { $0.report.first.signal = SignalLevel(hundredths: -2_000) }
        #expect(strong.tooStrong == 1 && strong.heard == 0)
        let late = try counts { $0.seal?.recordsBelowSeal = 99 }
        #expect(late == EdgeCounts())
        var verdict = WitnessRules.judge(GoodFacts.witness, GoodFacts.terms)
        verdict.record(.w17, .fail(.oddTime, measured: 40_000, limit: 30_000))
        var odd = EdgeCounts()
        odd.take(try #require(EdgeNote(GoodFacts.witness, GoodFacts.terms)), verdict)
        #expect(odd.odd == 1 && odd.heard == 0)
    }

    @Test("a second reception counts as a replay once the frame had ended")
    func replays() throws {
        let airtime = UInt64(BeaconCase.airtime) * 1_000
        func replays(after microseconds: UInt64) throws -> Int64 {
            try counts { facts in
                var other = facts.report.first
                other.afterMicroseconds = microseconds
                facts.report.others = [other]
            }.replays
        }
        #expect(try replays(after: 12) == 0)
        #expect(try replays(after: airtime - 1_000) == 0)
        #expect(try replays(after: airtime) == 1)
    }

    @Test("copies are those of another hotspot, alike to the last digit")
    func copies() {
        var first = GoodFacts.witness.report.first
        let same = first
        first.frequencyErrorHertz = -341
        var bare = same
        bare.frequencyErrorHertz = nil
        let found = GroupRules.copies(of: [
            (1, same), (2, first), (3, same), (4, bare), (5, bare),
        ])
        #expect(found == [true, false, true, nil, nil])
        #expect(GroupRules.copies(of: [(1, same), (1, same)]) == [false, false])
    }

    @Test(
        "a draw's power is one of four steps", arguments: [(0, 0), (-300, 1), (-600, 2), (-900, 3)])
    func steps(_ power: Int32, _ step: Int) {
        #expect(EdgeReception.step(of: Decibels(hundredths: power)) == step)
    }
}
