import Attestation
import Primitives
import ProofWorld
import Signing
import Testing
import Units

@testable import HotspotLogic

@Suite("downlink reports, certificates, room")
struct OutboxTests {
    static let router = ScriptedLog.key(9).publicKey

    static func outcome(_ number: UInt64) -> ReportedOutcome {
        ReportedOutcome(
            DownlinkResult(number: number, outcome: .sentRX1), hash: Block128(high: 1, low: number))
    }

    static func reports(_ box: Box) -> [DownlinkReport] {
        box.log.entries.compactMap { try? DownlinkReport(parsing: $0.payload.rawSpan) }
    }

    @Test("reported when there are a thousand, in order of number, each once")
    func thousand() {
        let box = Box()
        box.ready()
        for number in (1...999).reversed() {
            box.tell(.downlinkEnded(router: Self.router, Self.outcome(UInt64(number))))
        }
        box.tell(.downlinkEnded(router: Self.router, Self.outcome(5)))
        box.settle()
        #expect(Self.reports(box).isEmpty)
        box.tell(.downlinkEnded(router: Self.router, Self.outcome(1_000)))
        box.settle()
        #expect(Self.reports(box).map { $0.outcomes.map(\.result.number) } == [Array(1...1_000)])
    }

    @Test("reported an hour after the first of them, also across a restart")
    func hour() {
        let box = Box()
        box.ready()
        box.tell(.downlinkEnded(router: Self.router, Self.outcome(1)))
        box.hotspot.restart(at: box.time)
        box.tell(.registered(LabPlace.registration(0)))
        box.now += 3_599_000_000_000
        box.tell(.tick)
        box.settle()
        #expect(Self.reports(box).isEmpty)
        box.now += 1_000_000_000
        box.tell(.tick)
        box.settle()
        #expect(Self.reports(box).map(\.outcomes.count) == [1])
        box.hotspot.restart(at: box.time)
        #expect(box.machine.outcomes.isEmpty)
    }

    @Test("a certificate is handed out once it is durable, and not posted")
    func certificate() {
        let box = Box()
        box.ready()
        let key = ScriptedLog.key(77).publicKey
        box.tell(.certificateWanted(key: key, router: Self.router))
        #expect(box.hotspot.posts.isEmpty)
        let statement = box.hotspot.certificates.first
        let read = statement.flatMap { try? SessionCertificate(parsing: $0.payload.rawSpan) }
        #expect(read?.sessionKey == key && read?.router == Self.router)
        #expect(read?.first == Period(box.period - 1))
        #expect((read?.last.number ?? 0) - (read?.first.number ?? 0) == 604_800)
        box.hotspot.restart(at: box.time)
        #expect(box.hotspot.posts.isEmpty, "it is made anew when it is wanted again")
    }

    @Test("an oracle that takes nothing does not fill the memory")
    func room() {
        let box = Box()
        box.ready()
        var machine = box.machine
        let reports = (0..<130).map { number in
            WitnessReport(
                frame: Box.frame(UInt64(number), length: 255), time: box.time.clock,
                clock: .kernel,
                first: Attestation.Reception(
                    frequency: Hertz(868_100_000), spreadingFactor: 7, bandwidth: Hertz(125_000),
                    level: SignalLevel(hundredths: -9_000), ratio: Decibels(hundredths: 0)))
        }
        let content = encoded(
            WitnessReports(
                radios: [LabPlace.radio().description], reports: reports, position: nil))
        #expect(content.count > 30_000)
        for _ in 0..<40 {
            machine.state { sequence in
                SealBundle(
                    sequence: sequence,
                    openings: [
                        SealBundle.Opening(
                            window: Window(1), salt: Hash256(words: (0, 0, 0, sequence)),
                            content: content)
                    ])
            }
        }
        let waiting = machine.outbox.reduce(0) { $0 + $1.statement.payload.count }
        #expect(waiting <= LabHotspot.Machine.mostWaitingBytes)
        #expect(waiting + content.count + 200 > LabHotspot.Machine.mostWaitingBytes)
        let evicted = machine.counters[.statementEvicted]
        #expect(machine.outbox.count + Int(evicted) == 40)
        let withdrawn = machine.effects.count {
            if case .withdraw = $0 { true } else { false }
        }
        #expect(withdrawn == Int(evicted))
    }

    @Test("an evicted nonce, beacon or mark is kept anew; the rest is counted")
    func evicted() {
        let box = Box()
        box.ready()
        let nonces = box.hotspot.disk.durable.filter { $0.kind == RecordKind.nonce.rawValue }
        #expect(nonces.count == 8)
        for record in nonces { box.hotspot.evict(record.number, at: box.time) }
        #expect(box.drops(.recordEvicted) == 8)
        let ahead = box.machine.status.commitmentsAhead
        box.hotspot.restart(at: box.time)
        #expect(box.machine.committed.count >= ahead)
    }

    @Test("records that cannot be read are counted and forgotten, those of a newer program stay")
    func unreadable() {
        let box = Box()
        let floor: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 9]
        for kind in RecordKind.allCases {
            box.tell(
                .restored(
                    number: UInt64(kind.rawValue), kind: kind.rawValue, payload: floor + [0xff]))
        }
        #expect(box.drops(.recordUnreadable) == UInt64(RecordKind.allCases.count))
        box.tell(.restored(number: 100, kind: 200, payload: floor))
        box.tell(.started)
        #expect(box.drops(.recordUnreadable) == UInt64(RecordKind.allCases.count) + 1)
        #expect(box.machine.journal.nextRecord == 101)
        #expect(box.machine.journal.floor == 9)
    }
}
