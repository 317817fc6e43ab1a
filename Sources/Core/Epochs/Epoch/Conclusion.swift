import Attestation
import CoverageRules
import Rewards

/// What is said of a beacon and its reports once all reports of the epoch are judged by themselves:
/// W-21, B-12 and W-19.
struct Conclusion: Sendable {
    let reciprocity: Reciprocity
    /// With their holders.
    let sites: Sites
    let stations: StationTable
    let terms: EpochTerms

    /// The verdicts of a beacon and of its reports.
    func conclude(
        _ beacon: JudgedBeacon, _ reports: ArraySlice<JudgedReport>
    ) -> (beacon: Verdict, reports: [Verdict]) {
        var (verdict, verdicts) = (beacon.verdict, reports.map(\.verdict))
        guard let heard = beacon.heard else { return (verdict, verdicts) }
        var passing = 0
        for (place, index) in reports.indices.enumerated() {
            let entry = reports[index].entry
            guard let witness = stations[entry.key, Int(entry.slot)] else { continue }
            if reports[index].hasPassedAlone { passing += 1 }
            let facts = reciprocity.facts(heard.station, witness, in: reports[index].window)
            verdicts[place].record(.w21, GroupRules.w21(facts, terms.rules))
        }
        if verdict.passed.contains(.b1) {
            verdict.record(.b12, GroupRules.b12(passingWitnesses: passing))
        }
        select(reports, &verdicts)
        return (verdict, verdicts)
    }

    /// W-19. Whose key is nobody's is no candidate.
    private func select(_ reports: ArraySlice<JudgedReport>, _ verdicts: inout [Verdict]) {
        var (places, candidates): ([Int], [Candidate]) = ([], [])
        for (place, index) in reports.indices.enumerated() {
            guard let hotspot = reports[index].hotspot else { continue }
            let position = sites.position(of: hotspot)
            places.append(place)
            candidates.append(
                Candidate(
                    hotspot: hotspot, site: reports[index].site,
                    holdsSite: position.map { sites.isHolder($0) } ?? false,
                    trust: reports[index].trust, hasPassed: verdicts[place].hasPassed,
                    rank: reports[index].rank))
        }
        let answers = GroupRules.w19(candidates, in: terms.epoch, terms.rules)
        for (place, answer) in zip(places, answers) { verdicts[place].record(.w19, answer) }
    }
}
