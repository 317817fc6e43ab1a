import Attestation
import CoverageRules
import HotspotLogic
import Primitives
import ProofWorld
import Signing
import Testing

@testable import Epochs

@Suite("F: an entry that has a receipt stands where it should (PROTOCOL 3.9)")
struct ReceiptClaimTests {
    /// The witness's seal of window 2 is logged above record m + 16; its cutoff is m + 15. Somebody
    /// shows a receipt for it.
    struct Claim {
        /// k of the receipt: m + this.
        var newest: UInt64 = 4
        /// Whether the receipt says a place below the cutoff, or the one it stands at.
        var namesEarly = true
        var isByOracle = true
        /// Behind the record of this period; nothing: nobody shows it.
        var shown: UInt64? = 178
    }

    private func verdict(_ claim: Claim) throws -> VerdictRecord {
        let network = WrittenEvidence.network { network in
            network.sealing(of: 2) { seals in
                seals[0].sealed = seals[0].beacon.drawn + 16
            }
            guard let shown = claim.shown else { return }
            network.say(at: shown) { Self.claim(claim, $0) }
        }
        let outcome = try network.judged()[0]
        return try #require(try outcome.report(of: 1, in: 2)).verdict
    }

    private static func claim(_ claim: Claim, _ log: ScriptedLog) -> [UInt8] {
        let seal = log.entries.lastIndex { entry in
            guard entry.type == .seal, entry.signer == WrittenNetwork.key(1) else { return false }
            return (try? Seal(parsing: entry.payload.rawSpan))?.window == Window(2)
        }
        guard let seal, let record = log.records.last(where: { $0.index < seal }) else {
            preconditionFailure("the witness seals")
        }
        let drawn = record.period.number - 16
        let newest = Period(drawn + claim.newest)
        let early = log.records.first { $0.period.number == drawn + 5 }?.index ?? 0
        let entry = Receipt.Entry(
            statement: log.entries[seal].id, index: UInt64(claim.namesEarly ? early : seal))
        let receipt = Receipt(sequence: 70_000, newest: newest, entries: [entry])
        // The scripted oracle's receipt key, or one that is nobody's.
        let signed = ScriptedLog.sign(
            receipt, log.network.id, ScriptedLog.key(claim.isByOracle ? 2 : 5))
        return ScriptedLog.sign(
            ReceiptClaim(sequence: 1, receipt: signed), log.network.id, ScriptedLog.key(61))
    }

    private func expectLate(_ verdict: VerdictRecord) {
        #expect(verdict.outcome == .fail)
        #expect(verdict.finding?.rule == .w6 && verdict.finding?.reason == .lateSeal)
    }

    @Test(
        "a seal that stands late fails; with a receipt that says it should stand below, it passes")
    func claimed() throws {
        expectLate(try verdict(Claim(shown: nil)))
        #expect(try verdict(Claim()).outcome == .pass)
    }

    @Test("a receipt that no oracle's receipt key signed is none")
    func otherKey() throws { expectLate(try verdict(Claim(isByOracle: false))) }

    @Test("shown before the window's close it counts, at the closing record it does not")
    func shownLate() throws {
        let close = WrittenEvidence.close
        #expect(try verdict(Claim(shown: close - 1)).outcome == .pass)
        expectLate(try verdict(Claim(shown: close)))
    }

    @Test(
        "whatever place a receipt names, the entry should stand right below the second record after k"
    )
    func bound() throws {
        // Between the records m + 15 and m + 16 nothing else stands, so that the last place below the
        // second one is not above the first: doubt is the oracle's, which broke its word.
        #expect(try verdict(Claim(newest: 14, namesEarly: false)).outcome == .pass)
        expectLate(try verdict(Claim(newest: 15, namesEarly: false)))
    }
}
