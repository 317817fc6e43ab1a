import HexGrid
import Units

/// What coverage earned, by position: units x pool / max(total units, floor), rounded down, then
/// what demand added beyond its bound and what a cell of resolution 5 has beyond its cap taken away,
/// in this order (decision 0234). What is taken away is not minted.
struct CoveragePay {
    /// By position, in grains: what is left.
    private(set) var grains: [UInt64]
    private(set) var gross: [UInt64]
    private(set) var demandCut: [UInt64]
    private(set) var capCut: [UInt64]
    let totalUnits: UInt64
    /// What the pool keeps because total units are below the floor.
    let shortfall: UInt64
    /// Paid sites of cells with an anchored one, and what they had before the cap.
    private(set) var capSites: UInt64 = 0
    private(set) var capGrains: UInt64 = 0

    private let sites: Sites
    /// Positions that earned units, ascending.
    private let paid: [Int]

    init(
        _ earned: [UnitTally.Earned], _ sites: Sites, _ multipliers: Multipliers,
        pool: UInt64, _ input: RewardInput, by rules: RewardRules
    ) {
        self.sites = sites
        paid = earned.indices.filter { earned[$0].units > 0 }
        let total = paid.reduce(0) { $0 + earned[$1].units }
        totalUnits = total
        let divisor = max(total, input.floorUnits)
        gross = Array(repeating: 0, count: earned.count)
        demandCut = gross
        capCut = gross
        shortfall = divisor > 0 ? pool - pool.share(total, of: divisor) : pool
        for position in paid {
            gross[position] = pool.share(earned[position].units, of: divisor)
        }
        grains = gross
        boundDemand(earned, multipliers, pool: pool, divisor: divisor, input, rules)
        capCells(multipliers, rules)
    }

    /// In each cell of resolution 8: what demand added, at most its share of the value burned.
    private mutating func boundDemand(
        _ earned: [UnitTally.Earned], _ multipliers: Multipliers, pool: UInt64, divisor: UInt64,
        _ input: RewardInput, _ rules: RewardRules
    ) {
        guard multipliers.demand.median > 0 else { return }
        var added: [(cell: Cell, position: Int, grains: UInt64)] = []
        for position in paid {
            let without = pool.share(earned[position].unitsWithoutDemand, of: divisor)
            let more = gross[position] - without
            guard more > 0 else { continue }
            let cell = sites.cell(of: Int(sites.siteOf[position])).ancestor(8)
            added.append((cell, position, more))
        }
        Self.forGroups(of: &added) { group in
            let burned = UInt128(multipliers.demand.credits(in: group[group.startIndex].cell))
            let value = burned * UInt128(input.grainsPerCredit) * UInt128(rules.demandShare) / 1_000
            cut(group, to: UInt64(clamping: value), \.demandCut)
        }
    }

    /// In each cell of resolution 5: pay per paid site, at most 3 times the mean per paid site over
    /// the cells in which a paid site is anchored; without such a cell there is no cap.
    private mutating func capCells(_ multipliers: Multipliers, _ rules: RewardRules) {
        let sites = sites
        var lines = paid.map { position in
            let site = Int(sites.siteOf[position])
            return (
                cell: sites.cell(of: site).ancestor(5), position: position,
                grains: grains[position]
            )
        }
        var (sum, count) = (UInt128(0), UInt128(0))
        Self.forGroups(of: &lines) { group in
            let isAnchored = group.contains {
                multipliers.anchors.isAnchored(Int(sites.siteOf[$0.position]))
            }
            guard isAnchored else { return }
            sum += group.reduce(UInt128(0)) { $0 + UInt128($1.grains) }
            count += UInt128(group.count)
        }
        guard count > 0 else { return }
        (capSites, capGrains) = (UInt64(count), UInt64(sum))
        Self.forGroups(of: &lines) { group in
            let most = UInt128(rules.cellCap) * sum * UInt128(group.count) / count
            cut(group, to: UInt64(clamping: most), \.capCut)
        }
    }

    /// Brings the sum of a group down to a bound: each line in proportion, rounded down.
    private mutating func cut(
        _ group: ArraySlice<(cell: Cell, position: Int, grains: UInt64)>, to most: UInt64,
        _ kind: WritableKeyPath<CoveragePay, [UInt64]>
    ) {
        let sum = group.reduce(0) { $0 + $1.grains }
        guard sum > most else { return }
        for line in group {
            let taken = line.grains - most.share(line.grains, of: sum)
            self[keyPath: kind][line.position] += taken
            grains[line.position] -= taken
        }
    }

    private static func forGroups(
        of lines: inout [(cell: Cell, position: Int, grains: UInt64)],
        _ body: (ArraySlice<(cell: Cell, position: Int, grains: UInt64)>) -> Void
    ) {
        lines.sort { ($0.cell, $0.position) < ($1.cell, $1.position) }
        var first = 0
        while first < lines.count {
            var end = first
            while end < lines.count, lines[end].cell == lines[first].cell { end += 1 }
            body(lines[first..<end])
            first = end
        }
    }
}
