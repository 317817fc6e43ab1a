import Seeds
import Testing
import Units

@Suite("PROTOCOL 4: metres on the sphere of 6,371,007 m")
struct DistanceTests {
    @Test("10,000 distances equal the rounded true ones, both ways")
    func vectorsAgree() throws {
        let lines = try vectors("distances")
        #expect(lines.count == 10_000)
        for line in lines {
            let degrees = try line[..<4].map { try #require(Double($0)) }
            let from = try Coordinate(latitude: degrees[0], longitude: degrees[1])
            let to = try Coordinate(latitude: degrees[2], longitude: degrees[3])
            #expect(from.distance(to: to).value == Int64(line[4]), "\(from) to \(to)")
            #expect(to.distance(to: from) == from.distance(to: to))
        }
    }

    static let rows: [(Double, Double, Double, Double, Int64)] = [
        (0, 0, 0, 0, 0),
        (90, 0, 90, 120, 0),
        (0, 180, 0, -180, 0),
        (-90, 5, 90, 5, 20_015_109),
        (0, 0, 0, 180, 20_015_109),
        (45, 10, -45, -170, 20_015_109),
        (0, 0, 0, 90, 10_007_554),
        (0, 0, 90, 0, 10_007_554),
        (0, 0, 0, 0.0000044, 0),
        (0, 0, 0, 0.0000046, 1),
        (48.8584, 2.2945, 48.8584, 2.2946, 7),
    ]

    @Test("poles, antimeridian, antipodes, half a metre", arguments: rows)
    func table(lat: Double, lng: Double, lat2: Double, lng2: Double, metres: Int64) throws {
        let from = try Coordinate(latitude: lat, longitude: lng)
        let to = try Coordinate(latitude: lat2, longitude: lng2)
        #expect(from.distance(to: to).value == metres)
    }

    @Test("the same place is 0 m away, and no place is farther than half the circumference")
    func bounds() throws {
        var numbers = SeededNumbers(seed: 23)
        for _ in 0..<10_000 {
            let here = try Coordinate(
                latitude: numbers.share() * 90, longitude: numbers.share() * 180)
            let there = try Coordinate(
                latitude: numbers.share() * 90, longitude: numbers.share() * 180)
            #expect(here.distance(to: here) == Metres(0))
            #expect(here.distance(to: there) <= Metres(20_015_109))
        }
    }
}
