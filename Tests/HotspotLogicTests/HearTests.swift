import Airwaves
import Attestation
import HotspotLogic
import Primitives
import ProofWorld
import Radios
import Testing
import Units

@Suite("PROTOCOL 3.5, 3.8, 3.10: what is heard is sealed within limits, and shown to nobody")
struct HearTests {
    @Test(
        "a frame of another kind is none of ours",
        arguments: [[0xe0, 0x02], [0x40, 0x01], [0xe0, 0x00]])
    func others(start: [UInt8]) {
        let box = Box()
        box.ready()
        let before = box.hotspot.effectCount
        box.hear(start + [UInt8](repeating: 1, count: 30))
        #expect(box.machine.status.sealed.heard == 0)
        #expect(box.hotspot.effectCount == before)
    }

    @Test(
        "a frame is kept at once, sealed when due, opened with the record + O, and nothing before")
    func way() {
        let box = Box()
        box.ready()
        let kept = box.hotspot.disk.kept
        box.hear(Box.frame(1))
        #expect(box.hotspot.disk.kept > kept, "kept as it arrives")
        #expect(box.machine.status.sealed.frames == 1)
        #expect(box.machine.status.sealed.opens != nil)
        let before = box.log.entries.count { $0.type == .seal }
        box.pass(2)
        #expect(box.log.entries.count { $0.type == .seal } == before + 1)
        box.pass(17)
        #expect(box.opened.isEmpty, "19 records after the reception's period")
        box.pass(1)
        #expect(box.opened.map { $0.reports.map(\.frame) } == [[Box.frame(1)]])
        #expect(box.machine.status.sealed.frames == 0)
        #expect(box.opened.first?.position?.source == .fix3D)
    }

    @Test("what a radio did not measure is absent, and what must be there makes it none")
    func measured() {
        let box = Box()
        box.ready()
        var reception = box.reception(Box.frame(1))
        reception.frequencyOffset = nil
        box.tell(.heard(reception, radio: 0))
        var (silent, deaf, bad, bare, wide) = (
            box.reception(Box.frame(2)), box.reception(Box.frame(3)), box.reception(Box.frame(4)),
            box.reception(Box.frame(5)), box.reception(Box.frame(6))
        )
        silent.level = nil
        deaf.signalToNoise = nil
        bad.checksum = .bad
        bare.checksum = .absent
        wide.modulation = .fsk(bitsPerSecond: 50_000)
        for reception in [silent, deaf, bad, bare, wide] { box.tell(.heard(reception, radio: 0)) }
        box.hear(Box.frame(7), level: -20_000)
        box.hear(Box.frame(8), level: -20_001)
        #expect(box.machine.status.sealed.frames == 2)
        #expect(box.drops(.notMeasured) == 2 && box.drops(.badChecksum) == 1)
        #expect(box.drops(.noChecksum) == 1 && box.drops(.notLoRa) == 1)
        #expect(box.drops(.outOfRange) == 1)
        box.pass(30)
        let report = box.opened.flatMap(\.reports).first { $0.frame == Box.frame(1) }
        #expect(report != nil && report?.first.frequencyErrorHertz == nil)
    }

    @Test(
        "one report for a frame heard several times in five seconds, the first by the counter first"
    )
    func twins() {
        let box = Box(periods: .main)
        box.ready()
        box.hear(Box.frame(1), level: -9_000, counter: 5_000)
        box.now += 2_000_000_000
        box.hear(Box.frame(1), level: -8_000, counter: 4_000)
        box.now += 3_000_000_000
        box.hear(Box.frame(1), level: -7_000, counter: 9_000)
        box.now += 1
        box.hear(Box.frame(1), level: -6_000, counter: 9_500)
        #expect(box.machine.status.sealed.frames == 1)
        #expect(box.drops(.repeated) == 1, "five seconds are the bound, a nanosecond is past it")
        box.now -= box.now % (box.periodLength / 10)
        box.pass(45)
        let report = box.opened.flatMap(\.reports).first
        #expect(report?.first.counterMicroseconds == 4_000)
        #expect(report?.others.map(\.counterMicroseconds) == [5_000, 9_000])
        #expect(report?.others.map(\.afterMicroseconds) == [2_000_000, 5_000_000])
        box.hear(Box.frame(1))
        #expect(box.drops(.repeated) == 2, "a frame once reported is no second report")
    }

    @Test("at most sixteen receptions")
    func receptions() {
        let box = Box(periods: .main)
        box.ready()
        for counter in 0..<17 { box.hear(Box.frame(1), counter: UInt64(counter)) }
        #expect(box.drops(.repeated) == 1)
        box.pass(45)
        #expect(box.opened.flatMap(\.reports).first?.others.count == 15)
    }

    @Test("32 frames in five periods, the strongest")
    func strongest() {
        let box = Box(beginning: 65, periods: .main)
        box.ready()
        for number in 0..<32 { box.hear(Box.frame(UInt64(number)), level: -10_000) }
        #expect(box.drops(.tooManyFrames) == 0)
        box.hear(Box.frame(100), level: -10_000)
        #expect(box.drops(.tooManyFrames) == 1, "no stronger than the weakest")
        box.hear(Box.frame(101), level: -9_999)
        #expect(box.drops(.tooManyFrames) == 2, "the weakest makes room")
        #expect(box.machine.status.sealed.frames == 32)
        box.pass(5)
        box.hear(Box.frame(102), level: -12_000)
        #expect(box.drops(.tooManyFrames) == 2, "five periods later there is room")
        box.pass(45)
        let frames = box.opened.flatMap(\.reports).map(\.frame)
        #expect(frames.count == 33 && frames.contains(Box.frame(101)))
        #expect(!frames.contains(Box.frame(0)) && !frames.contains(Box.frame(100)))
    }

    @Test("receptions after the last-reception period go into a seal of the next window")
    func lastReception() {
        let box = Box(beginning: 60 + 40)
        box.ready()
        box.hear(Box.frame(1))
        box.pass(1)
        box.hear(Box.frame(2))
        box.pass(30)
        var windows: [UInt64: [[UInt8]]] = [:]
        for entry in box.log.entries {
            guard let bundle = try? SealBundle(parsing: entry.payload.rawSpan) else { continue }
            for opening in bundle.openings {
                let content = try? WitnessReports(parsing: opening.content.rawSpan)
                windows[opening.window.number, default: []] += content?.reports.map(\.frame) ?? []
            }
        }
        #expect(windows == [1: [Box.frame(1)], 2: [Box.frame(2)]])
    }

    @Test("a window's three quarters of seals and bytes are not passed")
    func budget() {
        let box = Box(beginning: 60)
        box.ready()
        var number: UInt64 = 0
        // 255 bytes a frame, 32 in five periods, for a whole window: 96 KiB of frames.
        for _ in 0..<41 {
            for _ in 0..<7 {
                number += 1
                box.hear(Box.frame(number, length: 255))
            }
            box.pass(1)
        }
        let seals = box.log.entries.count { entry in
            (try? Seal(parsing: entry.payload.rawSpan))?.window == Window(1)
        }
        #expect(seals <= 72)
        box.pass(80)
        #expect(ProtocolCheck(box.log.view).faults == [])
        #expect(box.opened.flatMap(\.reports).count + Int(box.drops(.tooManyFrames)) == number)
    }

    @Test("untrusted clock, no registration, an unknown radio: dropped by name")
    func names() {
        let box = Box()
        box.ready(registered: false)
        box.hear(Box.frame(1))
        #expect(box.drops(.notRegistered) == 1)
        box.tell(.registered(LabPlace.registration(0)))
        box.evidence = ClockEvidence(isKernelSynchronised: false)
        box.error = 5_000_000_000
        box.hear(Box.frame(2))
        #expect(box.drops(.clockUntrusted) == 1)
        box.error = 0
        box.evidence = ClockEvidence(isKernelSynchronised: true)
        box.tell(.heard(box.reception(Box.frame(3)), radio: 1))
        #expect(box.drops(.outOfRange) == 1)
    }

    @Test("what could not be sealed below the cutoff is dropped as late, not sealed")
    func late() {
        let box = Box()
        box.ready()
        box.hear(Box.frame(1))
        let disk = box.hotspot.disk
        // The power is off while fifteen records are made.
        for _ in 0..<16 {
            box.now += box.periodLength
            box.log.make(Period(box.period))
        }
        let again = Box(seed: 2, beginning: box.period + 1)
        again.hotspot.replaceDisk(by: disk)
        again.hotspot.restart(at: again.time)
        again.tell(.entropyChain(again.log.chainEnd))
        again.follow()
        again.tell(.registered(LabPlace.registration(0)))
        #expect(again.drops(.lateSeal) == 1)
        #expect(again.machine.status.sealed.frames == 0)
    }

    @Test("a light radio says what it listened to, also when it heard nothing")
    func light() {
        let box = Box(beginning: 60)
        box.ready()
        box.tell(.radio(index: 0, LabPlace.radio(.light, measures: [.counter])))
        let channel = ListeningChannel(frequency: Hertz(868_300_000), spreadingFactor: .sf9)
        box.tell(.tuned(radio: 0, channel))
        box.pass(40)
        let spans = box.opened.flatMap(\.listening)
        #expect(!spans.isEmpty)
        #expect(box.opened.allSatisfy { $0.reports.isEmpty })
        for (one, next) in zip(spans, spans.dropFirst()) {
            #expect(next.first.number == one.last.number + 1, "no period twice, none left out")
        }
        #expect(spans.first?.first == Period(61), "the period that had begun is not told")
        #expect(spans.allSatisfy { $0.spreadingFactor == 9 && $0.frequency.value == 868_300_000 })
        #expect(ProtocolCheck(box.log.view).faults == [])
    }
}
