/// A lattice point of an even resolution (Class II, not turned against the face) on the plane of an
/// icosahedron face. Beyond the face's triangle it is moved onto the neighbouring face.
struct FacePoint: Equatable {
    var face: Int
    var place: LatticePoint

    /// An edge of the face's triangle, opposite the axis it does not touch.
    enum Edge: Int {
        case ij = 1
        case ki = 2
        case jk = 3
    }

    /// Where a point stands against the triangle.
    enum Standing {
        case inside
        case onEdge
        case moved
    }

    /// How far out a point is towards an edge, which lies at 2 res-0 units.
    @inline(__always)
    static func outwardness(_ place: LatticePoint, _ edge: Edge) -> Int {
        switch edge {
        case .ij: place.a &+ place.b
        case .ki: place.a &- 2 &* place.b
        case .jk: place.b &- 2 &* place.a
        }
    }

    @inline(__always)
    static func outwardness(_ place: LatticePoint) -> Int {
        max(outwardness(place, .ij), outwardness(place, .ki), outwardness(place, .jk))
    }

    /// The edge whose side of the plane a point beyond the triangle lies on.
    static func edge(towards place: LatticePoint) -> Edge {
        let least = min(place.a, place.b, 0)
        if least == 0 { return .ij }
        return place.b > least ? .jk : .ki
    }

    /// Puts a point beyond the triangle onto the neighbouring face; `unit` is the res-0 unit on
    /// this lattice. Returns the turns counter-clockwise that this took.
    mutating func cross(_ edge: Edge, unit: Int) -> Int {
        let entry = GridSteps.overEdges[4 &* face &+ edge.rawValue]
        let turns = Int(entry >> 8 & 0xFF)
        let shift = LatticePoint(a: Int(entry >> 16 & 0xFF) &- 8, b: Int(entry >> 24) &- 8)
        face = Int(entry & 0xFF)
        place = place.turned(by: turns) + shift * unit
        return turns
    }

    /// For the corners of cells: one crossing if beyond the triangle, and whether it ends on an edge.
    mutating func settleCorner(unit: Int) -> Standing {
        let out = FacePoint.outwardness(place)
        if out == 2 &* unit { return .onEdge }
        guard out > 2 &* unit else { return .inside }
        _ = cross(FacePoint.edge(towards: place), unit: unit)
        return FacePoint.outwardness(place) == 2 &* unit ? .onEdge : .moved
    }

    /// The edge that leads from this face to another, nil when they do not touch.
    static func edge(from face: Int, to other: Int) -> Edge? {
        for edge in [Edge.ij, .ki, .jk]
        where Int(GridSteps.overEdges[4 &* face &+ edge.rawValue] & 0xFF) == other {
            return edge
        }
        return nil
    }
}
