import Attestation
import CoverageRules
import Primitives
import ProofWorld
import Rewards
import Testing

@testable import Epochs

@Suite("F: a site's holder stands for it among a beacon's witnesses (decision 0230)")
struct SiteHolderTests {
    /// Boxes 1 and 2 stand in one site, box 1 came first; both hear windows 1 to 3.
    private func outcome(
        salt: UInt64, _ change: @escaping @Sendable (inout [WrittenSeal]) -> Void = { _ in }
    ) throws -> EpochOutcome {
        try WrittenEvidence.network { network in
            let home = network.boxes[1].cell
            network.boxes.append(WrittenBox(WrittenBox.cell(100, from: home)))
            network.salt = salt
            network.sealing(of: 2, change)
        }.judged()[0]
    }

    @Test("the holder is selected, whatever the ranks are; the guest's report passes and is not")
    func holder() throws {
        for salt in UInt64(0)..<4 {
            let outcome = try outcome(salt: salt)
            for beacon in try outcome.beacons() where beacon.verdict.hotspot == 0 {
                #expect(beacon.selected == [1] && beacon.heard == 2)
            }
            for window in UInt64(1)...3 {
                let guest = try #require(try outcome.report(of: 2, in: window)).verdict
                #expect(guest.outcome == .pass && guest.notJudged.contains(.w19))
                #expect(guest.finding?.rule == .w19 && guest.finding?.reason == .siteTaken)
            }
        }
    }

    @Test("where the holder's report does not pass, the guest's stands for the site, unpaid")
    func guest() throws {
        let outcome = try outcome(salt: 0) { seals in
            seals[0].sealed = seals[0].beacon.drawn + 15
        }
        #expect(try outcome.beacon(of: 0, in: 2)?.selected == [2])
        #expect(try outcome.beacon(of: 0, in: 3)?.selected == [1])
        let units = outcome.rewards.units
        #expect(units.first { $0.hotspot == 1 }?.earned.reports == 2)
        #expect(units.first { $0.hotspot == 2 }?.earned.unpaidReports == 1)
        #expect(units.first { $0.hotspot == 2 }?.unpaid == .otherHolds)
    }
}
