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

    func conclude(
        _ beacon: JudgedBeacon, _ reports: [JudgedReport]
    ) -> (beacon: JudgedBeacon, reports: [JudgedReport]) {
        var (beacon, reports) = (beacon, reports)
        guard let heard = beacon.heard else { return (beacon, reports) }
        var passing = 0
        for place in reports.indices {
            let entry = reports[place].entry
            guard let witness = stations[entry.key, Int(entry.slot)] else { continue }
            if reports[place].hasPassedAlone { passing += 1 }
            let facts = reciprocity.facts(heard.station, witness, in: reports[place].window)
            reports[place].verdict.record(.w21, GroupRules.w21(facts, terms.rules))
        }
        if beacon.verdict.passed.contains(.b1) {
            beacon.verdict.record(.b12, GroupRules.b12(passingWitnesses: passing))
        }
        select(&reports)
        return (beacon, reports)
    }

    /// W-19. Whose key is nobody's is no candidate.
    private func select(_ reports: inout [JudgedReport]) {
        let places = reports.indices.filter { reports[$0].hotspot != nil }
        let candidates = places.map { place in
            let report = reports[place]
            let position = report.hotspot.flatMap { sites.position(of: $0) }
            return Candidate(
                hotspot: report.hotspot ?? 0, site: report.site,
                holdsSite: position.map { sites.isHolder($0) } ?? false, trust: report.trust,
                hasPassed: report.verdict.hasPassed, rank: report.rank)
        }
        let answers = GroupRules.w19(candidates, in: terms.epoch, terms.rules)
        for (place, answer) in zip(places, answers) {
            reports[place].verdict.record(.w19, answer)
        }
    }
}
