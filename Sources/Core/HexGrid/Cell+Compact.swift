extension Cell {
    /// The fewest cells that cover the same area: seven siblings (six of a pentagon) become their
    /// parent, again and again. Takes cells of one resolution, each once, in any order; answers
    /// ascending. Sorts by radix, then one pass a level.
    public static func compact(_ cells: [Cell]) throws(HexGridError) -> [Cell] {
        guard let first = cells.first else { return [] }
        for cell in cells where cell.level != first.level {
            throw .differentResolutions(first, cell)
        }
        var level = ascending(cells)
        for index in level.indices.dropFirst() where level[index] == level[index - 1] {
            throw .duplicate(level[index])
        }
        // What stays at each resolution. Coarser cells sort before finer ones.
        var kept: [[Cell]] = []
        while !level.isEmpty {
            let (parents, rest) = foldFamilies(level)
            kept.append(rest)
            level = parents
        }
        return Array(kept.reversed().joined())
    }

    /// The parents of complete families, and the cells without one, of ascending cells of a level.
    private static func foldFamilies(_ cells: [Cell]) -> (parents: [Cell], rest: [Cell]) {
        let level = cells[0].level
        guard level > 0 else { return ([], cells) }
        var (parents, rest): ([Cell], [Cell]) = ([], [])
        var index = 0
        while index < cells.count {
            let cell = cells[index]
            if cell.digit(level: level) == 0 {
                let parent = cell.parent(level: level &- 1)
                let last = index &+ (parent.isPentagon ? 5 : 6)
                // Ascending and different: the last sibling in its place means all are there.
                if last < cells.count, cells[last].parent(level: level &- 1) == parent {
                    parents.append(parent)
                    index = last &+ 1
                    continue
                }
            }
            rest.append(cell)
            index &+= 1
        }
        return (parents, rest)
    }

    /// All descendants of the cells at one resolution, ascending.
    public static func uncompact(
        _ cells: [Cell], to resolution: Resolution
    ) throws(HexGridError) -> [Cell] {
        var count = 0
        for cell in cells {
            count += try cell.childCount(at: resolution)
            guard count <= largestSet else {
                throw .bufferTooSmall(needed: count, capacity: largestSet)
            }
        }
        let result = [Cell](capacity: count) { output in
            for cell in cells { cell.appendChildren(level: resolution.intValue, to: &output) }
        }
        return ascending(result)
    }

    /// The cells sorted; what is in order already is returned as it is.
    static func ascending(_ cells: [Cell]) -> [Cell] {
        var varying: UInt64 = 0
        var inOrder = true
        var previous = cells.first ?? Cell(known: 0)
        let first = previous.bits
        for cell in cells {
            varying |= cell.bits ^ first
            inOrder = inOrder && previous <= cell
            previous = cell
        }
        guard !inOrder else { return cells }
        return cells.count < 64 ? cells.sorted() : sortedByRadix(cells, varying: varying)
    }

    /// Least significant digit first, over those eleven-bit digits in which the cells differ.
    private static func sortedByRadix(_ cells: [Cell], varying: UInt64) -> [Cell] {
        var (source, target) = (cells, cells)
        let lowest = UInt64(varying.trailingZeroBitCount)
        let highest = UInt64(64 - varying.leadingZeroBitCount)
        var shift = lowest
        while shift < highest {
            if varying >> shift & 0x7FF != 0 {
                distribute(source.span, into: target.mutableSpan, byDigitAt: shift)
                swap(&source, &target)
            }
            shift += 11
        }
        return source
    }

    private static func distribute(
        _ source: Span<Cell>, into target: consuming MutableSpan<Cell>, byDigitAt shift: UInt64
    ) {
        var places = InlineArray<2048, Int32>(repeating: 0)
        for index in source.indices {
            places[Int(truncatingIfNeeded: source[index].bits >> shift & 0x7FF)] &+= 1
        }
        var sum: Int32 = 0
        for value in 0..<2048 {
            let count = places[value]
            places[value] = sum
            sum &+= count
        }
        for index in source.indices {
            let cell = source[index]
            let value = Int(truncatingIfNeeded: cell.bits >> shift & 0x7FF)
            target[Int(places[value])] = cell
            places[value] &+= 1
        }
    }
}
