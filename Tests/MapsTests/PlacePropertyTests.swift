import Airwaves
import Maps
import Seeds
import Testing
import Units

extension SeededNumbers {
    /// From `low` up to, not including, `high`, by arithmetic that no library version changes.
    mutating func draw(_ low: Double, _ high: Double) -> Double { low + (high - low) * fraction() }
}

@Suite("place to plan: what holds everywhere") struct PlacePropertyTests {
    /// Boxes with many borders and coasts, and the whole globe.
    static let boxes: [(south: Double, north: Double, west: Double, east: Double)] = [
        (-90, 90, -180, 180), (34, 44, 60, 80), (54, 62, 18, 30), (-12, 8, 94, 142),
        (8, 23, -92, -58), (-35, -20, -65, -45), (-20, -10, 176, 180), (60, 82, -80, 30),
    ]

    static func places(_ count: Int, seed: UInt64) throws -> [Coordinate] {
        var generator = SeededNumbers(seed: seed)
        return try (0..<count).map { number in
            let box = boxes[number % boxes.count]
            return try Coordinate(
                latitude: generator.draw(box.south, box.north),
                longitude: generator.draw(box.west, box.east))
        }
    }

    @Test("plan, rule, country and alternatives never contradict each other")
    func consistent() throws {
        for place in try Self.places(20_000, seed: 3) {
            let verdict = ShippedMaps.places.plan(at: place)
            let text = "\(place): \(verdict)"
            #expect((verdict.rule == .sea) == (verdict.country == nil), "\(text)")
            #expect(verdict.country != nil || verdict.plan == nil, "\(text)")
            #expect(verdict.rule != .border || !verdict.alternatives.isEmpty, "\(text)")
            #expect(verdict.rule != .sea || verdict.alternatives.isEmpty, "\(text)")
            if let plan = verdict.plan {
                #expect(!verdict.alternatives.contains(plan), "\(text)")
                #expect(verdict.allows(plan), "\(text)")
            }
        }
    }

    /// The 25 km rule seen from the other end. The flat metric may be 0.9 % short, so 24.7 km.
    @Test("a plan that holds on land is allowed everywhere within 24.7 km of that place")
    func reaches() throws {
        var generator = SeededNumbers(seed: 4)
        var pairs = 0
        for place in try Self.places(30_000, seed: 5) {
            let verdict = ShippedMaps.places.plan(at: place)
            guard let plan = verdict.plan, verdict.rule == .land || verdict.rule == .border,
                place.latitude.magnitude < 85
            else { continue }
            let other = try Coordinate(
                latitude: place.latitude + generator.draw(-0.22, 0.22),
                longitude: min(
                    180, max(-180, place.longitude + generator.draw(-0.4, 0.4))))
            guard place.distance(to: other) <= Metres(24_700) else { continue }
            pairs += 1
            #expect(ShippedMaps.places.plan(at: other).allows(plan), "\(place) and \(other)")
        }
        #expect(pairs > 5_000)
    }

    @Test("180 degrees east is 180 degrees west")
    func antimeridian() throws {
        for step in -9_000...9_000 {
            let latitude = Double(step) / 100
            let east = try Coordinate(latitude: latitude, longitude: 180)
            let west = try Coordinate(latitude: latitude, longitude: -180)
            let verdicts = (ShippedMaps.places.plan(at: east), ShippedMaps.places.plan(at: west))
            #expect(verdicts.0 == verdicts.1, "\(latitude)")
        }
    }

    @Test("what lies less than the rounding apart has one answer")
    func quantised() throws {
        for place in try Self.places(2_000, seed: 6) {
            let fixed = FixedCoordinate(place)
            let rounded = try Coordinate(
                latitude: Double(fixed.latitude) / 1e7, longitude: Double(fixed.longitude) / 1e7)
            #expect(FixedCoordinate(rounded) == fixed)
            #expect(ShippedMaps.places.plan(at: rounded) == ShippedMaps.places.plan(at: place))
        }
    }

    /// Any change of the map, the rules or the arithmetic moves this; on every CPU it is the same.
    /// The number was printed by this test; that the answers are right is for the differential test.
    @Test("100,000 seeded verdicts, in one number")
    func golden() throws {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325  // FNV-1a
        for place in try Self.places(100_000, seed: 1) {
            let verdict = ShippedMaps.places.plan(at: place)
            let text = "\(verdict)".utf8.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) }
            let parts: [UInt64] = [UInt64(verdict.plan?.rawValue ?? 255), text]
            for part in parts { hash = (hash ^ part) &* 0x100_0000_01B3 }
        }
        #expect(hash == 11_928_476_501_332_962_134)
    }
}
