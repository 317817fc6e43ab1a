import Airwaves
import CAllocations
import Concentrator
import ConcentratorSamples
import Primitives
import Radios
import Testing

@Suite("Reading a receive buffer allocates nothing")
struct ReceiveAllocationTests {
    /// 4,096 bytes as they come: the eight channels with fine timing, the service channel, FSK, and a
    /// broken record.
    static func fullBuffer(from first: UInt32) -> [UInt8] {
        var buffer: [UInt8] = []
        var ticks = first
        while buffer.count < 4096 - 200 {
            ticks += 3_200_000
            let channel = UInt8(buffer.count % 8)
            let metrics = [UInt8](repeating: 1, count: 64)
            buffer +=
                DuplicateFilterTests.Heard(
                    ticks: ticks, channel: channel, metrics: metrics
                ).asRecord
            buffer += DuplicateFilterTests.Heard(ticks: ticks, channel: 8).asRecord
            buffer += ReceiveBufferTests.record(channel: 9, kind: 0x01, modem: 17)
        }
        buffer[5] ^= 0x80
        return buffer + [UInt8](repeating: 0, count: 4096 - buffer.count)
    }

    @Test("records to frames, checksums, fine timestamps, the search for duplicates: nothing")
    func none() throws {
        let plan = try SamplePlan.eu868.plan(timestamps: .fine)
        let pulses = (0..<16).map { UInt32(0x0A00_0000) &+ UInt32($0) * 32_000_000 }
        let clock = FineTimestampTests.clock(pulses, now: 0x7000_0000)
        let buffers = [Self.fullBuffer(from: 0x1800_0000), Self.fullBuffer(from: 0x1900_0000)]
        var frames: [ReceivedFrame] = []
        frames.reserveCapacity(200)
        var filter = DuplicateFilter()
        var (heard, fine, faults, before): (Int, Int, Int, UInt) = (0, 0, 0, 0)
        for reading in 0..<22 {
            // The first two readings make the filter's memory and the types ready.
            if reading == 2 { before = earshot_allocations_of_this_thread() }
            let buffer = buffers[reading % 2]
            frames.removeAll(keepingCapacity: true)
            var records = ReceiveBuffer(buffer.rawSpan)
            while let item = records.next() {
                guard case .record(let record) = item else {
                    faults += 1
                    continue
                }
                frames.append(
                    try ReceivedFrame(
                        record, in: buffer.rawSpan, plan: plan, clock: clock, levels: .coreCell,
                        temperature: 2500))
            }
            _ = filter.merge(&frames, in: buffer.rawSpan)
            heard += frames.count
            for index in frames.indices where frames[index].fineNanoseconds != nil { fine += 1 }
        }
        let during = earshot_allocations_of_this_thread() - before
        #expect(during == 0)
        #expect(heard > 22 * 20 && fine > 200 && faults >= 22)
    }
}
