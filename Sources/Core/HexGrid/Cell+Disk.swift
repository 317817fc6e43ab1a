extension Cell {
    /// The most steps a disk may have: at resolution 15 it then covers the globe.
    public static var largestRadius: Int { 13_780_510 }

    /// Room that a disk of `radius` steps needs: 1 + 3k(k + 1), exact unless a pentagon is near.
    public static func diskCapacity(radius: Int) throws(HexGridError) -> Int {
        guard radius >= 0, radius <= largestRadius else { throw .radiusOutOfRange(radius) }
        return 1 + 3 * radius * (radius + 1)
    }

    /// Room that a ring needs: 6k, 1 for k = 0.
    public static func ringCapacity(radius: Int) throws(HexGridError) -> Int {
        guard radius >= 0, radius <= largestRadius else { throw .radiusOutOfRange(radius) }
        return max(1, 6 * radius)
    }

    /// Appends all cells within `radius` steps, nearest first, to the caller's buffer. Allocates
    /// only when the disk touches a pentagon.
    public func appendDisk(
        radius: Int, to output: inout OutputSpan<Cell>
    ) throws(HexGridError) {
        try Cell.checkRoom(Cell.diskCapacity(radius: radius), output.freeCapacity)
        let start = output.count
        guard !spiral(radius: radius, to: &output) else { return }
        output.removeLast(output.count - start)
        for ring in ringsAroundPentagon(radius: radius) {
            for cell in ring { output.append(cell) }
        }
    }

    /// The same with each cell's distance in steps.
    public func appendDisk(
        radius: Int, to output: inout OutputSpan<Cell>, distances: inout OutputSpan<Int32>
    ) throws(HexGridError) {
        let needed = try Cell.diskCapacity(radius: radius)
        try Cell.checkRoom(needed, min(output.freeCapacity, distances.freeCapacity))
        let start = output.count
        if spiral(radius: radius, to: &output) {
            distances.append(0)
            for ring in 0..<radius {
                for _ in 0..<6 * (ring + 1) { distances.append(Int32(ring + 1)) }
            }
            return
        }
        output.removeLast(output.count - start)
        for (distance, ring) in ringsAroundPentagon(radius: radius).enumerated() {
            for cell in ring {
                output.append(cell)
                distances.append(Int32(distance))
            }
        }
    }

    /// Appends the cells exactly `radius` steps away.
    public func appendRing(
        radius: Int, to output: inout OutputSpan<Cell>
    ) throws(HexGridError) {
        try Cell.checkRoom(Cell.ringCapacity(radius: radius), output.freeCapacity)
        let start = output.count
        guard !outline(radius: radius, to: &output) else { return }
        output.removeLast(output.count - start)
        for cell in ringsAroundPentagon(radius: radius)[radius] { output.append(cell) }
    }

    /// All cells within `radius` steps, nearest first.
    public func disk(radius: Int) throws(HexGridError) -> [Cell] {
        let room = try Cell.diskCapacity(radius: radius)
        try Cell.checkRoom(room, Cell.largestSet)
        return try [Cell](capacity: room) { output throws(HexGridError) in
            try appendDisk(radius: radius, to: &output)
        }
    }

    /// The cells exactly `radius` steps away.
    public func ring(radius: Int) throws(HexGridError) -> [Cell] {
        let room = try Cell.ringCapacity(radius: radius)
        return try [Cell](capacity: room) { output throws(HexGridError) in
            try appendRing(radius: radius, to: &output)
        }
    }

    private static func checkRoom(_ needed: Int, _ capacity: Int) throws(HexGridError) {
        guard needed <= capacity else { throw .bufferTooSmall(needed: needed, capacity: capacity) }
    }
}

extension Cell {
    /// The six sides of a ring, walked from its corner in direction 4.
    private static var sides: InlineArray<6, Int> { [2, 3, 1, 5, 4, 6] }

    /// Walks ring after ring. False as soon as a pentagon is met: rings do not close around one.
    private func spiral(radius: Int, to output: inout OutputSpan<Cell>) -> Bool {
        guard !isPentagon else { return false }
        output.append(self)
        var walk = Walk(from: self)
        var ring = 1
        while ring <= radius {
            guard walk.step(4), !walk.cell.isPentagon else { return false }
            for side in 0..<6 {
                let direction = Cell.sides[side]
                for _ in 0..<ring {
                    guard walk.step(direction), !walk.cell.isPentagon else { return false }
                    output.append(walk.cell)
                }
            }
            ring &+= 1
        }
        return true
    }

    /// Walks one ring alone; false when a pentagon lies on the way or inside it.
    private func outline(radius: Int, to output: inout OutputSpan<Cell>) -> Bool {
        guard !isPentagon else { return false }
        guard radius > 0 else {
            output.append(self)
            return true
        }
        var walk = Walk(from: self)
        for _ in 0..<radius {
            guard walk.step(4), !walk.cell.isPentagon else { return false }
        }
        let corner = walk.cell
        for side in 0..<6 {
            let direction = Cell.sides[side]
            for _ in 0..<radius {
                guard walk.step(direction), !walk.cell.isPentagon else { return false }
                output.append(walk.cell)
            }
        }
        // A pentagon inside the ring leaves it open.
        return walk.cell == corner
    }

    /// Ring by ring from neighbours, each ascending: a cell next to ring n that is neither in it nor
    /// in ring n - 1 is in ring n + 1.
    private func ringsAroundPentagon(radius: Int) -> [[Cell]] {
        var rings: [[Cell]] = [[self]]
        var candidates: [Cell] = []
        for distance in 0..<radius {
            candidates.removeAll(keepingCapacity: true)
            for cell in rings[distance] { cell.appendNeighbours(to: &candidates) }
            candidates.sort()
            let inner = distance > 0 ? rings[distance - 1] : []
            rings.append(Cell.unique(candidates, except: rings[distance], inner))
            if rings[distance + 1].isEmpty {
                // The globe is covered; farther rings are empty.
                rings.append(contentsOf: repeatElement([], count: radius - distance - 1))
                break
            }
        }
        return rings
    }

    /// The different cells of a sorted list that are in neither of two other sorted lists.
    private static func unique(
        _ cells: [Cell], except first: [Cell], _ second: [Cell]
    ) -> [Cell] {
        var result: [Cell] = []
        var (i, j) = (0, 0)
        for cell in cells where result.last != cell {
            while i < first.count, first[i] < cell { i += 1 }
            while j < second.count, second[j] < cell { j += 1 }
            if i < first.count, first[i] == cell { continue }
            if j < second.count, second[j] == cell { continue }
            result.append(cell)
        }
        return result
    }
}
