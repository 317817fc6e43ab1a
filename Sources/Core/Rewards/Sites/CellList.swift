import HexGrid

/// Different cells of one resolution, ascending, found by their bits.
struct CellList {
    let cells: [Cell]
    /// Open addressing: an index into `cells`, or -1; at least twice as many slots as cells.
    private let slots: [Int32]

    init(_ cells: [Cell]) {
        var cells = cells
        cells.sort()
        var kept = 0
        for cell in cells where kept == 0 || cells[kept - 1] != cell {
            cells[kept] = cell
            kept += 1
        }
        cells.removeLast(cells.count - kept)
        self.cells = cells
        slots = Self.slots(for: cells)
    }

    var count: Int { cells.count }

    /// The cells one resolution up (or more), ascending: parents keep the order of their children.
    func parents(_ level: Int) -> CellList { CellList(sorted: cells.map { $0.ancestor(level) }) }

    private init(sorted: [Cell]) {
        var cells: [Cell] = []
        for cell in sorted where cells.last != cell { cells.append(cell) }
        self.cells = cells
        slots = Self.slots(for: cells)
    }

    private static func slots(for cells: [Cell]) -> [Int32] {
        var count = 4
        while count < 2 * cells.count { count *= 2 }
        var slots = [Int32](repeating: -1, count: count)
        for (index, cell) in cells.enumerated() {
            var slot = Self.start(cell) & (count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (count - 1) }
            slots[slot] = Int32(index)
        }
        return slots
    }

    /// Mixed as by SplitMix64, so that neighbours spread. Only speed hangs on it.
    private static func start(_ cell: Cell) -> Int {
        var bits = cell.bits
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: bits ^ bits >> 31)
    }

    /// Where a cell stands. Constant cost on average.
    func index(of cell: Cell) -> Int? {
        var slot = Self.start(cell) & (slots.count - 1)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if cells[index] == cell { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The cell at an index and those of the list beside it.
    func disk(around index: Int, into found: inout [Int32]) {
        found.removeAll(keepingCapacity: true)
        let disk: [Cell]
        do throws(HexGridError) {
            disk = try cells[index].disk(radius: 1)
        } catch {
            preconditionFailure("a disk of seven cells: \(error)")
        }
        for cell in disk {
            if let index = self.index(of: cell) { found.append(Int32(index)) }
        }
    }
}

extension Cell {
    /// The ancestor of a resolution that is known to be coarser.
    func ancestor(_ level: Int) -> Cell {
        do throws(HexGridError) {
            return try parent(at: Resolution(level))
        } catch {
            preconditionFailure("the parent of \(bits) at \(level): \(error)")
        }
    }

    var level: Int { Int(resolution.value) }
}
