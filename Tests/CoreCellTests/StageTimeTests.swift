import Air
import Airwaves
import CoreCell
import Testing
import Units

@Suite("CoreCell stage time: counters, pulses, fine timestamps")
struct TimeStageTests {
    @Test("counter test: 32 ticks a microsecond, both counters of one instant")
    func counter() throws {
        var client = VendorClient()
        try client.open()
        let (_, first) = try client.counters()
        client.wait(milliseconds: 10)
        let (_, second) = try client.counters()
        #expect(second &- first == 32 * 10_200, "ten milliseconds and a round trip")
        try client.pin(2, 1)
        try client.pin(2, 0)
        let (pulse, zero) = try client.counters()
        #expect(zero == 32 * 200, "time begins anew with the reset")
        #expect(pulse == 0)
    }

    @Test("the counter wraps after 134 s without a leap, read in one burst or byte by byte")
    func wrap() throws {
        var client = VendorClient()
        try client.open()
        var laps = 0
        var last = try client.counters().now
        for _ in 0..<300 {
            client.wait(milliseconds: 1_000)
            let next = try client.counters().now
            if next < last { laps += 1 }
            #expect(next &- last == 32 * 1_000_200)
            last = next
        }
        #expect(laps == 2)
        let bytes = try (0..<4).map { try client.get(0x6105 + $0) }
        #expect(bytes[0] == UInt8(last >> 24) || bytes[0] == UInt8(last >> 24) &+ 1)
    }

    @Test("a pulse is latched on each whole second of the air, once it is enabled")
    func pulses() throws {
        var client = VendorClient()
        try client.open()
        client.wait(milliseconds: 2_500)
        #expect(try client.counters().pulse == 0, "not enabled yet")
        try client.set(0x6100, 0, 0, 1)
        #expect(try client.counters().pulse == 0, "none came yet")
        var found: [UInt32] = []
        for _ in 0..<40 {
            client.wait(milliseconds: 100)
            let pulse = try client.counters().pulse
            if pulse != 0, pulse != found.last { found.append(pulse) }
        }
        #expect(found.count == 4)
        for (earlier, later) in zip(found, found.dropFirst()) {
            #expect(later &- earlier == 32_000_000)
        }
        try client.set(0x6100, 0, 0, 0)
        let kept = try client.counters().pulse
        client.wait(milliseconds: 2_000)
        #expect(try client.counters().pulse == kept, "switched off, it stays")
    }

    @Test("a board without a GNSS receiver has no pulses")
    func withoutPulses() throws {
        var client = VendorClient(CoreCellSettings(eui: VendorClient.eui, hasPulses: false))
        try client.start(.bare)
        client.wait(milliseconds: 3_000)
        #expect(try client.counters().pulse == 0)
    }

    // MARK: Precision mode

    static let corrections: [(SpreadingFactor, Int, Int64)] = [
        (.sf7, 13, 25_581), (.sf7, 51, 81_901), (.sf12, 13, 491_501),
    ]

    @Test(
        "precision mode dates the header's end: the vendor's corrections lead to the frame's",
        arguments: corrections)
    func headerEnd(factor: SpreadingFactor, length: Int, correction: Int64) throws {
        var plan = VendorPlan.eu868
        plan.isFine = true
        var client = try VendorClient.started(plan)
        let frame = TestFrame(factor: factor, payload: [UInt8](repeating: 3, count: length))
        let end = client.hear(frame)
        let packets = try client.receive(plan)
        let (_, ticks) = try client.counters()
        let ago = Int64((client.now.value - 200_000 - end.value) / 1000)
        for packet in packets {
            let count = Int64(packet.ticks / 32) + correction
            #expect(abs(Int64(ticks / 32) - ago - count) <= 1)
        }
        #expect(packets.count == 2)
    }

    @Test("each frame is demodulated twice, the second time with what dates it finely")
    func twice() throws {
        var plan = VendorPlan.eu868
        plan.isFine = true
        var client = try VendorClient.started(plan)
        client.hear(TestFrame())
        let packets = try client.receive(plan)
        #expect(packets.map(\.modem) == [0, 8])
        #expect(packets.map(\.isTimed) == [false, true])
        #expect(packets.map(\.metrics.count) == [0, 64])
        #expect(packets[0].ticks == packets[1].ticks)
        #expect(packets[0].payload == packets[1].payload)
    }

    @Test("only the spreading factors of the arbiter's mask are demodulated twice")
    func mask() throws {
        var plan = VendorPlan.eu868
        plan.isFine = true
        var client = try VendorClient.started(plan)
        try client.write(0x608C, [0x3F])
        client.hear(TestFrame(factor: .sf10))
        client.hear(TestFrame(factor: .sf11))
        #expect(try client.receive(plan).map(\.factor) == [10, 10, 11])
    }

    @Test("with two demodulators each, the ninth frame has none")
    func capacity() throws {
        var plan = VendorPlan.eu868
        plan.isFine = true
        var client = try VendorClient.started(plan)
        for index in 0..<9 {
            let frequency: UInt64 = [868_100_000, 868_300_000, 867_100_000][index % 3]
            let factor: SpreadingFactor = [.sf7, .sf8, .sf9][index / 3]
            client.radio.hear(
                TestFrame(frequency: frequency, factor: factor, payload: [1]).arrival(
                    at: client.now))
        }
        client.wait(milliseconds: 300)
        #expect(try client.receive(plan).count == 16)
        #expect(client.radio.missed(.noDemodulator) == 1)
    }

    struct FineRow: Sendable {
        var frame: TestFrame
        /// Of the channel, from its radio.
        var offset: Double
        /// Nanoseconds after a full second at which the frame begins.
        var start: UInt64
    }

    static let fineRows: [FineRow] = [
        FineRow(frame: TestFrame(), offset: -400_000, start: 123_456_789),
        FineRow(frame: TestFrame(factor: .sf8), offset: -400_000, start: 500_000_001),
        FineRow(frame: TestFrame(factor: .sf9, offset: 4_000), offset: -400_000, start: 77),
        FineRow(frame: TestFrame(factor: .sf10, offset: -2_500), offset: -400_000, start: 31),
        FineRow(frame: TestFrame(frequency: 868_500_000), offset: 0, start: 250_000_013),
        FineRow(frame: TestFrame(frequency: 867_500_000, factor: .sf11), offset: 0, start: 9),
        FineRow(
            frame: TestFrame(frequency: 867_700_000, factor: .sf12), offset: 200_000, start: 15),
    ]

    /// What the vendor's formula adds to the end of the preamble: filters and a chip.
    static let constant = 93_812.5

    @Test(
        "the vendor's formula leads to the end of the preamble, within a few nanoseconds",
        arguments: fineRows.indices)
    func fine(index: Int) throws {
        let row = Self.fineRows[index]
        var plan = VendorPlan.eu868
        plan.isFine = true
        var client = try VendorClient.started(plan)
        let second = (client.now.value / 1_000_000_000 + 2) * 1_000_000_000
        let start = Nanoseconds(second + row.start)
        client.wait(microseconds: (second - client.now.value) / 1000 - 1_000)
        client.radio.hear(row.frame.arrival(at: start))
        client.wait(microseconds: (row.start + row.frame.airtime.value) / 1000 + 30_000)
        let packet = try #require(try client.receive(plan).last { $0.isTimed })
        // The pulse before the frame, counted back from the last one.
        let last = try client.counters().pulse
        let since = (client.now.value - 200_000) / 1_000_000_000 * 1_000_000_000 - second
        let pulse = last &- UInt32(truncatingIfNeeded: since * 4 / 125)
        let found = Self.vendorTime(packet, row, pulse: pulse)
        let symbol = Double(row.frame.factor.chipsPerSymbol) * 8_000
        let preamble = Double(row.start) + 8 * symbol
        let step = row.frame.factor == .sf12 ? 2.0 : row.frame.factor == .sf11 ? 1.0 : 0.6
        #expect(abs(found - preamble - Self.constant) <= step, "\(found - preamble)")
    }

    /// sx1302_hal's precise_timestamp_calculate, for a perfect crystal.
    static func vendorTime(_ packet: VendorPacket, _ row: FineRow, pulse: UInt32) -> Double {
        let chips = Double(row.frame.factor.chipsPerSymbol)
        var preamble = 256 * chips * (packet.factor <= 6 ? 14 : 12) + 256 * (chips / 4 - 1)
        let frequency = Double(packet.frequency)
        let relative = (frequency + Double(packet.frequencyOffset)) / frequency - 1
        preamble = (preamble + preamble * relative + 0.5).rounded(.down)
        let ticks = packet.ticks &- UInt32(preamble) &+ 2138
        let used = 2 * ([12: 4, 11: 8, 10: 16][packet.factor] ?? 32)
        var (sum, running) = (0, 0)
        for metric in packet.metrics.prefix(used) {
            running += Int(metric)
            sum += running
        }
        let x = row.offset / 1000
        let notch =
            abs(x) > 75
            ? 0
            : 1.7e-6 * x * x * x * x + 2.4e-6 * x * x * x - 0.0101 * x * x - 0.01275 * x + 10.2922
        return (Double(ticks &- pulse) + Double(sum) / Double(used) + notch) * 31.25
    }
}
