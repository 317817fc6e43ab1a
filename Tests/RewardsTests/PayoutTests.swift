import EvidenceLog
import HexGrid
import Primitives
import Signing
import Testing
import Units

@testable import Rewards

/// Payouts of three hotspots, far apart and anchored, M = 2, whose units are told.
private struct Pay {
    var input = RewardInput(epoch: 7, registered: 3, pool: Grains(1_000_000))
    var units: [UInt64] = [0, 0, 0]
    var withoutDemand: [UInt64]?
    var rules = RewardRules.first

    init() {
        input.grainsPerCredit = 100
        input.floorUnits = 0
        input.hotspots = (0..<3).map { index in
            var hotspot = PlacedHotspot.at(
                Place.metres(north: Double(index) * 30_000, east: 0), UInt32(index),
                standing: true)
            hotspot.isFoundingAnchor = true
            return hotspot
        }
    }

    func payouts() throws -> Payouts {
        try input.check(by: rules)
        let sites = Sites(input.hotspots, by: rules)
        let multipliers = Multipliers(sites, input, by: rules)
        var tally = UnitTally(sites, multipliers, by: rules)
        for index in units.indices {
            tally.earned[index].reportUnits = units[index]
            tally.earned[index].unitsWithoutDemand = (withoutDemand ?? units)[index]
        }
        let payouts = try Payouts(tally, sites, multipliers, input, by: rules)
        let totals = payouts.totals
        #expect(totals.minted + totals.notMinted == totals.pool.value)
        return payouts
    }

    mutating func carry(_ hotspot: UInt32, _ credits: UInt64) {
        input.receipts.append(
            DataReceipt(hotspot: hotspot, payer: Network.key(1), credits: credits))
    }
}

@Suite("Money: pools, payouts, sums") struct PayoutTests {
    @Test("no data: 80 % to coverage by units, the rest is not minted")
    func coverage() throws {
        var pay = Pay()
        pay.units = [1, 1, 2]
        let payouts = try pay.payouts()
        #expect(payouts.lines.map(\.coverage.value) == [200_000, 200_000, 400_000])
        #expect(payouts.totals.unused.value == 200_000 && payouts.totals.dust.value == 0)
        #expect(payouts.lifetime.map(\.value) == [200_000, 200_000, 400_000])
    }

    @Test("rounding down leaves dust, on its line")
    func dust() throws {
        var pay = Pay()
        pay.units = [1, 1, 1]
        let payouts = try pay.payouts()
        #expect(payouts.lines.map(\.coverage.value) == [266_666, 266_666, 266_666])
        #expect(payouts.totals.dust.value == 2)
    }

    @Test("no units: nothing is minted; below the floor: only the part earned")
    func floor() throws {
        var pay = Pay()
        #expect(try pay.payouts().totals.shortfall.value == 800_000)
        pay.input.floorUnits = 100
        pay.units = [0, 10, 15]
        let payouts = try pay.payouts()
        #expect(payouts.lines.map(\.coverage.value) == [80_000, 120_000])
        #expect(payouts.totals.shortfall.value == 600_000)
        pay.input.floorUnits = 25
        #expect(try pay.payouts().totals.shortfall.value == 0)
        pay.input.floorUnits = 26
        #expect(try pay.payouts().totals.shortfall.value == 30_770)
    }

    /// 1,000 credits x 100 grains x 90 % = 90,000: u = 9 %, coverage 80 % of the other 910,000.
    @Test("data first, at 90 %")
    func data() throws {
        var pay = Pay()
        pay.carry(0, 400)
        pay.carry(0, 100)
        pay.carry(2, 500)
        let payouts = try pay.payouts()
        #expect(payouts.lines.map(\.data.value) == [45_000, 45_000])
        #expect(payouts.totals.coveragePool.value == 728_000)
        #expect(payouts.totals.unused.value == 182_000)
        pay.input.grainsPerCredit = 1
        pay.input.receipts = []
        pay.carry(1, 19)
        #expect(try pay.payouts().lines.map(\.data.value) == [17])
    }

    /// Coverage falls with data to 20 % of the pool where data takes 75 % of it; data can take 80 %.
    @Test("the coverage pool at its bounds")
    func pools() throws {
        let rows: [(credits: UInt64, data: UInt64, coverage: UInt64, unused: UInt64)] = [
            (0, 0, 800_000, 200_000),
            (8_333, 749_970, 200_024, 50_006),
            (8_334, 750_060, 200_000, 49_940),
            (8_888, 799_920, 200_000, 80),
            (8_889, 800_000, 200_000, 0),
            (9_000_000, 800_000, 200_000, 0),
        ]
        for row in rows {
            var pay = Pay()
            pay.carry(0, row.credits)
            let totals = try pay.payouts().totals
            #expect(totals.data.value == row.data, "\(row)")
            #expect(totals.coveragePool.value == row.coverage, "\(row)")
            #expect(totals.unused.value == row.unused, "\(row)")
        }
    }

    @Test("more data than 80 % is shared by credits, rounded down")
    func shared() throws {
        var pay = Pay()
        pay.carry(0, 10_000)
        pay.carry(1, 20_000)
        pay.carry(2, 3)
        let lines = try pay.payouts().lines
        #expect(lines.map(\.data.value) == [266_640, 533_280, 79])
        #expect(try pay.payouts().totals.unused.value == 1)
    }

    @Test("half of coverage pay fills the deposit, rounded down, and no more than is missing")
    func deposits() throws {
        var pay = Pay()
        pay.units = [1, 1, 1]
        pay.input.hotspots[0].depositMissing = Grains(200_000)
        pay.input.hotspots[1].depositMissing = Grains(133_212)
        pay.input.hotspots[2].depositMissing = Grains(7)
        pay.carry(2, 10)
        // Coverage pool 80 % of 1,000,000 - 900: 266,426 each.
        let payouts = try pay.payouts()
        #expect(payouts.lines.map(\.deposit.value) == [133_213, 133_212, 7])
        #expect(payouts.lines.map(\.depositMissing.value) == [66_787, 0, 0])
        #expect(payouts.lines[2].data.value == 900)
        #expect(payouts.totals.deposits.value == 266_432)
        #expect(payouts.lines[2].gross.value == payouts.lines[2].coverage.value + 7)
    }

    @Test("a fraud proof withholds data and coverage; nobody else gets more")
    func fraud() throws {
        var pay = Pay()
        pay.units = [1, 1, 2]
        pay.carry(2, 100)
        let honest = try pay.payouts()
        pay.input.hotspots[2].fraudProven = true
        pay.input.hotspots[2].depositMissing = Grains(1_000)
        let payouts = try pay.payouts()
        #expect(payouts.lines[2].total.value == 0 && payouts.lines[2].deposit.value == 0)
        #expect(payouts.lines[2].withheld == honest.lines[2].total)
        #expect(payouts.lines[0] == honest.lines[0] && payouts.lines[1] == honest.lines[1])
        #expect(payouts.totals.withheld == honest.lines[2].total)
    }

    @Test("a deposit given back is claimable and not of this pool")
    func returned() throws {
        var pay = Pay()
        pay.input.registered = 5
        pay.input.returnedDeposits = [ReturnedDeposit(hotspot: 4, grains: Grains(99))]
        pay.input.lifetime = [Grains(1), Grains(2)]
        let payouts = try pay.payouts()
        #expect(payouts.lifetime.map(\.value) == [1, 2, 0, 0, 99])
        #expect(payouts.totals.returned.value == 99 && payouts.totals.minted == 0)
        #expect(payouts.totals.lifetime.value == 102)
    }
}

@Suite("Bounds of coverage pay: demand and cells") struct PayBoundTests {
    /// Two payers burn 500 each in 0's cell: 2/3 of 1,000 count... 333 each, 666. At 100 grains and
    /// 100 per mille demand may add 6,660 there.
    @Test("what demand adds is at most a tenth of the value burned in the cell")
    func demand() throws {
        var pay = Pay()
        for place in 0..<3 {
            for payer in 0..<2 as Range<UInt64> {
                pay.input.demand.append(
                    CellDemand(
                        cell: pay.input.hotspots[place].cell.ancestor(8),
                        payer: Network.key(payer), credits: place == 0 ? 500 : 50_000))
            }
        }
        // Divisor 1,000,000; without demand 0 would get 160,000, with it 166,660 or 166,661.
        pay.input.floorUnits = 1_000_000
        pay.units = [208_325, 0, 0]
        pay.withoutDemand = [200_000, 0, 0]
        #expect(try pay.payouts().totals.demandCut.value == 0)
        pay.units = [208_327, 0, 0]
        let payouts = try pay.payouts()
        #expect(payouts.lines[0].gross.value == 166_661)
        #expect(payouts.lines[0].demandCut.value == 1)
        #expect(payouts.lines[0].coverage.value == 166_660)
        pay.units = [400_000, 0, 0]
        #expect(try pay.payouts().lines[0].coverage.value == 166_660)
    }

    /// Hotspots 30 km apart stand in cells of resolution 5 of their own. With an anchor at 0 only,
    /// the mean is 0's pay: 3 x that is the cap of the others.
    @Test("a cell has at most three times the mean of anchored cells per paid site")
    func cap() throws {
        var pay = Pay()
        pay.input.hotspots[1].isFoundingAnchor = false
        pay.input.hotspots[2].isFoundingAnchor = false
        pay.input.floorUnits = 1_000_000
        pay.units = [100_000, 300_000, 300_002]
        let payouts = try pay.payouts()
        #expect(payouts.lines.map(\.coverage.value) == [80_000, 240_000, 240_000])
        #expect(payouts.lines.map(\.capCut.value) == [0, 0, 1])
        #expect(payouts.totals.capSites == 1 && payouts.totals.capGrains.value == 80_000)
    }

    @Test("no paid site of a cell is anchored: no cap")
    func noCap() throws {
        var pay = Pay()
        pay.input.hotspots[1].isFoundingAnchor = false
        pay.input.hotspots[2].isFoundingAnchor = false
        pay.input.floorUnits = 1_000_000
        pay.units = [0, 1, 900_000]
        let totals = try pay.payouts().totals
        #expect(totals.capCut.value == 0 && totals.capSites == 0)
    }

    /// 1 and 2 in one cell of resolution 5 have 3 and 5 times the mean of 0: 8 > 2 x 3.
    @Test("within a cell each site is cut in proportion")
    func proportion() throws {
        var pay = Pay()
        let place = pay.input.hotspots[1].cell.center
        pay.input.hotspots[2].cell = Place.at(place.latitude + 0.005, place.longitude)
        pay.input.hotspots[1].isFoundingAnchor = false
        pay.input.hotspots[2].isFoundingAnchor = false
        #expect(pay.input.hotspots[1].cell.ancestor(5) == pay.input.hotspots[2].cell.ancestor(5))
        pay.input.floorUnits = 1_000_000
        pay.units = [100_000, 300_000, 500_000]
        let payouts = try pay.payouts()
        #expect(payouts.lines.map(\.coverage.value) == [80_000, 180_000, 300_000])
        #expect(payouts.totals.capCut.value == 160_000)
    }
}

@Suite("Reward tree") struct RewardTreeTests {
    @Test("a leaf is the number in 4 and the amount in 16 bytes")
    func leaf() {
        let leaf = RewardLeaf(hotspot: 0x0102_0304, amount: Grains(0x0506_0708_090A_0B0C))
        #expect(
            leaf.bytes == [1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 5, 6, 7, 8, 9, 10, 11, 12])
    }

    @Test("every leaf is proven, and no other amount", arguments: [1, 2, 5, 8, 33])
    func proofs(count: Int) throws {
        let lifetime = (0..<count).map { Grains(UInt64($0 % 3) * 1_000) }
        let tree = RewardTree<SHA256>(lifetime)
        for number in 0..<UInt32(count) {
            let proof = tree.proof(of: number)
            let amount = lifetime[Int(number)]
            let leaf = RewardLeaf(hotspot: number, amount: amount).hash(by: SHA256.self)
            try proof.check(leaf: leaf, root: tree.root, by: SHA256.self)
            let other = RewardLeaf(hotspot: number, amount: Grains(amount.value + 1))
            #expect(throws: (any Error).self) {
                try proof.check(
                    leaf: other.hash(by: SHA256.self), root: tree.root, by: SHA256.self)
            }
        }
    }
}
