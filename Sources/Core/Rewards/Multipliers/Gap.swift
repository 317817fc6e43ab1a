import HexGrid

/// How much of what a site covers others cover too (decision 0233), leave-one-out.
///
/// A site's cells, of resolution 8, are the one it stands in and each in which one of its members
/// has been heard to receive. There a site's coverage is the best of its members': heard over sent,
/// of at least `coverage trials`. A cell's coverage by others is the sum over the other sites with
/// standing, at most whole; the site's is the mean over its cells.
public struct Gap: Sendable {
    /// Per mille covered by others, by site.
    public let coveredByOthers: [UInt64]
    /// How many cells are the site's.
    public let cellCounts: [UInt32]

    /// Sixteen bytes, because there are many: the best of a cell and site comes first.
    private struct Entry: Comparable {
        let cell: Cell
        /// The site above the lowest ten bits, there what is missing of 1000.
        private let packed: UInt64

        init(cell: Cell, site: Int32, share: UInt64) {
            self.cell = cell
            packed = UInt64(site) << 10 | (1_000 - share)
        }

        var site: Int { Int(packed >> 10) }
        var share: UInt64 { 1_000 - packed & 1_023 }

        static func < (left: Entry, right: Entry) -> Bool {
            left.cell == right.cell ? left.packed < right.packed : left.cell < right.cell
        }
    }

    public init(_ sites: Sites, coverage: [CellCoverage], by rules: RewardRules) {
        var entries: [Entry] = []
        entries.reserveCapacity(coverage.count + sites.sites.count)
        for site in sites.sites.indices {
            let own = sites.cell(of: site).ancestor(8)
            entries.append(Entry(cell: own, site: Int32(site), share: 0))
        }
        for item in coverage where item.heard > 0 {
            guard let position = sites.position(of: item.hotspot), sites.siteOf[position] >= 0
            else { continue }
            // heard <= sent < 2^32: no product overflows, and no share is over 1000.
            let share = 1_000 * UInt64(item.heard) / max(UInt64(item.sent), rules.coverageTrials)
            entries.append(Entry(cell: item.cell, site: sites.siteOf[position], share: share))
        }
        entries.sort()
        (coveredByOthers, cellCounts) = Self.means(entries, sites)
    }

    private static func means(_ entries: [Entry], _ sites: Sites) -> ([UInt64], [UInt32]) {
        var sums = [UInt64](repeating: 0, count: sites.sites.count)
        var counts = [UInt32](repeating: 0, count: sites.sites.count)
        var first = 0
        while first < entries.count {
            var end = first
            var total: UInt64 = 0
            while end < entries.count, entries[end].cell == entries[first].cell {
                if isBest(end, of: entries, from: first) {
                    total += standingShare(entries[end], sites)
                }
                end += 1
            }
            for index in first..<end where isBest(index, of: entries, from: first) {
                let others = total - standingShare(entries[index], sites)
                sums[entries[index].site] += min(1_000, others)
                counts[entries[index].site] += 1
            }
            first = end
        }
        return (zip(sums, counts).map { $0 / UInt64($1) }, counts)
    }

    private static func isBest(_ index: Int, of entries: [Entry], from first: Int) -> Bool {
        index == first || entries[index - 1].site != entries[index].site
    }

    private static func standingShare(_ entry: Entry, _ sites: Sites) -> UInt64 {
        sites.sites[entry.site].hasStanding ? entry.share : 0
    }

    /// 2000 less what others cover, per mille; the greatest gap stands for the 2000.
    public func factor(of site: Int, by rules: RewardRules) -> UInt64 {
        let span = rules.greatestGap - 1_000
        return rules.greatestGap - span * coveredByOthers[site] / 1_000
    }
}
