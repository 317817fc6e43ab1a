import Primitives

extension HistoryView {
    /// both ends hear each other stronger than the asserted distance allows: one antenna for
    /// two. The edge is doubted; a hotspot only where three sites say so, because one loud
    /// neighbour can make any edge look like that from its side.
    func x3() -> [TrustFinding] {
        let split = edges.indices.filter { index in
            let edge = edges[index]
            guard counts[index].tooStrong >= book[.splitterReceptions],
                let back = self.edge(from: edge.witness, to: edge.beaconer)
            else { return false }
            return counts[back].tooStrong >= book[.splitterReceptions]
        }
        var findings: [TrustFinding] = []
        for index in split where edges[index].beaconer < edges[index].witness {
            let edge = edges[index]
            guard let back = self.edge(from: edge.witness, to: edge.beaconer) else { continue }
            findings.append(
                TrustFinding(
                    .splitter, TrustFinding.edge(edge.beaconer, edge.witness),
                    min(counts[index].tooStrong, counts[back].tooStrong),
                    book[.splitterReceptions], evidence: [edge.seal, edges[back].seal]))
        }
        return
            (findings
            + bySites(split, .splitter, book[.splitterReceptions], book[.splitterSites]) {
                $0.tooStrong
            })
            .ascending
    }

    /// levels that air never gave: the same each time, another's to the last digit, or over
    /// free space in the mean at three sites. All are the hotspot's own signed numbers.
    func x4() -> [TrustFinding] {
        var findings: [TrustFinding] = []
        let smooth = edges.indices.filter { index in
            counts[index].stepCounts.sum >= book[.smoothReceptions]
                && counts[index].deviation < book[.smoothDeviation]
        }
        for index in smooth {
            let edge = edges[index]
            findings.append(
                TrustFinding(
                    .tooSmooth, TrustFinding.edge(edge.beaconer, edge.witness),
                    counts[index].deviation, book[.smoothDeviation], evidence: [edge.seal]))
        }
        findings += ownLevels(smooth, .tooSmooth, book[.smoothDeviation]) { $0.deviation }
        let biased = edges.indices.filter { index in
            let count = counts[index].stepCounts.sum
            return count >= book[.smoothReceptions]
                && counts[index].overFreeSpace > book[.biasedLevel] * count
        }
        findings += ownLevels(biased, .biased, book[.biasedLevel]) {
            $0.overFreeSpace / max(1, $0.stepCounts.sum)
        }
        for hotspot in hotspots {
            let sums = hotspot.counts
            guard sums.copied >= book[.copiedReports] else { continue }
            let share = sums.copied * 1_000 / max(1, sums.comparable)
            guard share > book[.copiedShare] else { continue }
            let seals = hears(hotspot.hotspot).map { edges[$0].seal }
            findings.append(
                TrustFinding(
                    .copied, .hotspot(hotspot.hotspot), share, book[.copiedShare],
                    evidence: seals))
        }
        return findings.ascending
    }

    /// Who did the same to three sites with votes, by its own numbers; measured in the median.
    private func ownLevels(
        _ indices: [Int], _ reason: Reason, _ limit: Int64,
        measure: (EdgeCounts) -> Int64
    ) -> [TrustFinding] {
        groups(indices) { edges[$0].witness }.compactMap { number, edgesHere in
            guard let witness = station(number) else { return nil }
            let votes = votes(of: edgesHere.map { edges[$0].beaconer }, on: [witness])
            guard Int64(TrustRules.weight(of: votes)) >= book[.biasedSites] else { return nil }
            let measured = edgesHere.map { measure(counts[$0]) }.sorted()
            return TrustFinding(
                reason, .hotspot(number), measured[(measured.count - 1) / 2], limit,
                evidence: edgesHere.map { edges[$0].seal })
        }
    }

    /// Who is at one end of such edges with three sites that vote.
    func bySites(
        _ indices: [Int], _ reason: Reason, _ limit: Int64, _ sites: Int64,
        measure: (EdgeCounts) -> Int64
    ) -> [TrustFinding] {
        groups(indices) { edges[$0].witness }.compactMap { number, edgesHere in
            guard let witness = station(number) else { return nil }
            let votes = votes(of: edgesHere.map { edges[$0].beaconer }, on: [witness])
            guard Int64(TrustRules.weight(of: votes)) >= sites else { return nil }
            return TrustFinding(
                reason, .hotspot(number), edgesHere.map { measure(counts[$0]) }.min() ?? 0, limit,
                .others(votes), evidence: edgesHere.map { edges[$0].seal })
        }
    }

    /// Ascending by number.
    private func groups(
        _ indices: [Int], by number: (Int) -> UInt32
    ) -> [(UInt32, [Int])] {
        var groups: [(UInt32, [Int])] = []
        for index in indices.sorted(by: { (number($0), $0) < (number($1), $1) }) {
            if groups.last?.0 == number(index) {
                groups[groups.count - 1].1.append(index)
            } else {
                groups.append((number(index), [index]))
            }
        }
        return groups
    }
}

extension EdgeCounts {
    /// The standard deviation of levels as if sent at full power, 0.01 dB, rounded down.
    var deviation: Int64 {
        let count = Int128(stepCounts.sum)
        guard count > 1 else { return 0 }
        var sum = Int128(0)
        for step in 0..<4 {
            sum += Int128(stepLevels[step]) + Int128(300 * step) * Int128(stepCounts[step])
        }
        let variance = (count * Int128(squares) - sum * sum) / (count * count)
        var (low, high) = (Int64(0), Int64(1 << 24))
        while low < high {
            let middle = (low + high + 1) / 2
            if Int128(middle) * Int128(middle) <= variance {
                low = middle
            } else {
                high = middle - 1
            }
        }
        return low
    }
}
