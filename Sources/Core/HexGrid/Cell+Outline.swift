internal import Units

extension Cell {
    /// The region that cells of one resolution cover, each given once: polygons with holes, largest
    /// first; outer rings counter-clockwise, holes clockwise, each unclosed. All cells of a
    /// resolution give the globe as eight triangles. Time and memory grow with the cells.
    public static func outline(of cells: [Cell]) throws(HexGridError) -> [Polygon] {
        guard let first = cells.first else { return [] }
        for cell in cells where cell.level != first.level {
            throw .differentResolutions(first, cell)
        }
        let sorted = ascending(cells)
        for index in 1..<max(1, sorted.count) where sorted[index] == sorted[index - 1] {
            throw .duplicate(sorted[index])
        }
        var tracing = OutlineTracing(sorted)
        return tracing.polygons()
    }
}

/// Finds the rings around a set of cells by walking from edge to edge with the set on the left.
struct OutlineTracing {
    private let cells: [Cell]
    /// At 6n + s: the number of the cell across edge s of cell n, `outside`, or `none`.
    private var across: [Int32] = []
    private static let outside: Int32 = -1
    private static let none: Int32 = -2

    /// Directions counter-clockwise, beginning with the one whose edge starts at corner 0. A
    /// pentagon has no direction 1.
    private static let hexagonEdges: InlineArray<6, Int> = [6, 2, 3, 1, 5, 4]
    private static let pentagonEdges: InlineArray<6, Int> = [6, 2, 3, 5, 4, 0]

    private struct Ring {
        let component: Int
        let points: [Vector]
        var area = 0.0

        /// The area on the ring's left, 0 to 4 pi.
        func enclosedArea() -> Double {
            let units = points.map(\.unit)
            let apex = Ring.apex(for: units)
            var total = 0.0
            var last = units[units.count - 1]
            for next in units {
                total += apex.triangle(to: last, next)
                last = next
            }
            while total < 0 { total += 4 * .pi }
            while total >= 4 * .pi { total -= 4 * .pi }
            return total
        }

        /// Where the triangles meet that make up the area. A point of a small ring keeps most
        /// digits; but a triangle to the opposite point of the sphere is no triangle, and base
        /// cells do lie opposite each other, so a large ring takes a point off the lattice.
        private static func apex(for units: [Vector]) -> Vector {
            let offLattice = [
                Vector(x: 0.31, y: 0.74, z: 0.59).unit, Vector(x: -0.83, y: 0.22, z: 0.51).unit,
                Vector(x: 0.17, y: -0.64, z: -0.75).unit,
            ]
            var best = (apex: units[0], opposite: opposition(of: units[0], in: units))
            guard best.opposite < -0.9 else { return best.apex }
            for apex in offLattice {
                let opposite = opposition(of: apex, in: units)
                if opposite > best.opposite { best = (apex, opposite) }
            }
            return best.apex
        }

        /// The cosine of the widest angle to any of the points.
        private static func opposition(of apex: Vector, in units: [Vector]) -> Double {
            units.reduce(1) { min($0, apex.dot($1)) }
        }
    }

    init(_ sorted: [Cell]) {
        cells = sorted
        let numbers = CellNumbers(sorted)
        across = [Int32](repeating: OutlineTracing.none, count: 6 * sorted.count)
        for (number, cell) in sorted.enumerated() {
            let pentagon = cell.isPentagon
            for edge in 0..<(pentagon ? 5 : 6) {
                var walk = Walk(from: cell)
                let direction =
                    pentagon ? Self.pentagonEdges[edge] : Self.hexagonEdges[edge]
                guard walk.step(direction) else { continue }
                across[6 * number + edge] = numbers[walk.cell] ?? OutlineTracing.outside
            }
        }
    }

    mutating func polygons() -> [Polygon] {
        var rings = traceRings()
        guard !rings.isEmpty else { return OutlineTracing.globe }
        guard rings.count > 1 else {
            return [Polygon(knownOuter: rings[0].points.map(\.angles.coordinate), holes: [])]
        }
        for index in rings.indices { rings[index].area = rings[index].enclosedArea() }
        // The outer ring of a connected set is the one with the least on its left.
        rings.sort { ($0.component, $0.area) < ($1.component, $1.area) }
        let starts = rings.indices.filter {
            $0 == 0 || rings[$0].component != rings[$0 - 1].component
        }
        let groups = starts.indices.map { order in
            starts[order]..<(order + 1 < starts.count ? starts[order + 1] : rings.count)
        }
        let largestFirst = groups.sorted {
            let (one, other) = (rings[$0.lowerBound], rings[$1.lowerBound])
            return one.area == other.area
                ? one.component < other.component : one.area > other.area
        }
        return largestFirst.map { group in
            let loops = group.map { rings[$0].points.map(\.angles.coordinate) }
            return Polygon(knownOuter: loops[0], holes: Array(loops.dropFirst()))
        }
    }

    private func traceRings() -> [Ring] {
        var visited = [Bool](repeating: false, count: across.count)
        var components: [Int32] = []
        var rings: [Ring] = []
        for start in across.indices where across[start] == Self.outside && !visited[start] {
            var points: [Vector] = []
            var position = start
            repeat {
                visited[position] = true
                appendPoints(ofEdge: position, to: &points)
                position = next(after: position)
            } while position != start
            if components.isEmpty { components = connectedComponents() }
            rings.append(Ring(component: Int(components[start / 6]), points: points))
        }
        return rings
    }

    /// The edge of the outline that starts where this one ends.
    private func next(after position: Int) -> Int {
        var position = following(position)
        while across[position] >= 0 {
            let (here, there) = (position / 6, Int(across[position]))
            for back in 6 * there..<6 * there + 6 where Int(across[back]) == here {
                position = following(back)
                break
            }
        }
        return position
    }

    /// The next edge counter-clockwise around the same cell.
    private func following(_ position: Int) -> Int {
        let first = position / 6 * 6
        let next = position + 1 == first + 6 ? first : position + 1
        return across[next] == Self.none ? first : next
    }

    /// An edge's first corner, and the bend in it if there is one.
    private func appendPoints(ofEdge position: Int, to points: inout [Vector]) {
        let cell = cells[position / 6]
        let sides = cell.isPentagon ? 5 : 6
        let corner = (position % 6 + cell.location.turns) % sides
        let corners = cell.corners
        var (index, seen) = (0, -1)
        while index < corners.count {
            if corners.cornerBits >> UInt16(index) & 1 == 1 { seen += 1 }
            if seen == corner { points.append(corners.vectors[index]) }
            index += 1
        }
    }

    /// A number for each cell, the same for cells joined by edges: the first cell's of the group.
    private func connectedComponents() -> [Int32] {
        var component = [Int32](repeating: -1, count: cells.count)
        var pending: [Int32] = []
        for start in cells.indices where component[start] < 0 {
            component[start] = Int32(start)
            pending.append(Int32(start))
            while let cell = pending.popLast() {
                for edge in 6 * Int(cell)..<6 * Int(cell) + 6 where across[edge] >= 0 {
                    let other = across[edge]
                    guard component[Int(other)] < 0 else { continue }
                    component[Int(other)] = Int32(start)
                    pending.append(other)
                }
            }
        }
        return component
    }

    /// The whole sphere: its octants.
    private static var globe: [Polygon] {
        let quarter = Double.pi / 2
        return [1.0, -1.0].flatMap { side in
            (0..<4).map { index in
                let west = Angles(latitude: 0, longitude: Double(index - 2) * quarter)
                let east = Angles(latitude: 0, longitude: Double(index - 1) * quarter)
                let pole = Angles(latitude: side * quarter, longitude: 0)
                let ring = side > 0 ? [pole, west, east] : [pole, east, west]
                return Polygon(knownOuter: ring.map(\.coordinate), holes: [])
            }
        }
    }
}

/// The place of each cell in a list: a table with open addressing, which unlike `Dictionary` has no
/// seed and is never walked.
private struct CellNumbers {
    private let cells: [Cell]
    private var slots: [Int32]
    private let shift: UInt64

    init(_ cells: [Cell]) {
        self.cells = cells
        let bits = UInt64(64 - (2 * cells.count).leadingZeroBitCount)
        shift = 64 - bits
        slots = [Int32](repeating: -1, count: 1 << Int(bits))
        for (number, cell) in cells.enumerated() {
            var slot = home(of: cell)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }

    private func home(of cell: Cell) -> Int {
        Int(truncatingIfNeeded: (cell.bits &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }

    subscript(cell: Cell) -> Int32? {
        var slot = home(of: cell)
        while slots[slot] >= 0 {
            if cells[Int(slots[slot])] == cell { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }
}
