import Airwaves
import Concentrator
import ConcentratorSamples
import Primitives
import Radios
import Testing
import Units

@Suite("Received frame: a record in units")
struct ReceivedFrameTests {
    static func frame(
        _ bytes: [UInt8], timestamps: TimestampMode = .frameEnd
    ) throws -> ReceivedFrame {
        let record = try #require(ReceiveBufferTests.records(bytes).first)
        var clock = ConcentratorClock()
        clock.update(ConcentratorClockTests.reading(now: 0xFFFF_0000).rawSpan)
        clock.update(ConcentratorClockTests.reading(now: 0x2000_0000).rawSpan)
        return try ReceivedFrame(
            record, in: bytes.rawSpan, plan: try SamplePlan.eu868.plan(timestamps: timestamps),
            clock: clock, levels: .coreCell, temperature: 2500)
    }

    @Test("every value of a LoRa frame")
    func loRa() throws {
        let frame = try Self.frame(ReceiveBufferTests.record())
        #expect(frame.frequency == Hertz(867_100_000) && frame.radio == .a)
        #expect(frame.modulation == LoRaModulation(spreadingFactor: .sf7))
        #expect(frame.checksum == .good)
        #expect(frame.channelLevel.hundredths == 12_000 - 21_540 + 102)
        #expect(frame.signalLevel.hundredths == 11_600 - 21_540 + 102)
        #expect(frame.signalToNoise == Decibels(hundredths: -1000))
        // -2 steps are -0.24 Hz; -400 kHz are -819 whole steps, which are -399,902 Hz.
        #expect(frame.frequencyOffset == -98)
        let time: UInt32 = (1 << 27 | 0x1234_5678 / 32) - 456
        #expect(frame.microseconds == time)
        #expect(frame.payload == 9..<22)
    }

    @Test(
        "what the checksum says",
        arguments: [
            (UInt8(0x73), UInt8(0x00), UInt8(0x40), ChecksumVerdict.good),
            (0x73, 0x01, 0x40, .bad), (0x72, 0x00, 0x40, .absent),
            (0x73, 0x00, 0x41, .contradicted),
        ])
    func checksums(kind: UInt8, flags: UInt8, first: UInt8, expected: ChecksumVerdict) throws {
        var payload = bytes("40112233440001000155667788")
        payload[0] = first
        let record = ReceiveBufferTests.record(payload: payload, kind: kind, flags: flags)
        #expect(try Self.frame(record).checksum == expected)
    }

    @Test("the service channel and FSK")
    func kinds() throws {
        let service = try Self.frame(
            ReceiveBufferTests.record(channel: 8, modem: 16, offset: [0, 0, 4]))
        #expect(service.frequency == Hertz(868_300_000) && service.radio == .b)
        #expect(service.modulation?.bandwidth == .kHz250)
        // 2^18 steps of a quarter of 250 kHz; -200 kHz are -409 steps, -199,707 Hz.
        #expect(service.frequencyOffset == 62_207)
        let fsk = try Self.frame(ReceiveBufferTests.record(channel: 9, kind: 0x01, modem: 17))
        #expect(fsk.frequency == Hertz(868_800_000) && fsk.modulation == nil)
        #expect(fsk.signalToNoise == nil && fsk.frequencyOffset == nil)
        let time: UInt32 = (1 << 27 | 0x1234_5678 / 32) - 7
        #expect(fsk.microseconds == time)
    }

    @Test("what is refused, and what fine timestamps need")
    func others() throws {
        #expect(throws: ReceivedFrameError.uncoded) {
            try Self.frame(ReceiveBufferTests.record(kind: 0x71))
        }
        let fine = try Self.frame(ReceiveBufferTests.record(), timestamps: .fine)
        #expect(fine.fineNanoseconds == nil, "no pulses")
        let bytes = ReceiveBufferTests.record(channel: 1)
        let record = try #require(ReceiveBufferTests.records(bytes).first)
        let plan = try SamplePlan.in865.plan()
        #expect(throws: ReceivedFrameError.channelUnused(.multiple(1))) {
            try ReceivedFrame(
                record, in: bytes.rawSpan, plan: plan, clock: ConcentratorClock(),
                levels: .coreCell, temperature: 0)
        }
    }
}
