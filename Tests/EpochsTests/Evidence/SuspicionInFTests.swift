import Attestation
import CoverageRules
import HotspotLogic
import Primitives
import ProofWorld
import Registry
import Rewards
import Signing
import Testing
import Units

@testable import Epochs

@Suite("F: fraud proofs, probation and lost nonces, from the log to pay and trust")
struct SuspicionInFTests {
    /// Box 0 sends in both epochs, box 1 hears it and sends in window 6.
    private func outcomes(accusing: Bool, byBytes: Bool = false) throws -> [EpochOutcome] {
        try WrittenEvidence.network { network in
            network.sendings += [WrittenSending(0, 5), WrittenSending(1, 6)]
            network.lastEpoch = 1
            if accusing { network.accuse(1, at: 100, byBytes: byBytes) }
        }.judged()
    }

    @Test("without a proof all is paid, and the next epoch's reports pass")
    func innocent() throws {
        let outcomes = try outcomes(accusing: false)
        let payout = try #require(outcomes[0].rewards.payouts.first { $0.hotspot == 1 })
        #expect(payout.withheld.value == 0 && payout.coverage.value > 0)
        #expect(try outcomes[1].report(of: 1, in: 5)?.verdict.outcome == .pass)
        #expect(try outcomes[1].beacon(of: 1, in: 6)?.verdict.outcome == .pass)
    }

    @Test(
        "a fraud proof withholds the pay of its epoch, and suspends from the next on",
        arguments: [false, true])
    func proven(byBytes: Bool) throws {
        let outcomes = try outcomes(accusing: true, byBytes: byBytes)
        let first = outcomes[0]
        #expect(try first.report(of: 1, in: 3)?.verdict.outcome == .pass, "judged as ever")
        let payout = try #require(first.rewards.payouts.first { $0.hotspot == 1 })
        #expect(payout.withheld.value > 0 && payout.withheld == payout.gross)
        #expect(payout.coverage.value == 0 && payout.data.value == 0)
        let other = try #require(first.rewards.payouts.first { $0.hotspot == 0 })
        #expect(other.withheld.value == 0 && other.coverage.value > 0)
        let report = try #require(try outcomes[1].report(of: 1, in: 5)).verdict
        #expect(report.outcome == .fail && report.finding?.rule == .w3)
        let beacon = try #require(try outcomes[1].beacon(of: 1, in: 6)).verdict
        #expect(beacon.outcome == .fail && beacon.finding?.rule == .b4)
        #expect(outcomes[1].rewards.payouts.allSatisfy { $0.hotspot != 1 })
    }

    @Test(
        "a key that enters beside a proven one is judged and not paid; who was there before is",
        arguments: [true, false])
    func probation(isAfter: Bool) throws {
        let outcomes = try WrittenEvidence.network { network in
            var box = WrittenBox(WrittenBox.cell(100, from: network.boxes[1].cell))
            box.registered = isAfter ? 110 : 90
            network.boxes.append(box)
            network.sendings.append(WrittenSending(0, 5))
            network.lastEpoch = 1
            network.accuse(1, at: 100)
        }.judged()
        #expect(try outcomes[1].report(of: 2, in: 5)?.verdict.outcome == .pass)
        #expect(try outcomes[1].beacon(of: 0, in: 5)?.selected == [2])
        let units = try #require(outcomes[1].rewards.units.first { $0.hotspot == 2 })
        #expect(units.unpaid == (isAfter ? .probation : nil))
        #expect(units.earned.reports == (isAfter ? 0 : 1))
        #expect(units.earned.unpaidReports == (isAfter ? 1 : 0))
    }

    @Test(
        "a new key with commitments of the old one not opened is a declaration of loss; two fall to 250",
        arguments: [(false, false), (true, false), (false, true), (true, true)])
    func losses(declares: Bool, rotates: Bool) throws {
        let outcome = try WrittenEvidence.network { network in
            network.anchors = 1
            network.sendings = [WrittenSending(0, 1)]
            network.say(at: 66) { log in
                let made = [UInt64(3), 4].map {
                    CommitmentNews.Commitment(
                        window: Window($0), hash: Hash256(words: ($0, 5, 5, 5)))
                }
                return WrittenEvidence.sign(
                    Recommit(sequence: 9_000, commitments: CommitmentNews(made: made)), by: 0,
                    in: log)
            }
            if declares {
                network.say(at: 70) { log in
                    let news = CommitmentNews(lost: [Window(3)])
                    return WrittenEvidence.sign(
                        Recommit(sequence: 9_001, commitments: news), by: 0, in: log)
                }
            }
            if rotates { network.say(at: 75) { Self.rotation($0) } }
        }.judged()[0]
        let trust = try outcome.trust(of: 0)
        #expect(try outcome.beacon(of: 0, in: 1)?.verdict.outcome == .pass)
        #expect(trust.before == 1_000)
        #expect(trust.lost == (declares ? 1 : 0) + (rotates ? 1 : 0))
        #expect(trust.after == (declares && rotates ? 250 : 1_000))
    }

    @Test(
        "X-9: beacons that were heard, and whose nonces are opened without a reveal: two are none, three lower trust",
        arguments: [0, 2, 3])
    func withheld(count: UInt64) throws {
        let windows = 4..<4 + count
        let outcome = try WrittenEvidence.network { network in
            network.anchors = 1
            network.sendings = (1...7).map { WrittenSending(0, $0) }
            network.lastEpoch = 1
            let nonces = windows.map { (window: $0, nonce: network.nonce(0, $0)) }
            network.beaconChanges.append { beacons in
                for place in beacons.indices where windows.contains(beacons[place].sending.window) {
                    beacons[place].revealed = nil
                }
            }
            guard count > 0 else { return }
            // In the epoch's last window, long after theirs.
            network.say(at: 475) { log in
                let opened = nonces.map {
                    CommitmentNews.Opened(window: Window($0.window), nonce: $0.nonce)
                }
                return WrittenEvidence.sign(
                    Recommit(sequence: 9_000, commitments: CommitmentNews(opened: opened)), by: 0,
                    in: log)
            }
        }.judged()[1]
        let trust = try outcome.trust(of: 0)
        #expect(trust.withheld == count, "\(trust)")
        let findings = try outcome.trustFile().findings.filter { $0.reason == .withheld }
        #expect(findings.map(\.hotspot) == (count > 2 ? [0] : []))
        #expect(findings.allSatisfy { $0.rule == .x9 && $0.effect == .trustLowered })
        #expect(findings.allSatisfy { $0.measured == 3 && $0.limit == 2 })
        #expect(outcome.next.findings.count == findings.count, "a notice is due of each")
    }

    private static func rotation(_ log: ScriptedLog) -> [UInt8] {
        let key = ScriptedLog.key(77)
        let owner = JudgedNetwork.owner(0)
        let claim = OwnershipClaim(of: key, for: owner.publicKey, in: log.network.id)
        return ScriptedLog.sign(
            Rotation(
                sequence: 50, hotspot: 0, hotspotKey: key.publicKey,
                hotspotSignature: claim.signature), log.network.id, owner)
    }
}
