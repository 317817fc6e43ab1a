import Notation
import OracleAPI
import Primitives
import Testing

@testable import CoverageRules

@Suite("Reasons: each has a code, a sentence and a case")
struct ReasonTests {
    @Test("codes are the cases' names and are read back", arguments: Reason.allCases)
    func codes(_ reason: Reason) {
        #expect(reason.code == "\(reason)")
        #expect(Reason(code: reason.code) == reason)
    }

    @Test("numbers and codes are given once")
    func unique() {
        let codes = Reason.allCases.map(\.code)
        #expect(codes.count == Array(Set(codes)).count)
    }

    @Test(
        "a sentence names both numbers exactly where something is measured, and ends",
        arguments: Reason.allCases)
    func sentence(_ reason: Reason) {
        let sentence = reason.sentence(measured: 123_457, limit: 654_321)
        let isMeasured = reason.unit != .none
        #expect(reason.template.contains("{measured}") == isMeasured)
        #expect(reason.template.contains("{limit}") == isMeasured)
        #expect(!sentence.contains("{") && !sentence.contains("}"))
        #expect(sentence.contains(reason.unit.text(123_457)) == isMeasured || !isMeasured)
        #expect(sentence.hasSuffix(".") && sentence.first?.isUppercase ?? false || isMeasured)
        #expect(sentence.count >= 40 && sentence.utf8.count <= 400)
        #expect(sentence.contains(":") || sentence.contains(";"), "says what to do")
    }

    @Test("every rule gives some reason, and every reason has a rule")
    func rules() {
        for rule in RuleNumber.allCases {
            #expect(Reason.allCases.contains { $0.rules.contains(rule) }, "\(rule)")
        }
        for reason in Reason.allCases {
            #expect(!reason.rules.isEmpty)
            #expect(reason.rules == reason.rules.sorted(), "\(reason)")
        }
    }

    @Test("every reason of a B or W rule has a case that is bad in only that way")
    func cases() {
        let grouped: [(RuleNumber, Reason)] = [
            (.b12, .unheard), (.w17, .noFineTime), (.w17, .timeUndeclared), (.w17, .fewSites),
            (.w17, .timesDisagree), (.w17, .oddTime), (.w19, .notPassed), (.w19, .trustTooLow),
            (.w19, .siteTaken), (.w19, .rankTooHigh), (.w21, .newBox), (.w21, .fewBeacons),
            (.w21, .weakEdge), (.w21, .unevenNoise), (.w21, .neverHeardBack),
        ]
        let covered =
            (BeaconCase.fails + BeaconCase.gaps).map { ($0.rule, $0.reason) }
            + (WitnessCase.fails + WitnessCase.gaps).map { ($0.rule, $0.reason) } + grouped
        for reason in Reason.allCases {
            for rule in reason.rules where rule < .x1 {
                #expect(
                    covered.contains { $0.0 == rule && $0.1 == reason }, "\(rule) \(reason)")
            }
        }
    }

    @Test("a verdict as an oracle answers it, read back")
    func view() throws {
        var facts = GoodFacts.witness
        facts.stands(299)
        let verdict = WitnessRules.judge(facts, GoodFacts.terms)
        let view = ReportView(
            id: facts.id, kind: .witness, window: GoodFacts.window, state: .final,
            verdict: verdict, evidence: [facts.id])
        #expect(view.rule == "W-12" && view.reason == "tooClose" && view.unit == "m")
        #expect(view.measured == 299 && view.limit == 300)
        #expect(
            view.sentence
                == "The beacon came from 299 m away; closer than 300 m proves no coverage: nothing "
                + "is to be done, or stand farther apart.")
        let text = Array(view.json.text.utf8)
        #expect(try ReportView(parsing: text.rawSpan) == view)
        #expect(verdict.finding?.margin == 1)
    }

    @Test("every reason's view passes the reader's bounds", arguments: Reason.allCases)
    func bounds(_ reason: Reason) throws {
        var verdict = Verdict(needs: .witnessNeeds)
        verdict.record(
            reason.rules[0], .fail(reason, measured: .min, limit: .max))
        let view = ReportView(
            id: GoodFacts.hash(0), kind: .witness, window: GoodFacts.window, state: .provisional,
            verdict: verdict, evidence: [])
        let text = Array(view.json.text.utf8)
        #expect(try ReportView(parsing: text.rawSpan) == view)
    }
}
