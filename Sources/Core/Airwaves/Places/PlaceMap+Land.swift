extension PlaceMap {
    static let cell: Int64 = 10_000_000

    /// The country under a point, exactly by the map's lines.
    ///
    /// From the cell's south-west corner, whose land is known, one walks north and then east to the
    /// point. Each line crossed changes the land by (number beyond - number before); what the sum
    /// gives is the land of the point. A point stands for the place a hair north and a smaller hair
    /// east of it, so nothing is ever on a border: what lies on one belongs to one side, always the
    /// same. A file whose lines contradict each other gives the sea.
    func land(under point: MapPoint) -> UInt8 {
        if let speck = speck(under: point) { return speck }
        let row = min(Int(point.y / Self.cell), Layout.rows - 1)
        let column = Int(point.x / Self.cell)
        let (corner, borders) = borders(row: row, column: column)
        guard let borders else { return corner }
        let here = Vertex(
            x: point.x - Int64(column) * Self.cell, y: point.y - Int64(row) * Self.cell)
        let land = Int(corner) + crossings(of: borders, to: here)
        return land <= layout.countryCount ? UInt8(exactly: land) ?? sea : sea
    }

    private func crossings(of borders: CellBorders, to point: Vertex) -> Int {
        var sum = 0
        var offset = borders.start
        while offset < borders.end {
            let line = Line(reader, at: offset)
            let change = Int(line.left) - Int(line.right)
            var from = Vertex(reader, at: line.start)
            offset = line.start + 4
            while offset < line.end {
                let to = Vertex(reader, at: offset)
                sum += change * Self.crossings(from, to, to: point)
                from = to
                offset += 4
            }
        }
        return sum
    }

    /// How often the walk crosses a step from its right to its left, less the other way.
    @inline(__always)
    private static func crossings(_ from: Vertex, _ to: Vertex, to point: Vertex) -> Int {
        var count = 0
        let corner = Vertex(x: 0, y: point.y)
        if (from.x <= 0) != (to.x <= 0) {
            let (west, east, sign) = from.x <= 0 ? (from, to, 1) : (to, from, -1)
            let isPassed = turn(west, east, corner) >= 0 && turn(west, east, Vertex(x: 0, y: 0)) < 0
            if isPassed { count += sign }
        }
        if (from.y <= point.y) != (to.y <= point.y) {
            let (low, high, sign) = from.y <= point.y ? (from, to, -1) : (to, from, 1)
            if isEast(point, of: low, high), !isEast(corner, of: low, high) { count += sign }
        }
        return count
    }

    /// Whether a point a hair north of `point` lies east of a step that runs up through its latitude.
    @inline(__always)
    private static func isEast(_ point: Vertex, of low: Vertex, _ high: Vertex) -> Bool {
        let side = turn(low, high, point)
        return side < 0 || (side == 0 && high.x <= low.x)
    }

    /// Positive when a point lies to the left of a step. Below 2 * 10^14: no overflow.
    @inline(__always)
    private static func turn(_ from: Vertex, _ to: Vertex, _ point: Vertex) -> Int64 {
        (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x)
    }

    /// The country of an island or enclave too small for the lines, drawn as a disc above them.
    private func speck(under point: MapPoint) -> UInt8? {
        for number in 0..<layout.speckCount {
            let speck = Speck(reader, at: layout.specks + 16 * number)
            let (x, y) = point.metric(toX: speck.x, y: speck.y)
            guard abs(x) <= speck.radius, abs(y) <= speck.radius else { continue }
            if x * x + y * y <= speck.radius * speck.radius { return speck.land }
        }
        return nil
    }
}

/// A disc of land.
struct Speck {
    let x: Int64
    let y: Int64
    /// In units of latitude.
    let radius: Int64
    let land: UInt8

    @inline(__always) init(_ reader: MapReader, at offset: Int) {
        x = Int64(reader.word(offset)) * Vertex.step
        y = Int64(reader.word(offset + 4)) * Vertex.step
        radius = Int64(reader.word(offset + 8))
        land = UInt8(truncatingIfNeeded: reader.word(offset + 12))
    }
}

extension MapPoint {
    /// East and north of the point in units of latitude, in the plane that touches the globe there:
    /// a step of longitude shortened by the cosine, rounded down, the short way round.
    @inline(__always) func metric(toX otherX: Int64, y otherY: Int64) -> (x: Int64, y: Int64) {
        var east = otherX - x
        if east > 1_800_000_000 { east -= 3_600_000_000 }
        if east < -1_800_000_000 { east += 3_600_000_000 }
        return (shortened(east), otherY - y)
    }

    @inline(__always) func shortened(_ east: Int64) -> Int64 { (east * cosine) >> 30 }
}
