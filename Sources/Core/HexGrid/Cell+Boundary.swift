public import Units

/// The points around a cell in H3's order: counter-clockwise, unclosed, from the first corner; 6 or
/// 5 of them, to 10 where edges bend over edges of the icosahedron. Holds them without allocation.
public struct CellBoundary: Sendable {
    public let count: Int
    private let points: InlineArray<10, Coordinate>

    init(_ corners: borrowing Corners) {
        var points = InlineArray<10, Coordinate>(repeating: corners.vectors[0].angles.coordinate)
        for index in 1..<corners.count { points[index] = corners.vectors[index].angles.coordinate }
        self.points = points
        count = corners.count
    }

    public subscript(index: Int) -> Coordinate {
        precondition(index >= 0 && index < count, "point \(index) of \(count)")
        return points[index]
    }

    public var coordinates: [Coordinate] { (0..<count).map { points[$0] } }
}

extension Cell {
    /// The points around the cell. No allocation; two arc tangents a point.
    public var boundary: CellBoundary { CellBoundary(corners) }

    /// The points around the cell as directions.
    var corners: Corners {
        let home = location
        let classIII = isClassIII
        let centre = FacePoint(face: home.point.face, place: home.point.place * 3)
        // A third of the lattice's unit is the unit of corners: of a hexagon that lies whole on its
        // face, as most do, they can be projected as they are.
        if FacePoint.outwardness(centre.place) &+ 9 <= 6 &* home.unit {
            return Corners(flat: centre, unit: 3 &* home.unit, classIII: classIII)
        }
        if isPentagon {
            return Corners(pentagon: centre, unit: 3 &* home.unit, classIII: classIII)
        }
        return Corners(hexagon: centre, unit: 3 &* home.unit, classIII: classIII)
    }
}

/// The points around a cell as directions, and which of them are corners.
struct Corners {
    var vectors = InlineArray<10, Vector>(repeating: Vector(x: 0, y: 0, z: 0))
    var count = 0
    /// Bit n: point n is a corner; the others lie where an edge bends over an icosahedron edge.
    var cornerBits: UInt16 = 0

    /// Corners of a cell at the origin, in thirds of the Class II lattice's unit.
    static let classII: InlineArray<6, LatticePoint> = [
        LatticePoint(a: 2, b: 1), LatticePoint(a: 1, b: 2), LatticePoint(a: -1, b: 1),
        LatticePoint(a: -2, b: -1), LatticePoint(a: -1, b: -2), LatticePoint(a: 1, b: -1),
    ]
    static let classIII: InlineArray<6, LatticePoint> = [
        LatticePoint(a: 5, b: 4), LatticePoint(a: 1, b: 5), LatticePoint(a: -4, b: 1),
        LatticePoint(a: -5, b: -4), LatticePoint(a: -1, b: -5), LatticePoint(a: 4, b: -1),
    ]

    @inline(__always)
    static func corner(_ index: Int, around centre: LatticePoint, classIII: Bool) -> LatticePoint {
        centre + (classIII ? Corners.classIII[index] : Corners.classII[index])
    }

    private mutating func append(_ vector: Vector, isCorner: Bool) {
        if isCorner { cornerBits |= 1 << UInt16(count) }
        vectors[count] = vector
        count &+= 1
    }

    /// Six corners on one face.
    init(flat centre: FacePoint, unit: Int, classIII: Bool) {
        for index in 0..<6 {
            let place = Corners.corner(index, around: centre.place, classIII: classIII)
            vectors[index] = Vector(FacePoint(face: centre.face, place: place), unit: unit)
        }
        count = 6
        cornerBits = 0b11_1111
    }

    /// Corners of a hexagon over an edge of its face. Class II corners lie on that edge; Class III
    /// cells have edges across it, which bend there.
    @inline(never)
    init(hexagon centre: FacePoint, unit: Int, classIII: Bool) {
        var last = (face: -1, standing: FacePoint.Standing.inside)
        for index in 0...6 {
            let place = Corners.corner(index % 6, around: centre.place, classIII: classIII)
            var corner = FacePoint(face: centre.face, place: place)
            let standing = corner.settleCorner(unit: unit)
            if classIII, index > 0, corner.face != last.face, last.standing != .onEdge {
                let before = Corners.corner((index + 5) % 6, around: centre.place, classIII: true)
                let outside = last.face == centre.face ? corner.face : last.face
                appendBend(from: before, to: place, on: centre.face, next: outside, unit: unit)
            }
            if index < 6 { append(Vector(corner, unit: unit), isCorner: true) }
            last = (corner.face, standing)
        }
    }

    /// Corners of a pentagon, each on a face of its own; every Class III edge bends.
    @inline(never)
    init(pentagon centre: FacePoint, unit: Int, classIII: Bool) {
        var last = centre
        for index in 0...5 {
            let place = Corners.corner(index % 5, around: centre.place, classIII: classIII)
            var corner = FacePoint(face: centre.face, place: place)
            while corner.settleCorner(unit: unit) == .moved {}
            if classIII, index > 0, let back = FacePoint.edge(from: corner.face, to: last.face) {
                var there = corner
                _ = there.cross(back, unit: unit)
                appendBend(
                    from: last.place, to: there.place, on: last.face, next: corner.face, unit: unit)
            }
            if index < 5 { append(Vector(corner, unit: unit), isCorner: true) }
            last = corner
        }
    }

    /// The point where a line on a face's plane crosses the edge to the next face; none when that
    /// is one of its ends.
    private mutating func appendBend(
        from start: LatticePoint, to end: LatticePoint, on face: Int, next: Int, unit: Int
    ) {
        guard let edge = FacePoint.edge(from: face, to: next) else { return }
        let before = 2 &* unit &- FacePoint.outwardness(start, edge)
        let whole = FacePoint.outwardness(end, edge) &- FacePoint.outwardness(start, edge)
        guard whole != 0, before != 0, before != whole else { return }
        let share = Double(before) / Double(whole)
        let from = Vector(FacePoint(face: face, place: start), unit: unit)
        let to = Vector(FacePoint(face: face, place: end), unit: unit)
        append(from + (to - from) * share, isCorner: false)
    }
}
