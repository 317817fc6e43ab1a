import Attestation
import Primitives
import Units

extension HistoryView {
    /// levels answer the hidden power steps. Judged on strong edges only, where low steps are
    /// heard as surely as full power (attack A11). Flat at three sites, with hardly one that follows:
    /// the beaconer's radio does not step. Flat at one listener while three sites follow: the
    /// listener did not hear. A slope of one proves nothing.
    func x1() -> [TrustFinding] {
        var findings: [TrustFinding] = []
        for range in beaconers {
            let judged = range.compactMap { index in slope(index).map { (index, $0) } }
            let flat = judged.filter { $0.1 <= book[.stepFlat] }
            guard !flat.isEmpty, let beaconer = station(edges[range.lowerBound].beaconer)
            else { continue }
            let follows = judged.filter { $0.1 >= book[.stepFollows] }
            let against = votes(of: flat.map { edges[$0.0].witness }, on: [beaconer])
            let favour = votes(of: follows.map { edges[$0.0].witness }, on: [beaconer])
            let (flatWeight, followWeight) = (
                TrustRules.weight(of: against), TrustRules.weight(of: favour)
            )
            if Int64(flatWeight) >= book[.stepSites], 2 * followWeight < flatWeight {
                let slopes = flat.map(\.1).sorted()
                findings.append(
                    TrustFinding(
                        .stepsIgnored, .hotspot(beaconer.hotspot), slopes[(slopes.count - 1) / 2],
                        book[.stepFlat], .others(against), evidence: flat.map { edges[$0.0].seal }))
            } else if Int64(followWeight) >= book[.stepSites], 2 * flatWeight < followWeight {
                for (index, slope) in flat {
                    let edge = edges[index]
                    for subject in [
                        TrustFinding.Subject.hotspot(edge.witness),
                        TrustFinding.edge(edge.beaconer, edge.witness),
                    ] {
                        findings.append(
                            TrustFinding(
                                .stepsNotHeard, subject, slope, book[.stepFlat],
                                .others(favour), evidence: [edge.seal]))
                    }
                }
            }
        }
        return findings.ascending
    }

    /// The slope of the level against the hidden step, per mille; nil where the edge is too weak or
    /// too little heard to have one.
    private func slope(_ index: Int) -> Int64? {
        let sums = counts[index]
        let count = sums.stepCounts.sum
        guard count >= book[.stepReceptions],
            count - sums.stepCounts[0] >= book[.stepLow],
            let median = sums.margins.median, median >= book[.stepMargin]
        else { return nil }
        return sums.slope
    }
}

extension EdgeCounts {
    /// Least squares of level against step, per mille, half away from zero; nil where all had one
    /// step.
    var slope: Int64? {
        var (n, x, y, xx, xy) = (Int128(0), Int128(0), Int128(0), Int128(0), Int128(0))
        for step in 0..<4 {
            let (count, level) = (Int128(stepCounts[step]), Int128(stepLevels[step]))
            let power = Int128(-300 * step)
            n += count
            x += power * count
            y += level
            xx += power * power * count
            xy += power * level
        }
        let below = n * xx - x * x
        guard below > 0 else { return nil }
        let above = (n * xy - x * y) * 1_000
        let half = above < 0 ? -below / 2 : below / 2
        return Int64(clamping: (above + half) / below)
    }
}

extension HistoryView {
    /// The ranges of edges of each beaconer, ascending.
    var beaconers: [Range<Int>] { table.beaconerRanges }

    /// The witnesses there are, ascending.
    var witnesses: [UInt32] { table.listening }

    /// The votes of those hotspots that may vote, except of the sites and owners concerned.
    func votes(of hotspots: [UInt32], on concerned: [Station]) -> [Vote] {
        hotspots.compactMap { station($0) }.filter { voter in
            TrustRules.mayVote(voter, book)
                && !concerned.contains { $0.site == voter.site || $0.owner == voter.owner }
        }.map { Vote(site: $0.site, owner: $0.owner) }
    }

    /// Whether a hotspot's not hearing means anything: it has heard 20 beacons of three other sites
    /// from half to twice as far.
    func isCapable(_ listener: Station, at metres: Int64, except silent: Station) -> Bool {
        guard listener.radioClass != .light else { return false }
        var (total, sites) = (Int64(0), [UInt32]())
        for index in hears(listener.hotspot) {
            guard let other = station(edges[index].beaconer), other.site != silent.site,
                other.site != listener.site
            else { continue }
            let distance = other.place.distance(to: listener.place).value
            guard 2 * distance >= metres, distance <= 2 * metres else { continue }
            total += counts[index].heard
            if !sites.contains(other.site) { sites.append(other.site) }
        }
        return total >= book[.capableReceptions] && Int64(sites.count) >= book[.capableSites]
    }
}

extension [TrustFinding] {
    /// By subject, then reason.
    var ascending: [TrustFinding] {
        sorted { ($0.order, $0.reason.rawValue) < ($1.order, $1.reason.rawValue) }
    }
}

extension TrustFinding {
    /// Hotspots and edges in one order.
    fileprivate var order: UInt64 {
        switch subject {
        case .hotspot(let number): UInt64(number) << 32 | UInt64(UInt32.max)
        case .edge(let low, let high): UInt64(low) << 32 | UInt64(high)
        }
    }
}
