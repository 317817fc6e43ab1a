import Testing

@testable import CoverageRules

@Suite("B-1 to B-11: bad in one way only, and the nearest good one")
struct BeaconRuleTests {
    @Test("a good beacon passes every rule")
    func good() {
        let verdict = BeaconRules.judge(GoodFacts.beacon, GoodFacts.terms)
        #expect(verdict.outcome == .pass)
        #expect(verdict.passed == RuleSet(.b1 ... .b11))
        #expect(verdict.finding == nil)
    }

    @Test("bad in one way, that rule fails with its numbers", arguments: BeaconCase.fails)
    func bad(_ row: BeaconCase) throws {
        var facts = GoodFacts.beacon
        row.bad(&facts)
        let verdict = BeaconRules.judge(facts, row.terms)
        #expect(verdict.outcome == .fail)
        #expect(verdict.failed == RuleSet(row.rule).union(row.alsoFails))
        let finding = try #require(verdict.finding)
        #expect(finding.rule == row.rule)
        #expect(finding.reason == row.reason)
        #expect(finding.measured == row.measured)
        #expect(finding.limit == row.limit)
        let rule = try #require(BeaconRules.all.first { $0.number == row.rule })
        #expect(rule.judge(facts, row.terms) == row.expected)
    }

    @Test("the nearest good one passes", arguments: BeaconCase.fails)
    func nearest(_ row: BeaconCase) {
        var facts = GoodFacts.beacon
        row.good(&facts)
        let verdict = BeaconRules.judge(facts, GoodFacts.terms)
        #expect(verdict.failed.isEmpty)
        #expect(verdict.hasPassed)
    }

    @Test("bad in two ways, the lower number answers", arguments: BeaconCase.fails)
    func twice(_ row: BeaconCase) throws {
        var facts = GoodFacts.beacon
        row.bad(&facts)
        facts.sameSequence = 3
        facts.earlierReveals = 2
        let finding = try #require(BeaconRules.judge(facts, row.terms).finding)
        if row.rule < .b6 {
            #expect(finding.rule == row.rule && finding.reason == row.reason)
        } else {
            #expect(finding.rule == .b6)
        }
        var other = GoodFacts.beacon
        row.bad(&other)
        other.sameSequence = 3
        let later = try #require(BeaconRules.judge(other, row.terms).finding)
        #expect(later.rule == row.rule && later.reason == row.reason)
    }

    @Test("what cannot be judged says why and fails nothing", arguments: BeaconCase.gaps)
    func gaps(_ row: BeaconCase) throws {
        var facts = GoodFacts.beacon
        row.bad(&facts)
        let rule = try #require(BeaconRules.all.first { $0.number == row.rule })
        #expect(rule.judge(facts, row.terms) == .notJudged(row.reason))
        let verdict = BeaconRules.judge(facts, row.terms)
        #expect(verdict.notJudged.contains(row.rule))
        #expect(verdict.failed.isEmpty)
        #expect(verdict.outcome == (row.rule == .b2 ? .pass : .notJudged))
        var good = GoodFacts.beacon
        row.good(&good)
        #expect(rule.judge(good, row.terms) == .pass)
    }
}

@Suite("W-1 to W-16, W-18, W-20: bad in one way only, and the nearest good one")
struct WitnessRuleTests {
    @Test("a good report passes every rule that can be judged")
    func good() {
        let verdict = WitnessRules.judge(GoodFacts.witness, GoodFacts.terms)
        #expect(verdict.outcome == .pass)
        #expect(verdict.notJudged == RuleSet(.w20))
        #expect(verdict.suspicions.isEmpty)
    }

    @Test("bad in one way, that rule fails with its numbers", arguments: WitnessCase.fails)
    func bad(_ row: WitnessCase) throws {
        var facts = GoodFacts.witness
        row.bad(&facts)
        let verdict = WitnessRules.judge(facts, row.terms)
        #expect(verdict.outcome == .fail)
        #expect(verdict.failed == RuleSet(row.rule).union(row.alsoFails))
        let finding = try #require(verdict.finding)
        #expect(finding.rule == row.rule)
        #expect(finding.reason == row.reason)
        #expect(finding.measured == row.measured)
        #expect(finding.limit == row.limit)
    }

    @Test("the nearest good one passes", arguments: WitnessCase.fails)
    func nearest(_ row: WitnessCase) {
        var facts = GoodFacts.witness
        row.good(&facts)
        let verdict = WitnessRules.judge(facts, row.terms)
        #expect(verdict.failed.isEmpty)
        #expect(verdict.hasPassed)
    }

    @Test("bad in two ways, the lower number answers", arguments: WitnessCase.fails)
    func twice(_ row: WitnessCase) throws {
        var facts = GoodFacts.witness
        row.bad(&facts)
        facts.earlierReports = 4
        facts.isEdgeDoubted = true
        let finding = try #require(WitnessRules.judge(facts, row.terms).finding)
        #expect(finding.rule == min(row.rule, .w3))
        var other = GoodFacts.witness
        row.bad(&other)
        other.earlierReports = 4
        let later = try #require(WitnessRules.judge(other, row.terms).finding)
        #expect(later.rule == min(row.rule, .w18))
    }

    @Test("what cannot be judged says why and fails nothing", arguments: WitnessCase.gaps)
    func gaps(_ row: WitnessCase) throws {
        var facts = GoodFacts.witness
        row.bad(&facts)
        let rule = try #require(WitnessRules.all.first { $0.number == row.rule })
        #expect(rule.judge(facts, row.terms) == .notJudged(row.reason))
        var good = GoodFacts.witness
        row.good(&good)
        #expect(rule.judge(good, row.terms) == .pass)
    }

    @Test("an unmatched report fails nothing, and every rule behind W-5 says unmatched")
    func unmatched() {
        var facts = GoodFacts.witness
        facts.beacon = nil
        let verdict = WitnessRules.judge(facts, GoodFacts.terms)
        #expect(verdict.outcome == .notJudged)
        #expect(verdict.finding?.rule == .w5)
        #expect(verdict.finding?.reason == .unmatched)
        #expect(verdict.failed.isEmpty)
    }
}
