import Air
import Airwaves
import Concentrator
import Primitives
import Radios
import Seeds
import Testing
import Units

@Suite("CoreCell: what the driver sends is what leaves the emulated antenna")
struct DriverTransmitTests {
    static func setup(
        _ signal: Concentrator.TransmitSignal, payload: [UInt8], frequency: UInt64 = 868_100_000,
        gain: GainStep = Board.coreCell.steps[2], trigger: TransmitTrigger = .immediate
    ) throws -> TransmitSetup {
        try TransmitSetup(
            radio: .a, frequency: Hertz(frequency), signal: signal, gain: gain, payload: payload,
            trigger: trigger)
    }

    @Test("LoRa of every factor and width, byte for byte, at every power of the board")
    func loRa() throws {
        var session = try DriverSession(try ReceivePlan(for: .eu868, on: .coreCell))
        var numbers = SeededNumbers(seed: 0x0120)
        for factor in SpreadingFactor.allCases {
            for bandwidth in [Bandwidth.kHz125, .kHz250, .kHz500] {
                let modulation = LoRaModulation(
                    spreadingFactor: factor, bandwidth: bandwidth,
                    codingRate: numbers.pick(CodingRate.allCases))
                let framing = LoRaFraming(
                    preambleSymbols: UInt16(6 + numbers.below(20)),
                    header: numbers.pick([.explicit, .implicit]),
                    hasChecksum: numbers.pick([true, false]))
                let signal = LoRaSignal(
                    modulation, framing: framing, hasInvertedPolarity: numbers.pick([true, false]),
                    syncWord: numbers.pick([.public, .private]))
                let payload = numbers.bytes(1 + numbers.below(255))
                let gain = numbers.pick(Board.coreCell.steps)
                let count = session.emissions.count
                try session.ask(
                    try Self.setup(.loRa(signal), payload: payload, gain: gain).operations)
                session.wait(microseconds: 20_000_000)
                #expect(try session.status(.a) == .free)
                let emission = try #require(session.emissions.dropFirst(count).first)
                #expect(session.emissions.count == count + 1)
                #expect(
                    emission.frame
                        == AirFrame(
                            frequency: Hertz(868_100_000), modulation: .loRa(modulation),
                            framing: framing, hasInvertedPolarity: signal.hasInvertedPolarity,
                            syncWord: factor <= .sf6 ? .private : signal.syncWord,
                            payload: payload))
                #expect(emission.power == gain.level)
            }
        }
    }

    @Test("FSK: its rate, its payload behind the length, with and without checksum")
    func fsk() throws {
        var session = try DriverSession(try ReceivePlan(for: .eu868, on: .coreCell))
        for (rate, size, hasChecksum) in [
            (UInt32(50_000), 1, true), (50_000, 255, false), (64_000, 20, true),
        ] {
            let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
            let count = session.emissions.count
            let signal = FSKSignal(bitsPerSecond: rate, hasChecksum: hasChecksum)
            try session.ask(
                try Self.setup(.fsk(signal), payload: payload, frequency: 868_800_000).operations)
            session.wait(microseconds: 1_000_000)
            #expect(try session.status(.a) == .free)
            let emission = try #require(session.emissions.dropFirst(count).first)
            #expect(
                emission.frame
                    == AirFrame(
                        frequency: Hertz(868_800_000), modulation: .fsk(bitsPerSecond: rate),
                        framing: LoRaFraming(hasChecksum: hasChecksum), payload: payload))
            let bytes = UInt64(5 + 3 + 1 + size + (hasChecksum ? 2 : 0))
            let airtime = Nanoseconds((bytes * 8 * 1_000_000_000 + UInt64(rate) - 1) / UInt64(rate))
            #expect(emission.end.gap(to: emission.start) == airtime)
        }
    }

    @Test(
        "a frame at a time begins there to the microsecond",
        arguments: [Bandwidth.kHz125, .kHz250, .kHz500])
    func timed(bandwidth: Bandwidth) throws {
        var session = try DriverSession(try ReceivePlan(for: .eu868, on: .coreCell))
        let (microseconds, at) = try session.count()
        let signal = LoRaSignal(
            LoRaModulation(spreadingFactor: .sf9, bandwidth: bandwidth), hasInvertedPolarity: true)
        try session.ask(
            try Self.setup(
                .loRa(signal), payload: [1, 2, 3],
                trigger: .at(microseconds: microseconds &+ 300_000)
            ).operations)
        #expect(try session.status(.a) == .scheduled)
        session.wait(microseconds: 299_500)
        session.wait(microseconds: 2_000)
        #expect(try session.status(.a) == .emitting)
        session.wait(microseconds: 1_000_000)
        let emission = try #require(session.emissions.first)
        let due = at + Nanoseconds(300_000_000)
        #expect(emission.start.gap(to: due) <= Nanoseconds(1_000))
    }

    @Test("a carrier goes on until it is aborted, and a scheduled frame taken back never goes")
    func aborts() throws {
        var session = try DriverSession(try ReceivePlan(for: .eu868, on: .coreCell))
        try session.ask(try Self.setup(.carrier(CarrierSignal(offset: 10)), payload: []).operations)
        session.wait(microseconds: 60_000_000)
        #expect(try session.status(.a) == .emitting)
        try session.ask(TransferBatch(Radio.a.abortTransmission))
        session.wait(microseconds: 1_000)
        #expect(try session.status(.a) == .free)

        let (microseconds, _) = try session.count()
        let signal = LoRaSignal(LoRaModulation(spreadingFactor: .sf7), hasInvertedPolarity: false)
        try session.ask(
            try Self.setup(
                .loRa(signal), payload: [9], trigger: .at(microseconds: microseconds &+ 500_000)
            ).operations)
        try session.ask(TransferBatch(Radio.a.abortTransmission))
        session.wait(microseconds: 2_000_000)
        #expect(try session.status(.a) == .free)
        #expect(session.emissions.allSatisfy { $0.frame.payload != [9] })
    }
}

@Suite("CoreCell: the driver listens before it talks")
struct DriverListenTests {
    static let frequency: UInt64 = 922_100_000

    /// Whether the frame went, and what the gain controller said.
    static func send(level: Int32?) throws -> (verdict: ListenVerdict, emissions: Int) {
        let plan = try ReceivePlan(for: .kr920, on: .coreCell)
        var session = try DriverSession(plan, patch: try DriverSession.patch())
        #expect(session.listensFirst)
        if let level {
            let frame = AirFrame(
                frequency: Hertz(frequency),
                modulation: .loRa(LoRaModulation(spreadingFactor: .sf12)), payload: [1, 2, 3])
            session.hear(
                Arrival(
                    frame: frame, level: SignalLevel(hundredths: level),
                    signalToNoise: Decibels(hundredths: 1000), start: session.now,
                    end: session.now + Nanoseconds(900_000_000)))
        }
        let rule = try #require(RegionalPlan.kr920.rules.listenBeforeTalk)
        let scan = try ListenScan(rule, frequency: Hertz(frequency), bandwidth: .kHz125)
        try session.ask(scan.setup)
        try session.ask(scan.start)
        session.wait(microseconds: scan.microseconds)
        let signal = LoRaSignal(LoRaModulation(spreadingFactor: .sf7), hasInvertedPolarity: false)
        try session.ask(
            try DriverTransmitTests.setup(.loRa(signal), payload: [7], frequency: frequency)
                .operations)
        var verdict = ListenVerdict.notYet
        for _ in 0..<ListenVerdict.limit where verdict == .notYet {
            session.wait(microseconds: 1000)
            verdict = ListenVerdict(
                try session.ask(TransferBatch(ListenVerdict.read))[0], of: .a)
        }
        try session.ask(TransferBatch(ListenVerdict.acknowledge))
        session.wait(microseconds: 1000)
        #expect(try session.ask(TransferBatch(ListenVerdict.read)) == [0])
        try session.ask(TransferBatch(ListenVerdict.settle))
        try session.ask(ListenScan.stop)
        session.wait(microseconds: 1_000_000)
        return (verdict, session.emissions.count)
    }

    @Test("a quiet channel lets the frame go; at the plan's level it stays")
    func verdicts() throws {
        #expect(try Self.send(level: nil) == (.free, 1))
        #expect(try Self.send(level: -8001) == (.free, 1))
        #expect(try Self.send(level: -8000) == (.taken, 0))
        #expect(try Self.send(level: -5000) == (.taken, 0))
    }
}
