import FirmwareProtocol
import Seeds
import Testing

@Suite("Firmware link: sessions, requests and events between the two machines")
struct LinkTests {
    static func fault(_ number: Int) -> Fault {
        Fault(deviceTimeMicroseconds: 5, code: .radioErrors, detail: UInt32(number))
    }

    @Test("every request of an open session gets its own answer")
    func answers() {
        var bench = Bench(seed: 1)
        bench.open()
        #expect(bench.host.state == .open)
        #expect(bench.device.session == 42)
        let modulation = VectorTests.usual
        let asks: [(inout Bench) -> Bool] = [
            { $0.host.ask(Ping(echo: 9), at: $0.now) },
            { $0.host.ask(.readCapabilities, at: $0.now) },
            { $0.host.ask(Configure(mode: .receive, modulation: modulation), at: $0.now) },
            { $0.host.ask(CancelTransmit(transmission: 3), at: $0.now) },
            { $0.host.ask(SetLogLevel(level: .error), at: $0.now) },
            { $0.host.ask(.restart, at: $0.now) },
        ]
        for ask in asks {
            let isAsked = ask(&bench)
            #expect(isAsked)
            bench.run(100) { $0.host.isFree }
        }
        let answers = bench.answers
        #expect(answers.count == 6)
        guard answers.count == 6, case .pong(let pong) = answers[0] else {
            Issue.record("no pong: \(answers)")
            return
        }
        #expect(pong.echo == 9)
        #expect(answers[1] == .capabilities(VectorTests.capabilities))
        #expect(answers[2] == .configured(Configured(configuration: 1, modulation: modulation)))
        #expect(answers[3] == .refused(Refusal(.unknownTransmission)))
        #expect(answers[4] == .done(.logLevelSet))
        #expect(answers[5] == .done(.restarting))
        #expect(bench.board.restarts == 1)
    }

    @Test("a host that takes no events holds them back; the ninth is counted as lost")
    func backPressure() {
        var bench = Bench(seed: 1)
        bench.host.credit = 0
        bench.open()
        bench.run(50)
        let posted = (0...LinkLimit.events).map { bench.device.post(Self.fault($0)) }
        #expect(posted == Array(repeating: true, count: LinkLimit.events) + [false])
        bench.run(3000)
        #expect(bench.events.isEmpty)
        #expect(bench.device.statistics.lostEvents == 1)
        bench.host.credit = 3
        bench.run(3000) { $0.events.count == LinkLimit.events }
        #expect(bench.events == (0..<LinkLimit.events).map { .fault(Self.fault($0)) })
    }

    @Test("a lost first acknowledge is repeated although requests keep the wire busy")
    func lostAcknowledge() {
        var bench = Bench(seed: 1)
        bench.open()
        // The acknowledge behind the welcome, into nothing.
        while bench.host.nextByte(at: bench.now) != nil {}
        bench.device.take(0, at: bench.now, board: &bench.board)
        let isPosted = bench.device.post(Self.fault(7))
        #expect(isPosted)
        for _ in 0..<3000 where bench.events.isEmpty {
            _ = bench.host.ask(Ping(echo: 1), at: bench.now)
            bench.step()
        }
        #expect(bench.events == [.fault(Self.fault(7))])
    }

    @Test("an event that was lost is repeated although others follow without a pause")
    func steadyEvents() {
        var bench = Bench(seed: 1)
        bench.open()
        bench.run(50)
        let isPosted = bench.device.post(Self.fault(0))
        #expect(isPosted)
        // Into nothing.
        while bench.device.nextByte(at: bench.now) != nil {}
        for number in 1...5 {
            let isPosted = bench.device.post(Self.fault(number))
            #expect(isPosted)
            bench.run(200)
        }
        #expect(bench.events == (0...5).map { .fault(Self.fault($0)) })
    }

    @Test("log lines yield to events: half of the queue is not for them")
    func logLines() {
        var bench = Bench(seed: 1)
        bench.host.credit = 0
        bench.open()
        for _ in 0..<6 { bench.device.log(.warning, ShortBytes("busy"), at: 1) }
        bench.device.log(.debug, ShortBytes("not wanted"), at: 1)
        #expect(bench.device.statistics.events == UInt32(LinkLimit.events / 2))
        #expect(bench.device.statistics.lostLogLines == 2)
    }

    @Test("a device that restarted says so, and the next session works")
    func deviceRestarts() {
        var bench = Bench(seed: 1)
        bench.open()
        bench.device = DeviceLink(bootID: 2)
        bench.run(100)
        #expect(bench.notices.contains(.lost(.deviceWithoutSession)))
        bench.open()
        #expect(bench.host.state == .open)
        #expect(bench.device.session == 43)
    }

    @Test("a host that restarted opens another session; what waited for the old one is dropped")
    func hostRestarts() {
        var bench = Bench(seed: 1)
        bench.open()
        let isPosted = bench.device.post(Self.fault(1))
        #expect(isPosted)
        bench.host = HostLink(session: 900)
        bench.open()
        bench.run(2000)
        #expect(bench.device.session == 901)
        #expect(bench.events.isEmpty)
        #expect(bench.board.standBys == 2)
    }

    @Test("silence for five seconds ends the session on both sides, the radio stands by")
    func silence() {
        var bench = Bench(seed: 1)
        bench.open()
        bench.damage = 1
        let standBys = bench.board.standBys
        bench.run(12_000)
        #expect(bench.host.state == .closed)
        #expect(bench.device.session == 0)
        #expect(bench.board.standBys > standBys)
    }

    @Test("a device that never answers is given up after four tries")
    func noAnswer() {
        var host = HostLink(session: 1)
        host.open(at: 0)
        var frames = 0
        var loss: HostLink.Notice?
        for millisecond in 0..<3000 where loss == nil {
            let now = UInt64(millisecond) * 1000
            while let byte = host.nextByte(at: now) { frames += byte == 0 ? 1 : 0 }
            loss = host.tick(at: now)
        }
        #expect(loss == .lost(.noAnswer))
        // The first delimiter, and four hellos.
        #expect(frames == 1 + LinkLimit.tries)
    }

    @Test(
        "a device that counts requests differently ends the session",
        arguments: [RequestResult.outOfSequence, .sequenceReused])
    func outOfStep(result: RequestResult) {
        var bench = Bench(seed: 1)
        bench.open()
        bench.run(50)
        let isAsked = bench.host.ask(Ping(echo: 1), at: bench.now)
        #expect(isAsked)
        var body = FrameBody(header: FrameHeader(type: 0x90, session: 42, sequence: 1))
        body.u8(result.rawValue)
        body.u32(5)
        let notices = body.wire.compactMap { bench.host.take($0, at: bench.now) }
        #expect(notices == [.lost(.outOfStep)])
        #expect(bench.host.state == .closed)
    }

    @Test("a device of another version ends the opening; a device refuses a host of another")
    func versions() {
        var bench = Bench(seed: 1)
        let hello = Hello(oldestVersion: 2, newestVersion: 3).body(session: 9, sequence: 0)
        for byte in hello.wire { bench.device.take(byte, at: 0, board: &bench.board) }
        var wire: [UInt8] = []
        while let byte = bench.device.nextByte(at: 0) { wire.append(byte) }
        #expect(bench.device.session == 0)
        let welcome = Welcome(version: 0, bootID: 1, deviceTimeMicroseconds: 0)
        let answers = VectorTests.decoded(wire)
        #expect(answers.first == welcome.body(session: 9, sequence: 0).array)

        bench.host = HostLink(session: 8)
        bench.host.open(at: 0)
        let notices = wire.compactMap { bench.host.take($0, at: 0) }
        #expect(notices.first == .lost(.noCommonVersion))
    }

    @Test("other bytes under a number already used, and a number not due, change nothing")
    func sequence() {
        var bench = Bench(seed: 1)
        bench.open()
        bench.run(50)
        let first = Transmit(
            transmission: 1, startMicroseconds: nil, modulation: VectorTests.usual,
            powerCentiDBm: 0, frame: VectorTests.frame)
        var second = first
        second.transmission = 2
        let bodies = [
            first.body(session: 42, sequence: 1), first.body(session: 42, sequence: 1),
            second.body(session: 42, sequence: 1), second.body(session: 42, sequence: 7),
            second.body(session: 41, sequence: 2),
        ]
        var answers: [DeviceMessage] = []
        for body in bodies {
            for byte in body.wire { bench.device.take(byte, at: bench.now, board: &bench.board) }
            var wire: [UInt8] = []
            while let byte = bench.device.nextByte(at: bench.now) { wire.append(byte) }
            answers += VectorTests.decoded(wire).compactMap {
                try? DeviceMessage(parsing: FrameBody($0))
            }
        }
        #expect(
            answers == [
                .done(.transmitAccepted), .done(.transmitAccepted),
                .refused(Refusal(.sequenceReused, detail: 2)),
                .refused(Refusal(.outOfSequence, detail: 2)),
            ])
        #expect(bench.board.transmitted == [1])
        #expect(bench.device.statistics.staleFrames == 1)
    }

    @Test("over a wire that damages one byte in 300: each event once, in order; each request once")
    func damagedWire() {
        for seed in 1...12 {
            var bench = Bench(seed: UInt64(seed), damage: 300)
            var posted = 0
            var asked: UInt32 = 0
            var openings = 0
            for _ in 0..<60_000 {
                if bench.host.state == .closed {
                    openings += 1
                    bench.host.open(at: bench.now)
                }
                if bench.host.isFree {
                    let transmit = Transmit(
                        transmission: asked, startMicroseconds: nil,
                        modulation: VectorTests.usual, powerCentiDBm: 0, frame: VectorTests.frame)
                    if bench.host.ask(transmit, at: bench.now) { asked += 1 }
                }
                if bench.random.below(50) == 0, bench.device.post(Self.fault(posted)) {
                    posted += 1
                }
                bench.step()
            }
            let numbers: [UInt32] = bench.events.compactMap {
                if case .fault(let fault) = $0 { fault.detail } else { nil }
            }
            #expect(numbers.count == bench.events.count, "seed \(seed): another event")
            #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
            let sent = bench.board.transmitted
            #expect(zip(sent, sent.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
            #expect(sent.count > 100 && numbers.count > 100, "seed \(seed): it stands still")
            if openings == 1 {
                // Without loss of the session nothing is missing but what is still on its way.
                #expect(numbers == (0..<UInt32(numbers.count)).map { $0 })
                #expect(posted - numbers.count <= LinkLimit.events)
            }
        }
    }
}
