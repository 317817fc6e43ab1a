/// A walk over the grid: where it is, and how far the orientation has turned since the start, so that
/// "straight on" keeps its meaning from one base cell to the next.
struct Walk {
    var cell: Cell
    /// Sixths counter-clockwise to add to a direction.
    var turns = 0

    init(from cell: Cell) { self.cell = cell }

    /// One step in a direction 1...6 as seen at the start. Answers false, and stays, when there is
    /// no such neighbour: in the deleted direction of a pentagon.
    @inline(__always)
    mutating func step(_ direction: Int) -> Bool {
        var digits = cell.bits
        var direction = Walk.turned(direction, by: turns)
        var level = cell.level
        var shift = UInt64(truncatingIfNeeded: 45 &- 3 &* level)
        // Adds the direction like a number, the carry going from fine to coarse.
        while level > 0 {
            let index = Int(truncatingIfNeeded: digits >> shift & 7) &* 8 &+ direction
            let entry = level & 1 == 1 ? GridSteps.classII[index] : GridSteps.classIII[index]
            digits = digits & ~(7 << shift) | UInt64(entry & 7) << shift
            direction = Int(entry >> 3)
            if direction == 0 { break }
            level &-= 1
            shift &+= 3
        }
        let base = cell.baseCell
        if direction == 0, !Cell.isPentagonBase(base) {
            cell = Cell(known: digits)
            return true
        }
        return settle(digits, leaving: direction)
    }

    /// A direction turned counter-clockwise: 1 5 4 6 2 3 is the circle.
    @inline(__always)
    static func turned(_ direction: Int, by turns: Int) -> Int {
        guard turns > 0 else { return direction }
        return Int(
            truncatingIfNeeded: Cell.turned(UInt64(truncatingIfNeeded: direction), by: turns))
    }

    /// The rest of a step that leaves its base cell in `direction` (0: stays), or is in a pentagon's.
    @inline(never)
    private mutating func settle(_ stepped: UInt64, leaving direction: Int) -> Bool {
        let level = cell.level
        let old = cell.baseCell
        let oldLeading = Cell.leadingDigit(Cell.ownDigits(cell.bits, level))
        var digits = Cell.ownDigits(stepped, level)
        var turns = turns
        var base = old
        var entering = 0
        if direction != 0 {
            var entry = BaseCells.neighbours[8 &* old &+ direction]
            if entry & 0xFF == 0x7F {
                // The deleted direction of a pentagon borders what lies in direction 5.
                entry = BaseCells.neighbours[8 &* old &+ 5]
                digits = Cell.turned(digits, by: 1)
                turns &+= 1
            }
            base = Int(entry & 0xFF)
            entering = Int(entry >> 8)
        }
        if Cell.isPentagonBase(base) {
            var skipped = false
            if Cell.leadingDigit(digits) == 1 {
                if base != old {
                    let face = UInt32(BaseCells.homes[old] & 0xFF)
                    let clockwise = BaseCells.clockwiseFaces[base] >> face & 1 == 1
                    digits = Cell.turned(digits, by: clockwise ? 5 : 1)
                    skipped = true
                } else if oldLeading == 3 {
                    digits = Cell.turned(digits, by: 1)
                    turns &+= 1
                } else if oldLeading == 5 {
                    digits = Cell.turned(digits, by: 5)
                    turns &+= 5
                } else {
                    return false
                }
            }
            for _ in 0..<entering { digits = Cell.turnedOnPentagon(digits) }
            if base != old {
                turns &+= Walk.distortion(
                    entering: base, from: old, leading: Cell.leadingDigit(digits), skipped: skipped)
            }
        } else {
            digits = Cell.turned(digits, by: entering)
        }
        cell = Cell(base: base, digits: digits, level: level)
        self.turns = (turns &+ entering) % 6
        return true
    }

    /// The extra turn of the orientation on the far side of a pentagon's missing branch. The two
    /// polar pentagons meet all neighbours by their i axis.
    private static func distortion(
        entering base: Int, from old: Int, leading: Int, skipped: Bool
    ) -> Int {
        if base == 4 || base == 117 {
            return old != 118 && old != 8 && leading != 3 ? 1 : 0
        }
        return leading == 5 && !skipped ? 1 : 0
    }
}

extension Cell {
    /// Appends the cells around this one, 6 or 5 of them, in no particular order.
    func appendNeighbours(to output: inout [Cell]) {
        for direction in 1...6 {
            var walk = Walk(from: self)
            if walk.step(direction) { output.append(walk.cell) }
        }
    }
}
