internal import Units

/// A circle on the sphere that holds a cell and all its descendants.
struct Cover {
    let centre: Angles
    private let radius: Double
    /// Half its width in longitude; infinite when it holds a pole.
    private let halfWidth: Double

    /// The circle's radius at level 0: a hexagon's corners are u/sqrt 3 from its centre on the plane,
    /// u = 0.38197 the lattice's unit; descendants' centres stray by at most u(1/sqrt 7 + 1/7 + ...),
    /// 1.0525 times that; and the way from plane to sphere shortens.
    static let coarsestRadius = 0.23212

    init(of centre: Vector, level: Int) {
        let half = powersOfSeven[level >> 1]
        radius = Cover.coarsestRadius / (level & 1 == 0 ? half : half * 2.6457513110645903)
        let axis = (centre.x * centre.x + centre.y * centre.y).squareRoot()
        self.centre = Angles(
            latitude: DeterministicMath.atan2(centre.z, axis),
            longitude: DeterministicMath.atan2(centre.y, centre.x))
        // sin(width) = sin(radius) / cos(latitude); the arc is shorter than its tangent.
        let sine = radius * centre.dot(centre).squareRoot()
        let rest = axis * axis - sine * sine
        halfWidth = rest > 0 ? sine / rest.squareRoot() : .infinity
    }

    /// The circle's bounding box in a ring's frame of longitudes. Where it lies over the frame's
    /// seam, the box has all longitudes if the ring comes near at all.
    func box(in ring: PolygonRing) -> Box {
        let middle = ring.framed(centre)
        let (low, high) = ring.crossesAntimeridian ? (0, wholeTurn) : (-Double.pi, Double.pi)
        var (west, east) = (middle.longitude - halfWidth, middle.longitude + halfWidth)
        if west < low || east > high {
            let beyond = west < low ? wholeTurn : -wholeTurn
            let meets =
                (west <= ring.east && east >= ring.west)
                || (west + beyond <= ring.east && east + beyond >= ring.west)
            if meets || halfWidth > .pi { (west, east) = (-.infinity, .infinity) }
        }
        return Box(
            south: middle.latitude - radius, north: middle.latitude + radius, west: west,
            east: east, middle: middle)
    }
}

/// A range of latitudes and longitudes, and a point of it.
struct Box {
    let south: Double
    let north: Double
    let west: Double
    let east: Double
    let middle: Angles
}
