import Attestation
import Primitives
import ProofWorld
import Signing
import Testing
import Units

@testable import HotspotLogic

@Suite("PROTOCOL 3.1: commitments")
struct CommitmentTests {
    static func news(_ box: Box) -> [CommitmentNews] {
        box.log.entries.compactMap { entry in
            entry.payload.isEmpty ? nil : ScriptedLog.news(of: entry)
        }
    }

    @Test("the first recommit follows the registration, for the eight windows ahead")
    func first() {
        let box = Box()
        box.ready(registered: false)
        #expect(Self.news(box).isEmpty)
        box.tell(.registered(LabPlace.registration(0)))
        box.settle()
        #expect(Self.news(box).map { $0.made.map(\.window.number) } == [Array(2...9)])
    }

    @Test("nonces are on the disk before the statement is, and the statement before it is posted")
    func order() {
        let box = Box()
        box.ready(registered: false)
        box.hotspot.isDiskFull = true
        box.tell(.registered(LabPlace.registration(0)))
        #expect(box.hotspot.posts.isEmpty)
        let kept = box.hotspot.disk.durable.count
        box.hotspot.isDiskFull = false
        box.tell(.tick)
        #expect(box.hotspot.disk.durable.count >= kept + 9)
        #expect(box.hotspot.posts.count == 1)
        let kinds = box.hotspot.disk.durable.map(\.kind)
        let nonce = kinds.firstIndex(of: RecordKind.nonce.rawValue)
        let statement = kinds.firstIndex(of: RecordKind.statement.rawValue)
        #expect(nonce != nil && nonce ?? 0 < statement ?? 0)
    }

    @Test("a window that went by without its beacon is opened after its record 53, not before")
    func old() {
        let box = Box()
        box.ready()
        box.tell(.radio(index: 0, nil))
        // Window 2 has periods 120 to 179; its record number 53 is that of period 173.
        box.pass(56 + 60)
        let opened = { (box: Box) in Self.news(box).flatMap { $0.opened.map(\.window.number) } }
        #expect(box.period == 181)
        #expect(opened(box) == [2])
        let entry = box.log.entries.firstIndex { entry in
            ScriptedLog.news(of: entry)?.opened.isEmpty == false && !entry.payload.isEmpty
        }
        let record = box.log.records.first { $0.period == Period(173) }
        #expect(entry ?? 0 > record?.index ?? .max)
        #expect(ProtocolCheck(box.log.view).faults == [])
    }

    @Test("the record with number 53 is the bound")
    func bound() {
        let box = Box()
        box.ready()
        box.pass(55 + 53)
        #expect(box.period == 173)
        #expect(box.machine.isOld(Window(2)))
        let before = Box()
        before.ready()
        before.pass(55 + 52)
        #expect(!before.machine.isOld(Window(2)))
    }

    @Test("nonces may be declared lost once in 30 epochs")
    func losses() {
        let box = Box()
        box.ready()
        var machine = box.machine
        let window = Window(4 * 100)
        for (last, isTooSoon) in [(UInt64(70), false), (71, true), (100, true)] {
            machine.marks.lastLost = Epoch(last)
            #expect(machine.isTooSoonToLose(window) == isTooSoon, "epoch \(last)")
        }
        machine.marks.lastLost = nil
        #expect(!machine.isTooSoonToLose(window))
    }

    @Test("a commitment of the log that is not ours forbids the window's beacon, and only that")
    func foreign() {
        let box = Box()
        box.ready(registered: false)
        let other = CommitmentNews.Commitment(
            window: Window(3), hash: Hash256(words: (1, 1, 1, 1)))
        box.tell(.registered(LabPlace.registration(0, unopened: [other])))
        box.settle()
        #expect(Self.news(box).map { $0.made.map(\.window.number) } == [[2, 4, 5, 6, 7, 8, 9]])
        #expect(box.machine.status.noncesLost == [Window(3)])
        #expect(box.drops(.nonceLost) == 1)
    }
}
