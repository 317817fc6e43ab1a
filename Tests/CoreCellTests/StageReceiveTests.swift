import Air
import Airwaves
import CoreCell
import Radios
import Seeds
import Testing
import Units

/// A frame for the emulator to hear.
struct TestFrame {
    var frequency: UInt64 = 868_100_000
    var factor = SpreadingFactor.sf7
    var bandwidth = Bandwidth.kHz125
    var rate = CodingRate.fourFifths
    var framing = LoRaFraming()
    var fskRate: UInt32?
    var isInverted = false
    var syncWord = SyncWord.public
    var level: Int32 = -8_000
    var signalToNoise: Int32 = 900
    var checksum = ChecksumVerdict.good
    var offset: Int32 = 0
    var payload: [UInt8] = [UInt8](0..<13)

    var airtime: Nanoseconds {
        if let fskRate {
            let bits = UInt64(8 * (5 + 3 + 1 + payload.count + 2))
            return Nanoseconds(bits * 1_000_000_000 / UInt64(fskRate))
        }
        let modulation = LoRaModulation(
            spreadingFactor: factor, bandwidth: bandwidth, codingRate: rate)
        return (try? modulation.airtime(of: payload.count, framing: framing)) ?? Nanoseconds(0)
    }

    func arrival(at start: Nanoseconds) -> Arrival {
        let modulation: FrameModulation =
            fskRate.map { .fsk(bitsPerSecond: $0) }
            ?? .loRa(
                LoRaModulation(spreadingFactor: factor, bandwidth: bandwidth, codingRate: rate))
        let frame = AirFrame(
            frequency: Hertz(frequency), modulation: modulation, framing: framing,
            hasInvertedPolarity: isInverted, syncWord: syncWord, payload: payload)
        return Arrival(
            frame: frame, level: SignalLevel(hundredths: level),
            signalToNoise: Decibels(hundredths: signalToNoise), checksum: checksum,
            frequencyOffset: offset, start: start, end: start + airtime)
    }
}

extension VendorClient {
    /// Hears a frame from now on, and waits until it is over and decoded. Answers its end.
    @discardableResult
    mutating func hear(_ frame: TestFrame) -> Nanoseconds {
        let arrival = frame.arrival(at: now)
        radio.hear(arrival)
        wait(microseconds: frame.airtime.value / 1000 + 20_000)
        return arrival.end
    }

    static func started(
        _ plan: VendorPlan = .eu868,
        _ settings: CoreCellSettings = CoreCellSettings(eui: VendorClient.eui)
    ) throws -> VendorClient {
        var client = VendorClient(settings)
        try client.start(plan)
        return client
    }
}

@Suite("CoreCell stage receive: frames as the packet forwarder would report them")
struct ReceiveStageTests {
    struct Row: Sendable {
        var frame: TestFrame
        var channel: UInt8
        /// Microseconds that the vendor's library adds to the chip's time: measured there.
        var correction: Int64
    }

    static let rows: [Row] = [
        Row(frame: TestFrame(), channel: 0, correction: -456),
        Row(frame: TestFrame(factor: .sf8), channel: 0, correction: -879),
        Row(frame: TestFrame(factor: .sf9), channel: 0, correction: -1_958),
        Row(frame: TestFrame(factor: .sf10), channel: 0, correction: -3_893),
        Row(frame: TestFrame(factor: .sf11), channel: 0, correction: -7_732),
        Row(
            frame: TestFrame(factor: .sf12, payload: [UInt8](repeating: 7, count: 51)), channel: 0,
            correction: -15_394),
        Row(
            frame: TestFrame(frequency: 868_300_000, payload: [0xAB]), channel: 1, correction: -466),
        Row(
            frame: TestFrame(frequency: 868_500_000, payload: [UInt8](repeating: 1, count: 222)),
            channel: 2, correction: -468),
        Row(frame: TestFrame(frequency: 867_100_000, payload: []), channel: 3, correction: -461),
        Row(
            frame: TestFrame(frequency: 867_300_000, checksum: .absent), channel: 4,
            correction: -463),
        Row(
            frame: TestFrame(frequency: 867_500_000, rate: .fourEighths), channel: 5,
            correction: -457),
        Row(frame: TestFrame(frequency: 867_700_000, level: -12_000), channel: 6, correction: -456),
        Row(frame: TestFrame(frequency: 867_900_000, offset: -9_000), channel: 7, correction: -456),
        Row(
            frame: TestFrame(frequency: 868_300_000, bandwidth: .kHz250), channel: 8,
            correction: -229),
        Row(
            frame: TestFrame(frequency: 868_800_000, fskRate: 50_000), channel: 9,
            correction: 680_000 / 50_000 - 20),
    ]

    @Test("one frame on each channel, with every number of its record", arguments: rows.indices)
    func record(index: Int) throws {
        let row = Self.rows[index]
        var client = try VendorClient.started()
        client.wait(milliseconds: 3)
        let end = client.hear(row.frame)
        let packets = try client.receive(.eu868)
        let packet = try #require(packets.first)
        #expect(packets.count == 1)
        #expect(packet.channel == row.channel)
        #expect(packet.payload == row.frame.payload)
        #expect(packet.isChecked == (row.frame.checksum != .absent))
        #expect(!packet.isBad)
        #expect(packet.frequency == Int64(row.frame.frequency))
        #expect(abs(packet.channelLevel - Double(row.frame.level) / 100) <= 0.51)
        if row.frame.fskRate == nil {
            #expect(packet.factor == row.frame.factor.rawValue)
            #expect(packet.codingRate == row.frame.rate.rawValue - 4)
            #expect(packet.frequencyOffset == Int64(row.frame.offset))
            #expect(packet.signalToNoise == 9)
            #expect(packet.modem == (row.channel == 8 ? 16 : 0))
            // 9 dB above the noise: half a decibel of the power is noise.
            #expect(abs(packet.signalLevel - Double(row.frame.level) / 100 + 0.51) <= 0.51)
        } else {
            #expect(packet.modem == 17)
        }
        // The free counter dates the frame's end once the library has taken its part.
        let (_, ticks) = try client.counters()
        let now = client.now.value - 200_000
        let ago = (now - end.value) / 1000
        let count = Int64(packet.ticks / 32) + row.correction
        #expect(abs(Int64(ticks / 32) - count - Int64(ago)) <= 1)
        #expect(client.radio.missed(.noChannel) == 0)
    }

    struct Deaf: Sendable {
        var name: String
        var reason: MissedFrame
        var frame = TestFrame()
        var plan = VendorPlan.eu868

        init(
            _ name: String, _ reason: MissedFrame, _ frame: TestFrame = TestFrame(),
            plan change: (inout VendorPlan) -> Void = { _ in }
        ) {
            self.name = name
            self.reason = reason
            self.frame = frame
            change(&plan)
        }
    }

    static let deafRows: [Deaf] = [
        Deaf("between channels", .noChannel, TestFrame(frequency: 868_700_000)),
        Deaf("a quarter of the bandwidth and a hertz away", .noChannel, TestFrame(offset: 31_251)),
        Deaf("a channel that is off", .noChannel) { $0.channels[0] = nil },
        Deaf("another plan's channel", .noChannel) { plan in
            plan.channels[0] = VendorPlan.Channel(radio: 1, offset: 400_000)
        },
        Deaf("a spreading factor that is off", .modulation) { $0.factors = 0xFB },
        Deaf("another bandwidth", .modulation, TestFrame(bandwidth: .kHz500)),
        Deaf(
            "a bandwidth the service channel has not", .modulation,
            TestFrame(factor: .sf8, bandwidth: .kHz250)),
        Deaf(
            "FSK at another rate", .modulation, TestFrame(frequency: 868_800_000, fskRate: 25_000)),
        Deaf("FSK where LoRa is", .modulation, TestFrame(fskRate: 50_000)),
        Deaf("another network's word", .syncWord, TestFrame(syncWord: .private)),
        Deaf("a network's word where none is", .syncWord) { $0.isPublic = false },
        Deaf("a downlink", .polarity, TestFrame(isInverted: true)),
        Deaf("an implicit header", .framing, TestFrame(framing: LoRaFraming(header: .implicit))),
        Deaf(
            "five symbols of preamble", .framing,
            TestFrame(framing: LoRaFraming(preambleSymbols: 5))),
        Deaf(
            "optimised where it is not expected", .framing,
            TestFrame(framing: LoRaFraming(lowDataRateOptimisation: .on))),
        Deaf("a radio that is off", .noChannel) { plan in
            plan.radios[1] = nil
            plan.service = nil
            plan.fsk = nil
        },
    ]

    @Test(
        "a frame that no channel hears is in no record, and why is counted",
        arguments: deafRows.indices
    )
    func deaf(index: Int) throws {
        let row = Self.deafRows[index]
        var client = try VendorClient.started(row.plan)
        client.hear(row.frame)
        #expect(try client.fetch().isEmpty, "\(row.name)")
        #expect(client.radio.missed(row.reason) == 1, "\(row.name)")
    }

    @Test("the bounds are heard: the quarter itself, six symbols of preamble, the private word")
    func bounds() throws {
        var client = try VendorClient.started()
        client.hear(TestFrame(offset: 31_250))
        client.hear(TestFrame(offset: -31_250))
        client.hear(TestFrame(framing: LoRaFraming(preambleSymbols: 6)))
        for factor in [SpreadingFactor.sf5, .sf6] { client.hear(TestFrame(factor: factor)) }
        #expect(try client.receive(.eu868).count == 5)
        var plan = VendorPlan.eu868
        plan.isPublic = false
        var other = try VendorClient.started(plan)
        other.hear(TestFrame(syncWord: .private))
        other.hear(TestFrame(factor: .sf5))
        #expect(try other.receive(plan).count == 2)
    }

    static let asleepRows: [(String, UInt16, UInt8, UInt8)] = [
        ("modems switched off", 0x5605, 3, 0), ("no divider", 0x57C0, 2, 0),
        ("no clock", 0x57C0, 0, 0), ("clock from the bus", 0x5601, 4, 0),
        ("radios not handed over", 0x5601, 3, 1), ("gain controller held", 0x5780, 2, 1),
        ("arbiter held", 0x6080, 2, 1),
    ]

    @Test("nothing is heard unless all of it runs", arguments: asleepRows)
    func asleep(name: String, address: UInt16, bit: UInt8, value: UInt8) throws {
        var client = try VendorClient.started()
        try client.set(address, bit, bit, value)
        client.hear(TestFrame())
        #expect(try client.fetch().isEmpty, "\(name)")
        #expect(client.radio.missed(.notRunning) == 1)
    }

    @Test("what began before the start is not heard, and what the reset cut off neither")
    func aroundTheStart() throws {
        var client = VendorClient()
        client.radio.hear(
            TestFrame(factor: .sf12).arrival(at: client.now + Nanoseconds(1_000_000_000)))
        try client.start(.eu868)
        client.wait(milliseconds: 2_000)
        #expect(try client.fetch().isEmpty)
        client.radio.hear(TestFrame().arrival(at: client.now))
        client.wait(milliseconds: 10)
        try client.pin(2, 1)
        try client.pin(2, 0)
        client.wait(milliseconds: 100)
        #expect(try client.fetch().isEmpty)
        #expect(client.radio.missed(.notRunning) == 2)
    }

    @Test("a radio that stands by hears nothing; the other goes on while the clock is its own")
    func standby() throws {
        var client = try VendorClient.started()
        _ = try client.radioCommand(2, 0x80, [0])
        client.hear(TestFrame())
        client.hear(TestFrame(frequency: 867_100_000))
        #expect(try client.receive(.eu868).map(\.channel) == [3])
    }

    @Test("a checksum that is bad, and one that contradicts what the chip says")
    func checksums() throws {
        var client = try VendorClient.started()
        client.hear(TestFrame(checksum: .bad))
        let packet = try #require(try client.receive(.eu868).first)
        #expect(packet.isBad && packet.isChecked)
        client.hear(TestFrame(checksum: .contradicted))
        #expect(throws: VendorClient.ReceiveFailure.checksumContradicts) {
            try client.receive(.eu868)
        }
    }

    @Test("no frame is read before it is decoded, and none twice")
    func once() throws {
        var client = try VendorClient.started()
        let frame = TestFrame(factor: .sf12)
        client.radio.hear(frame.arrival(at: client.now))
        client.wait(microseconds: frame.airtime.value / 1000 + 10_000)
        #expect(try client.fetch().isEmpty, "15 ms are still missing")
        client.wait(milliseconds: 6)
        #expect(try client.receive(.eu868).count == 1)
        #expect(try client.fetch().isEmpty)
    }

    @Test("sixteen demodulators: the seventeenth frame at a time is lost, the next is not")
    func demodulators() throws {
        var client = try VendorClient.started()
        let frequencies: [UInt64] = [
            868_100_000, 868_300_000, 868_500_000, 867_100_000, 867_300_000, 867_500_000,
        ]
        for (index, frequency) in frequencies.enumerated() {
            for factor in [SpreadingFactor.sf7, .sf8, .sf9] {
                let frame = TestFrame(frequency: frequency, factor: factor, payload: [UInt8(index)])
                client.radio.hear(frame.arrival(at: client.now))
            }
        }
        client.wait(milliseconds: 300)
        let packets = try client.receive(.eu868)
        #expect(packets.count == 16)
        #expect(packets.map(\.modem).sorted() == [UInt8](0..<16))
        #expect(client.radio.missed(.noDemodulator) == 2)
        client.hear(TestFrame())
        #expect(try client.receive(.eu868).count == 1)
    }

    @Test("demodulators that are switched off are not used")
    func modemEnables() throws {
        var client = try VendorClient.started()
        try client.write(0x6188, [0x02])
        try client.write(0x6189, [0x01])
        for factor in [SpreadingFactor.sf7, .sf8, .sf9] {
            client.radio.hear(TestFrame(factor: factor).arrival(at: client.now))
        }
        client.wait(milliseconds: 300)
        #expect(try client.receive(.eu868).map(\.modem) == [1, 8])
    }

    @Test("a full buffer loses whole records, and is read in pieces through one address")
    func overflow() throws {
        var client = try VendorClient.started()
        let frame = TestFrame(payload: [UInt8](repeating: 0x55, count: 200))
        for _ in 0..<20 { client.hear(frame) }
        // 18 records of 223 bytes fit into 4,096.
        #expect(client.radio.missed(.bufferFull) == 2)
        #expect(try client.read(0x58C8, 2) == [UInt8(4_014 / 256), UInt8(4_014 % 256)])
        var bytes: [UInt8] = []
        while bytes.count < 18 * 223 { bytes += try client.read(0x4000, 223) }
        for record in 0..<18 {
            let part = bytes[record * 223..<(record + 1) * 223]
            #expect(part.dropLast().reduce(0, &+) == part.last)
        }
        #expect(try client.read(0x4000, 4) == [0, 0, 0, 0], "past the end")
    }

    @Test("frames are read in the order in which they end")
    func order() throws {
        var client = try VendorClient.started()
        client.radio.hear(TestFrame(factor: .sf9, payload: [9]).arrival(at: client.now))
        client.radio.hear(TestFrame(factor: .sf7, payload: [7]).arrival(at: client.now))
        client.wait(milliseconds: 300)
        #expect(try client.receive(.eu868).map(\.payload) == [[7], [9]])
    }

    @Test("told when it begins or when it has ended, a frame makes the same record")
    func toldLate() throws {
        var early = try VendorClient.started()
        var late = early
        let frame = TestFrame(factor: .sf10, payload: [UInt8](repeating: 9, count: 30))
        let arrival = frame.arrival(at: early.now)
        early.radio.hear(arrival)
        early.wait(milliseconds: 700)
        late.wait(microseconds: frame.airtime.value / 1000 + 1)
        late.radio.hear(arrival)
        late.wait(milliseconds: 300)
        let record = try early.fetch()
        #expect(record.count == 53)
        #expect(try late.fetch() == record)
    }

    @Test("the same frames at the same times make the same bytes")
    func deterministic() throws {
        func run() throws -> [UInt8] {
            var client = try VendorClient.started()
            var numbers = SeededNumbers(seed: 11)
            for _ in 0..<30 {
                client.radio.hear(
                    TestFrame(
                        frequency: numbers.pick([868_100_000, 868_300_000, 867_100_000]),
                        factor: numbers.pick([.sf7, .sf8, .sf9, .sf12]),
                        level: -12_000 + Int32(numbers.below(8_000)),
                        payload: numbers.bytes(numbers.below(40))
                    ).arrival(at: client.now))
                client.wait(milliseconds: UInt64(numbers.below(200)))
            }
            client.wait(milliseconds: 3_000)
            return try client.fetch()
        }
        let first = try run()
        #expect(first.count > 700)
        #expect(try run() == first)
    }
}
