import Attestation
import CoverageRules
import Primitives
import ProofWorld
import Rewards
import Testing

@testable import Epochs

@Suite("F: evidence that comes late is kept, not paid, and never a fault")
struct LateEvidenceTests {
    /// Two epochs, the beaconer in window 5 too; its reveal of window 2 stands behind the record of a
    /// period.
    private func outcomes(revealed: UInt64) throws -> [EpochOutcome] {
        try WrittenEvidence.network { network in
            network.sendings.append(WrittenSending(0, 5))
            network.lastEpoch = 1
            network.beaconChanges.append { reveals in
                if reveals[0].sending.window == 2 { reveals[0].revealed = revealed }
            }
        }.judged()
    }

    @Test("a reveal below the closing record is judged")
    func inTime() throws {
        let outcomes = try outcomes(revealed: WrittenEvidence.close - 1)
        #expect(try outcomes[0].beacon(of: 0, in: 2)?.verdict.outcome == .pass)
        #expect(try outcomes[0].report(of: 1, in: 2)?.verdict.outcome == .pass)
    }

    @Test("a reveal above it is in no epoch's files; nobody is blamed, and no gap is left")
    func late() throws {
        let outcomes = try outcomes(revealed: WrittenEvidence.close)
        for outcome in outcomes {
            #expect(try outcome.beacon(of: 0, in: 2) == nil)
            for number in UInt32(0)...1 {
                let trust = try outcome.trust(of: number)
                #expect(trust.withheld == 0 && trust.unopened == 0 && trust.lost == 0)
                #expect(trust.after == trust.before + 25)
            }
            for beacon in try outcome.beacons() { #expect(beacon.verdict.outcome == .pass) }
            for report in try outcome.reports() { #expect(report.verdict.outcome != .fail) }
        }
        #expect(try outcomes[0].beacon(of: 0, in: 3) != nil)
        #expect(try outcomes[1].beacon(of: 0, in: 5) != nil)
        // What was heard is shown as a frame that nothing explains.
        let heard = try outcomes[0].reports().filter { $0.verdict.window == Window(2) }
        #expect(heard.count == 1 && heard.first?.verdict.outcome == .notJudged)
        let paid = outcomes[0].rewards.units.first { $0.hotspot == 0 }
        #expect(paid?.earned.beacons == 2)
    }

    @Test("seal and opening of a window that has closed are as if they were not there")
    func lateSeal() throws {
        func outcome(at period: UInt64) throws -> EpochOutcome {
            try WrittenEvidence.network {
                $0.sealing(of: 2) { seals in
                    if period == WrittenEvidence.close { seals[0].sealed = period }
                    seals[0].opened = period
                }
            }.judged()[0]
        }
        let good = try outcome(at: WrittenEvidence.close - 1)
        #expect(try good.report(of: 1, in: 2)?.verdict.outcome == .pass)
        let late = try outcome(at: WrittenEvidence.close)
        #expect(try late.report(of: 1, in: 2) == nil)
        #expect(try late.trust(of: 1).unopened == 0)
        #expect(try late.beacon(of: 0, in: 2)?.heard == 0)
        #expect(try late.report(of: 1, in: 3)?.verdict.outcome == .pass)
    }
}
