import Air
import Airwaves
import Concentrator
import ConcentratorSamples
import CoreCell
import Primitives
import Radios
import Seeds
import Testing
import Units

@Suite("CoreCell: the driver reads what the air said, for every kind of frame")
struct DriverReceiveTests {
    @Test(
        "a frame's end to the microsecond: every factor, rate and length up to the longest",
        arguments: SpreadingFactor.allCases)
    func end(factor: SpreadingFactor) throws {
        let plan = try SamplePlan.eu868.plan()
        var run = try DriverStart(plan)
        var clock = ConcentratorClock()
        for rate in CodingRate.allCases {
            for (length, checksum): (Int, ChecksumVerdict) in [
                (0, .absent), (0, .good), (1, .good), (2, .absent), (13, .good), (51, .good),
                (222, .good), (255, .absent),
            ] {
                let frame = TestFrame(
                    factor: factor, rate: rate, checksum: checksum,
                    payload: [UInt8](repeating: 0x42, count: length))
                // Microseconds of the chip's own count at the frame's end.
                let end = run.client.hear(frame)
                let counters = try run.client.read(0x6101, 8)
                clock.update(counters.rawSpan)
                let since = (run.client.now.value - 200_000) / 1000 - end.value / 1000
                let expected = clock.microseconds &- UInt32(since)
                let found = try #require(try Self.frames(&run.client, plan, clock).first)
                #expect(
                    abs(Int32(bitPattern: found.microseconds &- expected)) <= 1,
                    "\(factor) \(rate) \(length)")
            }
        }
    }

    static func frames(
        _ client: inout VendorClient, _ plan: ReceivePlan, _ clock: ConcentratorClock
    ) throws -> [ReceivedFrame] {
        let bytes = try client.fetch()
        return try items(bytes).compactMap { item in
            guard case .record(let record) = item else {
                Issue.record("\(item)")
                return nil
            }
            return try ReceivedFrame(
                record, in: bytes.rawSpan, plan: plan, clock: clock, levels: .coreCell,
                temperature: 2_500)
        }
    }

    static func items(_ bytes: [UInt8]) -> [ReceiveBuffer.Item] {
        var buffer = ReceiveBuffer(bytes.rawSpan)
        var items: [ReceiveBuffer.Item] = []
        while let item = buffer.next() { items.append(item) }
        return items
    }

    @Test(
        "level, ratio and offset come back, over their whole range", arguments: SamplePlan.allCases)
    func numbers(sample: SamplePlan) throws {
        let plan = try sample.plan()
        var run = try DriverStart(plan)
        var numbers = SeededNumbers(seed: 9)
        let channels = plan.channels.enumerated().compactMap { index, channel in
            channel.map { (index, $0) }
        }
        for _ in 0..<60 {
            let (index, channel) = channels[Int(numbers.next() % UInt64(channels.count))]
            let centre = try #require(plan.setting(of: channel.radio)).centre.value
            let frequency = UInt64(Int64(centre) + Int64(channel.offset))
            let frame = TestFrame(
                frequency: frequency, syncWord: plan.syncWord,
                level: -13_500 + Int32(numbers.next() % 10_500),
                signalToNoise: -2_000 + 25 * Int32(numbers.next() % 140),
                offset: -31_000 + Int32(numbers.next() % 62_000),
                payload: (0..<20).map { _ in UInt8(truncatingIfNeeded: numbers.next()) })
            run.client.hear(frame)
            let found = try #require(
                try Self.frames(&run.client, plan, ConcentratorClock()).first)
            #expect(found.channel == .multiple(UInt8(index)))
            #expect(found.frequency.value == frequency)
            #expect(found.checksum == .good)
            #expect(found.frequencyOffset == frame.offset)
            #expect(found.signalToNoise?.hundredths == frame.signalToNoise)
            #expect(
                (found.channelLevel - SignalLevel(hundredths: frame.level)).hundredths.magnitude
                    <= 51)
        }
    }

    @Test("fine time by the driver's whole numbers: that of the vendor's formula, to nanoseconds")
    func fine() throws {
        let plan = try SamplePlan.eu868.plan(timestamps: .fine)
        var run = try DriverStart(plan)
        var clock = ConcentratorClock()
        for _ in 0..<40 {
            run.client.wait(milliseconds: 500)
            let counters = try run.client.read(0x6101, 8)
            clock.update(counters.rawSpan)
        }
        for factor in [SpreadingFactor.sf7, .sf9, .sf12] {
            let second = (run.client.now.value / 1_000_000_000 + 1) * 1_000_000_000
            run.client.wait(microseconds: (second - run.client.now.value) / 1000 + 1_234)
            let start = run.client.now.value
            run.client.hear(TestFrame(factor: factor, payload: [1, 2, 3]))
            let counters = try run.client.read(0x6101, 8)
            clock.update(counters.rawSpan)
            let frames = try Self.frames(&run.client, plan, clock)
            let fine = try #require(frames.compactMap(\.fineNanoseconds).first)
            let preamble = Double(start % 1_000_000_000) + 8 * Double(factor.chipsPerSymbol) * 8_000
            let error = Double(fine) - preamble - TimeStageTests.constant
            #expect(abs(error) <= 4, "\(factor): \(error)")
        }
    }
}
