import Air
import Airwaves
import CoreCell
import Radios
import Testing
import Units

@Suite("CoreCell stage send: what the registers hold leaves the antenna")
struct SendStageTests {
    /// Microseconds of the chip's counter, as the library has them.
    static func count(_ client: inout VendorClient) throws -> UInt32 {
        try client.counters().now / 32
    }

    @Test(
        "a frame of five bytes at a time is 41 operations in 302 bytes, as the vendor's program sends it"
    )
    func size() throws {
        var client = try VendorClient.started(.bare)
        let count = try Self.count(&client)
        let (operations, bytes) = try client.send(
            VendorTransmission(trigger: .at(microseconds: count &+ 100_000)))
        #expect(operations == 41)
        #expect(bytes == 302)
    }

    @Test(
        "delayed: scheduled until its time, emitting, free; the emission begins on the microsecond")
    func delayed() throws {
        var client = try VendorClient.started(.bare)
        let zero = client.now
        let count = try Self.count(&client)
        let target = count + 50_000
        try client.send(VendorTransmission(trigger: .at(microseconds: target)))
        #expect(try client.get(0x5211) == 0x91)
        client.wait(milliseconds: 40)
        #expect(try client.get(0x5211) == 0x91)
        #expect(client.emissions.isEmpty)
        client.wait(milliseconds: 12)
        #expect(try client.get(0x5211) == 0x30)
        #expect(try client.get(0x5411) == 0x80, "the other path has nothing to do")
        let emission = try #require(client.emissions.first)
        let expected = zero.value + 50_000_000
        #expect(emission.start.value >= expected - 1_000 && emission.start.value < expected + 1_000)
        client.wait(milliseconds: 60)
        #expect(try client.get(0x5211) == 0x80)
        #expect(client.emissions.count == 1)
    }

    struct Row: Sendable {
        var sent: VendorTransmission
        var modulation: FrameModulation
        var airtime: UInt64
    }

    static func loRa(
        _ factor: SpreadingFactor, _ bandwidth: Bandwidth, _ rate: CodingRate
    ) -> FrameModulation {
        .loRa(LoRaModulation(spreadingFactor: factor, bandwidth: bandwidth, codingRate: rate))
    }

    /// Microseconds on air as the vendor's library computes them, with a checksum.
    static let rows: [Row] = [
        Row(
            sent: VendorTransmission(hasChecksum: true, payload: [UInt8](repeating: 1, count: 13)),
            modulation: loRa(.sf7, .kHz125, .fourFifths), airtime: 46_336),
        Row(
            sent: VendorTransmission(
                modulation: .loRa(12, 4, 1), hasChecksum: true,
                payload: [UInt8](repeating: 2, count: 51)),
            modulation: loRa(.sf12, .kHz125, .fourFifths), airtime: 2_465_792),
        Row(
            sent: VendorTransmission(
                path: 1, frequency: 923_300_000, modulation: .loRa(8, 6, 1), hasChecksum: true,
                payload: [UInt8](repeating: 3, count: 222)),
            modulation: loRa(.sf8, .kHz500, .fourFifths), airtime: 153_728),
        Row(
            sent: VendorTransmission(
                modulation: .loRa(10, 4, 1), hasChecksum: true, isPublic: false, payload: []),
            modulation: loRa(.sf10, .kHz125, .fourFifths), airtime: 206_848),
        Row(
            sent: VendorTransmission(
                frequency: 869_525_000, modulation: .fsk(50_000, 25_000), hasChecksum: true,
                payload: [UInt8](repeating: 4, count: 20)),
            modulation: .fsk(bitsPerSecond: 50_000), airtime: 8 * (5 + 3 + 1 + 20 + 2) * 20),
    ]

    @Test("immediate: modulation, time on air, frequency and payload", arguments: rows.indices)
    func immediate(index: Int) throws {
        let row = Self.rows[index]
        var client = try VendorClient.started()
        try client.send(row.sent)
        client.wait(milliseconds: 3_000)
        let emission = try #require(client.emissions.first)
        let frame = emission.frame
        #expect(frame.modulation == row.modulation)
        #expect(emission.end.value - emission.start.value == row.airtime * 1000)
        #expect(frame.frequency.value == row.sent.frequency)
        #expect(frame.payload == row.sent.payload)
        #expect(frame.framing.hasChecksum)
        if case .loRa = row.modulation {
            #expect(frame.hasInvertedPolarity == row.sent.isInverted)
            #expect(frame.syncWord == (row.sent.isPublic ? .public : .private))
        }
        #expect(try client.get(row.sent.path == 0 ? 0x5211 : 0x5411) == 0x80)
    }

    @Test("preamble, header, checksum and polarity as they are set")
    func framing() throws {
        var client = try VendorClient.started()
        try client.send(
            VendorTransmission(
                modulation: .loRa(9, 4, 3), preamble: 300, isInverted: false, isImplicit: true))
        client.wait(milliseconds: 2_000)
        let frame = try #require(client.emissions.first).frame
        #expect(
            frame.framing
                == LoRaFraming(preambleSymbols: 300, header: .implicit, hasChecksum: false))
        #expect(!frame.hasInvertedPolarity)
        #expect(frame.modulation == Self.loRa(.sf9, .kHz125, .fourSevenths))
    }

    @Test("the vendor's table of power, each step")
    func power() throws {
        // (amplifier, index, dBm): sx1302_hal 2.1.0, configuration of the CoreCell for 868 MHz.
        let table: [(UInt8, UInt8, Int32)] = [
            (0, 15, 12), (0, 16, 13), (0, 17, 14), (0, 19, 15), (0, 20, 16), (0, 22, 17),
            (1, 1, 18), (1, 2, 19), (1, 3, 20), (1, 4, 21), (1, 5, 22), (1, 6, 23), (1, 7, 24),
            (1, 9, 25), (1, 11, 26), (1, 14, 27),
        ]
        var client = try VendorClient.started(.bare)
        for (amplifier, index, _) in table {
            try client.send(VendorTransmission(power: amplifier << 6 | index))
            client.wait(milliseconds: 100)
        }
        #expect(client.emissions.map(\.power.hundredths) == table.map { $0.2 * 100 })
    }

    @Test("with a pulse: waits for the next whole second")
    func pulse() throws {
        var client = try VendorClient.started(.bare)
        let second = (client.now.value / 1_000_000_000 + 1) * 1_000_000_000
        try client.send(VendorTransmission(trigger: .pulse))
        #expect(try client.get(0x5211) == 0x91)
        client.wait(milliseconds: 1_100)
        let emission = try #require(client.emissions.first)
        // What the register waits of the 1,500 us that a beacon begins after its pulse.
        let delay = emission.start.value - second
        #expect(delay == UInt64(0xB935) * 125 / 4 + 1)
    }

    @Test(
        "FSK at any rate that the register can hold",
        arguments: [489, 1_200, 5_656, 50_000, 250_000])
    func rates(rate: UInt32) throws {
        var client = try VendorClient.started(.bare)
        try client.send(VendorTransmission(modulation: .fsk(rate, 25_000)))
        client.wait(milliseconds: 1_000)
        guard case .fsk(let found) = try #require(client.emissions.first).frame.modulation else {
            Issue.record("not FSK")
            return
        }
        #expect(32_000_000 / found == 32_000_000 / rate)
    }

    @Test("a carrier is on until it is stopped")
    func carrier() throws {
        var client = try VendorClient.started(.bare)
        try client.send(VendorTransmission(modulation: .carrier))
        client.wait(milliseconds: 10_000)
        #expect(try client.get(0x5211) == 0x30)
        try client.abort(0x5200)
        #expect(try client.get(0x5211) == 0x80)
        #expect(client.emissions.isEmpty, "it is no frame")
    }

    @Test("taken back before its time, nothing is sent")
    func abort() throws {
        var client = try VendorClient.started(.bare)
        let count = try Self.count(&client)
        try client.send(VendorTransmission(trigger: .at(microseconds: count + 50_000)))
        try client.abort(0x5200)
        client.wait(milliseconds: 500)
        #expect(client.emissions.isEmpty)
    }

    @Test("stopped in the midst of it, the path is free at once: a program stops within a second")
    func stop() throws {
        var client = try VendorClient.started(.bare)
        try client.send(
            VendorTransmission(
                modulation: .loRa(12, 4, 1), payload: [UInt8](repeating: 0, count: 200)))
        client.wait(milliseconds: 100)
        #expect(try client.get(0x5211) == 0x30)
        try client.close()
        #expect(client.emissions.count == 1)
    }

    @Test("a target that has passed is met when the counter comes by again")
    func late() throws {
        var client = try VendorClient.started(.bare)
        let count = try Self.count(&client)
        try client.send(VendorTransmission(trigger: .at(microseconds: count &- 100_000)))
        client.wait(milliseconds: 10_000)
        #expect(try client.get(0x5211) == 0x91)
        client.wait(milliseconds: 124_000)
        #expect(client.emissions.isEmpty)
        client.wait(milliseconds: 500)
        #expect(client.emissions.count == 1)
    }

    @Test("without the gain controller the path does its work and nothing leaves the antenna")
    func withoutController() throws {
        var client = VendorClient()
        try client.open()
        try client.send(VendorTransmission())
        #expect(try client.get(0x5211) == 0x30)
        client.wait(milliseconds: 200)
        #expect(try client.get(0x5211) == 0x80)
        #expect(client.emissions.isEmpty)
    }

    @Test("half duplex: a frame that meets a transmission is lost, one before or behind is not")
    func halfDuplex() throws {
        var client = try VendorClient.started()
        let frame = TestFrame(frequency: 867_100_000)
        client.hear(frame)
        try client.send(VendorTransmission())
        client.wait(milliseconds: 5)
        client.hear(frame)
        client.wait(milliseconds: 100)
        client.hear(frame)
        #expect(try client.receive(.eu868).count == 2)
        #expect(client.radio.missed(.transmitting) == 1)
    }

    @Test("a board with two antennas hears on")
    func fullDuplex() throws {
        var client = try VendorClient.started()
        try client.write(0x5785, [0xCF])
        try client.send(VendorTransmission())
        client.wait(milliseconds: 5)
        client.hear(TestFrame(frequency: 867_100_000))
        #expect(try client.receive(.eu868).count == 1)
    }

    static let unsent: [(String, UInt16, UInt8)] = [
        ("spreading factor 4", 0x5260, 0x44), ("bandwidth code 3", 0x5260, 0x37),
        ("coding rate 0", 0x5261, 0x00), ("coding rate 5", 0x5261, 0x05),
        ("a sync word nobody has", 0x526D, 0x03), ("a preamble of 5", 0x5266, 0x05),
    ]

    @Test("what no modem sends is not sent, and the path is free", arguments: unsent)
    func nothing(name: String, address: UInt16, value: UInt8) throws {
        var client = try VendorClient.started(.bare)
        try client.send(VendorTransmission())
        client.wait(milliseconds: 200)
        #expect(client.emissions.count == 1)
        try client.write(address, [value])
        try client.set(0x5200, 0, 0, 0)
        try client.set(0x5200, 0, 0, 1)
        #expect(try client.get(0x5211) == 0x80, "\(name)")
        client.wait(milliseconds: 200)
        #expect(client.emissions.count == 1)
    }
}

@Suite("CoreCell stage SX1261: listening before talking, spectral scan")
struct ListenStageTests {
    static var plan: VendorPlan {
        var plan = VendorPlan.bare
        plan.listensFirst = true
        return plan
    }

    /// Looks 24 times for 128 us, as the vendor's library; threshold in dBm.
    static func send(_ client: inout VendorClient, threshold: Int) throws -> UInt8 {
        try client.tuneListener(868_100_000)
        _ = try client.listenerCommand(0x9A, [11, 0, 24, UInt8(-2 * threshold), 1])
        client.wait(microseconds: 128)
        try client.send(VendorTransmission())
        client.wait(milliseconds: 2)
        return try client.get(0x5781)
    }

    static let rows: [(String, UInt64?, Int32, Bool)] = [
        ("nobody is on the air", nil, 0, true),
        ("someone is, too loud", 868_100_000, -7_000, false),
        ("as loud as the threshold", 868_100_000, -8_000, false),
        ("a hundredth below it", 868_100_000, -8_001, true),
        ("beside the channel", 868_300_000, -3_000, true),
    ]

    @Test("a transmission goes out or is blocked, and the status says which", arguments: rows)
    func listen(name: String, frequency: UInt64?, level: Int32, isFree: Bool) throws {
        var client = try VendorClient.started(Self.plan)
        if let frequency {
            let other = TestFrame(
                frequency: frequency, factor: .sf10, level: level,
                payload: [UInt8](repeating: 0, count: 50))
            client.radio.hear(other.arrival(at: client.now))
            client.wait(milliseconds: 10)
        }
        let status = try Self.send(&client, threshold: -80)
        #expect(status & 0x01 == 1, "\(name): tried")
        #expect(status & 0x40 == (isFree ? 0 : 0x40), "\(name)")
        client.wait(milliseconds: 200)
        #expect(client.emissions.count == (isFree ? 1 : 0), "\(name)")
        try client.write(0x578C, [0xFF])
        #expect(try client.get(0x5781) == 0, "acknowledged")
        try client.write(0x578C, [0x00])
        #expect(try client.get(0x5211) == 0x80)
    }

    @Test("nobody listened: blocked")
    func unheard() throws {
        var client = try VendorClient.started(Self.plan)
        try client.send(VendorTransmission())
        client.wait(milliseconds: 2)
        #expect(try client.get(0x5781) == 0x41)
    }

    @Test("spectral scan: runs its time, then 33 counts whose sum is the number of looks")
    func scan() throws {
        var plan = VendorPlan.bare
        plan.hasListener = true
        var client = try VendorClient.started(plan)
        let noise = try Self.scan(&client, looks: 2_000)
        #expect(noise.reduce(0, +) == 2_000)
        #expect(noise[..<26].allSatisfy { $0 == 0 }, "nothing louder than -104 dBm")
        client.radio.hear(
            TestFrame(factor: .sf12, level: -6_000, payload: [UInt8](repeating: 0, count: 20))
                .arrival(at: client.now))
        let loud = try Self.scan(&client, looks: 1_000)
        #expect(loud[15] == 1_000, "-60 dBm is the fifteenth step of 4 dB")
    }

    static func scan(_ client: inout VendorClient, looks: Int) throws -> [Int] {
        try client.tuneListener(868_100_000)
        // The vendor's program sends nine bytes where three are meant.
        _ = try client.listenerCommand(
            0x9B, [UInt8(looks >> 8), UInt8(looks & 0xFF), 11, 1, 2, 3, 4, 5, 6])
        #expect(try client.listenerCommand(0x1D, [0x07, 0xCD, 0, 0])[3] == 0x0F)
        client.wait(microseconds: UInt64(looks) * 9)
        #expect(try client.listenerCommand(0x1D, [0x07, 0xCD, 0, 0])[3] == 0xFF)
        let bytes = try client.listenerCommand(
            0x1D, [0x04, 0x01, 0] + [UInt8](repeating: 0, count: 66))[3...]
        let counts = Array(bytes)
        return (0..<33).map { Int(counts[2 * $0]) << 8 | Int(counts[2 * $0 + 1]) }
    }

    @Test("a scan that is stopped says so")
    func abort() throws {
        var plan = VendorPlan.bare
        plan.hasListener = true
        var client = try VendorClient.started(plan)
        try client.tuneListener(868_100_000)
        _ = try client.listenerCommand(0x9B, [0xFF, 0xFF, 11])
        _ = try client.listenerCommand(0x0D, [0x08, 0x9B, 0x00])
        #expect(try client.listenerCommand(0x1D, [0x07, 0xCD, 0, 0])[3] == 0xF0)
    }

    @Test("without the patch neither order does anything")
    func unpatched() throws {
        var client = VendorClient()
        try client.open()
        try client.tuneListener(868_100_000)
        _ = try client.listenerCommand(0x9B, [0, 10, 11])
        #expect(try client.listenerCommand(0x1D, [0x07, 0xCD, 0, 0])[3] == 0x00)
    }
}
