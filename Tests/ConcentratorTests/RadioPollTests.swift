import Airwaves
import Concentrator
import ConcentratorSamples
import Primitives
import Radios
import Testing
import Units

@Suite("Concentrator radio: from an open line to received frames")
struct RadioPollTests {
    @Test("ready after 141 requests of the start and two readings of the clock, in 2.2 s of waits")
    func start() throws {
        let bench = try RadioBench.running()
        #expect(bench.device.requests == 143, "\(bench.device.requests)")
        let milliseconds = bench.now.value / 1_000_000
        // The waits, and a millisecond for each request.
        #expect(2300...2450 ~= milliseconds, "\(milliseconds)")
        guard case .ready(let identity) = bench.notices[0].notice else {
            Issue.record("\(bench.notices)")
            return
        }
        #expect(identity.kind == .concentrator)
        #expect(identity.model == "SX1303 (CoreCell bridge V01.00.00)")
        #expect(identity.eui == EUI64(bits: 0x0016_C001_F123_4567))
        #expect(identity.firmware == "bridge 01.00.00, gain controller 10, arbiter 2")
        #expect(!identity.hasKnownFirmware)
        #expect(identity.abilities == [.timedTransmit, .pulses, .signalLevel, .fsk])
        #expect(bench.notices[1].notice == .temperature(hundredths: 2600))
    }

    @Test("an idle look is one request; a second has 50 of them and four readings of the clock")
    func idle() throws {
        var bench = try RadioBench.running()
        bench.run(for: .milliseconds(500))
        bench.device.kinds = []
        bench.run(for: .seconds(10))
        let kinds = bench.device.kinds
        func count(_ kind: LiveBridge.Kind) -> Int { kinds.count { $0 == kind } }
        #expect(450...500 ~= count(.count), "\(count(.count))")
        // Each reading is two requests.
        #expect(76...82 ~= count(.counters), "\(count(.counters))")
        #expect(count(.status) == 1 && count(.other) == 3)
        #expect(count(.buffer) == 0 && count(.pin) == 0 && count(.program) == 0)
        #expect(bench.faults.isEmpty)
    }

    @Test("a frame costs six requests and is told within 30 ms, with every value")
    func frame() throws {
        var bench = try RadioBench.running()
        bench.run(for: .milliseconds(300))
        bench.device.kinds = []
        let filled = bench.now
        bench.device.fill(record(at: bench.now, bench))
        bench.run(until: { !$0.heard.isEmpty }, atMost: .milliseconds(100))
        let kinds = bench.device.kinds.filter { $0 != .count }
        #expect(kinds == [.buffer, .counters, .counters])
        let frame = try #require(bench.heard.first)
        #expect(bench.now.gap(to: filled) <= Nanoseconds(30_000_000))
        #expect(frame.frequency == Hertz(867_100_000) && frame.channel == 3)
        #expect(frame.modulation == .loRa(LoRaModulation(spreadingFactor: .sf7)))
        #expect(frame.checksum == .good)
        #expect(frame.level == SignalLevel(hundredths: 12_000 - 21_540 + 107))
        #expect(frame.signalToNoise == Decibels(hundredths: -1000))
        #expect(frame.payload == bytes("40112233440001000155667788"))
        #expect(frame.end.microseconds == filled.value / 1000 - 456)
    }

    /// A record whose frame ended now.
    func record(
        at now: Nanoseconds, _ bench: RadioBench, payload: [UInt8]? = nil, flags: UInt8 = 0x10,
        channel: UInt8 = 3
    ) -> [UInt8] {
        var record =
            payload.map { ReceiveBufferTests.record(payload: $0, channel: channel, flags: flags) }
            ?? ReceiveBufferTests.record(channel: channel, flags: flags)
        let place = record.count - 1 - 2 - 1 - 2 - 4
        let ticks = bench.device.ticks(at: now)
        for index in 0..<4 {
            record[place + index] = UInt8(truncatingIfNeeded: ticks >> UInt32(8 * index))
        }
        record[record.count - 1] = record.dropLast().reduce(0, &+)
        return record
    }

    @Test("answers cut anywhere lead to the same", arguments: [1, 3, 64])
    func pieces(size: Int) throws {
        var bench = try RadioBench()
        bench.pieces = size
        bench.handle(.opened)
        bench.run(for: .seconds(4))
        bench.device.fill(record(at: bench.now, bench))
        bench.run(for: .milliseconds(100))
        #expect(bench.heard.count == 1 && bench.faults.isEmpty)
    }

    @Test("frames over more than one reading of 4,096 bytes come out whole, and the flood is told")
    func flood() throws {
        var bench = try RadioBench.running()
        let payload = (0..<200).map { UInt8($0) }
        let one = record(at: bench.now, bench, payload: payload)
        for _ in 0..<20 { bench.device.fill(one) }
        #expect(one.count * 20 > 4096)
        bench.run(for: .milliseconds(100))
        #expect(bench.heard.count == 20 && bench.device.bytesLeft == 0)
        #expect(bench.dropped(.overrun) == 1)
    }

    @Test("a count that is torn low is read again and the larger is used")
    func tornCount() throws {
        var bench = try RadioBench.running()
        bench.device.trouble = .tornCount
        bench.device.fill(record(at: bench.now, bench))
        bench.run(for: .milliseconds(100))
        #expect(bench.heard.count == 1 && bench.dropped(.brokenRecord) == 0)
    }

    @Test("what is no frame is counted by name, and what follows it is heard")
    func drops() throws {
        var bench = try RadioBench.running(plan: try SamplePlan.in865.plan())
        var broken = record(at: bench.now, bench, channel: 0)
        broken[12] ^= 1
        bench.device.fill(broken)
        bench.device.fill(record(at: bench.now, bench, channel: 0))
        let other = Array("another frame".utf8)
        bench.device.fill(record(at: bench.now, bench, payload: other, channel: 0))
        bench.device.fill(record(at: bench.now, bench, channel: 1))
        bench.device.fill(record(at: bench.now, bench, flags: 0x11, channel: 2))
        bench.run(for: .milliseconds(100))
        #expect(bench.heard.map(\.channel) == [0, 0, 2])
        #expect(bench.heard.map(\.checksum) == [.good, .contradicted, .bad])
        #expect(bench.dropped(.unusedChannel) == 1 && bench.dropped(.brokenRecord) >= 1)
    }

    @Test("time goes on over the wraps of 134 s, and every pulse is told once, where it was")
    func wraps() throws {
        var device = LiveBridge()
        device.firstTick = 0xFFF0_0000
        device.firstPulse = Nanoseconds(250_000_000)
        var bench = try RadioBench.running(device)
        bench.run(for: .seconds(300))
        #expect(bench.faults.isEmpty)
        let pulses = bench.pulses
        #expect(298...302 ~= pulses.count, "\(pulses.count)")
        for (one, next) in zip(pulses, pulses.dropFirst()) {
            #expect(next.microseconds - one.microseconds == 1_000_000)
        }
        let told = bench.notices.compactMap { at, notice in
            if case .pulse = notice { (at.value - 250_000_000) % 1_000_000_000 } else { nil }
        }
        #expect(told.dropFirst().allSatisfy { $0 < 300_000_000 }, "\(told.max() ?? 0)")
        let before = try #require(bench.machine.time(at: bench.now))
        bench.device.fill(record(at: bench.now, bench))
        bench.run(for: .milliseconds(50))
        let end = try #require(bench.heard.first).end
        #expect(RadioTime(microseconds: before.microseconds - 456 - 2_000) <= end && end <= before)
    }

    @Test("bytes of another time are drained and counted; what never stops is a named fault")
    func stale() throws {
        var bench = try RadioBench()
        bench.handle(.opened)
        for index in 0..<5 {
            bench.inject([1, 2, 3], after: Nanoseconds(UInt64(index) * 10_000_000))
        }
        bench.run(until: { $0.isReady }, atMost: .seconds(5))
        #expect(bench.isReady && bench.dropped(.staleByte) == 15)

        var restless = try RadioBench()
        restless.handle(.opened)
        for index in 0..<100 {
            restless.inject([0x55], after: Nanoseconds(UInt64(index) * 10_000_000))
        }
        restless.run(for: .seconds(2))
        #expect(restless.faults.map(\.kind) == [.wrongAnswer])
        #expect(restless.dropped(.staleByte) == 100)
        #expect(restless.device.requests == 0)
    }
}
