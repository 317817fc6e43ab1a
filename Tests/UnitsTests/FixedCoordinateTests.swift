import Testing
import Units

@Suite("a place in ten millionths of a degree") struct FixedCoordinateTests {
    static let rows: [(degrees: Double, units: Int32)] = [
        (0, 0), (-0.0, 0), (47.3769, 473_769_000), (-8.5417, -85_417_000), (90, 900_000_000),
        (-90, -900_000_000), (0.000_000_049, 0), (0.000_000_05, 1), (-0.000_000_05, -1),
        (1.5e-7, 2), (-1.5e-7, -2), (89.999_999_96, 900_000_000),
    ]

    @Test("rounds to the nearest, halves away from zero", arguments: rows)
    func rounding(degrees: Double, units: Int32) throws {
        let place = try Coordinate(latitude: degrees, longitude: -degrees)
        #expect(FixedCoordinate(place).latitude == units)
        #expect(FixedCoordinate(place).longitude == -units)
    }

    @Test("the whole range of longitudes fits")
    func ends() throws {
        let east = FixedCoordinate(try Coordinate(latitude: 0, longitude: 180))
        let west = FixedCoordinate(try Coordinate(latitude: 0, longitude: -180))
        #expect(east.longitude == 1_800_000_000)
        #expect(west.longitude == -1_800_000_000)
    }

    /// round(2^30 cos(latitude)) by mpmath 1.4.1 in 40 digits.
    static let cosines: [(latitude: Double, cosine: Int64)] = [
        (0, 1_073_741_824), (30, 929_887_697), (-30, 929_887_697), (45, 759_250_125),
        (60, 536_870_912), (85.123_456_7, 91_277_735), (89.999_999_9, 2), (90, 0), (-90, 0),
    ]

    @Test("the cosine of the latitude in 2^-30", arguments: cosines)
    func cosine(latitude: Double, cosine: Int64) throws {
        let place = FixedCoordinate(try Coordinate(latitude: latitude, longitude: 0))
        #expect(place.cosineOfLatitude == cosine)
    }
}
