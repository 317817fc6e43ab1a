public import Units

/// A region between straight lines on the plane of latitude and longitude, as GeoJSON and H3 read
/// polygons: an outer ring and holes. An edge longer than 180 degrees of longitude means that the
/// ring crosses the antimeridian.
public struct Polygon: Hashable, Sendable {
    /// Unclosed: the last point joins the first.
    public let outer: [Coordinate]
    public let holes: [[Coordinate]]

    /// Takes rings closed or unclosed, in either sense of rotation; refuses one of fewer than three
    /// points.
    public init(outer: [Coordinate], holes: [[Coordinate]] = []) throws(HexGridError) {
        self.outer = try Polygon.opened(outer)
        var opened: [[Coordinate]] = []
        for hole in holes { opened.append(try Polygon.opened(hole)) }
        self.holes = opened
    }

    /// For rings this module made itself.
    init(knownOuter outer: [Coordinate], holes: [[Coordinate]]) {
        self.outer = outer
        self.holes = holes
    }

    private static func opened(_ ring: [Coordinate]) throws(HexGridError) -> [Coordinate] {
        var ring = ring
        if ring.count > 1, ring.first == ring.last { ring.removeLast() }
        guard ring.count >= 3 else { throw .ringTooShort(points: ring.count) }
        return ring
    }
}

/// Which cells belong to a polygon.
public enum Containment: String, Hashable, Sendable, CaseIterable {
    /// The cell's centre lies in it. Neighbouring polygons share out all cells between them.
    case center
    /// The whole cell lies in it.
    case full
    /// Any part of the cell lies in it.
    case overlapping
}

extension Polygon {
    /// The cells of one resolution in the polygon, ascending. Descends the hierarchy from the base
    /// cells, with each cell only those edges that come near it, so that the cost follows the
    /// polygon's outline and not its edges times its cells. Refuses to answer more than `limit`.
    public func cells(
        at resolution: Resolution, containment: Containment = .center, limit: Int = Cell.largestSet
    ) throws(HexGridError) -> [Cell] {
        var filling = PolygonFilling(
            self, resolution: resolution, containment: containment, limit: limit)
        try filling.run()
        return filling.result
    }
}
