/// An edge of a ring in radians on the plane of latitude and longitude, its southern end first.
struct PolygonEdge {
    let south: Double
    let north: Double
    /// Longitudes of the southern and northern end in the ring's frame.
    let southLongitude: Double
    let northLongitude: Double

    init(_ one: Angles, _ other: Angles) {
        let (lower, upper) = one.latitude > other.latitude ? (other, one) : (one, other)
        south = lower.latitude
        north = upper.latitude
        southLongitude = lower.longitude
        northLongitude = upper.longitude
    }

    var west: Double { min(southLongitude, northLongitude) }
    var east: Double { max(southLongitude, northLongitude) }

    /// Whether a ray due east from the point meets the edge. Half open in latitude, so that a ray
    /// through a corner counts once; a point on the edge's end counts as west of it, as in H3.
    func isMetEast(of point: Angles) -> Bool {
        guard point.latitude >= south, point.latitude < north else { return false }
        let share = (point.latitude - south) / (north - south)
        let longitude = southLongitude + (northLongitude - southLongitude) * share
        if longitude > point.longitude { return true }
        return longitude == point.longitude
            && (southLongitude == point.longitude || northLongitude == point.longitude)
    }

    /// Whether the edge and the segment from `one` to `other` have a point in common; parallel ones
    /// have none, as in H3.
    func crosses(_ one: Angles, _ other: Angles) -> Bool {
        let (latitudes, longitudes) = (north - south, northLongitude - southLongitude)
        let (rise, run) = (other.latitude - one.latitude, other.longitude - one.longitude)
        let scale = run * latitudes - rise * longitudes
        guard scale != 0 else { return false }
        let (up, along) = (south - one.latitude, southLongitude - one.longitude)
        let onEdge = (rise * along - run * up) / scale
        guard onEdge >= 0, onEdge <= 1 else { return false }
        let onSegment = (latitudes * along - longitudes * up) / scale
        return onSegment >= 0 && onSegment <= 1
    }
}

/// A ring's edges within a list of all, and the frame of longitudes they are in.
struct PolygonRing {
    let isHole: Bool
    let first: Angles
    let edges: Range<Int>
    /// A ring over the antimeridian has its longitudes in 0...2 pi, any other in -pi...pi.
    let crossesAntimeridian: Bool
    let west: Double
    let east: Double

    func framed(_ point: Angles) -> Angles {
        guard crossesAntimeridian, point.longitude < 0 else { return point }
        return Angles(latitude: point.latitude, longitude: point.longitude + wholeTurn)
    }

    init(_ points: [Angles], isHole: Bool, appendingTo edges: inout [PolygonEdge]) {
        var crosses = false
        for index in points.indices {
            let next = points[(index + 1) % points.count]
            crosses = crosses || (points[index].longitude - next.longitude).magnitude > .pi
        }
        let framed = points.map { point in
            crosses && point.longitude < 0
                ? Angles(latitude: point.latitude, longitude: point.longitude + wholeTurn) : point
        }
        let start = edges.count
        var (west, east) = (Double.infinity, -Double.infinity)
        for index in framed.indices {
            edges.append(PolygonEdge(framed[index], framed[(index + 1) % framed.count]))
            west = min(west, framed[index].longitude)
            east = max(east, framed[index].longitude)
        }
        self.isHole = isHole
        self.first = framed[0]
        self.edges = start..<edges.count
        self.crossesAntimeridian = crosses
        (self.west, self.east) = (west, east)
    }
}

let wholeTurn = 2 * Double.pi
