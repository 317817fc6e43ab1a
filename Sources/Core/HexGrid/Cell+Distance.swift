extension Cell {
    /// Steps over the grid between two cells of one resolution, as H3 counts them: on the plane
    /// unfolded around the first cell's base cell. Refuses where that plane does not exist: base
    /// cells that do not touch, and some pairs around a pentagon. No allocation.
    public func distance(to other: Cell) throws(HexGridError) -> Int {
        guard level == other.level else { throw .differentResolutions(self, other) }
        let base = baseCell
        let steps = (level &+ 1) >> 1
        let (from, to) = (Cell.ownDigits(bits, level), Cell.ownDigits(other.bits, level))
        let place = Cell.descend(from, from: .origin, steps: steps)
        if base == other.baseCell, !Cell.isPentagonBase(base) {
            let there = Cell.descend(to, from: .origin, steps: steps)
            return Cell.length(there - place, level: level)
        }
        let unfolded = try unfold(other, digits: to, steps: steps)
        return Cell.length(unfolded - place, level: level)
    }

    /// Steps between two points of a cell's lattice given on the Class II lattice of the next even
    /// resolution, on which a Class III step is the vector (3, 1).
    @inline(__always)
    private static func length(_ difference: LatticePoint, level: Int) -> Int {
        level & 1 == 0 ? difference.length : difference.coarserFromClassII.length
    }

    /// The other cell's place on this cell's base cell's plane.
    @inline(never)
    private func unfold(
        _ other: Cell, digits: UInt64, steps: Int
    ) throws(HexGridError) -> LatticePoint {
        let (base, otherBase) = (baseCell, other.baseCell)
        let (pentagonal, otherPentagonal) =
            (Cell.isPentagonBase(base), Cell.isPentagonBase(otherBase))
        let leading = Cell.leadingDigit(Cell.ownDigits(bits, level))
        var digits = digits
        guard base != otherBase else {
            let turns = try turnsAroundPentagon(leading, Cell.leadingDigit(digits), other)
            return Cell.descend(digits, from: .origin, steps: steps).turned(by: (6 - turns) % 6)
        }
        guard let (direction, turnsIn) = Cell.direction(from: base, to: otherBase),
            var (reverse, _) = Cell.direction(from: otherBase, to: base)
        else { throw .tooFarApart(self, other) }

        if otherPentagonal {
            for _ in 0..<turnsIn {
                digits = Cell.turnedBackOnPentagon(digits)
                reverse = Walk.turned(reverse, by: 5)
                if reverse == 1 { reverse = Walk.turned(reverse, by: 5) }
            }
        } else {
            digits = Cell.turned(digits, by: (6 - turnsIn) % 6)
        }
        var place = Cell.descend(digits, from: .origin, steps: steps)
        var offset = LatticePoint(digit: direction) * sevenths(steps)
        if pentagonal {
            let turns = try turnsAroundPentagon(leading, direction, other)
            place = place.turned(by: (6 - turns) % 6)
            offset = offset.turned(by: (6 - turns) % 6)
        } else if otherPentagonal {
            let turns = try turnsAroundPentagon(reverse, Cell.leadingDigit(digits), other)
            place = place.turned(by: (6 - turns) % 6)
        }
        return place + offset
    }

    private func turnsAroundPentagon(
        _ origin: Int, _ target: Int, _ other: Cell
    ) throws(HexGridError) -> Int {
        let turns = GridSteps.pentagonTurns[8 &* origin &+ target]
        guard turns != 0xFF else { throw .pentagonBetween(self, other) }
        return Int(turns)
    }

    /// The direction from one base cell to another that touches it, and the turns it brings.
    private static func direction(from base: Int, to other: Int) -> (Int, Int)? {
        for direction in 1...6 {
            let entry = BaseCells.neighbours[8 &* base &+ direction]
            if Int(entry & 0xFF) == other { return (direction, Int(entry >> 8)) }
        }
        return nil
    }
}
