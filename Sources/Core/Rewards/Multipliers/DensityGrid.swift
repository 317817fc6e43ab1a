import HexGrid

/// HIP-17's count of places, kept while sites come in one by one.
///
/// A cell of resolution 11 counts its sites. Upwards from there a cell counts what its children
/// kept; it keeps at most its limit, which grows by a target for each cell of its disk (itself
/// included) that counts its target or more, from the N-th on. The scale of a place is the product
/// of kept over counted from resolution 10 to 4.
///
/// Coming in only ever raises what is counted, the limits and what is kept, so each step touches
/// the site's own ancestors and the neighbours of a cell that reaches its target, once in its life.
struct DensityGrid {
    private static let leafLevel = DensityTable.finest + 1

    private let table: DensityTable
    private var levels: [Level] = []
    private var journal: [Change] = []
    private var journals = false
    /// Cells of the level being worked on whose counts rise; kept for their room.
    private var rising: [(cell: Int32, by: Int32)] = []
    private var touched: [Int32] = []
    private var disk: [Int32] = []

    /// The cells of one resolution that hold a site.
    private struct Level {
        let list: CellList
        let rule: DensityTable.Row
        /// Whether the limit is the target however many neighbours reach it: nothing needs counting.
        let isFixed: Bool
        /// By cell: the index of its parent on the next level.
        var parents: [Int32] = []
        var counted: [Int32]
        var kept: [Int32]
        var occupied: [Int8]

        init(_ list: CellList, _ rule: DensityTable.Row) {
            self.list = list
            self.rule = rule
            isFixed = rule.limit == rule.target
            counted = Array(repeating: 0, count: list.count)
            kept = counted
            occupied = Array(repeating: 0, count: list.count)
        }
    }

    /// What a cell was before it was changed.
    private struct Change {
        let level: Int8
        let cell: Int32
        let counted: Int32
        let kept: Int32
        let occupied: Int8
    }

    /// Empty, with room for sites in these cells of resolution 11.
    init(cells: [Cell], by table: DensityTable) {
        self.table = table
        let unlimited = DensityTable.Row(neighbours: 1, target: .max / 8, limit: .max / 8)
        var list = CellList(cells)
        for resolution in stride(from: Self.leafLevel, through: DensityTable.coarsest, by: -1) {
            let isLeaf = resolution == Self.leafLevel
            levels.append(Level(list, isLeaf ? unlimited : table.row(resolution)))
            guard resolution > DensityTable.coarsest else { break }
            let above = list.parents(resolution - 1)
            levels[levels.count - 1].parents = Self.parents(of: list, in: above, resolution - 1)
            list = above
        }
    }

    /// Children and parents ascend together.
    private static func parents(
        of list: CellList, in above: CellList, _ resolution: Int
    ) -> [Int32] {
        var index = 0
        return list.cells.map { cell in
            while above.cells[index] != cell.ancestor(resolution) { index += 1 }
            return Int32(index)
        }
    }

    /// The index of a cell of resolution 11.
    func leaf(_ cell: Cell) -> Int? { levels[0].list.index(of: cell) }

    /// A site comes in.
    mutating func add(leaf: Int) {
        rising.removeAll(keepingCapacity: true)
        rising.append((Int32(leaf), 1))
        for level in levels.indices where !rising.isEmpty { raise(on: level) }
    }

    /// What a place sees: (counted, kept) of resolutions 10 to 4.
    func path(from leaf: Int) -> InlineArray<7, (counted: Int32, kept: Int32)> {
        var path = InlineArray<7, (counted: Int32, kept: Int32)>(repeating: (0, 0))
        var cell = Int(levels[0].parents[leaf])
        for step in 0..<7 {
            path[step] = (levels[step + 1].counted[cell], levels[step + 1].kept[cell])
            if step < 6 { cell = Int(levels[step + 1].parents[cell]) }
        }
        return path
    }

    /// What a place would see if a site came in there; the grid stays as it is.
    mutating func pathIfAdded(leaf: Int) -> InlineArray<7, (counted: Int32, kept: Int32)> {
        journals = true
        journal.removeAll(keepingCapacity: true)
        add(leaf: leaf)
        let path = path(from: leaf)
        for change in journal.reversed() {
            let (level, cell) = (Int(change.level), Int(change.cell))
            levels[level].counted[cell] = change.counted
            levels[level].kept[cell] = change.kept
            levels[level].occupied[cell] = change.occupied
        }
        journals = false
        return path
    }
}

extension DensityGrid {
    /// Raises the counts of the rising cells of a level, and makes those above them rise.
    private mutating func raise(on level: Int) {
        touched.removeAll(keepingCapacity: true)
        for (cell, by) in rising {
            note(cell, on: level)
            let target = levels[level].rule.target
            let before = levels[level].counted[Int(cell)]
            levels[level].counted[Int(cell)] = before + by
            touched.append(cell)
            if !levels[level].isFixed, before < target, before + by >= target {
                occupy(around: cell, on: level)
            }
        }
        rising.removeAll(keepingCapacity: true)
        for cell in touched {
            if let above = keep(cell, on: level) { rising.append(above) }
        }
    }

    /// A cell has reached its target: its disk sees one more.
    private mutating func occupy(around cell: Int32, on level: Int) {
        levels[level].list.disk(around: Int(cell), into: &disk)
        for neighbour in disk {
            note(neighbour, on: level)
            levels[level].occupied[Int(neighbour)] += 1
            touched.append(neighbour)
        }
    }

    /// Keeps of a cell's count what its limit allows now.
    private mutating func keep(_ cell: Int32, on level: Int) -> (cell: Int32, by: Int32)? {
        let index = Int(cell)
        let limit = levels[level].rule.limit(occupied: Int(levels[level].occupied[index]))
        let kept = Int32(clamping: min(Int(levels[level].counted[index]), limit))
        let more = kept - levels[level].kept[index]
        guard more > 0 else { return nil }
        levels[level].kept[index] = kept
        guard level < levels.count - 1 else { return nil }
        return (levels[level].parents[index], more)
    }

    private mutating func note(_ cell: Int32, on level: Int) {
        guard journals else { return }
        let index = Int(cell)
        journal.append(
            Change(
                level: Int8(level), cell: cell, counted: levels[level].counted[index],
                kept: levels[level].kept[index], occupied: levels[level].occupied[index]))
    }
}
