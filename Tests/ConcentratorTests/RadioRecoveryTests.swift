import Airwaves
import Concentrator
import Radios
import Seeds
import Testing
import Units

@Suite(
    "Concentrator radio: every fault goes on or ends by name, and nothing is left without an end")
struct RadioRecoveryTests {
    /// One that runs; its next request is number `requests + 1`.
    private static func bench(_ trouble: (Int) -> LiveBridge.Trouble) throws -> RadioBench {
        var bench = try RadioBench.running()
        bench.run(for: .milliseconds(500))
        bench.device.trouble = trouble(bench.device.requests)
        return bench
    }

    @Test(
        "a reading's answer that is lost, cut, doubled, damaged or late is asked for again",
        arguments: [
            LiveBridge.Trouble.lost(1), .cut(1, to: 3), .cut(1, to: 14), .twice(1),
            .flipped(1, at: 0), .flipped(1, at: 1), .flipped(1, at: 3), .flipped(1, at: 6),
            .late(1, Nanoseconds(600_000_000)), .chatter(after: 1, [1, 2, 3]),
        ])
    func harmless(trouble: LiveBridge.Trouble) throws {
        for distance in 1...4 {
            var bench = try Self.bench { trouble.moved(by: $0 + distance - 1) }
            let emptied = bench.notices.count
            bench.run(for: .seconds(1))
            #expect(bench.faults.isEmpty, "\(bench.faults)")
            // What comes late comes unasked behind its repetition.
            let faults = if case .late = trouble { 2 } else { 1 }
            #expect(bench.dropped(.brokenFrame) == faults, "\(bench.notices[emptied...])")
            bench.device.fill(RadioPollTests().record(at: bench.now, bench))
            bench.run(for: .milliseconds(200))
            #expect(bench.heard.count == 1)
        }
    }

    @Test("the same twice in a row is the end, and says what to do")
    func silent() throws {
        var bench = try Self.bench { .silent(from: $0 + 1) }
        let began = bench.now
        bench.run(for: .seconds(5))
        let fault = try #require(bench.faults.first)
        #expect(bench.faults.count == 1 && fault.kind == .silent && !fault.isLasting)
        #expect(fault.description.contains("unplug and replug"))
        // Two time-outs of 500 ms, 20 ms of silence and up to 20 ms until the first request.
        let ended = try #require(bench.notices.last).at.gap(to: began).value / 1_000_000
        #expect(1000...1060 ~= ended, "\(ended)")
    }

    @Test("a damaged answer that brings frames ends the session: what it held is gone")
    func harmful() throws {
        var bench = try Self.bench { _ in .lostBuffer }
        bench.device.fill(RadioPollTests().record(at: bench.now, bench))
        bench.run(for: .seconds(2))
        #expect(bench.faults.map(\.kind) == [.silent])
    }

    @Test("a line that has to be put right again and again is given up")
    func flapping() throws {
        var bench = try Self.bench { .chatter(after: $0 + 1, [0]) }
        for _ in 0..<12 where bench.faults.isEmpty {
            bench.run(for: .milliseconds(120))
            bench.device.trouble = .chatter(after: bench.device.requests + 1, [0])
        }
        #expect(bench.faults.map(\.kind) == [.wrongAnswer])
        #expect(bench.dropped(.brokenFrame) == 8)
    }

    @Test(
        "what the chip suffers in silence is found within ten seconds, by name",
        arguments: [
            (0, "demodulators are switched"), (1, "parity error"), (2, "bridge started anew"),
            (3, "clock stands"),
        ])
    func health(kind: Int, words: String) throws {
        var bench = try Self.bench { requests in
            switch kind {
            case 0: .powerLoss(after: requests + 1)
            case 1: .parity
            case 2: .bridgeRestart(after: requests)
            default: .clockStands
            }
        }
        bench.run(for: .seconds(11))
        let fault = try #require(bench.faults.first)
        #expect(fault.kind == .hardware && fault.description.contains(words), "\(fault)")
    }

    @Test("a host that stood still for minutes starts the radio anew rather than misdate")
    func stoodStill() throws {
        var bench = try RadioBench.running()
        bench.run(for: .milliseconds(500))
        bench.now = bench.now + Nanoseconds(200_000_000_000)
        bench.run(for: .seconds(1))
        let fault = try #require(bench.faults.first)
        #expect(fault.description.contains("this program stood still"))
    }

    @Test(
        "every fault of the start is a fault of the radio, lasting only where waiting cannot help")
    func starts() throws {
        let rows: [(ModelBridge.Fault, RadioFault.Kind)] = [
            (.radioStuck, .hardware), (.calibrationError, .hardware), (.codeByte(7), .hardware),
            (.parity, .hardware), (.controllerVersion(9), .firmware),
            (.controllerSilent, .firmware), (.echo, .firmware),
        ]
        for (fault, kind) in rows {
            var device = LiveBridge()
            device.model.fault = fault
            var bench = try RadioBench(device)
            bench.handle(.opened)
            bench.run(for: .seconds(10))
            #expect(bench.faults.map(\.kind) == [kind], "\(fault): \(bench.faults)")
        }
        var device = LiveBridge()
        device.model.version = "V02.00.00"
        var bench = try RadioBench(device)
        bench.handle(.opened)
        bench.run(for: .seconds(1))
        let unsupported = try #require(bench.faults.first)
        #expect(unsupported.kind == .unsupported && unsupported.isLasting)
    }

    @Test(
        "a bridge that falls silent or is cut off at any request of the start is left in time",
        arguments: (0...23).map { 1 + 6 * $0 })
    func startIsBounded(request: Int) throws {
        for trouble in [LiveBridge.Trouble.silent(from: request), .cut(request, to: 3)] {
            var device = LiveBridge()
            device.trouble = trouble
            var bench = try RadioBench(device)
            bench.handle(.opened)
            bench.run(until: { !$0.faults.isEmpty }, atMost: .seconds(10))
            #expect(bench.faults.map(\.kind) == [.silent])
            #expect(bench.now < Nanoseconds(4_000_000_000))
            #expect(bench.device.requests == request)
        }
    }

    @Test("opened again after the end it starts from reset, with a clock of its own")
    func again() throws {
        var bench = try Self.bench { .silent(from: $0 + 1) }
        bench.run(for: .seconds(2))
        #expect(bench.faults.count == 1)
        bench.device.trouble = nil
        bench.notices = []
        let resets = bench.device.model.resets
        bench.handle(.opened)
        bench.run(until: { $0.isReady }, atMost: .seconds(5))
        #expect(bench.isReady && bench.device.model.resets == resets + 1)
        bench.device.fill(RadioPollTests().record(at: bench.now, bench))
        bench.run(for: .milliseconds(100))
        #expect(bench.heard.count == 1)
    }

    @Test("a lost line: what waits was never sent, what is on air may have been")
    func lost() throws {
        var bench = try RadioBench.running()
        bench.run(for: .milliseconds(300))
        var permits = Permits()
        let time = try #require(bench.machine.time(at: bench.now))
        bench.handle(.transmit(try permits.permit(1, start: .at(time.later(by: 50_000)))))
        bench.handle(.transmit(try permits.permit(2, start: .at(time.later(by: 900_000)))))
        bench.run(for: .milliseconds(60))
        bench.handle(.lost)
        #expect(bench.outcomes(of: 2) == [.refused(.notReady)])
        guard case .failed(let fault) = bench.outcomes(of: 1).first else {
            Issue.record("\(bench.outcomes(of: 1))")
            return
        }
        #expect(fault.kind == .line)
        bench.run(for: .seconds(2))
        #expect(bench.outcomes(of: 1).count == 1 && bench.outcomes(of: 2).count == 1)
    }
}

@Suite("Concentrator radio: put to rest")
struct RadioRestTests {
    @Test("both paths are stopped, then the pins go as when it was opened")
    func pins() throws {
        var bench = try RadioBench.running()
        bench.run(for: .milliseconds(300))
        let log = bench.device.model.log.count
        bench.handle(.close)
        bench.run(until: { $0.hasRested }, atMost: .seconds(1))
        #expect(bench.hasRested && bench.faults.isEmpty)
        let rest = Array(bench.device.model.log[log...])
        #expect(
            rest == [
                .write(0x5200, 0), .write(0x5400, 0), .pin(1, 1), .pin(2, 1), .pin(2, 0),
                .pin(8, 0), .pin(8, 1),
            ])
        let requests = bench.device.requests
        bench.run(for: .seconds(1))
        #expect(bench.device.requests == requests)
    }

    @Test("what waits is cancelled; what is on air is stopped and says so", arguments: [10, 100])
    func sending(delay: UInt64) throws {
        var bench = try RadioBench.running()
        bench.device.airtime = Nanoseconds(2_000_000_000)
        bench.run(for: .milliseconds(300))
        var permits = Permits()
        let time = try #require(bench.machine.time(at: bench.now))
        let slow = FrameModulation.loRa(LoRaModulation(spreadingFactor: .sf12))
        bench.handle(
            .transmit(
                try permits.permit(1, start: .at(time.later(by: 40_000)), modulation: slow)))
        bench.handle(.transmit(try permits.permit(2, start: .at(time.later(by: 5_000_000)))))
        bench.run(for: .milliseconds(Int(delay)))
        bench.handle(.close)
        #expect(bench.outcomes(of: 2) == [.cancelled])
        bench.run(until: { $0.hasRested }, atMost: .seconds(2))
        #expect(bench.hasRested)
        let outcomes = bench.outcomes(of: 1)
        #expect(outcomes.count == 1)
        if delay == 10 {
            #expect(outcomes == [.cancelled])
        } else if case .failed(let fault) = outcomes[0] {
            #expect(fault.description.contains("on air"))
        } else {
            Issue.record("\(outcomes)")
        }
    }

    @Test("bounded when the bridge is dead, and at any moment of the start", arguments: 0..<30)
    func bounded(step: Int) throws {
        var bench = try RadioBench()
        bench.handle(.opened)
        bench.run(for: .milliseconds(100 * step))
        if step % 3 == 0 { bench.device.trouble = .silent(from: 0) }
        let began = bench.now
        bench.handle(.close)
        bench.run(
            until: { $0.hasRested || !$0.faults.isEmpty }, atMost: .seconds(10))
        #expect(bench.hasRested != !bench.faults.isEmpty)
        #expect(bench.hasRested || step % 3 == 0)
        #expect(bench.now.gap(to: began) <= Nanoseconds(2_000_000_000))
        bench.notices = []
        bench.handle(.close)
        #expect(bench.hasRested)
    }
}

extension LiveBridge.Trouble {
    /// The same with another answer.
    func moved(by distance: Int) -> Self {
        switch self {
        case .lost(let number): .lost(number + distance)
        case .cut(let number, let count): .cut(number + distance, to: count)
        case .twice(let number): .twice(number + distance)
        case .flipped(let number, let place): .flipped(number + distance, at: place)
        case .late(let number, let delay): .late(number + distance, delay)
        case .chatter(let number, let bytes): .chatter(after: number + distance, bytes)
        default: self
        }
    }
}
