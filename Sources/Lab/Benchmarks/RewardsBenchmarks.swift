import HexGrid
import Primitives
import Rewards
import Seeds
import Signing
import Units

/// The close of an epoch of a million hotspots: what the issue bounds (payouts and tree), and each
/// step before it. The world is made once, when it is first needed.
func rewardsBenchmarks() -> [Benchmark] {
    let bench = RewardsBench()
    return [
        Benchmark(group: "oracle", name: "a million hotspots: sites", operations: 1) {
            UInt64(Sites(bench.input.hotspots, by: .first).sites.count)
        },
        Benchmark(group: "oracle", name: "a million hotspots: multipliers", operations: 1) {
            Multipliers(bench.sites, bench.input, by: .first).values.reduce(0, &+)
        },
        Benchmark(
            group: "oracle", name: "units of a million beacons with ten witnesses", operations: 1
        ) { bench.tally().earned.reduce(0) { $0 &+ $1.units } },
        Benchmark(group: "oracle", name: "epoch close: payouts and tree", operations: 1) {
            bench.close()
        },
        Benchmark(
            group: "oracle", name: "epoch close: the stage as F calls it, four million beacons",
            operations: 1
        ) { bench.stage() },
        Benchmark(group: "oracle", name: "epoch close: the four files", operations: 1) {
            bench.files()
        },
    ]
}

private final class RewardsBench {
    static let count = 1_000_000

    lazy var input = Self.world()
    lazy var sites = Sites(input.hotspots, by: .first)
    lazy var multipliers = Multipliers(sites, input, by: .first)
    lazy var whole = tally()
    lazy var rewards = paid()
    /// A beacon of each hotspot in each window.
    lazy var day = beacons(4 * Self.count)

    /// Half of the hotspots in 2,000 towns of some 10 km, half anywhere.
    private static func world() -> RewardInput {
        var chance = SeededNumbers(seed: 1)
        var input = RewardInput(
            epoch: 100, registered: UInt32(count), pool: Grains(45_216_300_000_000))
        input.grainsPerCredit = 1_000
        input.floorUnits = 1_000_000_000
        let towns = (0..<2_000).map { _ in
            (chance.fraction() * 120 - 60, chance.fraction() * 340 - 170)
        }
        input.hotspots.reserveCapacity(count)
        for number in 0..<count {
            let town = chance.pick(towns)
            let reach = number % 2 == 0 ? 0.1 : 20.0
            input.hotspots.append(
                hotspot(
                    UInt32(number), town.0 + (chance.fraction() - 0.5) * reach,
                    town.1 + (chance.fraction() - 0.5) * reach, &chance))
        }
        for number in 0..<UInt32(count) {
            let payer = PublicKey(bytes: Hash256(words: (chance.next() % 50, 0, 0, 0)))
            input.receipts.append(
                DataReceipt(hotspot: number, payer: payer, credits: chance.next() % 100))
            input.lifetime.append(Grains(chance.next() % 1_000_000_000))
            let cell = input.hotspots[Int(number)].cell
            guard let eight = try? cell.parent(at: Resolution(8)) else { continue }
            input.demand.append(
                CellDemand(cell: eight, payer: payer, credits: chance.next() % 100))
            for step in 1...3 as ClosedRange<UInt32> {
                input.coverage.append(
                    CellCoverage(
                        cell: eight, hotspot: (number + step) % UInt32(count), heard: 40,
                        sent: 56))
            }
            input.edges.append(TwoWayEdge(number, (number + 1) % UInt32(count)))
        }
        return input
    }

    private static func hotspot(
        _ number: UInt32, _ latitude: Double, _ longitude: Double, _ chance: inout SeededNumbers
    ) -> PlacedHotspot {
        guard let place = try? Coordinate(latitude: latitude, longitude: longitude),
            let twelve = try? Resolution(12)
        else { preconditionFailure("\(latitude), \(longitude)") }
        var hotspot = PlacedHotspot(
            number: number, cell: Cell(containing: place, resolution: twelve),
            seniority: UInt64(number),
            owner: PublicKey(bytes: Hash256(words: (UInt64(number / 3), 0, 0, 0))),
            trust: UInt16(250 + chance.below(751)))
        hotspot.hasStanding = chance.below(10) < 7
        hotspot.served = true
        hotspot.isFoundingAnchor = number % 5_000 == 0
        hotspot.depositMissing = Grains(number % 10 == 0 ? 1_000_000 : 0)
        return hotspot
    }

    private func beacons(_ number: Int) -> [PaidBeacon] {
        var chance = SeededNumbers(seed: 2)
        let count = UInt32(Self.count)
        return (0..<number).map { number in
            let beaconer = UInt32(number) % count
            let first = UInt32(chance.below(1_000)) + 1
            let witnesses = (0..<10 as Range<UInt32>).map { (beaconer + first + $0 * 7) % count }
            return PaidBeacon(beaconer: beaconer, witnesses: witnesses.sorted())
        }
    }

    func tally() -> UnitTally {
        var tally = UnitTally(sites, multipliers, by: .first)
        for beacon in day.prefix(Self.count) { tally.add(beacon) }
        return tally
    }

    /// From sites, which are known when an epoch is judged, to the root.
    func stage() -> UInt64 {
        var input = input
        input.beacons = day
        do throws(RewardInputError) {
            let rewards = try EpochRewards(input, sites: sites, by: .first)
            return rewards.tree(by: SHA256.self).root.words.0
        } catch { preconditionFailure("\(error)") }
    }

    private func paid() -> EpochRewards {
        do throws(RewardInputError) {
            return try EpochRewards(sites, multipliers, whole, input, by: .first)
        } catch { preconditionFailure("\(error)") }
    }

    func close() -> UInt64 {
        _ = whole
        return paid().tree(by: SHA256.self).root.words.0
    }

    func files() -> UInt64 {
        let files = RewardFiles(rewards)
        return RewardStage.allCases.reduce(0) { $0 + UInt64(files.bytes(of: $1).count) }
    }
}
