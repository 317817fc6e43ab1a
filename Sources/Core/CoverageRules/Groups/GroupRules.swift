public import Attestation
import Units

/// The rules that compare reports: B-12, W-17, W-19 and W-21. Their answers are those of the same
/// reports in any order, and no answer depends on one of theirs.
public enum GroupRules {
    /// B-12: somebody who passes W-1 to W-18 heard it, selected or not.
    public static func b12(passingWitnesses count: Int) -> Judgement {
        count > 0 ? .pass : .notJudged(.unheard)
    }

    /// T(e) of W-19: the trust that selection asks, rising as a network gets older.
    public static func selectionTrust(in epoch: Epoch, _ terms: RuleTerms) -> UInt16 {
        let age = Int64(clamping: epoch.number) - terms.book[.selectionEpochs]
        // Bounds of the book keep the product below 2^47.
        let rise = terms.book[.selectionStep] * min(max(age, 0), 1_000_000)
        return min(terms.selectionTrust, UInt16(clamping: terms.book[.selectionStart] + rise))
    }

    /// W-19, for all reports of one beacon: of those that passed and are trusted, one per site, the
    /// lowest ranks are selected. A pass is a selection; nobody fails for not being drawn.
    public static func w19(
        _ candidates: [Candidate], in epoch: Epoch, _ terms: RuleTerms
    ) -> [Judgement] {
        let trust = selectionTrust(in: epoch, terms)
        var judgements = [Judgement](repeating: .notJudged(.notPassed), count: candidates.count)
        let order = candidates.indices.filter { candidates[$0].hasPassed }.sorted {
            candidates[$0].precedes(candidates[$1])
        }
        var sites: [UInt32] = []
        for index in order {
            let candidate = candidates[index]
            guard candidate.rank != nil else { continue }
            if candidate.trust < trust {
                judgements[index] = .notJudged(.trustTooLow)
            } else if sites.contains(candidate.site) {
                judgements[index] = .notJudged(.siteTaken)
            } else if sites.count >= Int(terms.book[.selectionCount]) {
                judgements[index] = .notJudged(.rankTooHigh)
            } else {
                sites.append(candidate.site)
                judgements[index] = .pass
            }
        }
        return judgements
    }

    /// W-21: over a strong edge who is heard is also heard back. Silence means nothing in a box's
    /// first windows, over a weak edge, from few beacons, or where the two hear against different
    /// noise; a box that passed no report of anybody cannot testify by its silence.
    public static func w21(_ facts: ReciprocityFacts, _ terms: RuleTerms) -> Judgement {
        let book = terms.book
        guard facts.beaconsHeard == 0 else { return .pass }
        guard Int64(clamping: facts.windowsSinceFirst) >= book[.reciprocityFirstWindows] else {
            return .notJudged(.newBox)
        }
        guard Int64(clamping: facts.beaconsSent) >= book[.reciprocityBeacons] else {
            return .notJudged(.fewBeacons)
        }
        guard Int64(facts.medianMargin.hundredths) >= book[.reciprocityMargin] else {
            return .notJudged(.weakEdge)
        }
        guard let beaconer = facts.beaconerNoise, let witness = facts.witnessNoise,
            Int64((beaconer - witness).hundredths.magnitude) <= book[.reciprocityNoise]
        else { return .notJudged(.unevenNoise) }
        return .fail(.neverHeardBack, measured: 0, limit: 1)
    }
}

extension Candidate {
    /// By rank; two of one rank (the same key twice) by number.
    fileprivate func precedes(_ other: Candidate) -> Bool {
        guard let rank, let otherRank = other.rank else { return rank != nil }
        return rank == otherRank ? hotspot < other.hotspot : rank < otherRank
    }
}
