import HexGrid

/// Different cells of one resolution, ascending, found by bisection.
struct CellList {
    let cells: [Cell]

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
    }

    var count: Int { cells.count }

    /// The cells one resolution up (or more), ascending: parents keep the order of their children.
    func parents(_ level: Int) -> CellList { CellList(sorted: cells.map { $0.ancestor(level) }) }

    private init(sorted: [Cell]) {
        var cells: [Cell] = []
        for cell in sorted where cells.last != cell { cells.append(cell) }
        self.cells = cells
    }

    /// Where a cell stands. Logarithmic; cells near each other share most of the way.
    func index(of cell: Cell) -> Int? {
        var (low, high) = (0, cells.count)
        while low < high {
            let middle = (low + high) / 2
            if cells[middle] < cell { low = middle + 1 } else { high = middle }
        }
        return low < cells.count && cells[low] == cell ? low : nil
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
