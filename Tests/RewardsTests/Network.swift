import HexGrid
import Primitives
import Seeds
import Units

@testable import Rewards

/// Networks by chance: towns of some kilometres in which hotspots stand at any distance, some with
/// standing, some suspended or on probation, with beacons, coverage, demand, edges, receipts.
struct Network {
    var chance: SeededNumbers
    var input: RewardInput

    static func key(_ number: UInt64) -> PublicKey {
        PublicKey(bytes: Hash256(words: (number, 0, 0, 0)))
    }

    init(seed: UInt64, hotspots count: Int, towns: Int = 3) {
        chance = SeededNumbers(seed: seed)
        input = RewardInput(epoch: 40, registered: UInt32(count + 3), pool: Grains(1_000_000_000))
        input.grainsPerCredit = 1_000
        input.floorUnits = 1_000_000
        var centres: [(Double, Double)] = []
        for _ in 0..<towns {
            centres.append((chance.fraction() * 120 - 60, chance.fraction() * 340 - 170))
        }
        for number in 0..<count {
            let centre = chance.pick(centres)
            addHotspot(UInt32(number), near: centre)
        }
        addBeacons()
        addEvidence()
        addMoney()
    }

    private mutating func addHotspot(_ number: UInt32, near centre: (Double, Double)) {
        let reach = chance.below(4) == 0 ? 0.5 : 0.02
        let place = Place.at(
            centre.0 + (chance.fraction() - 0.5) * reach,
            centre.1 + (chance.fraction() - 0.5) * reach)
        var hotspot = PlacedHotspot(
            number: number, cell: place, seniority: chance.next() % 10_000,
            owner: Self.key(UInt64(chance.below(20))),
            trust: UInt16(chance.below(3) == 0 ? 1_000 : 250 + 25 * chance.below(31)))
        hotspot.hasStanding = chance.below(2) == 0
        hotspot.served = chance.below(5) > 0
        hotspot.condition = chance.pick([.active, .active, .active, .probation, .suspended])
        hotspot.fraudProven = chance.below(20) == 0
        hotspot.isFoundingAnchor = chance.below(12) == 0
        hotspot.depositMissing = Grains(chance.pick([0, 0, 1, 100_000, 1_000_000_000]))
        input.hotspots.append(hotspot)
    }

    private mutating func addBeacons() {
        let numbers = input.hotspots.map(\.number)
        for number in numbers {
            for _ in 0..<chance.below(4) {
                var witnesses: [UInt32] = []
                for _ in 0..<chance.below(15) {
                    let witness = chance.pick(numbers)
                    if witness != number, !witnesses.contains(witness) {
                        witnesses.append(witness)
                    }
                }
                input.beacons.append(PaidBeacon(beaconer: number, witnesses: witnesses))
            }
        }
    }

    private mutating func addEvidence() {
        let cells = input.hotspots.map { $0.cell.ancestor(8) }
        for hotspot in input.hotspots {
            for cell in Swift.Set((0..<chance.below(6)).map { _ in chance.pick(cells) }).sorted() {
                let sent = UInt32(chance.below(60))
                input.coverage.append(
                    CellCoverage(
                        cell: cell, hotspot: hotspot.number,
                        heard: UInt32(chance.below(Int(sent) + 1)), sent: sent))
            }
            for _ in 0..<chance.below(3) {
                input.edges.append(
                    TwoWayEdge(hotspot.number, chance.pick(input.hotspots).number))
            }
            if chance.below(10) == 0 {
                let owner = Self.key(UInt64(chance.below(20)))
                input.mappers.append(MapperContact(owner: owner, hotspot: hotspot.number))
            }
        }
    }

    private mutating func addMoney() {
        for hotspot in input.hotspots {
            for _ in 0..<chance.below(3) {
                let payer = Self.key(UInt64(chance.below(5)))
                input.receipts.append(
                    DataReceipt(
                        hotspot: hotspot.number, payer: payer, credits: chance.next() % 500))
                input.demand.append(
                    CellDemand(
                        cell: hotspot.cell.ancestor(8), payer: payer,
                        credits: chance.next() % 5_000))
            }
        }
        input.receipts.append(
            DataReceipt(
                hotspot: input.registered - 2, payer: Self.key(9), credits: 70))
        input.returnedDeposits = [
            ReturnedDeposit(hotspot: 1, grains: Grains(5)),
            ReturnedDeposit(hotspot: input.registered - 1, grains: Grains(1_000)),
        ]
        input.lifetime = input.hotspots.map { _ in Grains(chance.next() % 1_000_000) }
    }

    /// The same sets in another order.
    mutating func shuffled() -> RewardInput {
        var other = input
        other.hotspots.shuffle(using: &chance)
        other.beacons.shuffle(using: &chance)
        for index in other.beacons.indices {
            other.beacons[index].witnesses.shuffle(using: &chance)
        }
        other.coverage.shuffle(using: &chance)
        other.demand.shuffle(using: &chance)
        other.edges.shuffle(using: &chance)
        for index in other.edges.indices where chance.below(2) == 0 {
            other.edges[index] = TwoWayEdge(other.edges[index].b, other.edges[index].a)
        }
        other.mappers.shuffle(using: &chance)
        other.receipts.shuffle(using: &chance)
        other.returnedDeposits.shuffle(using: &chance)
        return other
    }
}

enum Place {
    static func at(_ latitude: Double, _ longitude: Double) -> Cell {
        do {
            return Cell(
                containing: try Coordinate(latitude: latitude, longitude: longitude),
                resolution: try Resolution(12))
        } catch { preconditionFailure("\(latitude), \(longitude): \(error)") }
    }

    /// A cell some metres north and east of a point near the equator.
    static func metres(
        north: Double, east: Double, of start: (Double, Double) = (0.2, 10.3)
    )
        -> Cell
    {
        at(start.0 + north / 111_194.9, start.1 + east / 111_194.9)
    }
}

extension PlacedHotspot {
    /// A hotspot that serves, its number its seniority and its owner.
    static func at(
        _ cell: Cell, _ number: UInt32, standing: Bool = false, trust: UInt16 = 1_000
    ) -> PlacedHotspot {
        var hotspot = PlacedHotspot(
            number: number, cell: cell, seniority: UInt64(number),
            owner: Network.key(UInt64(number)), trust: trust)
        hotspot.hasStanding = standing
        hotspot.served = true
        return hotspot
    }
}
