import Attestation
import CoverageRules
import Primitives
import ProofWorld
import Rewards
import Signing
import Testing
import Units

@testable import Epochs

/// Five honest hotspots over two epochs of the demonstration, made once.
enum HonestNetwork {
    static let world: LoggedWorld = {
        let world = JudgedNetwork.world(seed: 7, count: 5)
        // Two epochs of 240 periods, and the 10 records that close the last window.
        world.run(periods: 2 * 240 + 12)
        return LoggedWorld(world.log)
    }()

    static let outcomes = Result { try world.outcomes(2) }
}

@Suite("An honest network: every beacon and report passes, and pay flows")
struct HonestNetworkTests {
    @Test("all of two epochs pass")
    func allPass() throws {
        for outcome in try HonestNetwork.outcomes.get() {
            let (beacons, reports) = try (outcome.beacons(), outcome.reports())
            // Five hotspots beacon in each of four windows, heard by the four others; in the first
            // window commitments are made.
            #expect(beacons.count >= 15 && reports.count >= 60)
            for beacon in beacons { #expect(beacon.verdict.outcome == .pass, "\(beacon)") }
            for report in reports { #expect(report.verdict.outcome == .pass, "\(report)") }
            for beacon in beacons { #expect(beacon.selected.count == 4, "\(beacon)") }
        }
    }

    @Test("pay flows, the pool is accounted for to the grain, lifetime amounts grow")
    func pays() throws {
        let outcomes = try HonestNetwork.outcomes.get()
        for outcome in outcomes {
            let totals = outcome.rewards.totals
            #expect(totals.minted > 0)
            #expect(totals.minted + totals.notMinted == totals.pool.value)
            #expect(outcome.rewards.payouts.count == 5)
        }
        for (before, after) in zip(outcomes[0].rewards.lifetime, outcomes[1].rewards.lifetime) {
            #expect(before < after)
        }
    }

    @Test("who served gains trust, up to 1000")
    func trust() throws {
        let outcomes = try HonestNetwork.outcomes.get()
        let first = try outcomes[0].trust()
        #expect(first.map(\.before) == [1_000, 1_000, 250, 250, 250])
        #expect(first.map(\.after) == [1_000, 1_000, 275, 275, 275])
        #expect(try outcomes[1].trust().map(\.after) == [1_000, 1_000, 300, 300, 300])
    }
}
