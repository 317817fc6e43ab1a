extension Cell {
    /// The fewest cells that cover the same area: seven siblings (six of a pentagon) become their
    /// parent, again and again. Takes cells of one resolution, each once, in any order; answers
    /// ascending. Sorts by radix, then one pass.
    public static func compact(_ cells: [Cell]) throws(HexGridError) -> [Cell] {
        guard let first = cells.first else { return [] }
        for cell in cells where cell.level != first.level {
            throw .differentResolutions(first, cell)
        }
        let sorted = ascending(cells)
        var result: [Cell] = []
        result.reserveCapacity(sorted.count)
        var previous: Cell?
        for cell in sorted {
            guard cell != previous else { throw .duplicate(cell) }
            previous = cell
            result.append(cell)
            result.foldFamilies()
        }
        return ascending(result)
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

    /// Least significant byte first, over the bytes in which the cells differ.
    private static func sortedByRadix(_ cells: [Cell], varying: UInt64) -> [Cell] {
        var (source, target) = (cells, cells)
        let lowest = UInt64(varying.trailingZeroBitCount)
        let highest = UInt64(64 - varying.leadingZeroBitCount)
        var shift = lowest
        while shift < highest {
            if varying >> shift & 0xFF != 0 {
                distribute(source.span, into: target.mutableSpan, byByteAt: shift)
                swap(&source, &target)
            }
            shift += 8
        }
        return source
    }

    private static func distribute(
        _ source: Span<Cell>, into target: consuming MutableSpan<Cell>, byByteAt shift: UInt64
    ) {
        var places = InlineArray<256, Int>(repeating: 0)
        for index in source.indices {
            places[Int(truncatingIfNeeded: source[index].bits >> shift & 0xFF)] &+= 1
        }
        var sum = 0
        for value in 0..<256 {
            let count = places[value]
            places[value] = sum
            sum &+= count
        }
        for index in source.indices {
            let cell = source[index]
            let value = Int(truncatingIfNeeded: cell.bits >> shift & 0xFF)
            target[places[value]] = cell
            places[value] &+= 1
        }
    }
}

extension [Cell] {
    /// Replaces a complete family at the end by its parent, and goes on with that.
    fileprivate mutating func foldFamilies() {
        while let last, last.level > 0, last.digit(level: last.level) == 6 {
            let parent = last.parent(level: last.level - 1)
            let size = parent.isPentagon ? 6 : 7
            guard count >= size else { return }
            // Ascending and without duplicates: the family is there when its first child stands
            // where it must.
            guard self[count - size] == parent.centerChild(level: last.level) else { return }
            removeLast(size)
            append(parent)
        }
    }
}
