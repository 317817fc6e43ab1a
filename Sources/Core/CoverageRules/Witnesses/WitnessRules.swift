/// The rules of witness reports that one report and its beacon answer: W-1 to W-16, W-18 and W-20.
/// W-17, W-19 and W-21 ask other reports (`GroupRules`).
public enum WitnessRules {
    /// A rule: pure, and never a trap, whatever the facts say.
    public typealias Rule = @Sendable (WitnessFacts, RuleTerms) -> Judgement

    /// In ascending order.
    public static let all: [(number: RuleNumber, judge: Rule)] = [
        (.w1, w1), (.w2, w2), (.w3, w3), (.w4, w4), (.w5, w5), (.w6, w6), (.w7, w7), (.w8, w8),
        (.w9, w9), (.w10, w10), (.w11, w11), (.w12, w12), (.w13, w13), (.w14, w14), (.w15, w15),
        (.w16, w16), (.w18, w18), (.w20, w20),
    ]

    /// Where W-1 fails there is nobody to judge, and the rest is not judged.
    public static func judge(_ facts: WitnessFacts, _ terms: RuleTerms) -> Verdict {
        var verdict = Verdict(needs: .witnessNeeds)
        let first = w1(facts, terms)
        verdict.record(.w1, first)
        guard first == .pass else {
            for (number, _) in all.dropFirst() {
                verdict.record(number, .notJudged(.unregistered))
            }
            return verdict
        }
        verdict.record(.w2, w2(facts, terms))
        verdict.record(.w3, w3(facts, terms))
        verdict.record(.w4, w4(facts, terms))
        verdict.record(.w5, w5(facts, terms))
        verdict.record(.w6, w6(facts, terms))
        verdict.record(.w7, w7(facts, terms))
        verdict.record(.w8, w8(facts, terms))
        verdict.record(.w9, w9(facts, terms))
        verdict.record(.w10, w10(facts, terms))
        verdict.record(.w11, w11(facts, terms))
        verdict.record(.w12, w12(facts, terms))
        verdict.record(.w13, w13(facts, terms))
        verdict.record(.w14, w14(facts, terms))
        verdict.record(.w15, w15(facts, terms))
        verdict.record(.w16, w16(facts, terms))
        verdict.record(.w18, w18(facts, terms))
        verdict.record(.w20, w20(facts, terms))
        verdict.suspicions = suspicions(facts, terms)
        return verdict
    }
}

extension WitnessFacts {
    /// Why a rule that needs both hotspots has nothing to judge.
    var nothingToJudge: Judgement {
        .notJudged(station == nil ? .unregistered : .unmatched)
    }
}
