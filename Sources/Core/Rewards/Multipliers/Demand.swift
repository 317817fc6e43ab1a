public import HexGrid
import Primitives

/// Where packets were bought (decision 0232): credits burned in e-1 in a cell of resolution 8, one
/// payer counting for at most a third of all that was burned there.
public struct Demand: Sendable {
    /// Cells in which something counts, ascending.
    public let cells: [Cell]
    public let credits: [UInt64]
    /// The median over the cells that have a site with standing, the lower of two middles; without
    /// any such cell 0.
    public let median: UInt64

    public init(_ burned: [CellDemand], _ sites: Sites, by rules: RewardRules) {
        let ordered = burned.sorted { ($0.cell, $0.payer) < ($1.cell, $1.payer) }
        var (cells, credits) = ([Cell](), [UInt64]())
        var first = 0
        while first < ordered.count {
            var end = first
            while end < ordered.count, ordered[end].cell == ordered[first].cell { end += 1 }
            let counted = Self.counted(ordered[first..<end], part: rules.payerPart)
            if counted > 0 {
                cells.append(ordered[first].cell)
                credits.append(counted)
            }
            first = end
        }
        (self.cells, self.credits) = (cells, credits)
        median = Self.median(sites, cells, credits)
    }

    /// One cell's credits, by payer ascending: each payer's sum, at most its part of all.
    private static func counted(_ entries: ArraySlice<CellDemand>, part: UInt64) -> UInt64 {
        let all = entries.reduce(UInt128(0)) { $0 + UInt128($1.credits) }
        let most = all / UInt128(part)
        var (sum, payer) = (UInt128(0), UInt128(0))
        for index in entries.indices {
            payer += UInt128(entries[index].credits)
            let next = index + 1
            guard next == entries.endIndex || entries[next].payer != entries[index].payer else {
                continue
            }
            sum += min(payer, most)
            payer = 0
        }
        return UInt64(clamping: sum)
    }

    private static func median(_ sites: Sites, _ cells: [Cell], _ credits: [UInt64]) -> UInt64 {
        let standing = (0..<sites.standingCount).map { sites.cell(of: $0).ancestor(8) }
        let places = CellList(standing)
        guard places.count > 0 else { return 0 }
        let list = CellList(cells)
        let values = places.cells.map { cell in list.index(of: cell).map { credits[$0] } ?? 0 }
        return values.sorted()[(values.count - 1) / 2]
    }

    /// What counts in a cell.
    public func credits(in cell: Cell) -> UInt64 {
        var (low, high) = (0, cells.count)
        while low < high {
            let middle = (low + high) / 2
            if cells[middle] < cell { low = middle + 1 } else { high = middle }
        }
        return low < cells.count && cells[low] == cell ? credits[low] : 0
    }

    /// 1 + c / (c + median) in 1e-6, rounded down: 1 without credits, 1.5 at the median, below 2
    /// always. With a median of 0 it is 1 everywhere.
    public func factor(credits: UInt64) -> UInt64 {
        guard median > 0 else { return 1_000_000 }
        let part = UInt128(1_000_000) * UInt128(credits) / (UInt128(credits) + UInt128(median))
        return 1_000_000 + UInt64(part)
    }
}
