import Air
import Airwaves
import Concentrator
import ConcentratorSamples
import CoreCell
import Radios
import Seeds
import Testing
import Units

@Suite("Concentrator radio on the Lab's CoreCell: what is in the air is what is told")
struct EmulatedRadioTests {
    static func emulator(
        _ bridge: BridgeVersion = .current, _ chip: CoreCellSettings.Chip = .sx1302
    ) -> CoreCellEmulator {
        CoreCellEmulator(
            CoreCellSettings(bridge: bridge, chip: chip, eui: EUI64(bits: 0xABCD)),
            at: Nanoseconds(0))
    }

    static func running(
        _ bridge: BridgeVersion = .current, _ chip: CoreCellSettings.Chip = .sx1302
    ) throws -> Bench<CoreCellEmulator> {
        try Bench.running(emulator(bridge, chip))
    }

    @Test("both chips and both bridges say who they are")
    func identity() throws {
        for (bridge, chip, model) in [
            (
                BridgeVersion.current, CoreCellSettings.Chip.sx1302,
                "SX1302 (CoreCell bridge V01.00.00)"
            ),
            (.older, .sx1303, "SX1303 (CoreCell bridge V00.02.06)"),
        ] {
            let bench = try Self.running(bridge, chip)
            guard case .ready(let identity) = bench.notices[0].notice else {
                Issue.record("\(bench.notices)")
                return
            }
            #expect(identity.model == model && identity.eui == EUI64(bits: 0xABCD))
        }
    }

    @Test("a frame on every channel, in every spreading factor, with level, ratio and time")
    func hears() throws {
        var bench = try Self.running()
        let plan = try SamplePlan.eu868.plan()
        var numbers = SeededNumbers(seed: 0x140)
        for (index, setting) in plan.channels.enumerated() {
            guard let setting, let centre = plan.setting(of: setting.radio)?.centre else {
                continue
            }
            let factor = SpreadingFactor.allCases[index]
            let modulation = LoRaModulation(spreadingFactor: factor)
            let payload = numbers.bytes(1 + numbers.below(50))
            let airtime = try modulation.airtime(of: payload.count)
            let start = bench.now + Nanoseconds(10_000_000)
            let frequency = Hertz(UInt64(Int64(centre.value) + Int64(setting.offset)))
            let level = SignalLevel(hundredths: -9_000 - Int32(index) * 300)
            bench.device.hear(
                Arrival(
                    frame: AirFrame(
                        frequency: frequency, modulation: .loRa(modulation), payload: payload),
                    level: level, signalToNoise: Decibels(hundredths: 500), start: start,
                    end: start + airtime))
            let heard = bench.heard.count
            bench.run(until: { $0.heard.count > heard }, atMost: .seconds(4))
            let frame = try #require(bench.heard.last)
            #expect(bench.heard.count == heard + 1)
            #expect(frame.frequency == frequency && frame.channel == UInt8(index))
            #expect(frame.modulation == .loRa(modulation) && frame.checksum == .good)
            #expect(frame.payload == payload)
            #expect(frame.signalToNoise == Decibels(hundredths: 500))
            // The chip counts whole decibels.
            let distance = (frame.level ?? level) - level
            #expect(distance.hundredths.magnitude <= 60, "\(distance)")
            let end = try #require(bench.machine.time(at: start + airtime))
            let late = Int64(frame.end.microseconds) - Int64(end.microseconds)
            #expect(-1_200...1 ~= late, "\(late)")
        }
        #expect(bench.heard.count == 8 && bench.faults.isEmpty)
    }

    private static func arrival(
        _ hertz: UInt64, _ modulation: FrameModulation, _ payload: [UInt8], at start: Nanoseconds
    ) throws -> Arrival {
        let sent = Transmission(
            number: 0, frequency: Hertz(hertz), modulation: modulation,
            radiatedPower: SignalLevel(hundredths: 0), payload: payload)
        return Arrival(
            frame: AirFrame(frequency: Hertz(hertz), modulation: modulation, payload: payload),
            level: SignalLevel(hundredths: -8_000), signalToNoise: Decibels(hundredths: 500),
            start: start, end: start + (try #require(sent.airtime)))
    }

    @Test("the service channel and FSK are heard too")
    func otherModems() throws {
        var bench = try Self.running()
        let fast = FrameModulation.loRa(
            LoRaModulation(spreadingFactor: .sf7, bandwidth: .kHz250))
        let soon = bench.now + Nanoseconds(20_000_000)
        bench.device.hear(try Self.arrival(868_300_000, fast, [1, 2, 3], at: soon))
        bench.device.hear(
            try Self.arrival(868_800_000, .fsk(bitsPerSecond: 50_000), [4, 5], at: soon))
        bench.run(for: .milliseconds(300))
        let heard = bench.heard.sorted { $0.payload.count > $1.payload.count }
        #expect(heard.map(\.payload) == [[1, 2, 3], [4, 5]])
        #expect(heard.map(\.channel) == [8, 9])
        #expect(heard.map(\.modulation) == [fast, .fsk(bitsPerSecond: 50_000)])
        #expect(heard.map(\.checksum) == [.good, .good])
    }

    @Test("an SX1303 with sixteen pulses dates frames to nanoseconds, and tells each of them once")
    func fine() throws {
        var bench = try Bench.running(
            Self.emulator(.current, .sx1303), plan: try SamplePlan.eu868.plan(timestamps: .fine))
        guard case .ready(let identity) = bench.notices[0].notice else {
            Issue.record("\(bench.notices)")
            return
        }
        #expect(identity.abilities.contains(.fineTimestamps))
        let slow = FrameModulation.loRa(LoRaModulation(spreadingFactor: .sf9))
        bench.device.hear(
            try Self.arrival(867_300_000, slow, [1], at: bench.now + Nanoseconds(20_000_000)))
        bench.run(for: .seconds(17))
        let start = bench.now + Nanoseconds(20_000_000)
        let distance = Nanoseconds(600_000_777)
        for (payload, time) in [([2], start), ([3], start + distance)] as [([UInt8], Nanoseconds)] {
            bench.device.hear(try Self.arrival(867_300_000, slow, payload, at: time))
        }
        bench.run(for: .seconds(2))
        #expect(bench.heard.map(\.payload) == [[1], [2], [3]])
        #expect(bench.dropped(.duplicate) == 3)
        let fine = bench.heard.map(\.nanosecondsOfSecond)
        #expect(fine[0] == nil)
        let (one, other) = (Int64(try #require(fine[1])), Int64(try #require(fine[2])))
        // A tick is 31.25 ns, and the modems' numbers divide it. Where in a frame the vendor dates it
        // is a constant that FineTimestamp's own vectors hold.
        let between = (other - one + 1_000_000_000) % 1_000_000_000
        #expect((between - 600_000_777).magnitude <= 32, "\(between)")
    }

    @Test("a transmission leaves the antenna when, where and as loud as it is told")
    func sends() throws {
        var bench = try Self.running()
        bench.run(for: .milliseconds(300))
        var permits = Permits()
        let time = try #require(bench.machine.time(at: bench.now)).later(by: 200_000)
        let due = bench.now + Nanoseconds(200_000_000)
        bench.handle(.transmit(try permits.permit(1, start: .at(time), payload: [9, 8, 7])))
        bench.run(for: .seconds(1))
        guard case .sent(let sent) = bench.outcomes(of: 1).first else {
            Issue.record("\(bench.notices)")
            return
        }
        let emission = try #require(bench.emissions.first)
        #expect(bench.emissions.count == 1)
        #expect(emission.frame.payload == [9, 8, 7] && emission.frame.hasInvertedPolarity)
        #expect(emission.frame.frequency.value.distance(to: 869_525_000).magnitude < 200)
        #expect(emission.power == sent.conductedPower)
        #expect(emission.start.gap(to: due) < Nanoseconds(1_500_000))
        #expect(emission.end.gap(to: emission.start) == sent.airtime)
        #expect(sent.start == time)
    }

    @Test("pulses on the second; a beacon with the pulse")
    func pulse() throws {
        var bench = try Self.running()
        bench.run(for: .seconds(5))
        #expect(4...6 ~= bench.pulses.count)
        var permits = Permits()
        bench.handle(.transmit(try permits.permit(1, start: .pulse)))
        bench.run(for: .seconds(3))
        guard case .sent = bench.outcomes(of: 1).first else {
            Issue.record("\(bench.notices)")
            return
        }
        let emission = try #require(bench.emissions.first)
        let phase = emission.start.value % 1_000_000_000
        // 1.5 ms of the chip's delay.
        #expect(1_300_000...1_600_000 ~= phase, "\(phase)")
    }

    @Test("put to rest it is silent")
    func rest() throws {
        var bench = try Self.running()
        bench.handle(.close)
        bench.run(until: { $0.hasRested }, atMost: .seconds(1))
        #expect(bench.hasRested && bench.faults.isEmpty)
    }

    @Test("on the worst of lines every transmission has one outcome", arguments: 0..<9)
    func damage(seed: Int) throws {
        var permits = Permits()
        var bench = try Bench(Self.emulator())
        try bench.suffer(seed: seed) { number, start in
            permits.gate = TransmitGuard(plan: .eu868, antennaGain: Decibels(hundredths: 0))
            return try permits.permit(number, start: start)
        }
    }
}

extension Bench<CoreCellEmulator> {
    /// A life on a damaged line: transmissions, cancels and losses at random, and what a daemon does:
    /// after a fault it opens the line again. Checks that each transmission has one outcome.
    mutating func suffer(
        seed: Int, permit: (UInt32, TransmitStart) throws -> PermittedTransmission
    ) throws {
        damage = LineDamage(
            numbers: SeededNumbers(seed: UInt64(seed)), rarity: [30, 120, 600][seed % 3])
        var numbers = SeededNumbers(seed: 0x5EED + UInt64(seed))
        var handed: UInt32 = 0
        var faults = 0
        handle(.opened)
        for _ in 0..<100 {
            run(for: .milliseconds(numbers.below(400)))
            if self.faults.count > faults {
                faults = self.faults.count
                handle(.opened)
            }
            switch numbers.below(10) {
            case 0...4:
                let start = randomStart(&numbers)
                handle(.transmit(try permit(handed, start)))
                handed += 1
            case 5: handle(.cancel(UInt32(numbers.below(Int(handed) + 1))))
            case 6 where numbers.below(6) == 0:
                handle(.lost)
                run(for: .milliseconds(100))
                handle(.opened)
            default: break
            }
        }
        handle(.close)
        run(until: { $0.hasRested || $0.faults.count > faults }, atMost: .seconds(10))
        #expect(hasRested || self.faults.count > faults)
        for number in 0..<handed { #expect(outcomes(of: number).count == 1, "\(number)") }
        #expect(self.faults.allSatisfy { $0.description.count > 20 })
        // One damage in 600 messages leaves time to send.
        let sent = (0..<handed).contains { number in
            if case .sent = outcomes(of: number).first { true } else { false }
        }
        #expect(sent || seed % 3 != 2)
    }

    private func randomStart(_ numbers: inout SeededNumbers) -> TransmitStart {
        let time = machine.time(at: now)?.later(by: UInt64(numbers.below(900_000)))
        return numbers.below(4) == 0 ? .pulse : time.map { .at($0) } ?? .immediate
    }
}
