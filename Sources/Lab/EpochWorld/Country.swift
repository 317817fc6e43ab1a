internal import Air
internal import Airwaves
internal import Attestation
internal import Epochs
internal import HexGrid
internal import Primitives
internal import Seeds
internal import Signing
internal import Simulation
internal import Units

/// Where the hotspots of a made-up day stand, and who can hear whom. Drawn from the seed by arithmetic
/// that is the same on every machine: towns and countryside, 400 m to kilometres apart, never two of
/// one site; losses the same both ways.
///
/// Cost: memory of about 500 bytes a hotspot, time of about 100 us.
struct Country: Sendable {
    struct Stand: Sendable {
        let key: PublicKey
        let coordinate: Coordinate
        let cell: Cell
        let gain: Decibels
        let measured: MeasuredPosition
        /// Whom its beacons can reach, ascending by number.
        var ears: [Ear] = []
    }

    struct Ear: Sendable {
        let witness: Int32
        /// Of the path, antennas not counted.
        let loss: Decibels
    }

    private(set) var stands: [Stand] = []

    /// The middle of the country: the Swiss plateau.
    private static let middle = (latitude: 47.0, longitude: 7.8)
    /// Between places where a hotspot may stand: 1.2 km.
    private static let step = (latitude: 0.010_8, longitude: 0.015_8)
    /// At most so far from the middle of its place, in steps.
    private static let jitter = 0.33
    /// Places each way that share one density.
    private static let block = 10
    /// How many of a hundred places are taken: of empty land, land, suburb, town.
    private static let densities = [10, 30, 60, 90]
    /// Within so many steps somebody may be heard.
    private static let reach = 5
    /// What houses and hills take beside free space, in the mean: with it a beacon has about 14
    /// witnesses, as many as are paid.
    private static let clutter = Decibels(hundredths: 5_000)
    private static let shadowing = Decibels(hundredths: 800)
    /// Of a receiver at 125 kHz, with a noise figure of 6 dB.
    static let noise = SignalLevel(hundredths: -11_700)
    static let plan = RegionalPlan.eu868

    private struct Site {
        let x: Int32
        let y: Int32
        let coordinate: Coordinate
    }

    init(seed: UInt64, count: Int, map: PlaceMap, keys: WorldKeys, dividing division: some Division)
    {
        let sites = Self.sites(seed, count, map)
        stands = division.map(count: count) { range in
            range.map { number in
                let place = sites[number].coordinate
                let cell = Cell(containing: place, resolution: Self.fine)
                return Stand(
                    key: keys.hotspot(number).publicKey, coordinate: place, cell: cell,
                    gain: Decibels(hundredths: number % 4 == 0 ? 580 : 230),
                    measured: MeasuredPosition(
                        distance: place.distance(to: cell.center), accuracy: Metres(6),
                        source: .fix3D, cell: cell))
            }
        }.flatMap { $0 }
        let ears = Self.ears(seed, sites, dividing: division)
        for number in stands.indices { stands[number].ears = ears[number] }
    }

    /// A square spiral of blocks around the middle. Numbers say nothing of places: hotspots are
    /// registered as their owners come.
    private static func sites(_ seed: UInt64, _ count: Int, _ map: PlaceMap) -> [Site] {
        var sites: [Site] = []
        var (x, y, turn, leg, left) = (0, 0, 0, 1, 1)
        let turns = [(1, 0), (0, 1), (-1, 0), (0, -1)]
        while sites.count < count {
            sites += block(seed, x, y, map).prefix(count - sites.count)
            x += turns[turn % 4].0
            y += turns[turn % 4].1
            left -= 1
            guard left == 0 else { continue }
            turn += 1
            if turn.isMultiple(of: 2) { leg += 1 }
            left = leg
        }
        var chance = SeededNumbers(seed: seed ^ 0x6e75_6d62)
        for place in sites.indices.reversed() {
            sites.swapAt(place, chance.below(place + 1))
        }
        return sites
    }

    private static func block(_ seed: UInt64, _ x: Int, _ y: Int, _ map: PlaceMap) -> [Site] {
        var draws = SeededDraws(
            seed: seed, keys: 1, UInt64(bitPattern: Int64(x)), UInt64(bitPattern: Int64(y)))
        let density = densities[Int(draws.number(in: 0...3))]
        var sites: [Site] = []
        for place in 0..<block * block {
            let (east, north) = (x * block + place % block, y * block + place / block)
            let isTaken = draws.number(in: 0...99) < density
            let aside = (draws.number(in: -1_000...1_000), draws.number(in: -1_000...1_000))
            let coordinate = try? Coordinate(
                latitude: middle.latitude
                    + (Double(north) + Double(aside.0) / 1_000 * jitter) * step.latitude,
                longitude: middle.longitude
                    + (Double(east) + Double(aside.1) / 1_000 * jitter) * step.longitude)
            guard isTaken, let coordinate, map.plan(at: coordinate).plan == plan else { continue }
            sites.append(Site(x: Int32(east), y: Int32(north), coordinate: coordinate))
        }
        return sites
    }

    private static func ears(
        _ seed: UInt64, _ sites: [Site], dividing division: some Division
    ) -> [[Ear]] {
        // order: only asked for one place at a time.
        var numbers: [Int64: Int32] = [:]
        for (number, site) in sites.enumerated() {
            numbers[Int64(site.x) << 32 | Int64(UInt32(bitPattern: site.y))] = Int32(number)
        }
        return division.map(count: sites.count) { [numbers] range in
            range.map { number in
                var ears: [Ear] = []
                let site = sites[number]
                for x in -Int32(reach)...Int32(reach) {
                    for y in -Int32(reach)...Int32(reach) where (x, y) != (0, 0) {
                        let name =
                            Int64(site.x + x) << 32 | Int64(UInt32(bitPattern: site.y + y))
                        guard let other = numbers[name] else { continue }
                        let loss = loss(
                            seed, number, Int(other),
                            site.coordinate.distance(to: sites[Int(other)].coordinate))
                        // What the slowest beacon needs, with the better antenna.
                        guard loss.hundredths < 1_600 + 580 + 11_700 + 2_000 else { continue }
                        ears.append(Ear(witness: other, loss: loss))
                    }
                }
                return ears.sorted { $0.witness < $1.witness }
            }
        }.flatMap { $0 }
    }

    private static func loss(
        _ seed: UInt64, _ one: Int, _ other: Int, _ distance: Metres
    ) -> Decibels {
        var draws = SeededDraws(
            seed: seed, keys: 2, UInt64(min(one, other)), UInt64(max(one, other)))
        let excess = clutter + draws.bell(sigma: shadowing)
        let channel = plan.rules.beaconChannels[0]
        return Decibels.freeSpaceLoss(distance: distance, frequency: channel)
            + max(excess, Decibels(hundredths: 300))
    }

    private static var fine: Resolution {
        guard let fine = try? Resolution(12) else { preconditionFailure("12 is a resolution") }
        return fine
    }
}
