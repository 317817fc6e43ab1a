import Airwaves
import Concentrator
import ConcentratorSamples
import Primitives
import Radios
import Testing

@Suite("Duplicates: one frame of two demodulators")
struct DuplicateFilterTests {
    /// What a record of the buffer says.
    struct Heard {
        var ticks: UInt32 = 0x2000_0000
        var payload = bytes("40112233440001000155667788")
        var channel: UInt8 = 3
        var kind: UInt8 = 0x73
        var flags: UInt8 = 0x10
        var metrics: [UInt8] = [0, 0]

        var asRecord: [UInt8] {
            var record = ReceiveBufferTests.record(
                payload: payload, channel: channel, kind: kind, modem: channel == 8 ? 16 : 5,
                offset: [0, 0, 0], flags: flags, metrics: metrics)
            let place = 9 + payload.count + 6
            for (index, shift) in [UInt32(0), 8, 16, 24].enumerated() {
                record[place + index] = UInt8(truncatingIfNeeded: ticks >> shift)
            }
            let checksum = PayloadChecksum.value(of: payload.rawSpan)
            record[place + 4] = UInt8(checksum & 0xFF)
            record[place + 5] = UInt8(checksum >> 8)
            record[record.count - 1] = record.dropLast().reduce(0, &+)
            return record
        }
    }

    static func frames(_ buffer: [UInt8]) throws -> [ReceivedFrame] {
        let plan = try SamplePlan.eu868.plan(timestamps: .fine)
        let pulses = (0..<16).map { UInt32(0x0200_0000) &+ UInt32($0) * 32_000_000 }
        let clock = FineTimestampTests.clock(pulses, now: 0x3000_0000)
        return try ReceiveBufferTests.records(buffer).map { record in
            try ReceivedFrame(
                record, in: buffer.rawSpan, plan: plan, clock: clock, levels: .coreCell,
                temperature: 0)
        }
    }

    static func merged(
        _ heard: [Heard], _ filter: inout DuplicateFilter
    ) throws -> (frames: [ReceivedFrame], dropped: Int) {
        let buffer = heard.flatMap(\.asRecord)
        var frames = try frames(buffer)
        #expect(frames.count == heard.count)
        let dropped = filter.merge(&frames, in: buffer.rawSpan)
        #expect(frames.count + dropped == heard.count)
        return (frames, dropped)
    }

    static func merged(_ heard: [Heard]) throws -> [ReceivedFrame] {
        var filter = DuplicateFilter()
        return try merged(heard, &filter).frames
    }

    @Test("counts up to 24 us apart are one frame, 25 are two, also over the counter's end")
    func distance() throws {
        for start in [UInt32(0x2000_0000), 0x1FFF_FFFF, 0x0000_0010] {
            for (microseconds, count) in [(0, 1), (24, 1), (25, 2)] {
                for sign in [false, true] {
                    let apart = UInt32(microseconds * 32)
                    let other = sign ? start &+ apart : start &- apart
                    let found = try Self.merged([Heard(ticks: start), Heard(ticks: other)])
                    #expect(found.count == count, "\(start) \(microseconds) \(sign)")
                }
            }
        }
    }

    @Test("another channel, factor, rate, length or payload is another frame")
    func others() throws {
        let good = Heard()
        var last = good.payload
        last[12] ^= 1
        let others = [
            Heard(channel: 4), Heard(kind: 0x83), Heard(kind: 0x75), Heard(payload: last),
            Heard(payload: Array(good.payload.dropLast())), Heard(channel: 8), Heard(kind: 0x72),
        ]
        for other in others { #expect(try Self.merged([good, other]).count == 2) }
        #expect(try Self.merged([good] + others + [good]).count == 1 + others.count)
    }

    @Test("a good checksum stays, then a fine timestamp, then the first; at the first's place")
    func preference() throws {
        let (fine, plain) = (Heard(), Heard(flags: 0x00))
        let bad = Heard(flags: 0x11)
        let other = Heard(channel: 5)
        let cases: [([Heard], ChecksumVerdict, Bool)] = [
            ([plain, fine], .good, true), ([fine, plain], .good, true),
            ([bad, plain], .good, false), ([plain, bad], .good, false),
            ([bad, plain, fine], .good, true),
            ([bad, bad], .bad, false),
        ]
        for (index, (heard, checksum, isFine)) in cases.enumerated() {
            let found = try Self.merged(heard + [other])
            #expect(found.count == 2 && found[1].channel == .multiple(5))
            #expect(found[0].checksum == checksum, "case \(index)")
            #expect((found[0].fineNanoseconds != nil) == isFine, "case \(index)")
        }
    }

    @Test("the second report may come with the next reading, and with no later one")
    func readings() throws {
        var filter = DuplicateFilter()
        let (first, second) = (Heard(), Heard(ticks: 0x2000_0000 + 24 * 32))
        #expect(try Self.merged([first], &filter).dropped == 0)
        #expect(try Self.merged([second, Heard(channel: 4)], &filter).dropped == 1)
        #expect(try Self.merged([Heard(ticks: second.ticks)], &filter).dropped == 0)
        #expect(try Self.merged([Heard(ticks: second.ticks + 25 * 32)], &filter).dropped == 0)
    }

    @Test("a reading without frames forgets nothing that matters, and drops nothing")
    func empty() throws {
        var filter = DuplicateFilter()
        #expect(try Self.merged([], &filter).dropped == 0)
    }
}
