import HexGrid
import Testing
import Units

@Suite("H3 4.5's golden vectors")
struct GoldenVectorTests {
    @Test("centres, boundaries in H3's order, areas")
    func cellsMatch() throws {
        let rows = try vectors("cells")
        #expect(rows.count > 300)
        for row in rows {
            let cell = try Cell(parsing: row[0])
            #expect(isNear(cell.center, try points(row[1])[0]), "\(row[0])")
            let area = try #require(Double(row[2]))
            #expect(abs(cell.areaInSquareMetres - area) <= 1e-6 * area, "\(row[0])")
            let expected = try points(row[3])
            #expect(cell.boundary.count == expected.count, "\(row[0])")
            #expect(zip(cell.boundary.coordinates, expected).allSatisfy(isNear), "\(row[0])")
        }
    }

    @Test("places at every resolution, poles and antimeridian among them")
    func placesMatch() throws {
        let rows = try vectors("places")
        #expect(rows.count == 16 * 24)
        for row in rows {
            let place = try Coordinate(
                latitude: try #require(Double(row[0])), longitude: try #require(Double(row[1])))
            let resolution = try Resolution(try #require(Int(row[2])))
            #expect(Cell(containing: place, resolution: resolution).description == row[3], "\(row)")
        }
    }

    @Test("disks and rings, around pentagons too")
    func neighbourhoodsMatch() throws {
        for row in try vectors("neighbourhoods") {
            let (cell, radius) = (try Cell(parsing: row[0]), try #require(Int(row[1])))
            #expect(try cell.disk(radius: radius).sorted() == cells(row[2]), "\(row[0]) \(radius)")
            #expect(try cell.ring(radius: radius).sorted() == cells(row[3]), "\(row[0]) \(radius)")
        }
    }

    @Test("distances, and that H3's refusals are ours")
    func distancesMatch() throws {
        var refused = 0
        for row in try vectors("distances") {
            let (one, other) = (try Cell(parsing: row[0]), try Cell(parsing: row[1]))
            if row[2] == "-" {
                refused += 1
                #expect(throws: HexGridError.self) { try one.distance(to: other) }
            } else {
                #expect(try one.distance(to: other) == Int(row[2]), "\(row)")
            }
        }
        #expect(refused > 0)
    }
}
