import Primitives
import Units

extension HistoryView {
    /// what it hears is what sites 50 km away hear, at three of them: neither listens. And
    /// edges on which beacons arrive twice are doubted: somebody re-radiates them, whom nobody
    /// knows, so neither end is lowered.
    func x7() -> [TrustFinding] {
        var findings: [TrustFinding] = []
        for index in edges.indices where counts[index].replays >= book[.replays] {
            let edge = edges[index]
            findings.append(
                TrustFinding(
                    .replayedOnAir, TrustFinding.edge(edge.beaconer, edge.witness),
                    counts[index].replays, book[.replays], evidence: [edge.seal]))
        }
        return findings
    }

    /// X-7 of some of the witnesses.
    func x7(_ witnesses: ArraySlice<UInt32>) -> [TrustFinding] { witnesses.compactMap(alike) }

    private func alike(_ number: UInt32) -> TrustFinding? {
        guard let witness = station(number) else { return nil }
        let own = hears(number).map { table.beaconers[$0] }
        var found: [(hotspot: UInt32, share: Int64)] = []
        for other in farOff(number, hearing: own) {
            let share = similarity(own, hears(other).map { table.beaconers[$0] })
            guard share > book[.alikeShare] else { continue }
            found.append((other, share))
        }
        let votes = votes(of: found.map(\.hotspot), on: [witness])
        guard Int64(TrustRules.weight(of: votes)) >= book[.alikeSites] else { return nil }
        let shares = found.map(\.share).sorted()
        return TrustFinding(
            .ignoresDistance, .hotspot(number), shares[(shares.count - 1) / 2],
            book[.alikeShare], .others(votes), evidence: hears(number).map { edges[$0].seal })
    }

    /// Who hears any of these beaconers from too far off to hear the like; ascending, each once.
    private func farOff(_ number: UInt32, hearing beaconers: [UInt32]) -> [UInt32] {
        guard let own = place(of: number) else { return [] }
        let near = DistanceLimit(Metres(book[.alikeDistance] - 1))
        var others: [Int32] = []
        for beaconer in beaconers {
            for other in table.witnessPlaces[heard(beaconer)] where other >= 0 {
                if !near.holds(points[own], points[Int(other)]) { others.append(other) }
            }
        }
        others.sort()
        var last: Int32 = -1
        return others.compactMap { other in
            defer { last = other }
            return other == last || Int(other) == own ? nil : stations[Int(other)].hotspot
        }
    }

    /// Jaccard's: beaconers of both among those of either, per mille; 0 below ten of either. Both
    /// ascend.
    private func similarity(_ left: [UInt32], _ right: [UInt32]) -> Int64 {
        var (both, l, r) = (0, 0, 0)
        while l < left.count, r < right.count {
            if left[l] == right[r] {
                both += 1
                l += 1
                r += 1
            } else if left[l] < right[r] {
                l += 1
            } else {
                r += 1
            }
        }
        let either = left.count + right.count - both
        return Int64(either) < book[.alikeHeard] ? 0 : Int64(both) * 1_000 / Int64(either)
    }

    /// arrival times that light does not allow, again and again: the edge is doubted. Who shows
    /// them towards three sites is lowered: W-17 asks no beaconer's word, so these are its own times.
    func x8() -> [TrustFinding] {
        let relayed = edges.indices.filter { index in
            let sums = counts[index]
            return sums.odd >= book[.relayedReports]
                && sums.odd * 1_000 >= book[.relayedShare] * (sums.heard + sums.odd)
        }
        let findings = relayed.map { index in
            TrustFinding(
                .relayed, TrustFinding.edge(edges[index].beaconer, edges[index].witness),
                counts[index].odd, book[.relayedReports], evidence: [edges[index].seal])
        }
        return
            (findings
            + bySites(relayed, .relayed, book[.relayedReports], book[.relayedSites]) {
                $0.odd
            })
            .ascending
    }

    /// what it sent and did not reveal, sealed and did not open, lost and had to say so. All
    /// stands in its own signed statements.
    func x9() -> [TrustFinding] {
        var findings: [TrustFinding] = []
        func note(_ reason: Reason, _ hotspot: UInt32, _ count: Int64, _ limit: Int64) {
            guard count > limit else { return }
            findings.append(
                TrustFinding(
                    reason, .hotspot(hotspot), count, limit,
                    evidence: hears(hotspot).map { edges[$0].seal }))
        }
        for hotspot in hotspots {
            let sums = hotspot.counts
            note(.withheld, hotspot.hotspot, sums.withheld, book[.withheldBeacons])
            note(.sealsUnopened, hotspot.hotspot, sums.unopenedWindows, book[.unopenedWindows])
        }
        for item in lost { note(.noncesLost, item.hotspot, item.times, book[.lostNonces]) }
        return findings.ascending
    }
}
