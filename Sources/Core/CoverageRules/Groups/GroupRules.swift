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

    /// W-19, for all reports of one beacon: of those that passed and are trusted one stands for each
    /// site, its holder's or else that of the lowest rank, and of these the lowest ranks are selected.
    /// Who does not hold a site can displace nothing there, and more boxes draw no better rank. A pass
    /// is a selection; nobody fails for not being drawn.
    public static func w19(
        _ candidates: [Candidate], in epoch: Epoch, _ terms: RuleTerms
    ) -> [Judgement] {
        let trust = selectionTrust(in: epoch, terms)
        var judgements = [Judgement](repeating: .notJudged(.notPassed), count: candidates.count)
        var known: [Int] = []
        for (place, candidate) in candidates.enumerated()
        where candidate.hasPassed && candidate.rank != nil {
            judgements[place] = .notJudged(.trustTooLow)
            if candidate.trust >= trust { known.append(place) }
        }
        let chosen = known.sorted { candidates[$0].represents(before: candidates[$1]) }
        var heads: [Int] = []
        for place in chosen where heads.last.map({ candidates[$0].site }) != candidates[place].site
        {
            heads.append(place)
        }
        heads.sort { candidates[$0].precedes(candidates[$1]) }
        let selected = heads.prefix(Int(terms.book[.selectionCount]))
        let sites = selected.map { candidates[$0].site }
        for place in known {
            judgements[place] = .notJudged(
                sites.contains(candidates[place].site) ? .siteTaken : .rankTooHigh)
        }
        for place in selected { judgements[place] = .pass }
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
    /// By site; of one site its holder first, then by rank.
    fileprivate func represents(before other: Candidate) -> Bool {
        guard site == other.site else { return site < other.site }
        guard holdsSite == other.holdsSite else { return holdsSite }
        return precedes(other)
    }

    /// By rank; two of one rank (the same key twice) by number.
    fileprivate func precedes(_ other: Candidate) -> Bool {
        guard let rank, let otherRank = other.rank else { return rank != nil }
        return rank == otherRank ? hotspot < other.hotspot : rank < otherRank
    }
}
