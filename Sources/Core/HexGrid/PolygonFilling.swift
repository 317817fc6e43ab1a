internal import Units

/// One run of `Polygon.cells`: walks the tree of cells depth first, so the answer is ascending.
struct PolygonFilling {
    private(set) var result: [Cell] = []
    private let target: Int
    private let containment: Containment
    private let limit: Int
    private let rings: [PolygonRing]
    private let edges: [PolygonEdge]
    private let firstPoint: Vector
    /// Stacks: what each cell on the path from the base cell has still open.
    private var near: [Int32] = []
    private var open: [OpenRing] = []

    /// A ring whose outline may touch the cell at hand, with the edges that matter below it.
    private struct OpenRing {
        var ring: Int
        /// Whether an odd number of edges lies wholly to the east.
        var odd: Bool
        var edges: Range<Int>
    }

    init(_ polygon: Polygon, resolution: Resolution, containment: Containment, limit: Int) {
        self.limit = limit
        target = resolution.intValue
        self.containment = containment
        var edges: [PolygonEdge] = []
        var rings = [
            PolygonRing(polygon.outer.map(Angles.init), isHole: false, appendingTo: &edges)
        ]
        for hole in polygon.holes {
            rings.append(PolygonRing(hole.map(Angles.init), isHole: true, appendingTo: &edges))
        }
        self.rings = rings
        self.edges = edges
        let first = polygon.outer[0]
        firstPoint = Vector(latitude: first.latitude, longitude: first.longitude)
    }

    mutating func run() throws(HexGridError) {
        near = edges.indices.map { Int32(truncatingIfNeeded: $0) }
        open = rings.indices.map { OpenRing(ring: $0, odd: false, edges: rings[$0].edges) }
        let states = 0..<open.count
        for base in 0..<122 {
            try visit(Cell(base: base, digits: 0, level: 0), level: 0, states)
        }
    }

    /// A cell not known to be in or out, given its parent's open rings.
    private mutating func visit(
        _ cell: Cell, level: Int, _ states: Range<Int>
    ) throws(HexGridError) {
        let centre = cell.centerVector
        if level == target, containment == .center {
            if holds(centre.angles, states) { try append(cell) }
            return
        }
        let (keptEdges, keptRings) = (near.count, open.count)
        defer {
            near.removeLast(near.count - keptEdges)
            open.removeLast(open.count - keptRings)
        }
        let cover = Cover(of: centre, level: level)
        guard narrow(states, to: cover) else { return }
        let narrowed = keptRings..<open.count
        if narrowed.isEmpty { return try appendAll(of: cell) }
        if level == target {
            if belongs(cell, centre: cover.centre, narrowed) { try append(cell) }
            return
        }
        let first = cell.centerChild(level: level + 1)
        let unit: UInt64 = 1 << UInt64(3 * (14 - level))
        let skipped: UInt64 = cell.isPentagon ? 1 : 7
        for digit in 0..<7 as Range<UInt64> where digit != skipped {
            try visit(Cell(known: first.bits + digit * unit), level: level + 1, narrowed)
        }
    }

    private mutating func append(_ cell: Cell) throws(HexGridError) {
        guard result.count < limit else {
            throw .bufferTooSmall(needed: result.count + 1, capacity: limit)
        }
        result.append(cell)
    }

    private mutating func appendAll(of cell: Cell) throws(HexGridError) {
        let count = result.count + cell.childCount(level: target)
        guard count <= limit else {
            throw .bufferTooSmall(needed: count, capacity: limit)
        }
        let level = target
        result.append(
            contentsOf: [Cell](capacity: count - result.count) { output in
                cell.appendChildren(level: level, to: &output)
            })
    }

    // MARK: Rings against a cell's surroundings

    /// Pushes what of the rings stays open within the cover. False when no cell in it can belong.
    private mutating func narrow(_ states: Range<Int>, to cover: Cover) -> Bool {
        for index in states {
            let state = open[index]
            let ring = rings[state.ring]
            let box = cover.box(in: ring)
            guard let inside = narrow(state, ring, to: box) else { continue }
            if inside == ring.isHole { return false }
        }
        return true
    }

    /// Whether the box is wholly in or out of the ring; nil when that stays open.
    private mutating func narrow(_ state: OpenRing, _ ring: PolygonRing, to box: Box) -> Bool? {
        let start = near.count
        var odd = state.odd
        var touched = false
        for position in state.edges {
            let number = near[position]
            let edge = edges[Int(number)]
            if edge.south > box.north || edge.north < box.south || edge.east < box.west { continue }
            if edge.west > box.east {
                if edge.south <= box.south, edge.north > box.north {
                    odd.toggle()
                    continue
                }
            } else {
                touched = true
            }
            near.append(number)
        }
        if !touched {
            // No edge comes near: all points of the box are alike.
            for position in start..<near.count {
                if edges[Int(near[position])].isMetEast(of: box.middle) { odd.toggle() }
            }
            near.removeLast(near.count - start)
            return odd
        }
        open.append(OpenRing(ring: state.ring, odd: odd, edges: start..<near.count))
        return nil
    }

    /// Whether the polygon holds a point of the cell these states belong to.
    private func holds(_ point: Angles, _ states: Range<Int>) -> Bool {
        for index in states where contains(point, open[index]) == rings[open[index].ring].isHole {
            return false
        }
        return true
    }

    private func contains(_ point: Angles, _ state: OpenRing) -> Bool {
        let framed = rings[state.ring].framed(point)
        var odd = state.odd
        for position in state.edges {
            if edges[Int(near[position])].isMetEast(of: framed) { odd.toggle() }
        }
        return odd
    }

    // MARK: A cell of the target resolution, full and overlapping

    private func belongs(_ cell: Cell, centre: Angles, _ states: Range<Int>) -> Bool {
        let corners = cell.corners
        var outline = InlineArray<10, Angles>(repeating: corners.vectors[0].angles)
        for index in 1..<corners.count { outline[index] = corners.vectors[index].angles }
        if containment == .overlapping {
            return holds(centre, states) || Cell(containing: firstPoint, level: target) == cell
                || crosses(outline, corners.count, centre, states)
        }
        guard holds(outline[0], states), !crosses(outline, corners.count, centre, states) else {
            return false
        }
        for index in states where rings[open[index].ring].isHole {
            let first = rings[open[index].ring].first
            if surrounds(first, outline, corners.count, centre) { return false }
        }
        return true
    }

    /// Whether any edge near the cell meets its outline.
    private func crosses(
        _ outline: InlineArray<10, Angles>, _ count: Int, _ centre: Angles, _ states: Range<Int>
    ) -> Bool {
        for index in states {
            for position in open[index].edges {
                let edge = edges[Int(near[position])]
                let middle = (edge.southLongitude + edge.northLongitude) / 2
                var last = outline[count - 1].near(centre).near(longitude: middle, with: centre)
                for corner in 0..<count {
                    let next = outline[corner].near(centre).near(longitude: middle, with: centre)
                    if edge.crosses(last, next) { return true }
                    last = next
                }
            }
        }
        return false
    }

    /// Whether the cell's outline goes around a point.
    private func surrounds(
        _ point: Angles, _ outline: InlineArray<10, Angles>, _ count: Int, _ centre: Angles
    ) -> Bool {
        let point = point.near(centre)
        var odd = false
        var last = outline[count - 1].near(centre)
        for corner in 0..<count {
            let next = outline[corner].near(centre)
            if PolygonEdge(last, next).isMetEast(of: point) { odd.toggle() }
            last = next
        }
        return odd
    }
}

extension Angles {
    /// The same point with a longitude within half a turn of another's.
    func near(_ other: Angles) -> Angles { near(longitude: other.longitude, with: self) }

    /// The same point moved by the whole turns that bring `anchor` within half a turn of a longitude.
    func near(longitude: Double, with anchor: Angles) -> Angles {
        let gap = anchor.longitude - longitude
        if gap > .pi { return Angles(latitude: latitude, longitude: self.longitude - wholeTurn) }
        if gap < -.pi { return Angles(latitude: latitude, longitude: self.longitude + wholeTurn) }
        return self
    }
}
