extension Cell {
    /// The ancestor of a coarser resolution (or the cell itself at its own).
    @inlinable
    public func parent(at resolution: Resolution) throws(HexGridError) -> Cell {
        guard resolution.intValue <= level else {
            throw .notCoarser(than: self.resolution, asked: resolution)
        }
        return parent(level: resolution.intValue)
    }

    /// The descendant that holds this cell's centre.
    @inlinable
    public func centerChild(at resolution: Resolution) throws(HexGridError) -> Cell {
        guard resolution.intValue >= level else {
            throw .notFiner(than: self.resolution, asked: resolution)
        }
        return centerChild(level: resolution.intValue)
    }

    /// How many descendants there are: 7^n, or 1 + 5(7^n - 1)/6 of a pentagon.
    public func childCount(at resolution: Resolution) throws(HexGridError) -> Int {
        guard resolution.intValue >= level else {
            throw .notFiner(than: self.resolution, asked: resolution)
        }
        return childCount(level: resolution.intValue)
    }

    /// Appends the descendants, ascending, to a buffer with room for `childCount`. No allocation.
    public func appendChildren(
        at resolution: Resolution, to output: inout OutputSpan<Cell>
    ) throws(HexGridError) {
        let count = try childCount(at: resolution)
        guard output.freeCapacity >= count else {
            throw .bufferTooSmall(needed: count, capacity: output.freeCapacity)
        }
        appendChildren(level: resolution.intValue, to: &output)
    }

    /// The descendants, ascending.
    public func children(at resolution: Resolution) throws(HexGridError) -> [Cell] {
        let count = try childCount(at: resolution)
        guard count <= Cell.largestSet else {
            throw .bufferTooSmall(needed: count, capacity: Cell.largestSet)
        }
        return [Cell](capacity: count) { output in
            appendChildren(level: resolution.intValue, to: &output)
        }
    }

    /// Calls that return an array refuse to make one beyond this, 4 GiB of cells; the calls that
    /// fill a caller's buffer have no such bound.
    public static var largestSet: Int { 1 << 29 }
}

extension Cell {
    @inlinable @inline(__always)
    func parent(level coarser: Int) -> Cell {
        let step = UInt64(truncatingIfNeeded: level &- coarser) << 52
        return Cell(known: (bits &- step) | Cell.unusedMask(coarser))
    }

    @inlinable @inline(__always)
    func centerChild(level finer: Int) -> Cell {
        let step = UInt64(truncatingIfNeeded: finer &- level) << 52
        let opened = Cell.unusedMask(level) & ~Cell.unusedMask(finer)
        return Cell(known: (bits &+ step) & ~opened)
    }

    func childCount(level finer: Int) -> Int {
        var hexagons = 1
        for _ in level..<finer { hexagons *= 7 }
        return isPentagon ? 1 + 5 * (hexagons - 1) / 6 : hexagons
    }

    func appendChildren(level finer: Int, to output: inout OutputSpan<Cell>) {
        let first = centerChild(level: finer)
        guard isPentagon, finer > level else {
            return Cell.appendBranches(first, levels: finer - level, to: &output)
        }
        // A pentagon's children: a pentagon, and five hexagons where a hexagon has six.
        centerChild(level: level + 1).appendChildren(level: finer, to: &output)
        let unit: UInt64 = 1 << UInt64(3 * (14 - level))
        for digit in 2..<7 as Range<UInt64> {
            let branch = Cell(known: first.bits + digit * unit)
            Cell.appendBranches(branch, levels: finer - level - 1, to: &output)
        }
    }

    /// The 7^levels cells that differ from `first`, whose digits there are 0, in the lowest digits.
    private static func appendBranches(
        _ first: Cell, levels: Int, to output: inout OutputSpan<Cell>
    ) {
        guard levels > 0 else { return output.append(first) }
        let unit: UInt64 = 1 << UInt64(truncatingIfNeeded: 3 &* (15 &- first.level))
        var sevens = 1
        for _ in 1..<levels { sevens *= 7 }
        var bits = first.bits
        for _ in 0..<sevens {
            for digit in 0..<7 as Range<UInt64> {
                output.append(Cell(known: bits &+ digit &* unit))
            }
            // Counts in base 7 on octal digits: 7 overflows into the digit above.
            var place = unit << 3
            bits &+= place
            while bits & (place &* 7) == place &* 7, place < 1 << 45 {
                bits &-= place &* 7
                place <<= 3
                bits &+= place
            }
        }
    }
}
