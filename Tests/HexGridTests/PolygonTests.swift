import Foundation
import HexGrid
import Seeds
import Testing
import Units

@Suite("Polygons to cells and back")
struct PolygonTests {
    private func ring(_ points: [(Double, Double)]) throws -> [Coordinate] {
        try points.map { try Coordinate(latitude: $0.0, longitude: $0.1) }
    }

    /// A polygon with many corners at random distances around a place.
    private func star(
        _ samples: inout Samples, latitude: Double, longitude: Double
    ) throws
        -> [Coordinate]
    {
        try (0..<12).map { index in
            let angle = 2 * Double.pi * (Double(index) + 0.8 * samples.fraction()) / 12
            let reach = 6 * (0.5 + 0.5 * samples.fraction())
            let turned = (longitude + reach * cos(angle) + 540).truncatingRemainder(dividingBy: 360)
            return try Coordinate(
                latitude: latitude + reach * sin(angle), longitude: turned - 180)
        }
    }

    /// Even-odd over every cell of the globe: slow, and plainly the definition.
    private func byDefinition(
        _ outer: [Coordinate], _ hole: [Coordinate], _ level: Int
    ) throws
        -> [Cell]
    {
        try everyCell(at: level).filter { holds(outer, $0.center) && !holds(hole, $0.center) }
    }

    private func holds(_ ring: [Coordinate], _ point: Coordinate) -> Bool {
        var odd = false
        let east = { (place: Coordinate) -> Double in
            let gap = place.longitude - point.longitude
            return gap > 180 ? gap - 360 : gap < -180 ? gap + 360 : gap
        }
        guard ring.allSatisfy({ abs(east($0)) < 90 }) else { return false }
        for (a, b) in zip(ring, ring.dropFirst() + ring.prefix(1)) {
            guard (a.latitude <= point.latitude) != (b.latitude <= point.latitude) else { continue }
            let share = (point.latitude - a.latitude) / (b.latitude - a.latitude)
            if east(a) + share * (east(b) - east(a)) > 0 { odd.toggle() }
        }
        return odd
    }

    @Test("centre mode is the definition, over the antimeridian and with holes")
    func centre() throws {
        var samples = Samples(seed: 7)
        for longitude in [10.0, 178, -179.5] {
            let outer = try star(&samples, latitude: 30, longitude: longitude)
            let hole = try ring(
                [
                    (29, longitude - 0.4), (31, longitude - 0.4), (31, longitude + 0.4),
                    (29, longitude + 0.4),
                ].map { ($0.0, $0.1 < -180 ? $0.1 + 360 : $0.1) })
            let polygon = try Polygon(outer: outer, holes: [hole])
            let found = try polygon.cells(at: try Resolution(4))
            #expect(found == (try byDefinition(outer, hole, 4)))
            #expect(found.count > 20)
        }
    }

    @Test("full is within centre is within overlapping")
    func modes() throws {
        var samples = Samples(seed: 8)
        for _ in 0..<20 {
            let outer = try star(&samples, latitude: -20, longitude: 360 * samples.fraction() - 180)
            let polygon = try Polygon(outer: outer)
            let resolution = try Resolution(4)
            let full = Set(try polygon.cells(at: resolution, containment: .full))
            let centre = Set(try polygon.cells(at: resolution))
            let overlapping = Set(try polygon.cells(at: resolution, containment: .overlapping))
            #expect(full.isStrictSubset(of: centre) && centre.isStrictSubset(of: overlapping))
        }
    }

    @Test("a polygon within one cell overlaps it and holds no centre")
    func small() throws {
        let place = try Coordinate(latitude: 48.1, longitude: 11.5)
        let cell = Cell(containing: place, resolution: try Resolution(5))
        let corner = cell.boundary[0]
        let at = { (share: Double, shift: Double) in
            try Coordinate(
                latitude: cell.center.latitude + share * (corner.latitude - cell.center.latitude)
                    + shift,
                longitude: cell.center.longitude
                    + share * (corner.longitude - cell.center.longitude))
        }
        let polygon = try Polygon(outer: [try at(0.5, 0), try at(0.6, 0), try at(0.55, 0.001)])
        #expect(try polygon.cells(at: cell.resolution) == [])
        #expect(try polygon.cells(at: cell.resolution, containment: .full) == [])
        #expect(try polygon.cells(at: cell.resolution, containment: .overlapping) == [cell])
    }

    @Test("the cap over a pole, and the whole globe")
    func poles() throws {
        for side in [1.0, -1.0] {
            let longitudes = stride(from: -180.0, through: 180, by: 45)
            let cap = try ring(
                longitudes.map { (side * 60, $0) } + longitudes.reversed().map { (side * 90, $0) })
            let found = try Polygon(outer: cap).cells(at: try Resolution(3))
            #expect(found == (try everyCell(at: 3).filter { side * $0.center.latitude > 60 }))
        }
        let world = try ring([(-90, -180), (-90, 0), (-90, 180), (90, 180), (90, 0), (90, -180)])
        #expect(try Polygon(outer: world).cells(at: try Resolution(2)) == (try everyCell(at: 2)))
    }

    @Test("a limit is a refusal, one below the answer")
    func limit() throws {
        let polygon = try Polygon(outer: try ring([(0, 0), (0, 5), (5, 5), (5, 0)]))
        let resolution = try Resolution(5)
        let count = try polygon.cells(at: resolution).count
        #expect(try polygon.cells(at: resolution, limit: count).count == count)
        #expect(throws: HexGridError.self) {
            try polygon.cells(at: resolution, limit: count - 1)
        }
    }

    @Test("an outline holds the centres it was made of, and no others")
    func outlines() throws {
        var samples = Samples(seed: 9)
        for _ in 0..<60 {
            let cell = try samples.cell(2...10)
            guard abs(cell.center.latitude) < 60 else { continue }
            let set = try cell.disk(radius: 1 + samples.below(5)).filter { _ in
                samples.below(5) > 0
            }
            let polygons = try Cell.outline(of: set)
            let back = try polygons.flatMap { try $0.cells(at: cell.resolution) }
            #expect(back.sorted() == set.sorted())
        }
    }

    @Test("outlines of one cell, of a ring with its hole, of none and of all")
    func simpleOutlines() throws {
        let cell = try Cell(parsing: "8928308280fffff")
        let one = try Cell.outline(of: [cell])
        #expect(one.count == 1 && one[0].holes == [] && one[0].outer.count == 6)
        let ring = try Cell.outline(of: try cell.ring(radius: 1))
        #expect(ring.count == 1 && ring[0].outer.count == 18)
        #expect(ring[0].holes.map(\.count) == [6])
        #expect(try Cell.outline(of: []) == [])
        #expect(try Cell.outline(of: try everyCell(at: 1)).count == 8)
        let two = try Cell.outline(of: try cell.ring(radius: 4) + [cell])
        #expect(two.count == 2 && two[0].holes.count == 1 && two[1].holes.isEmpty)
    }
}
