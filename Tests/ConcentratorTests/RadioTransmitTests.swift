import Airwaves
import Concentrator
import Radios
import Testing
import Units

@Suite("Concentrator radio: transmissions, each with one outcome")
struct RadioTransmitTests {
    /// One that receives, with a clock of its own, and an hour of limits behind.
    static func bench(
        _ trouble: LiveBridge.Trouble? = nil, pulse: Bool = false
    ) throws -> RadioBench {
        var device = LiveBridge()
        if pulse { device.firstPulse = Nanoseconds(100_000_000) }
        var bench = try RadioBench.running(device)
        bench.run(for: .milliseconds(1500))
        bench.device.trouble = trouble
        bench.device.kinds = []
        return bench
    }

    static func start(in milliseconds: UInt64, _ bench: RadioBench) throws -> RadioTime {
        try #require(bench.machine.time(at: bench.now)).later(by: milliseconds * 1000)
    }

    @Test("at its time: told 35 ms before, seen on air, sent when the clock says, once")
    func timed() throws {
        var bench = try Self.bench()
        var permits = Permits()
        let start = try Self.start(in: 1000, bench)
        let began = bench.now
        bench.handle(.transmit(try permits.permit(7, start: .at(start))))
        bench.run(until: { $0.device.kinds.contains(.program) }, atMost: .seconds(2))
        let lead = 1000 - Int(bench.now.gap(to: began).value / 1_000_000)
        #expect(32...36 ~= lead, "\(lead)")
        bench.run(for: .seconds(2))
        guard case .sent(let frame) = try #require(bench.outcomes(of: 7).first) else {
            Issue.record("\(bench.notices)")
            return
        }
        #expect(bench.outcomes(of: 7).count == 1)
        #expect(frame.start == start && frame.frequency == Hertz(869_525_000))
        #expect(frame.conductedPower == SignalLevel(hundredths: 1400))
        #expect(frame.airtime == Nanoseconds(30_976_000))
        let emission = try #require(bench.device.emissions.first)
        #expect(bench.device.emissions.count == 1)
        #expect(emission.payload == [1, 2, 3])
        // The emission in the chip's own time, to a tick of its counter.
        let distance = Int64(emission.start / 1000) - Int64(start.microseconds)
        #expect(-1...1 ~= distance, "\(distance)")
        // One request to tell it; then scheduled, on air, and free once it is over.
        #expect(bench.device.kinds.count { $0 == .program } == 1)
        let looks = bench.device.kinds.count { $0 == .transmitStatus }
        #expect(3...6 ~= looks, "\(looks)")
    }

    @Test("at once is as soon as it can be told, and behind what is under way")
    func immediate() throws {
        var bench = try Self.bench()
        var permits = Permits()
        let now = try Self.start(in: 0, bench)
        bench.handle(.transmit(try permits.permit(1)))
        bench.handle(.transmit(try permits.permit(2)))
        bench.run(for: .seconds(1))
        let starts = [UInt32(1), 2].compactMap { number -> UInt64? in
            guard case .sent(let frame) = bench.outcomes(of: number).first else { return nil }
            return frame.start.map { $0.microseconds - now.microseconds }
        }
        // 15 ms to be told; then 30.976 ms of the first and 35 ms between them.
        #expect(starts == [15_000, 15_000 + 30_976 + 35_000])
        #expect(bench.device.emissions.count == 2)
    }

    @Test("at once means at once on a busy host too: what missed its start goes out later")
    func immediateThoughLate() throws {
        var bench = try Self.bench()
        var permits = Permits()
        // While a look is under way the chip cannot be told; then the host does nothing for 200 ms.
        bench.run(until: { !$0.toDevice.isEmpty }, atMost: .seconds(1))
        bench.handle(.transmit(try permits.permit(1)))
        bench.now = bench.now + Nanoseconds(200_000_000)
        bench.run(for: .seconds(1))
        guard case .sent = bench.outcomes(of: 1).first else {
            Issue.record("\(bench.outcomes(of: 1))")
            return
        }
        #expect(bench.device.emissions.count == 1)
    }

    @Test("with the pulse: told before it, sent with it; without a receiver refused")
    func pulse() throws {
        var bench = try Self.bench(pulse: true)
        var permits = Permits()
        bench.handle(.transmit(try permits.permit(3, start: .pulse)))
        bench.run(for: .milliseconds(2500))
        guard case .sent(let frame) = bench.outcomes(of: 3).first, let start = frame.start else {
            Issue.record("\(bench.notices)")
            return
        }
        // The chip's delay behind the pulse.
        #expect(start.microseconds % 1_000_000 / 1000 == 101, "\(start)")
        #expect(bench.device.emissions.count == 1)
        var without = try Self.bench()
        without.handle(.transmit(try permits.permit(4, start: .pulse)))
        #expect(without.outcomes(of: 4) == [.refused(.noPulse)])
    }

    @Test("pulses that end before the start: taken back, and refused as such")
    func pulseEnds() throws {
        var bench = try Self.bench(pulse: true)
        var permits = Permits()
        bench.run(until: { $0.now.value % 1_000_000_000 > 500_000_000 }, atMost: .seconds(2))
        bench.handle(.transmit(try permits.permit(3, start: .pulse)))
        bench.device.firstPulse = nil
        bench.run(for: .seconds(2))
        #expect(bench.outcomes(of: 3) == [.refused(.noPulse)])
        #expect(bench.device.emissions.isEmpty && bench.faults.isEmpty)
    }

    @Test("what is refused at once")
    func refusals() throws {
        var bench = try Self.bench()
        var permits = Permits()
        let near = try Self.start(in: 14, bench)
        bench.handle(.transmit(try permits.permit(1, start: .at(near))))
        #expect(bench.outcomes(of: 1) == [.refused(.tooLate(microseconds: 1000))])
        let far = try Self.start(in: 512_001, bench)
        bench.handle(.transmit(try permits.permit(2, start: .at(far))))
        #expect(bench.outcomes(of: 2) == [.refused(.tooEarly(microseconds: 1000))])
        bench.handle(.transmit(try permits.permit(3, power: 399)))
        guard case .refused(.notCapable(let text)) = bench.outcomes(of: 3).first else {
            Issue.record("\(bench.outcomes(of: 3))")
            return
        }
        #expect(text == "a corecell board sends with 4 dBm or more; 3.99 dBm is less than it can")
        let narrow = FrameModulation.loRa(
            LoRaModulation(spreadingFactor: .sf7, bandwidth: .kHz62))
        bench.handle(.transmit(try permits.permit(4, modulation: narrow)))
        guard case .refused(.notCapable) = bench.outcomes(of: 4).first else {
            Issue.record("\(bench.outcomes(of: 4))")
            return
        }
        let time = try Self.start(in: 300, bench)
        bench.handle(.transmit(try permits.permit(5, start: .at(time))))
        bench.handle(.transmit(try permits.permit(6, start: .at(time.later(by: 60_000)))))
        #expect(bench.outcomes(of: 6) == [.refused(.collides(with: 5))])
        bench.handle(.transmit(try permits.permit(7, start: .at(time.later(by: 66_000)))))
        #expect(bench.outcomes(of: 7).isEmpty)
        let emissions = bench.device.emissions.count
        bench.run(for: .seconds(1))
        #expect(bench.device.emissions.count == emissions + 2)
    }

    @Test("before the radio is ready nothing is taken")
    func notReady() throws {
        var bench = try RadioBench()
        var permits = Permits()
        bench.handle(.transmit(try permits.permit(1)))
        bench.handle(.opened)
        bench.handle(.transmit(try permits.permit(2)))
        #expect(bench.outcomes(of: 1) == [.refused(.notReady)])
        #expect(bench.outcomes(of: 2) == [.refused(.notReady)])
    }

    @Test("taken back: while it waits, after the chip was told, and no more when it begins")
    func cancel() throws {
        var bench = try Self.bench()
        var permits = Permits()
        bench.handle(.transmit(try permits.permit(1, start: .at(try Self.start(in: 500, bench)))))
        bench.handle(.cancel(1))
        #expect(bench.outcomes(of: 1) == [.cancelled])
        bench.handle(.transmit(try permits.permit(2, start: .at(try Self.start(in: 100, bench)))))
        bench.run(until: { $0.device.kinds.contains(.transmitStatus) }, atMost: .seconds(1))
        bench.handle(.cancel(2))
        bench.run(for: .milliseconds(300))
        #expect(bench.outcomes(of: 2) == [.cancelled])
        let start = try Self.start(in: 100, bench)
        bench.handle(.transmit(try permits.permit(3, start: .at(start))))
        bench.run(
            until: { $0.machine.time(at: $0.now).map { $0 > start } ?? false }, atMost: .seconds(1))
        bench.handle(.cancel(3))
        bench.run(for: .milliseconds(300))
        guard case .sent = bench.outcomes(of: 3).first else {
            Issue.record("\(bench.outcomes(of: 3))")
            return
        }
        // Nobody knows it: nothing happens.
        bench.handle(.cancel(99))
        #expect(bench.outcomes(of: 99).isEmpty)
        #expect(bench.faults.isEmpty)
    }

    @Test(
        "a chip that does not do as told is found out by name, and goes on where it can",
        arguments: [
            (LiveBridge.Trouble.neverStarts, "had not begun", true),
            (.neverEnds, "still sent transmission", true),
            (.ignoresTrigger, "became free before", true),
        ])
    func disobedience(trouble: LiveBridge.Trouble, words: String, goesOn: Bool) throws {
        var bench = try Self.bench(trouble)
        var permits = Permits()
        bench.handle(.transmit(try permits.permit(1, start: .at(try Self.start(in: 100, bench)))))
        bench.run(for: .seconds(3))
        guard case .failed(let fault) = bench.outcomes(of: 1).first else {
            Issue.record("\(bench.outcomes(of: 1))")
            return
        }
        #expect(fault.kind == .hardware && fault.description.contains(words), "\(fault)")
        #expect(bench.outcomes(of: 1).count == 1 && bench.faults.isEmpty)
        bench.device.trouble = nil
        bench.handle(.transmit(try permits.permit(2)))
        bench.run(for: .seconds(1))
        guard case .sent = bench.outcomes(of: 2).first else {
            Issue.record("\(bench.outcomes(of: 2))")
            return
        }
    }

    @Test("a path that never becomes free, or is in a state nobody knows, ends the session")
    func lost() throws {
        var permits = Permits()
        for trouble in [LiveBridge.Trouble.neverFree, .transmitStatus(0x42)] {
            var bench = try Self.bench(trouble)
            bench.device.airtime = .init(20_000_000_000)
            let time = try Self.start(in: 100, bench)
            bench.handle(.transmit(try permits.permit(1, start: .at(time))))
            bench.handle(.transmit(try permits.permit(2, start: .at(time.later(by: 5_000_000)))))
            bench.run(for: .seconds(3))
            #expect(bench.faults.map(\.kind) == [.hardware], "\(bench.faults)")
            guard case .failed = bench.outcomes(of: 1).first else {
                Issue.record("\(bench.outcomes(of: 1))")
                return
            }
            #expect(bench.outcomes(of: 2) == [.refused(.notReady)])
            #expect(bench.machine.time(at: bench.now) == nil)
            permits.gate.settle(1, .cancelled)
            permits.gate.settle(2, .cancelled)
        }
    }

    @Test("frames that arrive while one is sent are told")
    func hearsMeanwhile() throws {
        var bench = try Self.bench()
        bench.device.airtime = Nanoseconds(30_000_000)
        var permits = Permits()
        bench.handle(.transmit(try permits.permit(1)))
        bench.run(for: .milliseconds(25))
        bench.device.fill(RadioPollTests().record(at: bench.now, bench))
        bench.run(for: .milliseconds(300))
        #expect(bench.heard.count == 1)
        guard case .sent = bench.outcomes(of: 1).first else {
            Issue.record("\(bench.outcomes(of: 1))")
            return
        }
    }

    @Test("FSK goes out as well")
    func fsk() throws {
        var bench = try Self.bench()
        var permits = Permits()
        bench.handle(.transmit(try permits.permit(1, modulation: .fsk(bitsPerSecond: 50_000))))
        bench.run(for: .milliseconds(300))
        guard case .sent = bench.outcomes(of: 1).first else {
            Issue.record("\(bench.outcomes(of: 1))")
            return
        }
        #expect(bench.device.model.memory[0x5209] & 1 == 1)
    }

    @Test("over a wrap of the chip's counter the start is the same instant")
    func wrap() throws {
        var device = LiveBridge()
        // The counter wraps some 0.3 s after the test begins.
        device.firstTick = UInt32(truncatingIfNeeded: -Int64(32 * 4_400_000))
        var bench = try RadioBench.running(device)
        bench.run(until: { $0.now >= Nanoseconds(4_000_000_000) }, atMost: .seconds(5))
        var permits = Permits()
        let now = bench.now
        bench.handle(.transmit(try permits.permit(1, start: .at(try Self.start(in: 800, bench)))))
        bench.run(for: .seconds(2))
        guard case .sent = bench.outcomes(of: 1).first else {
            Issue.record("\(bench.outcomes(of: 1))")
            return
        }
        let emission = try #require(bench.device.emissions.first)
        let distance = Int64(emission.start) - Int64(now.value + 800_000_000)
        // To the precision with which the machine knows the chip's clock.
        #expect(distance.magnitude < 2_000_000, "\(distance)")
    }
}
