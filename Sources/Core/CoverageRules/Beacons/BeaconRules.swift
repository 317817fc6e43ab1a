/// The rules of beacons that one reveal alone answers: B-1 to B-11. B-12 asks its witnesses
/// (`GroupRules`).
public enum BeaconRules {
    /// A rule: pure, and never a trap, whatever the facts say.
    public typealias Rule = @Sendable (BeaconFacts, RuleTerms) -> Judgement

    /// In ascending order.
    public static let all: [(number: RuleNumber, judge: Rule)] = [
        (.b1, b1), (.b2, b2), (.b3, b3), (.b4, b4), (.b5, b5), (.b6, b6), (.b7, b7), (.b8, b8),
        (.b9, b9), (.b10, b10), (.b11, b11),
    ]

    /// B-1 to B-11. Where B-1 fails there is nobody to judge, and the rest is not judged.
    public static func judge(_ facts: BeaconFacts, _ terms: RuleTerms) -> Verdict {
        var verdict = Verdict(needs: .beaconNeeds)
        let first = b1(facts, terms)
        verdict.record(.b1, first)
        guard first == .pass else {
            for (number, _) in all.dropFirst() {
                verdict.record(number, .notJudged(.unregistered))
            }
            return verdict
        }
        verdict.record(.b2, b2(facts, terms))
        verdict.record(.b3, b3(facts, terms))
        verdict.record(.b4, b4(facts, terms))
        verdict.record(.b5, b5(facts, terms))
        verdict.record(.b6, b6(facts, terms))
        verdict.record(.b7, b7(facts, terms))
        verdict.record(.b8, b8(facts, terms))
        verdict.record(.b9, b9(facts, terms))
        verdict.record(.b10, b10(facts, terms))
        verdict.record(.b11, b11(facts, terms))
        return verdict
    }
}
