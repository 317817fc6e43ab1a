import Air
import Airwaves
import LightRadio
import LightRadioEmulator
import RadioChip
import Radios
import Seeds
import Testing
import Units

@Suite(
    "A radio board from end to end: the machine, the link, the firmware's driver, the chip's model")
struct WholeRadioTests {
    @Test(
        "it opens, says what it is, and is tuned to the plan's channel",
        arguments: ChipModel.allCases)
    func opens(chip: ChipModel) throws {
        let channel = ListeningChannel(
            frequency: Hertz(chip == .sx1268 ? 490_000_000 : 868_100_000), spreadingFactor: .sf7)
        var bench = try RadioBench(channel: channel) { $0.chip = chip }
        let isReady = bench.start()
        #expect(isReady)
        let identity = try #require(bench.identity)
        let names: [ChipModel: String] = [.sx1261: "SX1261", .sx1262: "SX1262", .sx1268: "SX1268"]
        #expect(identity.kind == .light)
        #expect(identity.model == "\(names[chip] ?? "") (emulated board)")
        #expect(identity.eui == RadioBench.eui)
        #expect(identity.firmware == "earshot-emulator 1")
        #expect(identity.abilities == [.signalLevel, .timedTransmit, .pulses])
        #expect(!identity.hasKnownFirmware)
        #expect(bench.tuned == [channel])
        #expect(bench.now < Nanoseconds(100_000_000))
        bench.run(5_000)
        #expect(bench.faults.isEmpty)
        #expect(bench.emulator.violations.isEmpty)
    }

    @Test("a frame comes out as it went in, with all that the chip measures")
    func reception() throws {
        var bench = try RadioBench()
        let isReady = bench.start()
        #expect(isReady)
        bench.run(100)
        let payload: [UInt8] = [1, 2, 3, 250]
        let end = bench.now + Nanoseconds(100_000_000)
        bench.hear(payload) {
            $0.level = SignalLevel(hundredths: -9_150)
            $0.signalToNoise = Decibels(hundredths: -250)
            $0.frequencyOffset = 1_200
        }
        bench.run(300)
        let heard = try #require(bench.heard.first)
        #expect(bench.heard.count == 1)
        #expect(heard.payload == payload)
        #expect(heard.frequency == Hertz(868_100_000))
        #expect(
            heard.modulation
                == .loRa(LoRaModulation(spreadingFactor: .sf7, bandwidth: .kHz125)))
        #expect(heard.checksum == .good)
        #expect(heard.level == SignalLevel(hundredths: -9_150))
        // 10^(-0.25) is 0.56: of 1.56 parts the frame's is 0.56, 4.43 dB less; in steps of 0.5 dB.
        #expect(heard.signalLevel == SignalLevel(hundredths: -9_550))
        #expect(heard.signalToNoise == Decibels(hundredths: -250))
        #expect(abs((heard.frequencyOffset ?? 0) - 1_200) <= 1)
        #expect(abs(Int64(heard.end.microseconds) - Int64(end.value / 1_000)) <= 2)
        #expect(heard.nanosecondsOfSecond == nil)
        #expect(heard.channel == nil)
    }

    @Test("of 1,000 frames at random moments each comes out once, in order, or is lost by its name")
    func thousandFrames() throws {
        var bench = try RadioBench(seed: 5)
        let isReady = bench.start()
        #expect(isReady)
        var random = SeededNumbers(seed: 9)
        var sent: [[UInt8]] = []
        for number in 0..<1_000 {
            let payload =
                [UInt8(number >> 8), UInt8(number & 255)] + random.bytes(random.below(60))
            sent.append(payload)
            bench.hear(payload, after: 150) { $0.checksum = number % 50 == 0 ? .bad : .good }
            bench.run(UInt64(151 + random.below(100)))
        }
        bench.run(1_000)
        #expect(bench.heard.map(\.payload) == sent)
        #expect(bench.heard.count { $0.checksum == .bad } == 20)
        #expect(bench.faults.isEmpty)
        #expect(RadioDrop.allCases.allSatisfy { bench.dropped($0) == 0 })
        #expect(bench.emulator.violations.isEmpty)
    }

    @Test(
        "what is sent is what was asked: bytes, modulation, power, and the start to a millisecond")
    func transmission() throws {
        var bench = try RadioBench()
        let isReady = bench.start()
        #expect(isReady)
        bench.run(3_000)
        let time = try #require(bench.machine.time(at: bench.now))
        let start = time.later(by: 1_000_000)
        bench.tell(.transmit(try permitted(5, start: .at(start))))
        bench.run(2_000)
        let (number, outcome) = try #require(bench.ended.first)
        #expect(bench.ended.count == 1)
        #expect(number == 5)
        guard case .sent(let sent) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let told = try #require(sent.start)
        #expect(told.microseconds >= start.microseconds)
        #expect(told.microseconds - start.microseconds <= 500)
        #expect(sent.conductedPower == SignalLevel(hundredths: 1_400))
        #expect(sent.frequency == Hertz(868_100_000))
        let emission = try #require(bench.emissions.first)
        #expect(bench.emissions.count == 1)
        #expect(emission.frame.payload == [UInt8](repeating: 5, count: 20))
        #expect(emission.frame.airtime.gap(to: sent.airtime) < Nanoseconds(1_000_000))
        #expect(emission.start == Nanoseconds(told.microseconds * 1_000))
        #expect(emission.power == SignalLevel(hundredths: 1_400))
        // Back to receive.
        bench.hear([7])
        bench.run(500)
        #expect(bench.heard.map(\.payload) == [[7]])
        #expect(bench.emulator.violations.isEmpty)
    }

    @Test("a frame that arrives while another is sent is not heard, one behind it is")
    func deafWhileSending() throws {
        var bench = try RadioBench()
        let isReady = bench.start()
        #expect(isReady)
        bench.run(500)
        bench.tell(.transmit(try permitted(1, length: 200)))
        bench.hear([1, 1], after: 100)
        bench.run(1_000)
        bench.hear([2, 2], after: 100)
        bench.run(500)
        #expect(bench.heard.map(\.payload) == [[2, 2]])
        #expect(bench.ended.count == 1)
    }

    @Test("a board that starts anew is opened again, receives within 10 s, and is told apart")
    func restart() throws {
        var bench = try RadioBench {
            $0.hasPulses = false
            $0.faults = [EmulatorFault(.restart, at: 12)]
        }
        let isReady = bench.start()
        #expect(isReady)
        let isRestarted = bench.run(30_000) { $0.emulator.starts == 2 }
        #expect(isRestarted)
        let began = bench.now
        let isBack = bench.run(10_000) { $0.openings == 2 && $0.isReady }
        #expect(isBack)
        #expect(bench.now.gap(to: began) < Nanoseconds(10_000_000_000))
        #expect(bench.machine.boardStarts == 1)
        #expect(bench.faults.map(\.kind) == [.line])
        bench.hear([3])
        bench.run(500)
        #expect(bench.heard.map(\.payload) == [[3]])
    }

    @Test("unplugged and replugged 50 times: receiving again within 10 s each time")
    func replug() throws {
        var random = SeededNumbers(seed: 3)
        var message = 0
        let faults = (0..<50).map { _ in
            message += 8 + random.below(12)
            return EmulatorFault(.unplug, at: message)
        }
        var bench = try RadioBench { $0.faults = faults }
        let isReady = bench.start()
        #expect(isReady)
        for count in 1...50 {
            let isGone = bench.run(60_000) { $0.emulator.starts == count && !$0.isOpen }
            #expect(isGone, "loss \(count)")
            let began = bench.now
            let isBack = bench.run(10_000) { $0.isReady }
            #expect(isBack, "loss \(count): \(bench.faults)")
            #expect(bench.now.gap(to: began) < Nanoseconds(10_000_000_000))
        }
        let before = bench.heard.count
        bench.hear([9])
        bench.run(500)
        #expect(bench.heard.count == before + 1)
        #expect(bench.emulator.violations.isEmpty)
    }

    @Test("closed in the middle of anything, it rests: standby, nothing on the air, within 6 s")
    func rest() throws {
        for delay: UInt64 in [0, 1, 2, 5, 20, 1_000] {
            var bench = try RadioBench()
            bench.open()
            bench.run(delay)
            if bench.isReady { bench.tell(.transmit(try permitted(1, length: 222))) }
            bench.tell(.transmit(try permitted(2)))
            let began = bench.now
            bench.tell(.close)
            let isRested = bench.run(6_000) { $0.all.contains(.rested) }
            #expect(isRested, "closed after \(delay) ms: \(bench.all)")
            #expect(bench.now.gap(to: began) <= Nanoseconds(6_000_000_000))
            #expect(Set(bench.ended.map(\.number)).count == bench.ended.count)
            let emitted = bench.emissions.count
            bench.run(10_000)
            #expect(bench.emissions.count == emitted)
            #expect(bench.faults.isEmpty)
        }
    }

    @Test("while nothing happens the machine is called at most four times a second")
    func idle() throws {
        var bench = try RadioBench { $0.hasPulses = false }
        let isReady = bench.start()
        #expect(isReady)
        bench.calls = 0
        bench.run(60_000)
        #expect(bench.calls <= 240)
        #expect(bench.calls >= 60)
        #expect(bench.faults.isEmpty)
    }
}
