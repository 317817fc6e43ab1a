import HexGrid
import Primitives
import Seeds
import Signing
import Testing
import Units

@testable import Rewards

@Suite("An epoch's pay, whole") struct EpochRewardsTests {
    @Test("the order of the input never shows", arguments: 1...12 as ClosedRange<UInt64>)
    func order(seed: UInt64) throws {
        var network = Network(seed: seed, hotspots: 150)
        let rewards = try EpochRewards(network.input, by: .first)
        let files = RewardFiles(rewards)
        for _ in 0..<3 {
            let other = try EpochRewards(network.shuffled(), by: .first)
            #expect(RewardFiles(other) == files)
            #expect(other.tree(by: SHA256.self).root == rewards.tree(by: SHA256.self).root)
        }
    }

    @Test(
        "minted and not minted are the pool, leaves are the sum",
        arguments: 20...60 as ClosedRange<UInt64>)
    func balance(seed: UInt64) throws {
        var network = Network(seed: seed, hotspots: 60)
        network.input.pool = Grains(network.chance.next() % 100_000_000)
        network.input.floorUnits = network.chance.next() % 100_000_000
        let payouts = try EpochRewards(network.input, by: .first).payouts
        let totals = payouts.totals
        #expect(totals.minted + totals.notMinted == totals.pool.value)
        let before = network.input.lifetime.reduce(0) { $0 + $1.value }
        #expect(
            totals.lifetime.value
                == before + totals.data.value + totals.coverage.value + totals.returned.value)
        #expect(totals.lifetime.value == payouts.lifetime.reduce(0) { $0 + $1.value })
        #expect(payouts.lifetime.count == Int(network.input.registered))
        for line in payouts.lines {
            #expect(line.gross.value >= line.coverage.value + line.deposit.value)
        }
        // Dust is what rounding leaves: less than one grain for each who was rounded.
        #expect(totals.dust.value <= UInt64(payouts.lines.count) + 1)
    }

    /// One box with k keys: what its site is paid, and what it and its friends are paid together.
    @Test("splitting a site raises nobody's pay", arguments: 1...6 as ClosedRange<UInt64>)
    func splitting(seed: UInt64) throws {
        var network = Network(seed: seed, hotspots: 40)
        for index in network.input.hotspots.indices {
            network.input.hotspots[index].condition = .active
            network.input.hotspots[index].served = true
        }
        let plain = try EpochRewards(network.input, by: .first)
        let original = network.chance.pick(plain.sites.sites.filter { $0.holder != nil })
        let holder = plain.sites.hotspots[try #require(original.holder)]
        var split = network.input
        let count = UInt32(network.input.hotspots.count)
        split.registered += 5
        for copy in 0..<5 as Range<UInt32> {
            var key = holder
            // Later registered, in the founder's very cell, and without standing of its own.
            key.number = count + copy
            key.cell = plain.sites.hotspots[original.founder].cell
            key.seniority = 20_000 + UInt64(copy)
            key.hasStanding = false
            split.hotspots.append(key)
            for beacon in network.input.beacons where beacon.beaconer == holder.number {
                split.beacons.append(
                    PaidBeacon(beaconer: key.number, witnesses: beacon.witnesses))
            }
        }
        let after = try EpochRewards(split, by: .first)
        for (position, hotspot) in plain.sites.hotspots.enumerated() {
            let other = try #require(after.sites.position(of: hotspot.number))
            #expect(after.tally.earned[other].units == plain.tally.earned[position].units)
        }
        #expect(after.payouts.totals.coverage == plain.payouts.totals.coverage)
        for copy in 0..<5 as Range<UInt32> {
            let position = try #require(after.sites.position(of: count + copy))
            #expect(after.tally.earned[position].units == 0)
        }
    }

    @Test("who is paid for standing: units earned and no fraud proven")
    func paid() throws {
        let network = Network(seed: 3, hotspots: 100)
        let rewards = try EpochRewards(network.input, by: .first)
        for position in rewards.sites.hotspots.indices {
            let earned = rewards.tally.earned[position].units > 0
            #expect(
                rewards.isPaid(position)
                    == (earned && !rewards.sites.hotspots[position].fraudProven))
        }
    }
}

@Suite("Inputs that contradict themselves") struct RewardInputTests {
    private static let place = Place.at(47.4, 8.5)

    static let rows: [(RewardInputError.Code, @Sendable (inout RewardInput) -> Void)] = [
        (.tooManyRegistrations, { $0.registered = RewardInput.greatestRegistered + 1 }),
        (.beyondRegistry, { $0.hotspots[0].number = 2 }),
        (.beyondRegistry, { $0.lifetime = [Grains(0), Grains(0), Grains(0)] }),
        (
            .beyondRegistry,
            { $0.receipts = [DataReceipt(hotspot: 2, payer: Network.key(1), credits: 1)] }
        ),
        (
            .beyondRegistry,
            { $0.returnedDeposits = [ReturnedDeposit(hotspot: 2, grains: Grains(1))] }
        ),
        (.numberTwice, { $0.hotspots[0].number = 1 }),
        (.resolution, { $0.hotspots[0].cell = place.ancestor(11) }),
        (
            .resolution,
            { $0.coverage = [CellCoverage(cell: place, hotspot: 0, heard: 1, sent: 1)] }
        ),
        (
            .resolution,
            { $0.demand = [CellDemand(cell: place, payer: Network.key(1), credits: 1)] }
        ),
        (.trust, { $0.hotspots[0].trust = 1_001 }),
        (.unknownHotspot, { $0.beacons = [PaidBeacon(beaconer: 0, witnesses: [7])] }),
        (.tooManyWitnesses, { $0.beacons = [PaidBeacon(beaconer: 0, witnesses: Array(1...15))] }),
        (.witnessTwice, { $0.beacons = [PaidBeacon(beaconer: 0, witnesses: [1, 1])] }),
        (.witnessTwice, { $0.beacons = [PaidBeacon(beaconer: 0, witnesses: [0])] }),
        (
            .heardMore,
            {
                $0.coverage = [
                    CellCoverage(cell: place.ancestor(8), hotspot: 0, heard: 2, sent: 1)
                ]
            }
        ),
        (.beyondMoney, { $0.pool = Grains(100_000_000_000_000_001) }),
        (.beyondMoney, { $0.grainsPerCredit = 1_000_000_000_001 }),
        (.beyondMoney, { $0.floorUnits = 1_000_000_000_000_001 }),
        (.beyondMoney, { $0.lifetime = [Grains(100_000_000_000_000_001)] }),
        (.beyondMoney, { $0.hotspots[0].depositMissing = Grains(100_000_000_000_000_001) }),
        (
            .beyondMoney,
            {
                $0.receipts = (0..<2).map { _ in
                    DataReceipt(
                        hotspot: 0, payer: Network.key(1), credits: 9_007_199_254_740_991 / 2 + 1)
                }
            }
        ),
    ]

    private static var good: RewardInput {
        var input = RewardInput(epoch: 1, registered: 2, pool: Grains(1_000))
        input.hotspots = [.at(place, 0), .at(Place.at(47.5, 8.5), 1)]
        input.beacons = [PaidBeacon(beaconer: 0, witnesses: [1])]
        return input
    }

    @Test("bad in one way each", arguments: 0..<21)
    func bad(row: Int) throws {
        var input = Self.good
        try input.check(by: .first)
        Self.rows[row].1(&input)
        do throws(RewardInputError) {
            _ = try EpochRewards(input, by: .first)
            Issue.record("row \(row) was taken")
        } catch {
            #expect(error.code == Self.rows[row].0, "\(error)")
            #expect(!error.description.isEmpty)
        }
    }

    @Test("every refusal has a row")
    func complete() {
        #expect(Self.rows.count == 21)
        for code in RewardInputError.Code.allCases {
            #expect(Self.rows.contains { $0.0 == code }, "\(code)")
        }
    }

    @Test("a lifetime beyond what a message can say is refused")
    func lifetime() throws {
        var input = Self.good
        input.beacons = []
        input.lifetime = [Grains(RewardInput.greatestGrains - 10)]
        input.returnedDeposits = [ReturnedDeposit(hotspot: 0, grains: Grains(10))]
        #expect(
            try EpochRewards(input, by: .first).payouts.totals.lifetime.value
                == RewardInput.greatestGrains)
        input.returnedDeposits = [ReturnedDeposit(hotspot: 1, grains: Grains(11))]
        #expect(throws: RewardInputError.self) { try EpochRewards(input, by: .first) }
    }
}
