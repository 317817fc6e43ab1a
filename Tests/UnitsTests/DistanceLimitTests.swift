import Seeds
import Testing

@testable import Units

@Suite("A limit of distance holds exactly where the distance does not exceed it")
struct DistanceLimitTests {
    private func place(_ numbers: inout SeededNumbers) throws -> Coordinate {
        try Coordinate(
            latitude: numbers.fraction() * 180 - 90, longitude: numbers.fraction() * 360 - 180)
    }

    @Test("any two places, at their distance, a metre less and a metre more")
    func anywhere() throws {
        var numbers = SeededNumbers(seed: 1)
        for _ in 0..<2_000 {
            let (one, other) = try (place(&numbers), place(&numbers))
            try check(one, other)
        }
    }

    @Test("places near each other, and near the other end of the earth")
    func near() throws {
        var numbers = SeededNumbers(seed: 2)
        for scale in [1e-5, 1e-3, 0.05, 0.5] {
            for _ in 0..<500 {
                let one = try Coordinate(
                    latitude: numbers.fraction() * 160 - 80,
                    longitude: numbers.fraction() * 178)
                let (north, east) = (numbers.fraction() * scale, numbers.fraction() * scale)
                try check(
                    one,
                    Coordinate(
                        latitude: one.latitude + north, longitude: one.longitude + east))
                try check(
                    one,
                    Coordinate(
                        latitude: -one.latitude + north, longitude: one.longitude - 180 + east))
            }
        }
    }

    @Test("limits that no distance is within, or every one")
    func ends() throws {
        let here = SpherePoint(try Coordinate(latitude: 47, longitude: 8))
        let there = SpherePoint(try Coordinate(latitude: -47, longitude: -172))
        #expect(!DistanceLimit(Metres(-1)).holds(here, here))
        #expect(DistanceLimit(Metres(0)).holds(here, here))
        #expect(DistanceLimit(Metres(20_100_000)).holds(here, there))
        #expect(!DistanceLimit(Metres(20_014_000)).holds(here, there))
    }

    private func check(_ one: Coordinate, _ other: Coordinate) throws {
        let (left, right) = (SpherePoint(one), SpherePoint(other))
        let distance = one.distance(to: other)
        #expect(left.distance(to: right) == distance)
        for step in [-2, -1, 0, 1, 2] as [Int64] {
            let limit = DistanceLimit(Metres(distance.value + step))
            #expect(limit.holds(left, right) == (step >= 0), "\(one) \(other) \(step)")
            #expect(limit.holds(right, left) == (step >= 0), "\(one) \(other) \(step)")
        }
    }
}
