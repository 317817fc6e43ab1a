import Attestation
import Primitives

extension WitnessRules {
    /// W-5: somebody revealed the frame; else it is kept and shown as unmatched.
    public static func w5(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        facts.beacon == nil ? .notJudged(.unmatched) : .pass
    }

    /// W-6: sealed for the beacon's window and below the record m + C, when nobody could know yet
    /// what was sent; and no seal of that window was kept shut, so that nobody seals several guesses
    /// and opens the best.
    public static func w6(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard let beacon = facts.beacon else { return facts.nothingToJudge }
        guard let seal = facts.seal else { return .fail(.noSeal) }
        guard seal.window == beacon.window else {
            return .fail(
                .otherWindow, measured: Int64(clamping: seal.window.number),
                limit: Int64(clamping: beacon.window.number))
        }
        let limit = Int64(clamping: terms.periods.cutoff) - 1
        let records = Int64(clamping: seal.recordsBelowSeal)
        guard records <= limit else {
            return .fail(.lateSeal, measured: records, limit: limit)
        }
        return facts.unopenedSeals == 0 ? .pass : .notJudged(.unopenedSeal)
    }

    /// W-7: not opened before the cutoff, when others could still have sealed what it says.
    public static func w7(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard facts.beacon != nil else { return facts.nothingToJudge }
        guard let seal = facts.seal else { return .notJudged(.noSeal) }
        return .least(
            Int64(clamping: seal.recordsBelowOpening), Int64(clamping: terms.periods.cutoff),
            .openedEarly)
    }

    /// W-8: the very frame, not only its start.
    public static func w8(_ facts: WitnessFacts, _ terms: RuleTerms) -> Judgement {
        guard let beacon = facts.beacon else { return facts.nothingToJudge }
        return facts.report.frame == beacon.frame ? .pass : .fail(.otherFrame)
    }
}
