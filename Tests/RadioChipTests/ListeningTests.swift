import RadioChip
import RadioChipModel
import Seeds
import Testing

@Suite("RadioChip: listening, and all that the chip measures of a frame")
struct ListeningTests {
    @Test("a frame arrives with bytes, time, levels, error, coding rate and checksum")
    func everything() throws {
        var bench = ChipBench()
        bench.start()
        bench.listen()
        bench.hear([1, 2, 3, 0, 255]) {
            $0.codingRate = 7
            $0.rssiCentiDBm = -10_150
            $0.signalRSSICentiDBm = -10_800
            $0.snrCentiDB = -575
            $0.frequencyErrorHertz = -1_200
        }
        bench.run(200_000) { !$0.received.isEmpty }
        let frame = try #require(bench.received.first)
        #expect(bench.frames == [[1, 2, 3, 0, 255]])
        #expect(frame.endMicroseconds == bench.port.model.lastHeard?.endMicroseconds)
        #expect(frame.timeErrorMicroseconds == 30)
        #expect(frame.configuration == 5)
        #expect(frame.checksum == .right)
        #expect(frame.rssiCentiDBm == -10_150)
        #expect(frame.signalRSSICentiDBm == -10_800)
        #expect(frame.snrCentiDB == -575)
        #expect(abs(frame.frequencyErrorHertz + 1_200) <= 1)
        var settings = ChipBench.europe
        settings.codingRate = 3
        #expect(frame.settings == settings)
        #expect(bench.port.model.violations == [])
        #expect(bench.chip.state == .listening)
    }

    @Test("every spreading factor, bandwidth, polarity and length is set up and heard")
    func modulations() {
        for (index, bandwidth) in [ChipBandwidth.kHz62, .kHz125, .kHz250, .kHz500].enumerated() {
            for spread in 5...12 as ClosedRange<UInt8> {
                var settings = ChipBench.europe
                settings.bandwidth = bandwidth
                settings.spreadingFactor = spread
                settings.isInverted = (index + Int(spread)) % 2 == 0
                settings.frequency = FrequencyWord(hertz: [433_175_000, 868_300_000][index % 2])
                settings.syncWord = spread % 2 == 0 ? 0x12 : 0x34
                var bench = ChipBench()
                bench.step = 200
                bench.start()
                bench.listen(settings)
                let payload = [UInt8](repeating: spread, count: spread < 9 ? 255 : Int(spread))
                bench.hear(payload) {
                    $0.frequencyHertz = UInt64(settings.frequency.hertz)
                    $0.bandwidthHertz = UInt64(bandwidth.hertz)
                    $0.spreadingFactor = spread
                    $0.isInverted = settings.isInverted
                    $0.syncWord = settings.syncWord
                }
                bench.run(6_000_000) { !$0.frames.isEmpty }
                #expect(bench.frames == [payload], "\(bandwidth) SF\(spread)")
                #expect(bench.port.model.violations == [], "\(bandwidth) SF\(spread)")
            }
        }
    }

    @Test("a wrong checksum, none, a header that cannot be read, an empty frame")
    func kinds() {
        var bench = ChipBench()
        bench.start()
        bench.listen()
        bench.hear([1]) { $0.check = .bad }
        bench.run(100_000) { $0.frames.count == 1 }
        bench.hear([2]) { $0.check = .none }
        bench.run(100_000) { $0.frames.count == 2 }
        bench.hear([3]) { $0.hasBrokenHeader = true }
        bench.run(100_000) { $0.events.contains(.headerError) }
        bench.hear([])
        bench.run(100_000) { $0.frames.count == 3 }
        #expect(bench.frames == [[1], [2], []])
        #expect(bench.received.map(\.checksum) == [.wrong, .none, .right])
        #expect(bench.received.map(\.settings.hasCRC) == [true, false, true])
        #expect(bench.port.model.violations == [])
    }

    @Test("what is on another channel, factor, network or polarity is not heard")
    func others() {
        let changes: [(inout IncomingFrame) -> Void] = [
            { $0.frequencyHertz += 200_000 }, { $0.spreadingFactor = 8 }, { $0.syncWord = 0x12 },
            { $0.isInverted = true }, { $0.bandwidthHertz = 250_000 },
        ]
        for change in changes {
            var bench = ChipBench()
            bench.start()
            bench.listen()
            bench.hear([1, 2, 3], change)
            bench.run(150_000)
            #expect(bench.events == [.started])
            #expect(bench.port.model.missed.count == 1)
        }
    }

    @Test("the buffer goes round: forty frames of 255 bytes and fewer, each whole")
    func wrap() {
        var bench = ChipBench()
        bench.step = 100
        bench.start()
        bench.listen()
        var random = SeededNumbers(seed: 7)
        var sent: [[UInt8]] = []
        for _ in 0..<40 {
            let payload = (0..<random.below(256)).map { _ in UInt8(random.below(256)) }
            sent.append(payload)
            bench.hear(payload)
            bench.run(600_000) { $0.frames.count == sent.count }
        }
        #expect(bench.frames == sent)
        #expect(bench.port.model.violations == [])
    }

    @Test("a second frame while the first is read: the first is lost and said so, the second whole")
    func overrun() throws {
        var bench = ChipBench()
        bench.start()
        bench.listen()
        bench.hear([UInt8](repeating: 1, count: 30))
        bench.run(200_000) { $0.port.model.interruptRoseAt != nil }
        // A board that is too slow: between two ticks the next frame comes and ends.
        for _ in 0..<3 { bench.tick() }
        bench.hear([9, 9])
        bench.port.advance(to: bench.now + 100_000)
        bench.run(100_000) { !$0.frames.isEmpty }
        #expect(bench.events.contains(.overrun))
        #expect(bench.frames == [[9, 9]])
        #expect(bench.port.model.violations == [])
    }

    @Test("a broken header and a frame in one look of a slow board: both are told")
    func headerBesideFrame() {
        var bench = ChipBench()
        bench.start()
        bench.listen()
        bench.hear([1]) { $0.hasBrokenHeader = true }
        bench.hear([2, 2]) { $0.startMicroseconds += 60_000 }
        bench.port.advance(to: bench.now + 150_000)
        bench.run(10_000) { !$0.frames.isEmpty }
        #expect(bench.events.contains(.headerError))
        #expect(bench.frames == [[2, 2]])
        bench.hear([3])
        bench.run(100_000) { $0.frames.count == 2 }
        #expect(bench.frames == [[2, 2], [3]])
    }

    @Test("a broken DIO1 and a second frame while the first is read: an overrun all the same")
    func overrunWithoutInterrupt() {
        var bench = ChipBench()
        bench.start()
        bench.listen()
        bench.port.model.fault = OrderedFault(.noInterrupt, endsWithReset: false)
        bench.hear([1, 1])
        bench.run(1_300_000) { $0.events.contains(.interruptLost) }
        for _ in 0..<3 { bench.tick() }
        bench.hear([9])
        bench.port.advance(to: bench.now + 100_000)
        bench.run(100_000) { !$0.frames.isEmpty }
        #expect(bench.events.contains(.overrun))
        #expect(bench.frames == [[9]])
    }

    @Test("a broken DIO1: the frame is found by asking, its time is a second off at most")
    func lostInterrupt() throws {
        var bench = ChipBench()
        bench.start()
        bench.listen()
        bench.port.model.fault = OrderedFault(.noInterrupt, endsWithReset: false)
        bench.hear([4, 5])
        let end = bench.now + 60_000
        bench.run(1_300_000) { !$0.frames.isEmpty }
        bench.hear([6])
        bench.run(1_300_000) { $0.frames.count == 2 }
        #expect(bench.frames == [[4, 5], [6]])
        #expect(bench.events.filter { $0 == .interruptLost }.count == 1, "said once")
        let frame = try #require(bench.received.first)
        #expect(frame.timeErrorMicroseconds == 1_000_000)
        #expect(frame.endMicroseconds > end - 60_000 && frame.endMicroseconds < end + 1_000_000)
        #expect(bench.faults == [])
        #expect(bench.port.model.violations == [])
    }

    @Test("another configuration takes over at once; a frame read meanwhile keeps its own")
    func retuned() throws {
        var bench = ChipBench()
        bench.start()
        bench.listen()
        bench.hear([7, 7])
        bench.run(200_000) { $0.port.model.interruptRoseAt != nil }
        bench.tick()
        var slow = ChipBench.europe
        slow.spreadingFactor = 9
        bench.chip.configure(slow, number: 6)
        bench.run(60_000) { !$0.frames.isEmpty }
        let frame = try #require(bench.received.first)
        #expect(frame.configuration == 5)
        #expect(frame.settings == ChipBench.europe)
        bench.run(5_000)
        bench.hear([8]) { $0.spreadingFactor = 9 }
        bench.run(400_000) { $0.frames.count == 2 }
        #expect(bench.received.last?.configuration == 6)
        #expect(bench.frames == [[7, 7], [8]])
        bench.chip.configure(nil, number: 7)
        bench.run(1_000)
        #expect(bench.chip.state == .resting)
        #expect(bench.port.model.mode == .standbyRC)
        #expect(bench.port.model.violations == [])
    }

    @Test("the image is calibrated once per band, not per channel")
    func calibration() {
        var bench = ChipBench()
        bench.start()
        for hertz in [868_100_000, 868_500_000, 863_000_000, 915_000_000, 903_900_000] as [UInt32] {
            var settings = ChipBench.europe
            settings.frequency = FrequencyWord(hertz: hertz)
            bench.chip.configure(settings, number: 1)
            bench.run(20_000)
        }
        #expect(bench.port.model.commands.filter { $0 == 0x98 }.count == 2)
        #expect(bench.port.model.violations == [])
    }

    @Test("whatever the rhythm of ticks: no command while BUSY, no fault, every frame heard")
    func rhythms() {
        for seed in 1...12 as ClosedRange<UInt64> {
            var random = SeededNumbers(seed: seed)
            var bench = ChipBench()
            bench.start()
            bench.listen()
            var heard = 0
            var sent = 0
            for _ in 0..<30 {
                bench.step = UInt64(1 + random.below(400))
                if random.below(3) == 0 {
                    bench.chip.transmit(outgoing([UInt8(random.below(256))]))
                    sent += 1
                    bench.run(400_000) { $0.sent.count == sent }
                    bench.run(40_000) { $0.port.model.mode == .receive }
                    bench.run(400)
                } else {
                    bench.hear([UInt8](repeating: 1, count: random.below(40)))
                    heard += 1
                    bench.run(400_000) { $0.frames.count == heard }
                }
            }
            #expect(bench.frames.count == heard, "seed \(seed)")
            #expect(bench.sent.count == sent, "seed \(seed)")
            #expect(bench.faults == [], "seed \(seed)")
            #expect(bench.port.model.violations == [], "seed \(seed)")
        }
    }
}
