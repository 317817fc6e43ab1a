import Airwaves
import FirmwareProtocol
import LightRadio
import Primitives
import Radios
import Testing
import Units

@Suite("The light radio's machine: what a board says is checked, and each wrong thing has its name")
struct MachineTests {
    static let modulation = Modulation(
        frequencyHertz: 868_100_000, bandwidthHertz: 125_000, spreadingFactor: 7)

    static func reception(
        _ number: UInt16 = 1, end: UInt64 = 3_010_000
    ) -> FirmwareProtocol.Reception {
        FirmwareProtocol.Reception(
            endMicroseconds: end, timeErrorMicroseconds: 1, configuration: number,
            modulation: modulation, check: .ok, rssiCentiDBm: nil, signalRSSICentiDBm: nil,
            snrCentiDB: nil, frequencyErrorHertz: nil, frame: ShortBytes("abc"))
    }

    // MARK: Opening

    static let refusedBoards: [(String, RadioFault.Kind, @Sendable (inout ScriptedBoard) -> Void)] =
        [
            ("no radio", .unsupported, { $0.facts.chip = .none }),
            (
                "the channel below its lowest frequency", .unsupported,
                { $0.facts.lowestHertz = 868_100_001 }
            ),
            (
                "the channel above its highest", .unsupported,
                { $0.facts.highestHertz = 868_099_999 }
            ),
            ("no SF7", .unsupported, { $0.facts.spreadingFactors = 0x1f60 }),
            ("a lead of over half a second", .unsupported, { $0.facts.leadMicroseconds = 500_001 }),
            (
                "a bandwidth it has not", .unsupported,
                { $0.configureRefusal = Refusal(.notCapable, detail: 5) }
            ),
            (
                "a radio that fails", .hardware,
                { $0.configureRefusal = Refusal(.radioFault, detail: 1) }
            ),
            (
                "a firmware that does not understand", .unsupported,
                { $0.configureRefusal = Refusal(.malformed, detail: 2) }
            ),
            (
                "another frequency than told", .wrongAnswer,
                { $0.change = { $0.modulation.frequencyHertz += 41 } }
            ),
            (
                "another factor than told", .wrongAnswer,
                { $0.change = { $0.modulation.spreadingFactor = 8 } }
            ),
        ]

    @Test(
        "a board that cannot serve the channel is not ready, for a reason",
        arguments: refusedBoards.indices)
    func refusals(index: Int) {
        let (name, kind, change) = Self.refusedBoards[index]
        var bench = ScriptBench(change)
        bench.start()
        #expect(bench.faults.map(\.kind) == [kind], "\(name): \(bench.notices)")
        #expect(!bench.isReady)
    }

    @Test("a board at the bounds of the channel is ready")
    func bounds() {
        var bench = ScriptBench {
            ($0.facts.lowestHertz, $0.facts.highestHertz) = (868_100_000, 868_100_000)
            $0.facts.spreadingFactors = 1 << 7
            $0.facts.leadMicroseconds = 500_000
            $0.change = { $0.modulation.frequencyHertz += 40 }
        }
        bench.start()
        #expect(bench.faults.isEmpty)
        #expect(bench.isReady)
    }

    @Test("a known firmware's name is known; all that is not measured stays nil")
    func unmeasured() throws {
        var bench = ScriptBench()
        bench.start()
        guard case .ready(let identity) = bench.notices.first else {
            Issue.record("\(bench.notices)")
            return
        }
        #expect(identity.hasKnownFirmware)
        bench.post(Self.reception())
        guard case .heard(let heard) = try #require(bench.notices.last) else {
            Issue.record("\(bench.notices)")
            return
        }
        #expect(heard.level == nil && heard.signalLevel == nil && heard.signalToNoise == nil)
        #expect(heard.frequencyOffset == nil && heard.nanosecondsOfSecond == nil)
    }

    @Test("what no frame of the channel can be is dropped by its name")
    func wrongReceptions() {
        let cases: [(FirmwareProtocol.Reception, RadioDrop)] = [
            (Self.reception(9), .unusedChannel),
            (Self.reception(end: 900_000_000), .brokenRecord),
            (
                {
                    var heard = Self.reception(); heard.modulation.spreadingFactor = 8; return heard
                }(), .brokenRecord
            ),
            (
                {
                    var heard = Self.reception(); heard.modulation.flags |= Modulation.isInverted;
                    return heard
                }(), .brokenRecord
            ),
        ]
        for (reception, drop) in cases {
            var bench = ScriptBench()
            bench.start()
            bench.post(reception)
            #expect(bench.notices.last == .dropped(drop, count: 1))
        }
    }

    // MARK: Sending

    static let everyLie: [(String, @Sendable (inout Transmitted) -> Void)] = [
        ("another frame", { $0.frameChecksum ^= 1 }),
        ("41 Hz beside", { $0.modulation.frequencyHertz -= 41 }),
        ("another bandwidth", { $0.modulation.bandwidthHertz = 250_000 }),
        ("another factor", { $0.modulation.spreadingFactor = 8 }),
        ("another coding rate", { $0.modulation.codingRate = 8 }),
        ("another sync word", { $0.modulation.syncWord = 0x12 }),
        ("another preamble", { $0.modulation.preambleSymbols = 9 }),
        ("inverted", { $0.modulation.flags |= Modulation.isInverted }),
        ("louder", { $0.powerCentiDBm += 1 }),
        ("longer", { $0.airtimeMicroseconds += 3_000 }),
        ("501 us late", { $0.startMicroseconds += 501 }),
    ]

    @Test("what was sent otherwise than asked is a failure by name", arguments: everyLie.indices)
    func lies(index: Int) throws {
        let (name, lie) = Self.everyLie[index]
        var bench = ScriptBench()
        bench.start()
        let start = RadioTime(microseconds: bench.boardTime + 200_000)
        bench.tell(.transmit(try permitted(1, start: .at(start))))
        bench.run(300)
        #expect(bench.board.requests.count == 1)
        bench.conclude(lie)
        guard case .failed(let fault) = bench.ended.first else {
            Issue.record("\(name): \(bench.ended)")
            return
        }
        #expect(fault.kind == .wrongAnswer)
        #expect(fault.description.contains("otherwise than asked"), "\(fault)")
        #expect(bench.isReady)
    }

    @Test("at every tolerance's bound it is what was asked")
    func tolerances() throws {
        var bench = ScriptBench()
        bench.start()
        let start = RadioTime(microseconds: bench.boardTime + 200_000)
        bench.tell(.transmit(try permitted(1, start: .at(start))))
        bench.run(300)
        bench.conclude {
            $0.modulation.frequencyHertz += 40
            $0.startMicroseconds += 500
            $0.powerCentiDBm -= 100
            $0.airtimeMicroseconds += 2_000
        }
        guard case .sent(let sent) = bench.ended.first else {
            Issue.record("\(bench.ended)")
            return
        }
        #expect(sent.conductedPower == SignalLevel(hundredths: 1_300))
        #expect(sent.start == start.later(by: 500))
    }

    static let otherOutcomes: [(Transmitted.Outcome, String)] = [
        (.cancelled, "failed wrong-answer"), (.tooLate, "refused"),
        (.radioFault, "failed hardware"),
    ]

    @Test("an outcome other than sent is told as it is", arguments: otherOutcomes.indices)
    func outcomes(index: Int) throws {
        let (outcome, expected) = Self.otherOutcomes[index]
        var bench = ScriptBench()
        bench.start()
        bench.tell(.transmit(try permitted(1)))
        bench.conclude {
            $0.outcome = outcome
            $0.airtimeMicroseconds = 0
        }
        switch bench.ended.first {
        case .failed(let fault): #expect("failed \(fault.kind.rawValue)" == expected)
        case .refused(.tooLate): #expect(expected == "refused")
        default: Issue.record("\(bench.ended)")
        }
    }

    @Test("what the board refuses was never on the air", arguments: RequestResult.allCases)
    func refusedRequests(result: RequestResult) throws {
        var bench = ScriptBench()
        bench.start()
        guard result != .done, result != .outOfSequence, result != .sequenceReused else { return }
        bench.board.transmitRefusal = Refusal(result, detail: 1)
        bench.tell(.transmit(try permitted(1)))
        bench.run(10)
        guard case .refused = bench.ended.first, bench.ended.count == 1 else {
            Issue.record("\(result): \(bench.ended)")
            return
        }
        #expect(bench.isReady)
    }

    static let notCapable: [(String, @Sendable (inout Transmission) -> Void)] = [
        ("FSK", { $0.modulation = .fsk(bitsPerSecond: 50_000) }),
        ("forced optimisation", { $0.framing.lowDataRateOptimisation = .on }),
        ("a frequency it has not", { $0.frequency = Hertz(867_100_000) }),
        (
            "a factor it has not",
            { $0.modulation = .loRa(LoRaModulation(spreadingFactor: .sf8, bandwidth: .kHz125)) }
        ),
        ("less power than its least", { $0.radiatedPower = SignalLevel(hundredths: -901) }),
        ("a time, without a clock for it", { $0.start = .at(RadioTime(microseconds: 3_500_000)) }),
        ("a pulse, without a clock for it", { $0.start = .pulse }),
    ]

    @Test("what the radio cannot do is refused without asking it", arguments: notCapable.indices)
    func incapable(index: Int) throws {
        let (name, change) = Self.notCapable[index]
        var bench = ScriptBench {
            $0.facts.features = 0
            $0.facts.lowestHertz = 867_100_001
            $0.facts.spreadingFactors = 1 << 7
        }
        bench.start()
        bench.tell(.transmit(try permitted(1, change)))
        bench.run(200)
        guard case .refused(.notCapable) = bench.ended.first else {
            Issue.record("\(name): \(bench.ended)")
            return
        }
        #expect(bench.board.requests.isEmpty)
    }

    @Test("more power than the radio has is sent with the most it has")
    func mostPower() throws {
        var bench = ScriptBench { $0.facts.highestPowerCentiDBm = 1_000 }
        bench.start()
        bench.tell(.transmit(try permitted(1)))
        #expect(bench.board.requests.map(\.powerCentiDBm) == [1_000])
    }

    @Test("the board is told of one transmission at a time, each just before its start")
    func oneAtATime() throws {
        var bench = ScriptBench()
        bench.start()
        let first = RadioTime(microseconds: bench.boardTime + 500_000)
        bench.tell(.transmit(try permitted(2, start: .at(first.later(by: 400_000)))))
        bench.tell(.transmit(try permitted(1, start: .at(first))))
        bench.run(420)
        #expect(bench.board.requests.isEmpty)
        bench.run(20)
        #expect(bench.board.requests.map(\.transmission) == [1])
        bench.run(600)
        #expect(bench.board.requests.map(\.transmission) == [1])
        bench.tell(.cancel(2))
        bench.conclude()
        bench.run(100)
        #expect(bench.board.requests.map(\.transmission) == [1])
        #expect(bench.ended.count == 2)
        #expect(bench.ended.first == .cancelled)
    }

    @Test("with a pulse a frame starts at the pulse that is to come")
    func pulse() throws {
        var bench = ScriptBench()
        bench.start()
        bench.tell(.transmit(try permitted(1, start: .pulse)))
        #expect(bench.ended == [.refused(.noPulse)])
        let pulse = bench.boardTime
        bench.post(TimeMark(pulseMicroseconds: pulse, unixSeconds: nil, errorNanoseconds: 0))
        bench.post(TimeMark(pulseMicroseconds: pulse, unixSeconds: nil, errorNanoseconds: 0))
        #expect(bench.notices.contains(.pulse(RadioTime(microseconds: pulse))))
        #expect(bench.notices.last == .dropped(.duplicate, count: 1))
        bench.tell(.transmit(try permitted(2, start: .pulse)))
        bench.run(999)
        #expect(bench.board.requests.map(\.startMicroseconds) == [pulse + 1_000_000])
    }

    @Test("taken back on the board: cancelled when it could, its outcome when it could not")
    func cancel() throws {
        for canCancel in [true, false] {
            var bench = ScriptBench {
                $0.cancelRefusal = canCancel ? nil : Refusal(.busy, detail: 1)
            }
            bench.start()
            bench.tell(.transmit(try permitted(1)))
            bench.run(5)
            bench.tell(.cancel(1))
            bench.run(5)
            #expect(bench.board.cancelled == [1])
            #expect(bench.ended.isEmpty)
            bench.conclude {
                $0.outcome = canCancel ? .cancelled : .sent
                if canCancel { $0.airtimeMicroseconds = 0 }
            }
            #expect((bench.ended.first == .cancelled) == canCancel)
            #expect(bench.ended.count == 1)
        }
    }

    @Test("a board that never says what became of a transmission is given up")
    func noOutcome() throws {
        var bench = ScriptBench()
        bench.start()
        bench.tell(.transmit(try permitted(1)))
        bench.run(9_900)
        #expect(bench.ended.isEmpty)
        bench.run(500)
        #expect(bench.ended.count == 1)
        #expect(bench.faults.map(\.kind) == [.wrongAnswer])
    }

    @Test("an outcome that nobody waits for is counted")
    func unknownOutcome() throws {
        var bench = ScriptBench()
        bench.start()
        bench.tell(.transmit(try permitted(1)))
        bench.conclude { $0.transmission = 99 }
        #expect(bench.notices.last == .dropped(.unknownMessage, count: 1))
        bench.conclude()
        bench.conclude()
        #expect(bench.notices.last == .dropped(.unknownMessage, count: 1))
        #expect(bench.ended.count == 1)
    }

    @Test(
        "a lost line ends what the board was told of as failed, what it was not told of as refused")
    func lost() throws {
        var bench = ScriptBench()
        bench.start()
        let start = RadioTime(microseconds: bench.boardTime + 10_000_000)
        bench.tell(.transmit(try permitted(1)))
        bench.tell(.transmit(try permitted(2, start: .at(start))))
        bench.run(10)
        bench.tell(.lost)
        #expect(bench.ended.count == 2)
        guard case .failed = bench.ended.first else {
            Issue.record("\(bench.ended)")
            return
        }
        #expect(bench.ended.last == .refused(.notReady))
        bench.tell(.transmit(try permitted(3)))
        #expect(bench.ended.last == .refused(.notReady))
    }

    // MARK: Tuning

    @Test("a witness hops: each channel is told, frames of the one before still count as its own")
    func hop() {
        var bench = ScriptBench()
        bench.start()
        let other = ListeningChannel(frequency: Hertz(868_300_000), spreadingFactor: .sf9)
        bench.tell(.tune(other))
        bench.run(5)
        #expect(bench.notices.last == .tuned(other))
        #expect(bench.machine.channel == other)
        bench.post(Self.reception())
        guard case .heard(let heard) = bench.notices.last else {
            Issue.record("\(bench.notices)")
            return
        }
        #expect(heard.frequency == RadioBench.channel.frequency)
    }

    @Test("a channel that the radio has not is refused, and the one before goes on")
    func cannotTune() {
        var bench = ScriptBench()
        bench.start()
        let far = ListeningChannel(frequency: Hertz(915_000_000), spreadingFactor: .sf7)
        bench.tell(.tune(far))
        bench.run(5)
        guard case .notTuned(far, _) = bench.notices.last else {
            Issue.record("\(bench.notices)")
            return
        }
        #expect(bench.machine.channel == RadioBench.channel)
        #expect(bench.isReady)
    }

    @Test("a channel asked for while the line is lost is heard from the next opening on")
    func tuneWhileLost() {
        var bench = ScriptBench()
        bench.start()
        bench.tell(.lost)
        let other = ListeningChannel(frequency: Hertz(868_500_000), spreadingFactor: .sf12)
        bench.tell(.tune(other))
        bench.start()
        #expect(bench.notices.last == .tuned(other))
        #expect(bench.board.configured.last?.modulation.frequencyHertz == 868_500_000)
    }

    // MARK: Health

    @Test("temperature and what was lost are asked every ten seconds")
    func status() {
        var bench = ScriptBench { $0.heat = 2_150 }
        bench.start()
        bench.run(9_900)
        #expect(!bench.notices.contains(.temperature(hundredths: 2_150)))
        bench.board.badHeaders = 4
        bench.run(200)
        #expect(bench.notices.contains(.temperature(hundredths: 2_150)))
        #expect(bench.notices.contains(.dropped(.brokenRecord, count: 4)))
        bench.run(20_000)
        #expect(bench.notices.count { $0 == .temperature(hundredths: 2_150) } == 3)
        #expect(bench.notices.count { $0 == .dropped(.brokenRecord, count: 4) } == 1)
    }

    @Test(
        "a radio that does not listen is given up after ten seconds, one that mends itself is not")
    func health() {
        for mends in [true, false] {
            var bench = ScriptBench()
            bench.start()
            bench.board.state = .faulty
            bench.post(Fault(deviceTimeMicroseconds: 0, code: .radioBusy, detail: 3))
            guard case .remark(let remark) = bench.notices.last else {
                Issue.record("\(bench.notices)")
                return
            }
            #expect(remark.level == .error)
            bench.run(8_000)
            #expect(bench.faults.isEmpty)
            if mends { bench.board.state = .receiving }
            bench.run(8_000)
            #expect(bench.faults.map(\.kind) == (mends ? [] : [.hardware]))
        }
    }

    @Test("a board that works with another configuration than the last is given up")
    func otherConfiguration() {
        var bench = ScriptBench()
        bench.start()
        bench.board.number = 40
        bench.run(10_100)
        #expect(bench.faults.map(\.kind) == [.wrongAnswer])
    }

    @Test("a clock that jumps is a fault, whichever way", arguments: [-10_000_001, 10_100_000])
    func jump(microseconds: Int64) {
        var bench = ScriptBench()
        bench.ahead = 15_000_000
        bench.start()
        bench.forge(Heartbeat(deviceTimeMicroseconds: bench.boardTime))
        #expect(bench.faults.isEmpty)
        let jumped = UInt64(Int64(bench.boardTime) + microseconds)
        bench.forge(Heartbeat(deviceTimeMicroseconds: jumped))
        #expect(bench.faults.map(\.kind) == [.wrongAnswer])
        #expect(bench.faults.first?.description.contains("clock") == true)
    }

    @Test(
        "silence ends the session, and what the board lost with it is counted at the next opening")
    func silence() {
        var bench = ScriptBench()
        bench.start()
        bench.isCut = true
        for _ in 0..<10 { _ = bench.link.post(Self.reception()) }
        bench.run(6_000)
        #expect(bench.faults.map(\.kind) == [.silent])
        bench.isCut = false
        bench.start()
        #expect(bench.isReady)
        #expect(bench.notices.contains(.dropped(.lostEvent, count: 10)))
    }

    @Test("bytes while no line is open are counted")
    func stale() {
        var bench = ScriptBench()
        let bytes: [UInt8] = [1, 2, 3]
        bench.machine.take(bytes.rawSpan, at: Nanoseconds(0), actions: &bench.actions)
        #expect(bench.actions.notices == [.dropped(.staleByte, count: 3)])
        #expect(bench.actions.wake == nil)
    }

    @Test("put to rest, it fetches what was heard until then, and gives up what does not end")
    func rest() throws {
        var bench = ScriptBench()
        bench.start()
        _ = bench.link.post(Self.reception())
        bench.tell(.close)
        bench.run(500)
        #expect(bench.notices.last == .rested)
        #expect(bench.board.state == .standby)
        #expect(bench.notices.contains { if case .heard = $0 { true } else { false } })

        var busy = ScriptBench { $0.cancelRefusal = Refusal(.busy, detail: 1) }
        busy.start()
        busy.tell(.transmit(try permitted(1)))
        busy.run(5)
        busy.board.waiting = 1
        let session = busy.link.session
        busy.tell(.close)
        busy.run(2_900)
        #expect(busy.notices.last != .rested)
        busy.run(200)
        #expect(busy.notices.last == .rested)
        #expect(busy.link.session != session)
        guard case .failed(let fault) = busy.ended.first else {
            Issue.record("\(busy.ended)")
            return
        }
        #expect(fault.kind == .hardware)
    }
}
