import RadioChip
import RadioChipModel
import Testing

@Suite("RadioChip: sending, at once and at a time, with what really went out")
struct SendingTests {
    static func listening(_ step: UInt64 = 20) -> ChipBench {
        var bench = ChipBench()
        bench.step = step
        bench.start()
        bench.listen()
        return bench
    }

    @Test("a frame goes out with every parameter, is confirmed, and listening goes on")
    func everything() throws {
        var bench = Self.listening()
        var settings = ChipBench.europe
        settings.frequency = FrequencyWord(hertz: 869_525_000)
        settings.spreadingFactor = 9
        settings.codingRate = 2
        settings.isInverted = true
        settings.hasCRC = false
        settings.preambleSymbols = 10
        settings.syncWord = 0x12
        bench.chip.transmit(outgoing([10, 20, 30], settings, centiDBm: 1_650))
        #expect(bench.chip.isTransmitting)
        bench.run(400_000) { !$0.sent.isEmpty }
        let frame = try #require(bench.port.model.transmissions.first)
        #expect(frame.frequencyHertz == 869_525_000)
        #expect(frame.bandwidthHertz == 125_000)
        #expect(frame.spreadingFactor == 9 && frame.codingRate == 6)
        #expect(frame.syncWord == 0x12 && frame.preambleSymbols == 10)
        #expect(frame.isInverted && !frame.hasCRC && !frame.hasImplicitHeader)
        #expect(frame.powerCentiDBm == 1_600)
        #expect(frame.bytes == [10, 20, 30])
        #expect(frame.cutMicroseconds == nil)
        let sent = try #require(bench.sent.first)
        #expect(UInt64(sent.airtimeMicroseconds) == frame.airtimeMicroseconds)
        #expect(sent.startMicroseconds == frame.startMicroseconds)
        #expect(!bench.chip.isTransmitting)
        bench.run(20_000) { $0.port.model.mode == .receive }
        bench.run(500)
        bench.hear([1])
        bench.run(100_000) { !$0.frames.isEmpty }
        #expect(bench.received.first?.settings == ChipBench.europe)
        #expect(bench.port.model.violations == [])
    }

    @Test("the extremes: nothing, 255 bytes, implicit header, 500 kHz, the SX1261's most")
    func extremes() {
        var settings = ChipBench.europe
        var wide = settings
        wide.bandwidth = .kHz500
        settings.hasImplicitHeader = true
        let long = (0..<255).map { UInt8($0) }
        for (payload, settings) in [([], ChipBench.europe), (long, wide), ([1, 2], settings)] {
            var bench = Self.listening(100)
            bench.chip.transmit(outgoing(payload, settings))
            bench.run(600_000) { !$0.sent.isEmpty }
            #expect(bench.port.model.transmissions.map(\.bytes) == [payload])
            #expect(bench.port.model.register(0x0889) == (settings.bandwidth == .kHz500 ? 1 : 5))
            bench.chip.transmit(outgoing([1]))
            bench.run(600_000) { $0.sent.count == 2 }
            #expect(bench.port.model.register(0x0889) == 5, "15.1 is taken back")
            #expect(bench.port.model.violations == [])
        }
        var fitting = ChipBench.crystal
        fitting.model = .sx1261
        var weak = ChipBench(fitting)
        weak.start()
        weak.chip.transmit(outgoing([1], centiDBm: 1_500, model: .sx1261))
        weak.run(600_000) { !$0.sent.isEmpty }
        #expect(weak.port.model.transmissions.map(\.powerCentiDBm) == [1_500])
        #expect(weak.port.model.violations == [])
    }

    @Test("at a time: the preamble begins there, and listening goes on until shortly before")
    func timed() throws {
        for step in [5, 20, 90, 300] as [UInt64] {
            var bench = Self.listening(step)
            let start = bench.now + 500_000
            bench.chip.transmit(outgoing([1, 2], at: start))
            bench.hear([3])
            bench.run(300_000)
            #expect(bench.frames == [[3]], "heard while it waits")
            #expect(bench.chip.state == .listening)
            bench.run(600_000) { !$0.sent.isEmpty }
            let frame = try #require(bench.port.model.transmissions.first)
            #expect(bench.sent.first?.startMicroseconds == frame.startMicroseconds)
            let late = Int(frame.startMicroseconds) - Int(start)
            #expect((0...Int(step) + 10).contains(late), "\(late) us with a step of \(step)")
            #expect(bench.port.model.violations == [])
        }
    }

    @Test("a moment that passed while the board was busy: nothing is sent, and said so")
    func late() {
        var bench = Self.listening()
        bench.chip.transmit(outgoing([1, 2], at: bench.now + 50_000))
        bench.run(45_000)
        bench.port.advance(to: bench.now + 6_000)
        bench.run(20_000) { $0.events.contains(.tooLate) }
        #expect(bench.events.contains(.tooLate))
        #expect(bench.port.model.transmissions == [])
        #expect(!bench.chip.isTransmitting)
        bench.run(20_000) { $0.port.model.mode == .receive }
        #expect(bench.port.model.mode == .receive)
    }

    @Test("taken back before it begins, also when it is prepared; not once it is on the air")
    func cancelled() {
        for wait in [1_000, 97_000] as [UInt64] {
            var bench = Self.listening()
            bench.chip.transmit(outgoing([1, 2], at: bench.now + 100_000))
            bench.run(wait)
            let isCancelled = bench.chip.cancel()
            #expect(isCancelled)
            bench.run(100_000)
            #expect(bench.port.model.transmissions == [])
            #expect(bench.port.model.mode == .receive)
            #expect(bench.port.model.violations == [])
        }
        var bench = Self.listening()
        let isCancelledWithout = bench.chip.cancel()
        #expect(!isCancelledWithout)
        bench.chip.transmit(outgoing([1, 2]))
        bench.run(60_000) { $0.port.model.mode == .transmit }
        let isCancelled = bench.chip.cancel()
        #expect(!isCancelled)
    }

    @Test("rest cuts off what is on the air, and the chip stays silent")
    func cutOff() throws {
        var bench = Self.listening()
        var slow = ChipBench.europe
        slow.spreadingFactor = 12
        bench.chip.transmit(outgoing([UInt8](repeating: 0, count: 50), slow))
        bench.run(60_000) { $0.port.model.mode == .transmit }
        bench.run(100_000)
        let before = bench.now
        bench.chip.rest()
        bench.run(1_000)
        let frame = try #require(bench.port.model.transmissions.first)
        let cut = try #require(frame.cutMicroseconds)
        #expect(cut - before < 200)
        #expect(bench.chip.state == .resting)
        bench.run(3_000_000)
        #expect(bench.port.model.mode == .standbyRC)
        #expect(bench.sent.isEmpty && bench.faults.isEmpty)
        #expect(bench.port.model.violations == [])
    }

    @Test("a frame that is there already is read before the radio turns to sending")
    func readFirst() {
        var bench = Self.listening()
        bench.hear([5, 5, 5])
        bench.run(200_000) { $0.port.model.interruptRoseAt != nil }
        bench.chip.transmit(outgoing([1]))
        bench.run(200_000) { !$0.sent.isEmpty }
        #expect(bench.frames == [[5, 5, 5]])
    }

    @Test("asked for during the start, it is sent behind it")
    func duringStart() {
        var bench = ChipBench()
        bench.chip.transmit(outgoing([1]))
        bench.run(200_000) { !$0.sent.isEmpty }
        #expect(bench.port.model.transmissions.count == 1)
        #expect(bench.chip.state == .resting)
        #expect(bench.port.model.violations == [])
    }
}
