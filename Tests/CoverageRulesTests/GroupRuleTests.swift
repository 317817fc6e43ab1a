import Attestation
import Seeds
import Signing
import Testing
import Units

@testable import CoverageRules

@Suite("B-12, W-17, W-19, W-21: rules that compare reports")
struct GroupRuleTests {
    let terms = GoodFacts.terms

    @Test("B-12: one passing witness is enough; none is no fault")
    func b12() {
        #expect(GroupRules.b12(passingWitnesses: 1) == .pass)
        #expect(GroupRules.b12(passingWitnesses: 0) == .notJudged(.unheard))
    }

    // MARK: W-17

    /// A frame that left at 0.5 s, heard at each distance, late by some nanoseconds.
    func arrival(_ site: UInt32, _ metres: Int64, late: Int64 = 0) -> Arrival {
        let light = Int64((Double(metres) / 0.299_792_458).rounded())
        let moment = (500_000_000 + light + late + 1_000_000_000) % 1_000_000_000
        return Arrival(
            hotspot: site, site: site, isDeclared: true, fineNanoseconds: UInt64(moment),
            missing: 0, distance: Metres(metres))
    }

    func four(late: Int64) -> [Arrival] {
        [
            arrival(5, 400), arrival(2, 15_000), arrival(9, 60_000),
            arrival(3, 8_000, late: late),
        ]
    }

    @Test("W-17: of four sites the odd one out fails; one nanosecond less passes")
    func oddTime() {
        let bad = GroupRules.w17(four(late: 30_001), .first)
        #expect(bad == [.pass, .pass, .pass, .fail(.oddTime, measured: 30_001, limit: 30_000)])
        #expect(GroupRules.w17(four(late: 30_000), .first) == Array(repeating: .pass, count: 4))
        let early = GroupRules.w17(four(late: -30_001), .first)
        #expect(early[3] == .fail(.oddTime, measured: 30_001, limit: 30_000))
    }

    @Test("W-17: a later report of one frame is judged by the others' moment, and has no voice")
    func laterReport() {
        var later = arrival(3, 8_000, late: 90_000)
        later.votes = false
        let answers = GroupRules.w17(four(late: 0) + [later], .first)
        #expect(answers[..<4] == [.pass, .pass, .pass, .pass])
        #expect(answers[4] == .fail(.oddTime, measured: 90_000, limit: 30_000))
        // Were it to vote, it would be the fourth site.
        let three = GroupRules.w17(Array(four(late: 0)[..<3]) + [later], .first)
        #expect(three == Array(repeating: .notJudged(.fewSites), count: 4))
    }

    @Test("W-17: around the full second too")
    func aroundSecond() {
        let late = four(late: 90_000).map { arrival in
            var arrival = arrival
            arrival.fineNanoseconds =
                ((arrival.fineNanoseconds ?? 0) + 499_960_000) % 1_000_000_000
            return arrival
        }
        #expect(
            GroupRules.w17(late, .first)
                == [.pass, .pass, .pass, .fail(.oddTime, measured: 90_000, limit: 30_000)])
    }

    @Test("W-17: three sites judge nobody; a second box of a site is no fourth")
    func fewSites() {
        var three = Array(four(late: 90_000)[1...])
        #expect(GroupRules.w17(three, .first) == Array(repeating: .notJudged(.fewSites), count: 3))
        var second = arrival(9, 60_000)
        second.hotspot = 70
        three.append(second)
        #expect(GroupRules.w17(three, .first) == Array(repeating: .notJudged(.fewSites), count: 4))
    }

    @Test("W-17: a beaconer with a false place makes nobody a liar")
    func falsePlace() {
        let apart = [
            arrival(1, 400), arrival(2, 800, late: 200_000), arrival(3, 900, late: 400_000),
        ]
        let judgements = GroupRules.w17(apart + [arrival(4, 700, late: 600_000)], .first)
        #expect(judgements == Array(repeating: .notJudged(.timesDisagree), count: 4))
        let halves = [
            arrival(1, 400), arrival(2, 800), arrival(3, 900, late: 400_000),
            arrival(4, 700, late: 400_000),
        ]
        #expect(
            GroupRules.w17(halves, .first)
                == Array(repeating: .notJudged(.timesDisagree), count: 4))
    }

    @Test("W-17: a declared fine time missing three times fails, twice or undeclared not")
    func missingTime() {
        var arrival = arrival(1, 400)
        arrival.fineNanoseconds = nil
        arrival.missing = 3
        #expect(
            GroupRules.w17([arrival], .first) == [.fail(.noFineTime, measured: 3, limit: 3)])
        arrival.missing = 2
        #expect(GroupRules.w17([arrival], .first) == [.notJudged(.timeUndeclared)])
        arrival.missing = 3
        arrival.isDeclared = false
        #expect(GroupRules.w17([arrival], .first) == [.notJudged(.timeUndeclared)])
    }

    // MARK: W-19

    func candidate(_ number: UInt32, rank: UInt64, trust: UInt16 = 500) -> Candidate {
        Candidate(
            hotspot: number, site: number, holdsSite: true, trust: trust, hasPassed: true,
            rank: GoodFacts.hash(rank))
    }

    @Test("W-19: the fourteen lowest ranks, one of a site, in any order of the reports")
    func selection() {
        var chance = SeededNumbers(seed: 5)
        var candidates = (1...16).map { candidate(UInt32($0), rank: UInt64($0) * 10) }
        (candidates[3].site, candidates[3].holdsSite) = (1, false)
        candidates[5].hasPassed = false
        for _ in 0..<50 {
            candidates.shuffle(using: &chance)
            let judgements = GroupRules.w19(candidates, in: Epoch(40), terms)
            for (candidate, judgement) in zip(candidates, judgements) {
                switch candidate.hotspot {
                case 4: #expect(judgement == .notJudged(.siteTaken))
                case 6: #expect(judgement == .notJudged(.notPassed))
                default: #expect(judgement == .pass)
                }
            }
        }
    }

    /// Two reports of site 9: a guest's of a lower rank, and the holder's.
    func house(_ change: (inout Candidate) -> Void = { _ in }) -> [Judgement] {
        var guest = candidate(1, rank: 1)
        var holder = candidate(2, rank: 50)
        (guest.site, guest.holdsSite, holder.site) = (9, false, 9)
        change(&holder)
        return GroupRules.w19([guest, holder], in: Epoch(40), terms)
    }

    @Test("W-19: the holder's report stands for a site, whatever another's rank is")
    func holder() {
        #expect(house() == [.notJudged(.siteTaken), .pass])
    }

    @Test("W-19: without a good report of the holder the lowest rank stands for the site")
    func noHolder() {
        #expect(house { $0.hasPassed = false } == [.pass, .notJudged(.notPassed)])
        #expect(house { $0.trust = 499 } == [.pass, .notJudged(.trustTooLow)])
        #expect(house { $0.rank = nil } == [.pass, .notJudged(.notPassed)])
        #expect(house { $0.holdsSite = false } == [.pass, .notJudged(.siteTaken)])
    }

    @Test("W-19: a site has its holder's rank, not the lowest of its boxes")
    func rankOfHolder() {
        var candidates = (1...15).map { candidate(UInt32($0), rank: UInt64($0) * 10) }
        candidates[14].rank = GoodFacts.hash(1_000)
        var guest = candidate(99, rank: 1)
        (guest.site, guest.holdsSite) = (15, false)
        let judgements = GroupRules.w19(candidates + [guest], in: Epoch(40), terms)
        #expect(judgements[..<14].allSatisfy { $0 == .pass })
        #expect(judgements[14...] == [.notJudged(.rankTooHigh), .notJudged(.rankTooHigh)])
        candidates[14].rank = GoodFacts.hash(139)
        let drawn = GroupRules.w19(candidates + [guest], in: Epoch(40), terms)
        #expect(drawn[13...] == [.notJudged(.rankTooHigh), .pass, .notJudged(.siteTaken)])
    }

    @Test("W-19: the fifteenth is not drawn")
    func fifteenth() {
        let candidates = (1...15).map { candidate(UInt32($0), rank: UInt64(100 - $0)) }
        let judgements = GroupRules.w19(candidates, in: Epoch(0), terms)
        #expect(judgements[0] == .notJudged(.rankTooHigh))
        #expect(judgements[1...].allSatisfy { $0 == .pass })
    }

    @Test(
        "W-19: T(e) = min(500, 250 + 25 max(0, e - 14))",
        arguments: [(0, 250), (14, 250), (15, 275), (23, 475), (24, 500), (25, 500), (9_999, 500)])
    func trust(_ epoch: UInt64, _ threshold: UInt16) {
        #expect(GroupRules.selectionTrust(in: Epoch(epoch), terms) == threshold)
        let met = GroupRules.w19(
            [candidate(1, rank: 1, trust: threshold)], in: Epoch(epoch), terms)
        #expect(met == [.pass])
        let below = GroupRules.w19(
            [candidate(1, rank: 1, trust: threshold - 1)], in: Epoch(epoch), terms)
        #expect(below == [.notJudged(.trustTooLow)])
    }

    @Test("W-19: a demo network asks no more than its file says")
    func demoTrust() {
        let demo = RuleTerms(
            network: terms.network, genesis: terms.genesis, periods: .demo, selectionTrust: 250,
            book: .first)
        #expect(GroupRules.selectionTrust(in: Epoch(500), demo) == 250)
    }

    @Test("a candidate's rank is of the beacon's seed and its own key")
    func rank() throws {
        let verdict = WitnessRules.judge(GoodFacts.witness, terms)
        let candidate = try #require(
            Candidate(GoodFacts.witness, verdict, holdsSite: true, by: SHA256.self))
        #expect(candidate.hasPassed)
        #expect(
            candidate.rank
                == ProofHash.rank(
                    seed: GoodFacts.draw.seed, witness: GoodFacts.key(2), by: SHA256.self))
    }

    // MARK: W-21

    static let oneWay = ReciprocityFacts(
        windowsSinceFirst: 8, medianMargin: Decibels(hundredths: 1_000), beaconsSent: 6,
        beaconsHeard: 0, beaconerNoise: SignalLevel(hundredths: -11_000),
        witnessNoise: SignalLevel(hundredths: -12_000))

    @Test("W-21: a strong edge heard one way only fails, with every bound just met")
    func oneWay() {
        #expect(
            GroupRules.w21(Self.oneWay, terms) == .fail(.neverHeardBack, measured: 0, limit: 1))
    }

    @Test("W-21: each excuse, one past its bound")
    func excuses() {
        func judged(_ change: (inout ReciprocityFacts) -> Void) -> Judgement {
            var facts = Self.oneWay
            change(&facts)
            return GroupRules.w21(facts, terms)
        }
        #expect(judged { $0.beaconsHeard = 1 } == .pass)
        #expect(judged { $0.windowsSinceFirst = 7 } == .notJudged(.newBox))
        #expect(judged { $0.beaconsSent = 5 } == .notJudged(.fewBeacons))
        #expect(
            judged { $0.medianMargin = Decibels(hundredths: 999) } == .notJudged(.weakEdge))
        #expect(
            judged { $0.witnessNoise = SignalLevel(hundredths: -12_001) }
                == .notJudged(.unevenNoise))
        #expect(judged { $0.beaconerNoise = nil } == .notJudged(.unevenNoise))
    }
}
