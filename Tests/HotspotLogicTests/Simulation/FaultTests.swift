import Airwaves
import Attestation
import HotspotLogic
import Primitives
import ProofWorld
import Radios
import Signing
import Testing
import Units

/// What is broken is named by each test; everything else is sound.
@Suite("faults of clocks, oracles, radios and places")
struct FaultTests {
    @Test("the oracle makes no records for a while: nobody is late, nothing is broken")
    func pause() {
        let world = ProofWorld(seed: 4, count: 3)
        world.run(periods: 200)
        world.isMakingRecords = false
        world.run(periods: 90)
        let before = world.sent.count
        world.run(periods: 30)
        #expect(world.sent.count == before, "something was sent without entropy")
        world.isMakingRecords = true
        world.run(periods: 400)
        let check = ProtocolCheck(world.log.view)
        #expect(check.faults == [])
        #expect(world.sent.count > before + 3 * 4)
        #expect(check.gaps(at: world.period) == 0)
    }

    @Test("records missing here and there: slots move to spares, draws to what was made")
    func missing() {
        let world = ProofWorld(seed: 12, count: 4)
        for turn in 0..<900 {
            world.isMakingRecords = turn % 3 != 1
            world.run(periods: 1)
        }
        world.isMakingRecords = true
        world.run(periods: 150)
        let check = ProtocolCheck(world.log.view)
        #expect(check.faults == [])
        let spares = check.books.values.reduce(0) { sum, book in
            sum + book.reveals.values.count { $0.reveal.slot == .spare }
        }
        #expect(spares > 0, "no spare was ever used")
        #expect(check.gaps(at: world.period) == 0)
    }

    static let day: Int64 = 86_400_000_000_000

    @Test("a clock that jumps a day is not believed, and nothing is sent", arguments: [day, -day])
    func jump(error: Int64) {
        let world = ProofWorld(seed: 6, count: 3, beginning: 90_000, length: 92_000)
        world.run(periods: 200)
        world.clockError[0] = error
        let before = world.sent.count { $0.sender == 0 }
        world.run(periods: 130)
        let status = world.hotspots[0].machine.status
        #expect(
            status.clock == .failure(error > 0 ? .aheadOfEntropy : .behindEntropy))
        #expect(world.sent.count { $0.sender == 0 } == before)
        world.clockError[0] = 0
        world.run(periods: 300)
        let check = ProtocolCheck(world.log.view)
        #expect(check.faults == [])
        #expect(world.sent.count { $0.sender == 0 } >= before + 4)
        #expect(check.gaps(at: world.period) == 0)
    }

    @Test("away from the oracle for hours: it catches up, and opens what it missed")
    func away() {
        let world = ProofWorld(seed: 7, count: 3)
        world.run(periods: 200)
        world.isReachable[1] = false
        world.run(periods: 700)
        world.isReachable[1] = true
        world.run(periods: 400)
        let check = ProtocolCheck(world.log.view)
        // What was heard while away is sealed late: of that alone it is at fault.
        let others = check.faults.filter { !$0.contains("sealed above the record m + C") }
        #expect(others == [])
        #expect(check.gaps(at: world.period) == 0)
    }

    @Test("without receipts everything waits; with them everything goes on")
    func receipts() {
        let world = ProofWorld(seed: 8, count: 2)
        world.run(periods: 130)
        world.isWithholdingReceipts = true
        world.run(periods: 150)
        #expect(world.hotspots[0].machine.status.statementsWaiting > 0)
        world.isWithholdingReceipts = false
        world.run(periods: 200)
        #expect(ProtocolCheck(world.log.view).faults == [])
        #expect(world.hotspots[0].machine.status.statementsWaiting < 4)
    }

    @Test("receipts that the log does not honour are claimed after 60 periods")
    func claims() {
        let world = ProofWorld(seed: 9, count: 2)
        world.isProving = false
        world.run(periods: 59)
        #expect(!world.log.entries.contains { $0.type == .receiptClaim })
        world.run(periods: 40)
        let claims = world.log.entries.filter { $0.type == .receiptClaim }
        #expect(!claims.isEmpty)
        for claim in claims {
            let read = try? ReceiptClaim(parsing: claim.payload.rawSpan)
            #expect(read != nil)
        }
        world.isProving = true
        world.run(periods: 5)
        #expect(world.hotspots[0].machine.status.statementsUnincluded <= 2)
    }

    static let faults: [(TransmitOutcome, isSent: Bool)] = [
        (.cancelled, false), (.channelBusy, false), (.refused(.notReady), false),
        (.failed(RadioFault(.line, "unplugged")), true),
    ]

    @Test("a radio that fails: what may have been sent is revealed, the rest tries its spare")
    func radio() {
        for (outcome, isSent) in Self.faults {
            let world = ProofWorld(seed: 10, count: 2)
            world.run(periods: 62)
            world.radioFault[0] = outcome
            world.run(periods: 240)
            let check = ProtocolCheck(world.log.view)
            #expect(check.faults == [], "\(outcome)")
            let reveals = check.books[world.hotspots[0].key.publicKey]?.reveals ?? [:]
            #expect(reveals.isEmpty != isSent, "\(outcome)")
            if isSent {
                #expect(
                    reveals.values.allSatisfy { $0.reveal.transmission.powerBasis == .assumed })
            } else {
                #expect(world.hotspots[0].machine.status.beacon.last?.missed != nil, "\(outcome)")
                #expect(check.gaps(at: world.period) == 0)
            }
        }
    }

    @Test("crossing a border stops the transmitter at once, and takes back what is on its way")
    func border() {
        let world = ProofWorld(seed: 11, count: 2)
        var turns = 0
        while !world.sent.contains(where: { $0.sender == 0 }), turns < 2_000 {
            world.advance()
            turns += 1
        }
        let sent = world.sent.count { $0.sender == 0 }
        #expect(sent == 1)
        #expect(world.cancels == 0)
        world.tell(0, .place(LabPlace.place(0, plan: .us915)))
        #expect(
            world.hotspots[0].machine.status.region == .failure(.planNotHere(.eu868)))
        #expect(world.cancels == 1, "the frame that had just been handed to the radio")
        guard case .plan(nil)? = world.hotspots[0].plans.last else {
            Issue.record("the transmitter is on")
            return
        }
        world.run(periods: 200)
        let after = world.sent.count { $0.sender == 0 }
        #expect(after == sent)
        world.tell(0, .place(LabPlace.place(0)))
        world.run(periods: 130)
        #expect(world.sent.count { $0.sender == 0 } > sent)
        #expect(ProtocolCheck(world.log.view).faults == [])
    }

    @Test("unregistered: nothing is committed, sealed or sent, and status says what to do")
    func unregistered() {
        let world = ProofWorld(seed: 13, count: 2)
        world.tell(0, .registered(nil))
        world.run(periods: 150)
        let key = world.hotspots[0].key.publicKey
        let own = world.log.entries.filter { $0.signer == key && !$0.payload.isEmpty }
        #expect(own.isEmpty)
        #expect(!world.sent.contains { $0.sender == 0 })
        #expect(world.hotspots[0].machine.obstacle == .notRegistered)
        #expect(world.hotspots[0].machine.status.drops.first { $0.0 == .notRegistered }?.1 ?? 0 > 0)
    }

    @Test("a disk that confirms nothing: nothing is posted and nothing is sent")
    func disk() {
        let world = ProofWorld(seed: 14, count: 2)
        world.run(periods: 70)
        let key = world.hotspots[0].key.publicKey
        let before = world.log.entries.count { $0.signer == key }
        let sent = world.sent.count { $0.sender == 0 }
        world.hotspots[0].isDiskFull = true
        world.run(periods: 130)
        #expect(world.log.entries.count { $0.signer == key } == before)
        #expect(world.sent.count { $0.sender == 0 } == sent)
        world.hotspots[0].isDiskFull = false
        world.run(periods: 200)
        // What was heard meanwhile is sealed late, and nothing else is wrong.
        let faults = ProtocolCheck(world.log.view).faults
        #expect(faults.filter { !$0.contains("sealed above the record m + C") } == [])
        #expect(world.sent.count { $0.sender == 0 } > sent)
    }

    @Test("a lost spool: the lost nonces are declared once, and the chain goes on")
    func lostSpool() {
        let world = ProofWorld(seed: 15, count: 2)
        world.run(periods: 100)
        world.loseDisk(0)
        world.run(periods: 60 * 12)
        let check = ProtocolCheck(world.log.view)
        #expect(check.faults == [])
        let key = world.hotspots[0].key.publicKey
        let lost = world.log.entries.compactMap { entry in
            entry.signer == key ? ScriptedLog.news(of: entry)?.lost : nil
        }.filter { !$0.isEmpty }
        #expect(lost.count == 1, "\(lost)")
        #expect(world.hotspots[0].machine.status.noncesLost == [])
        #expect(world.hotspots[0].machine.status.beacon.last?.missed == nil)
    }
}
