import FirmwareProtocol
import RadioBoard
import RadioChip
import RadioChipModel
import Testing

/// A host's link, a device's link, the board with its driver, and the model: all in one process.
struct BoardBench {
    static let facts = BoardFacts(
        serial: 0x1234, name: ShortBytes("bench"), firmware: ShortBytes("test 1"),
        clockErrorPPB: 20_000, lowestHertz: 863_000_000, highestHertz: 928_000_000,
        measuresTemperature: true, fitting: ChipBench.crystal)

    var host = HostLink(session: 10)
    var device = DeviceLink(bootID: 1)
    var board = RadioBoard(port: ModelPort(model: RadioChipModel()), facts: Self.facts)
    var notices: [HostLink.Notice] = []
    var isCut = false
    var step: UInt64 = 50

    var now: UInt64 { board.port.now }

    mutating func tick() {
        board.port.advance(to: now + step)
        let time = now
        for _ in 0..<8 where !isCut {
            if let byte = host.nextByte(at: time) { device.take(byte, at: time, board: &board) }
            if let byte = device.nextByte(at: time) {
                if let notice = host.take(byte, at: time) { notices.append(notice) }
            }
        }
        device.tick(at: time, board: &board)
        board.tick(link: &device)
        if let notice = host.tick(at: time) { notices.append(notice) }
    }

    @discardableResult mutating func run(
        _ microseconds: UInt64, until done: (BoardBench) -> Bool = { _ in false }
    ) -> Bool {
        let end = now + microseconds
        while now < end {
            if done(self) { return true }
            tick()
        }
        return done(self)
    }

    mutating func open() {
        host.open(at: now)
        run(1_000_000) { $0.host.state == .open }
        run(20_000)
    }

    private mutating func answer() -> DeviceMessage? {
        let before = answers.count
        run(300_000) { $0.answers.count > before }
        return answers.count > before ? answers.last : nil
    }

    mutating func ask<Request: LinkMessage>(_ request: Request) -> DeviceMessage? {
        host.ask(request, at: now) ? answer() : nil
    }

    mutating func ask(_ question: Question) -> DeviceMessage? {
        host.ask(question, at: now) ? answer() : nil
    }

    var answers: [DeviceMessage] {
        notices.compactMap { if case .answered(let message) = $0 { message } else { nil } }
    }

    var events: [DeviceMessage] {
        notices.compactMap { if case .event(let message) = $0 { message } else { nil } }
    }

    var receptions: [Reception] {
        events.compactMap { if case .reception(let event) = $0 { event } else { nil } }
    }

    var outcomes: [Transmitted] {
        events.compactMap { if case .transmitted(let event) = $0 { event } else { nil } }
    }

    var faults: [Fault] {
        events.compactMap { if case .fault(let event) = $0 { event } else { nil } }
    }

    var status: Status? {
        mutating get {
            guard case .status(let status) = ask(.readStatus) else { return nil }
            return status
        }
    }
}

@Suite("RadioBoard: what a host asks over the link, the radio does, and the rest is refused")
struct BoardTests {
    static let modulation = Modulation(
        frequencyHertz: 868_100_001, bandwidthHertz: 125_000, spreadingFactor: 7)

    static func transmit(
        _ number: UInt32, at start: UInt64? = nil, _ change: (inout Transmit) -> Void = { _ in }
    ) -> Transmit {
        var request = Transmit(
            transmission: number, startMicroseconds: start, modulation: modulation,
            powerCentiDBm: 1_450, frame: ShortBytes("hello"))
        change(&request)
        return request
    }

    static func listening() -> BoardBench {
        var bench = BoardBench()
        bench.open()
        _ = bench.ask(Configure(mode: .receive, modulation: modulation))
        bench.run(30_000)
        return bench
    }

    @Test("capabilities are the chip's and the board's")
    func capabilities() {
        var bench = BoardBench()
        bench.open()
        guard case .capabilities(let all) = bench.ask(.readCapabilities) else {
            Issue.record("no capabilities")
            return
        }
        #expect(all.chip == .sx1262 && all.serial == 0x1234)
        #expect(all.features == Capabilities.timedTransmit | Capabilities.temperature)
        #expect(all.lowestHertz == 863_000_000 && all.highestHertz == 928_000_000)
        #expect(all.lowestPowerCentiDBm == -900 && all.highestPowerCentiDBm == 2_200)
        #expect(all.spreadingFactors == 0x1fe0)
        #expect(all.leadMicroseconds == 10_000)
        #expect(all.board == ShortBytes("bench"))
    }

    @Test(
        "configured says what the registers hold, power by the whole decibel, frequency by the step"
    )
    func configured() {
        var bench = BoardBench()
        bench.open()
        var asked = Self.modulation
        asked.frequencyHertz = 868_100_005
        let answer = bench.ask(Configure(mode: .receive, modulation: asked))
        guard case .configured(let configured) = answer else {
            Issue.record("\(String(describing: answer))")
            return
        }
        bench.run(30_000)
        #expect(configured.configuration == 1)
        #expect(configured.modulation.frequencyHertz == 868_100_005)
        // A step is 0.95 Hz, so what is set is always the same whole hertz.
        #expect(bench.board.port.model.tunedHertz == 868_100_005)
        bench.board.port.temperature = 2_150
        #expect(bench.status?.radio == .receiving)
        #expect(bench.status?.configuration == 1)
        #expect(bench.status?.temperatureCentiCelsius == 2_150)
        let second = bench.ask(Configure(mode: .standby, modulation: asked))
        guard case .configured(let standby) = second else {
            Issue.record("\(String(describing: second))")
            return
        }
        #expect(standby.configuration == 2)
        bench.run(10_000)
        #expect(bench.status?.radio == .standby)
        #expect(bench.board.port.model.violations == [])
    }

    @Test("a frame in the air is an event with every field")
    func reception() throws {
        var bench = Self.listening()
        bench.board.port.model.hear(
            IncomingFrame(
                startMicroseconds: bench.now, frequencyHertz: 868_100_000, codingRate: 6,
                rssiCentiDBm: -9_000, signalRSSICentiDBm: -9_150, snrCentiDB: 700,
                frequencyErrorHertz: 484, bytes: Array("hello".utf8)))
        bench.run(200_000) { !$0.receptions.isEmpty }
        let event = try #require(bench.receptions.first)
        #expect(event.endMicroseconds == bench.board.port.model.lastHeard?.endMicroseconds)
        #expect(event.timeErrorMicroseconds == 30)
        #expect(event.configuration == 1)
        #expect(event.modulation.codingRate == 6)
        #expect(event.modulation.frequencyHertz == 868_100_001)
        #expect(event.modulation.flags == Modulation.hasCRC)
        #expect(event.check == .ok)
        #expect(event.rssiCentiDBm == -9_000 && event.signalRSSICentiDBm == -9_150)
        #expect(event.snrCentiDB == 700)
        #expect(abs((event.frequencyErrorHertz ?? 0) - 484) <= 1)
        #expect(event.frame == ShortBytes("hello"))
    }

    @Test("a transmission is accepted, sent and confirmed with the checksum of its bytes")
    func transmission() throws {
        var bench = Self.listening()
        #expect(bench.ask(Self.transmit(77)) == .done(.transmitAccepted))
        #expect(bench.ask(Self.transmit(78)) == .refused(Refusal(.busy, detail: 77)))
        bench.run(300_000) { !$0.outcomes.isEmpty }
        let sent = try #require(bench.board.port.model.transmissions.first)
        let outcome = try #require(bench.outcomes.first)
        #expect(outcome.transmission == 77 && outcome.outcome == .sent)
        #expect(outcome.startMicroseconds == sent.startMicroseconds)
        #expect(UInt64(outcome.airtimeMicroseconds) == sent.airtimeMicroseconds)
        #expect(outcome.powerCentiDBm == 1_400 && sent.powerCentiDBm == 1_400)
        #expect(outcome.modulation.frequencyHertz == 868_100_001)
        #expect(outcome.frameChecksum == 0x3610_a686, "zlib.crc32(b'hello')")
        #expect(bench.ask(Self.transmit(78)) == .done(.transmitAccepted))
        bench.run(300_000) { $0.outcomes.count == 2 }
        #expect(bench.board.port.model.transmissions.count == 2)
        #expect(bench.board.port.model.violations == [])
    }

    @Test("timed: on time; too near is refused with the lead it needs; cancelled has an outcome")
    func timed() throws {
        var bench = Self.listening()
        let near = bench.ask(Self.transmit(1, at: bench.now + 9_000))
        #expect(near == .refused(Refusal(.tooLate, detail: 10_000)))
        let start = bench.now + 200_000
        #expect(bench.ask(Self.transmit(2, at: start)) == .done(.transmitAccepted))
        #expect(bench.status?.waitingTransmissions == 1)
        bench.run(500_000) { !$0.outcomes.isEmpty }
        let late = try #require(bench.outcomes.first).startMicroseconds - start
        #expect(late <= 100)
        #expect(
            bench.ask(CancelTransmit(transmission: 2)) == .refused(Refusal(.unknownTransmission)))
        #expect(bench.ask(Self.transmit(3, at: bench.now + 300_000)) == .done(.transmitAccepted))
        #expect(
            bench.ask(CancelTransmit(transmission: 4)) == .refused(Refusal(.unknownTransmission)))
        #expect(bench.ask(CancelTransmit(transmission: 3)) == .done(.transmitCancelled))
        bench.run(400_000)
        #expect(bench.outcomes.map(\.outcome) == [.sent, .cancelled])
        #expect(bench.outcomes.last?.airtimeMicroseconds == 0)
        #expect(bench.board.port.model.transmissions.count == 1)
    }

    @Test("what the radio cannot do is refused with the offset of the field")
    func notCapable() {
        let configures: [(UInt32, (inout Modulation) -> Void)] = [
            (1, { $0.frequencyHertz = 862_999_999 }), (1, { $0.frequencyHertz = 928_000_001 }),
            (5, { $0.bandwidthHertz = 125_001 }), (5, { $0.bandwidthHertz = 1_625_000 }),
            (12, { $0.preambleSymbols = 5 }),
            (14, { $0.flags = Modulation.hasImplicitHeader }),
        ]
        var bench = BoardBench()
        bench.open()
        for (offset, change) in configures {
            var modulation = Self.modulation
            change(&modulation)
            let answer = bench.ask(Configure(mode: .receive, modulation: modulation))
            #expect(answer == .refused(Refusal(.notCapable, detail: offset)))
        }
        let transmits: [(UInt32, (inout Transmit) -> Void)] = [
            (13, { $0.modulation.frequencyHertz = 862_999_999 }),
            (17, { $0.modulation.bandwidthHertz = 7_812 }),
            (24, { $0.modulation.preambleSymbols = 5 }),
            (
                24,
                {
                    $0.modulation.preambleSymbols = 60_000
                    $0.modulation.spreadingFactor = 12
                }
            ),
            (27, { $0.powerCentiDBm = 2_201 }), (27, { $0.powerCentiDBm = -901 }),
        ]
        for (offset, change) in transmits {
            let answer = bench.ask(Self.transmit(1, change))
            #expect(answer == .refused(Refusal(.notCapable, detail: offset)))
        }
        #expect(bench.ask(Self.transmit(9)) == .done(.transmitAccepted))
    }

    @Test("a host that dies: the session ends, the radio stands by, nothing more is sent")
    func sessionLost() {
        var bench = Self.listening()
        #expect(
            bench.ask(Self.transmit(5, at: bench.now + 8_000_000)) == .done(.transmitAccepted))
        bench.isCut = true
        bench.step = 1_000
        bench.run(5_200_000)
        #expect(bench.device.session == 0)
        #expect(bench.board.port.model.mode == .standbyRC)
        bench.run(5_000_000)
        #expect(bench.board.port.model.transmissions == [])
        bench.isCut = false
        bench.step = 50
        bench.open()
        #expect(bench.status?.configuration == 0)
        #expect(bench.status?.waitingTransmissions == 0)
        #expect(bench.ask(Self.transmit(5)) == .done(.transmitAccepted), "nothing is left of it")
    }

    @Test("a new session cuts off what the one before was sending")
    func newSession() throws {
        var bench = Self.listening()
        let slow = Self.transmit(6) { $0.modulation.spreadingFactor = 12 }
        #expect(bench.ask(slow) == .done(.transmitAccepted))
        bench.run(200_000) { $0.board.port.model.mode == .transmit }
        bench.open()
        bench.run(10_000)
        #expect(bench.board.port.model.transmissions.first?.cutMicroseconds != nil)
        #expect(bench.board.port.model.mode == .standbyRC)
        #expect(bench.outcomes.isEmpty)
    }

    @Test("a radio fault is an event, its transmission fails, requests are refused, it comes back")
    func fault() throws {
        var bench = Self.listening()
        #expect(bench.ask(Self.transmit(8)) == .done(.transmitAccepted))
        bench.board.port.model.fault = OrderedFault(.wire(0xff), endsWithReset: false)
        bench.run(1_500_000) { !$0.outcomes.isEmpty }
        let first = try #require(bench.faults.first)
        #expect(first.code == .radioAnswer && first.detail >> 24 == 2)
        #expect(bench.outcomes.map(\.outcome) == [.radioFault])
        #expect(bench.outcomes.first?.frameChecksum == 0)
        #expect(bench.status?.radio == .faulty)
        let refusal = DeviceMessage.refused(Refusal(.radioFault, detail: 2))
        #expect(bench.ask(Self.transmit(9)) == refusal)
        #expect(bench.ask(Configure(mode: .receive, modulation: Self.modulation)) == refusal)
        bench.board.port.model.fault = nil
        bench.run(4_000_000) { $0.faults.last?.code == .radioReset }
        #expect(bench.faults.last?.code == .radioReset)
        bench.run(30_000)
        #expect(bench.status?.radio == .receiving, "with the configuration it had")
        guard case .statistics(let statistics) = bench.ask(.readStatistics) else {
            Issue.record("no statistics")
            return
        }
        #expect(statistics.radioResets == 1 && statistics.failedTransmissions == 1)
        #expect(statistics.transmissions == 0)
    }

    @Test("a fault from before the session is told in it")
    func earlyFault() {
        var bench = BoardBench()
        bench.board.port.model.fault = OrderedFault(.busyStaysHigh, endsWithReset: false)
        bench.run(100_000)
        bench.open()
        bench.run(100_000) { !$0.faults.isEmpty }
        #expect(bench.faults.first?.code == .radioBusy)
        #expect(bench.faults.first?.detail == 0x01ff_0000)
    }

    @Test("statistics count receptions by kind, and transmissions")
    func statistics() {
        var bench = Self.listening()
        for kind in 0..<4 {
            var frame = IncomingFrame(
                startMicroseconds: bench.now, frequencyHertz: 868_100_000, bytes: [1, 2])
            if kind == 1 { frame.check = .bad }
            if kind == 2 { frame.hasBrokenHeader = true }
            bench.board.port.model.hear(frame)
            bench.run(80_000)
        }
        _ = bench.ask(Self.transmit(1))
        bench.run(200_000) { !$0.outcomes.isEmpty }
        guard case .statistics(let all) = bench.ask(.readStatistics) else {
            Issue.record("no statistics")
            return
        }
        #expect(all.receptions == 3 && all.receptionsBadCRC == 1)
        #expect(all.receptionsBadHeader == 1 && all.transmissions == 1)
        #expect(bench.receptions.map(\.check) == [.ok, .bad, .ok])
    }

    @Test("an outcome waits while the host takes no events, and is not lost")
    func outcomeWaits() {
        var bench = Self.listening()
        bench.host.credit = 0
        bench.run(5_000)
        for _ in 0..<10 {
            bench.board.port.model.hear(
                IncomingFrame(
                    startMicroseconds: bench.now, frequencyHertz: 868_100_000, bytes: [1]))
            bench.run(60_000)
        }
        #expect(bench.ask(Self.transmit(3)) == .done(.transmitAccepted))
        bench.run(200_000)
        #expect(bench.outcomes.isEmpty)
        #expect(bench.ask(Self.transmit(4)) == .refused(Refusal(.busy, detail: 3)))
        bench.host.credit = 8
        bench.run(1_500_000) { !$0.outcomes.isEmpty }
        #expect(bench.outcomes.map(\.transmission) == [3])
        #expect(bench.device.statistics.lostEvents == 2)
    }

    @Test("restart stands by first")
    func restart() {
        var bench = Self.listening()
        #expect(bench.ask(.restart) == .done(.restarting))
        #expect(bench.board.mustRestart)
        bench.run(5_000)
        #expect(bench.board.port.model.mode == .standbyRC)
    }
}
