import Testing
import Units

@testable import Rewards

/// Three sites 1 km apart and one more hotspot, 3, in the site of 0. All anchored, density 1, gap 2
/// (nobody covers anything): M = 2 for all; trust 1000.
struct SmallNetwork {
    var hotspots = [
        PlacedHotspot.at(Place.metres(north: 0, east: 0), 0),
        PlacedHotspot.at(Place.metres(north: 20_000, east: 0), 1),
        PlacedHotspot.at(Place.metres(north: 40_000, east: 0), 2),
        PlacedHotspot.at(Place.metres(north: 50, east: 0), 3),
    ]

    init() { for index in hotspots.indices { hotspots[index].isFoundingAnchor = true } }

    func earned(_ beacons: [PaidBeacon]) -> [UnitTally.Earned] {
        let sites = Sites(hotspots, by: .first)
        let input = RewardInput(epoch: 0, registered: 4, pool: Grains(0))
        var tally = UnitTally(sites, Multipliers(sites, input, by: .first), by: .first)
        for beacon in beacons { tally.add(beacon) }
        return tally.earned
    }
}

@Suite("Units: HIP-15 x M x trust") struct UnitTallyTests {
    @Test("two witnesses: 0.5 for the beaconer, 1 for each, twice that by gap 2")
    func plain() {
        let earned = SmallNetwork().earned([PaidBeacon(beaconer: 0, witnesses: [1, 2])])
        #expect(earned[0].beaconShares == 500_000 && earned[0].beaconUnits == 1_000_000)
        #expect(earned[1].reportShares == 1_000_000 && earned[1].reportUnits == 2_000_000)
        #expect(earned[2].units == 2_000_000 && earned[2].reports == 1)
        #expect(earned[0].unitsWithoutDemand == 1_000_000)
    }

    @Test("each by its own trust, rounded down")
    func trust() {
        var network = SmallNetwork()
        network.hotspots[0].trust = 333
        network.hotspots[1].trust = 0
        network.hotspots[2].trust = 999
        let earned = network.earned([PaidBeacon(beaconer: 0, witnesses: [1, 2])])
        #expect(earned[0].units == 333_000)
        #expect(earned[1].units == 0 && earned[1].reports == 1)
        #expect(earned[2].units == 1_998_000)
        #expect(UnitTally.units(221_955, 1_999_999, 999) == 443_465)
    }

    @Test("a witness has the smaller M of two")
    func smaller() {
        var network = SmallNetwork()
        network.hotspots[1].isFoundingAnchor = false
        let away = network.earned([PaidBeacon(beaconer: 0, witnesses: [1, 2])])
        #expect(away[1].units == 500_000 && away[2].units == 2_000_000)
        let near = network.earned([PaidBeacon(beaconer: 1, witnesses: [0, 2])])
        #expect(near[1].units == 250_000)
        #expect(near[0].units == 500_000 && near[2].units == 500_000)
    }

    @Test("who does not hold a site earns nothing and counts")
    func others() {
        let earned = SmallNetwork().earned([
            PaidBeacon(beaconer: 1, witnesses: [3, 2]), PaidBeacon(beaconer: 3, witnesses: [1, 2]),
        ])
        #expect(earned[3] == .unpaid(beacons: 1, reports: 1))
        // n was 2; the beacon of 3 paid nobody.
        #expect(earned[1].beaconShares == 500_000 && earned[1].reports == 0)
        #expect(earned[1].unpaidReports == 1 && earned[2].unpaidReports == 1)
        #expect(earned[2].reportShares == 1_000_000 && earned[2].reports == 1)
    }

    @Test("on probation: unpaid, but witnesses of its beacons are paid")
    func probation() {
        var network = SmallNetwork()
        network.hotspots[1].condition = .probation
        let earned = network.earned([
            PaidBeacon(beaconer: 1, witnesses: [2]), PaidBeacon(beaconer: 2, witnesses: [0, 1]),
        ])
        #expect(earned[1] == .unpaid(beacons: 1, reports: 1))
        #expect(earned[2].reports == 1 && earned[2].beaconShares == 500_000)
    }

    @Test("no witness: nothing, and no trace")
    func silent() {
        #expect(
            SmallNetwork().earned([PaidBeacon(beaconer: 0, witnesses: [])])[0]
                == UnitTally.Earned())
    }

    @Test("divided among tallies in any way, the sum is the same", arguments: [1, 2, 7])
    func division(parts: Int) throws {
        let network = Network(seed: 8, hotspots: 120)
        let sites = Sites(network.input.hotspots, by: .first)
        let multipliers = Multipliers(sites, network.input, by: .first)
        var whole = UnitTally(sites, multipliers, by: .first)
        var divided = (0..<parts).map { _ in UnitTally(sites, multipliers, by: .first) }
        for (index, beacon) in network.input.beacons.enumerated() {
            whole.add(beacon)
            divided[index % parts].add(beacon)
        }
        for part in 1..<max(parts, 1) { divided[0].merge(divided[part]) }
        #expect(divided[0].earned == whole.earned)
        #expect(whole.earned.contains { $0.units > 0 })
    }
}

extension UnitTally.Earned {
    static func unpaid(beacons: UInt32, reports: UInt32) -> Self {
        var earned = Self()
        earned.unpaidBeacons = beacons
        earned.unpaidReports = reports
        return earned
    }
}
