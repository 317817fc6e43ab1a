public import Airwaves
internal import Attestation
public import HexGrid
internal import Seeds
public import Units

/// Where the hotspots of a world stand: in towns, as people live, some on a roof and most in a
/// window. Drawn from the seed by arithmetic that is the same on every machine.
public struct Settlement: Sendable {
    public struct Site: Hashable, Sendable {
        public var coordinate: Coordinate
        public var cell: Cell
        public var height: Metres
        public var antennaGain: Decibels
        public var plan: RegionalPlan
        public var town: Int
    }

    public private(set) var sites: [Site] = []

    /// Hotspots of a town: enough to hear each other, too few to be a crowd.
    static let perTown = 12
    /// The middle of the world: the Swiss plateau.
    static let middle = (latitude: 47.0, longitude: 7.8)
    /// How far towns lie apart, in degrees of latitude, about 30 km.
    static let townGap = 0.27
    /// How far a town reaches, in degrees of latitude, about 7 km.
    static let townReach = 0.06

    /// - Parameter map: refuses sea, and says which plan holds.
    public init(seed: UInt64, count: Int, map: PlaceMap) {
        var chance = SeededNumbers(seed: seed ^ 0x5e77_1e)
        let towns = Self.towns(max(1, (count + Self.perTown - 1) / Self.perTown))
        while sites.count < count {
            let town = sites.count % towns.count
            let place = Self.coordinate(around: towns[town], &chance)
            let height = Metres(
                Int64(chance.below(8) == 0 ? 20 + chance.below(20) : 4 + chance.below(8)))
            let gain = Decibels(hundredths: chance.below(4) == 0 ? 580 : 230)
            guard let place, let plan = map.plan(at: place).plan else { continue }
            sites.append(
                Site(
                    coordinate: place, cell: Cell(containing: place, resolution: Self.fine),
                    height: height, antennaGain: gain, plan: plan, town: town))
        }
    }

    /// A square spiral around the middle, so that more towns change no earlier one.
    private static func towns(_ count: Int) -> [(latitude: Double, longitude: Double)] {
        var towns: [(latitude: Double, longitude: Double)] = []
        var (x, y, turn, leg) = (0, 0, 0, 1)
        let turns = [(1, 0), (0, 1), (-1, 0), (0, -1)]
        while true {
            for _ in 0..<leg {
                towns.append(
                    (
                        middle.latitude + Double(y) * townGap,
                        middle.longitude + Double(x) * townGap * 1.5
                    ))
                guard towns.count < count else { return towns }
                x += turns[turn % 4].0
                y += turns[turn % 4].1
            }
            turn += 1
            if turn.isMultiple(of: 2) { leg += 1 }
        }
    }

    /// Dense in the middle of the town: the mean of three even draws either way.
    private static func coordinate(
        around town: (latitude: Double, longitude: Double), _ chance: inout SeededNumbers
    ) -> Coordinate? {
        func offset() -> Double {
            (chance.fraction() + chance.fraction() + chance.fraction() - 1.5) / 1.5 * townReach
        }
        let (north, east) = (offset(), offset())
        return try? Coordinate(
            latitude: town.latitude + north, longitude: town.longitude + east * 1.46)
    }

    private static var fine: Resolution {
        guard let fine = try? Resolution(12) else { preconditionFailure("12 is a resolution") }
        return fine
    }
}
