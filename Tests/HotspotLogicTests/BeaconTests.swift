import Airwaves
import Attestation
import Primitives
import ProofWorld
import Radios
import Testing
import Units

@testable import HotspotLogic

@Suite("PROTOCOL 3.3, 3.4: nothing is sent unless every condition holds")
struct BeaconTests {
    /// A hotspot at the beginning of window 2, committed to it, not yet at its slot.
    static func committed(seed: UInt64 = 1) -> Box {
        let box = Box(seed: seed)
        box.ready()
        box.pass(55)
        return box
    }

    /// Runs a window with something broken, and says why nothing was sent.
    static func refusal(_ break: (Box) -> Void, each: ((Box) -> Void)? = nil) -> BeaconRefusal? {
        let box = committed()
        `break`(box)
        for _ in 0..<62 {
            each?(box)
            box.pass(1)
        }
        #expect(box.hotspot.transmissions.isEmpty)
        return box.machine.status.beacon.last?.missed
    }

    @Test("a beacon goes out at its slot, once, and is revealed as the radio confirmed it")
    func sent() {
        let box = Self.committed()
        box.pass(atMost: 40) { !$0.hotspot.transmissions.isEmpty }
        #expect(box.hotspot.transmissions.count == 1)
        let frame = box.hotspot.transmissions.first?.frame
        #expect(frame?.number ?? 0 >= 1 << 31)
        box.answerRadio()
        #expect(box.machine.status.beacon.unrevealed == 1)
        box.pass(40)
        #expect(box.hotspot.transmissions.isEmpty)
        let reveal = box.log.entries.lazy.compactMap { entry in
            try? Reveal(parsing: entry.payload.rawSpan)
        }.first
        #expect(reveal?.window == Window(2))
        #expect(reveal?.transmission.powerBasis == .confirmed)
        // What left the connector, one decibel below what was ordered, and the asserted gain.
        #expect(
            reveal.map { $0.transmission.power.hundredths }
                == frame.map { $0.radiatedPower.hundredths - 100 })
        #expect(reveal?.transmission.airtimeMilliseconds == 61)
        #expect(reveal?.transmission.counterMicroseconds == 7)
        #expect(reveal?.position?.distance == Metres(0) || reveal?.position != nil)
    }

    /// Every reason why nothing is sent, each by the one thing that is broken.
    @Test("each refusal happens")
    func refusals() {
        var seen: [BeaconRefusal.Code: BeaconRefusal] = [:]  // order: asked by code only
        func note(_ refusal: BeaconRefusal?, line: Int = #line) {
            guard let refusal else {
                Issue.record("nothing was refused at line \(line)")
                return
            }
            #expect(!refusal.description.isEmpty)
            seen[refusal.code] = refusal
        }
        note(Self.refusal({ $0.tell(.registered(nil)) }))
        note(Self.refusal({ $0.tell(.place(nil)) }))
        note(Self.refusal({ $0.tell(.radio(index: 0, nil)) }))
        note(Self.refusal({ $0.hotspot.isDiskFull = true }))
        note(Self.clockDoubt())
        note(Self.apart())
        note(Self.notCommitted())
        note(Self.nonceGone())
        note(Self.missingRecord())
        note(Self.incomplete())
        note(Self.asleep())
        note(Self.byRadio(.refused(.notReady)))
        note(Self.byRadio(.channelBusy))
        note(Self.byRadio(.cancelled))
        for answer in Self.testAnswers() {
            if case .refused(let refusal) = answer { note(refusal) }
        }
        let missing = BeaconRefusal.Code.allCases.filter { seen[$0] == nil }
        #expect(missing == [], "\(missing)")
    }

    static func clockDoubt() -> BeaconRefusal? {
        let box = committed()
        box.evidence = ClockEvidence(isKernelSynchronised: false)
        box.error = 3_000_000_000
        box.pass(2)
        return box.machine.obstacle
    }

    static func apart() -> BeaconRefusal? {
        let box = committed()
        box.pass(3, records: false)
        return box.machine.obstacle
    }

    static func notCommitted() -> BeaconRefusal? {
        let box = Box()
        box.ready()
        box.pass(2)
        return box.machine.obstacle
    }

    static func nonceGone() -> BeaconRefusal? {
        let box = Box()
        box.tell(.started)
        box.tell(.radio(index: 0, LabPlace.radio()))
        box.tell(.place(LabPlace.place(0)))
        box.tell(.entropyChain(box.log.chainEnd))
        box.follow()
        let other = CommitmentNews.Commitment(
            window: Window(1), hash: Hash256(words: (1, 1, 1, 1)))
        box.tell(.registered(LabPlace.registration(0, unopened: [other])))
        return box.machine.obstacle
    }

    /// The records of both moments' draws are not made, all others are.
    static func missingRecord() -> BeaconRefusal? {
        let box = committed()
        guard let slots = box.machine.entropy.window(Window(2))?.slots else { return nil }
        let drawn = BeaconSlot.allCases.map {
            box.log.network.periods.drawPeriod(in: Window(2), at: slots[$0]).number
        }
        for _ in 0..<62 { box.pass(1, records: !drawn.contains(box.period + 1)) }
        #expect(box.hotspot.transmissions.isEmpty)
        return box.machine.status.beacon.last?.missed
    }

    /// The first record of the window never comes.
    static func incomplete() -> BeaconRefusal? {
        let box = committed()
        let before = box.machine.entropy.newest
        for _ in 0..<4 {
            box.now += box.periodLength
            box.tell(.tick)
        }
        #expect(box.machine.entropy.newest == before)
        box.pass(6, records: false)
        // Records come again, but behind a gap.
        box.log.make(Period(box.period))
        box.tell(.entropy(box.log.batch(.newest, asked: box.time.uptime)))
        return box.machine.obstacle
    }

    /// Nobody looks at the clock while the slot and the spare go by.
    static func asleep() -> BeaconRefusal? {
        let box = committed()
        box.pass(1)
        for _ in 0..<49 {
            box.now += box.periodLength
            box.log.make(Period(box.period))
        }
        box.follow()
        box.pass(12)
        return box.machine.status.beacon.last?.missed
    }

    static func byRadio(_ outcome: TransmitOutcome) -> BeaconRefusal? {
        let box = committed()
        for _ in 0..<45 {
            box.pass(1)
            box.answerRadio(outcome)
        }
        return box.machine.status.beacon.last?.missed
    }

    static func testAnswers() -> [TestBeaconAnswer] {
        let early = Box()
        early.tell(.testBeaconWanted)
        let box = committed()
        box.pass(atMost: 40) { !$0.hotspot.transmissions.isEmpty }
        box.answerRadio()
        box.tell(.testBeaconWanted)
        box.tell(.testBeaconWanted)
        let near = committed(seed: 2)
        for _ in 0..<30 {
            near.tell(.testBeaconWanted)
            near.answerRadio(.channelBusy)
            near.pass(1)
            near.answerRadio(.channelBusy)
        }
        return early.hotspot.answers + box.hotspot.answers + near.hotspot.answers
    }

    @Test("a test beacon is revealed at once, once in ten minutes, restarts included")
    func test() {
        let box = Box()
        box.ready()
        box.tell(.testBeaconWanted)
        guard case .sending? = box.hotspot.answers.last else {
            Issue.record("\(box.hotspot.answers)")
            return
        }
        box.answerRadio()
        #expect(box.hotspot.answers.last == .sent)
        box.settle()
        #expect(box.log.entries.contains { $0.type == .testBeacon })
        let sent = box.now
        for (after, isSent) in [(UInt64(599_999), false), (600_000, true)] {
            box.now = sent + after * 1_000_000
            if !isSent { box.hotspot.restart(at: box.time) }
            box.tell(.radio(index: 0, LabPlace.radio()))
            box.tell(.place(LabPlace.place(0)))
            box.tell(.registered(LabPlace.registration(0)))
            box.tell(.testBeaconWanted)
            if isSent {
                guard case .sending? = box.hotspot.answers.last else {
                    Issue.record("\(box.hotspot.answers)")
                    return
                }
            } else {
                #expect(box.hotspot.answers.last == .refused(.tooSoon(minutes: 1)))
            }
        }
    }

    @Test("an outcome that never comes counts as sent")
    func silent() {
        let box = Self.committed()
        box.pass(atMost: 40) { !$0.hotspot.transmissions.isEmpty }
        box.hotspot.transmissions.removeAll()
        box.pass(29)
        #expect(box.machine.status.beacon.unrevealed == 0)
        box.pass(30)
        let reveal = box.log.entries.lazy.compactMap { entry in
            try? Reveal(parsing: entry.payload.rawSpan)
        }.first
        #expect(reveal?.transmission.powerBasis == .assumed)
    }
}
