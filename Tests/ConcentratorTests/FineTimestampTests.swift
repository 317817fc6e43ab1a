import Airwaves
import Concentrator
import ConcentratorSamples
import Foundation
import Primitives
import Radios
import Seeds
import Testing
import Units

@Suite("Fine timestamps: nanoseconds after a pulse")
struct FineTimestampTests {
    struct Case: Decodable {
        let pulses: [UInt32]
        let sf: UInt8
        let frequency: UInt64
        let offset: Int32
        let ticks: UInt32
        let `if`: Int32
        let metrics: [Int8]
        let ns: UInt32?

        var found: UInt32? {
            let frame = FineTimestamp.Frame(
                ticks: ticks, spreadingFactor: sf, frequency: Hertz(frequency),
                frequencyOffset: offset, channelOffset: self.if)
            let timing = metrics.map { UInt8(bitPattern: $0) }
            let history = FineTimestampTests.clock(pulses).pulses
            return FineTimestamp.nanoseconds(frame, timing: timing.rawSpan, pulses: history)
        }
    }

    static func clock(_ pulses: [UInt32], now: UInt32 = 0) -> ConcentratorClock {
        var clock = ConcentratorClock()
        for pulse in pulses {
            // The chip is asked many times between two pulses.
            for _ in 0..<2 {
                clock.update(ConcentratorClockTests.reading(pulse: pulse, now: now).rawSpan)
            }
        }
        return clock
    }

    @Test("the same nanosecond as exact fractions give, and nil where they give none")
    func vectors() throws {
        let url = Vectors.folder.appendingPathComponent("fine.json")
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
        #expect(cases.count > 200 && cases.contains { $0.ns == nil })
        for (index, vector) in cases.enumerated() {
            #expect(vector.found == vector.ns, "case \(index)")
        }
    }

    @Test("no pulse yet: the count stands at 0, and is none of the sixteen")
    func noPulse() {
        #expect(Self.clock([0, 0, 0]).pulses.count == 0)
        let seconds = (1...15).map { UInt32($0) * 32_000_000 }
        #expect(!Self.clock([0] + seconds).pulses.isFull)
        #expect(Self.clock([0] + seconds + [512_000_000]).pulses.isFull)
    }

    @Test("whatever the chip says, the result is in the second or absent")
    func anything() {
        var random = SeededNumbers(seed: 0x0123)
        func word() -> UInt32 { UInt32(truncatingIfNeeded: random.next() >> 32) }
        var absent = 0
        for _ in 0..<3000 {
            var pulse = word()
            let pulses = (0..<16).map { _ in
                pulse &+= 32_000_000 &+ word() % 7 &- 3
                return pulse
            }
            let vector = FineTimestamp.Frame(
                ticks: pulses[Int(word() % 16)] &+ word() % 48_000_000,
                spreadingFactor: UInt8(5 + word() % 8),
                frequency: Hertz(word() % 2 == 0 ? 1 : UInt64(word()) + 1),
                frequencyOffset: Int32(bitPattern: word()),
                channelOffset: Int32(bitPattern: word()) >> Int32(word() % 32))
            let timing = (0..<2 * Int(word() % 256)).map { _ in
                UInt8(truncatingIfNeeded: word())
            }
            let history = Self.clock(pulses).pulses
            let result = FineTimestamp.nanoseconds(
                vector, timing: timing.rawSpan, pulses: history)
            if let result { #expect(result < 1_000_000_000) } else { absent += 1 }
        }
        #expect(1..<3000 ~= absent)
    }

    @Test("the time between the header and the frame's end, for every modulation")
    func headerEnds() throws {
        let rows = try Vectors.rows("header-ends.csv").map { row in row.compactMap { Int($0) } }
        #expect(rows.count == 3 * 8 * 2 * 7 * 2)
        for row in rows {
            let modulation = LoRaModulation(
                spreadingFactor: try #require(SpreadingFactor(rawValue: UInt8(row[1]))),
                bandwidth: try Bandwidth(checking: row[0]),
                codingRate: try CodingRate(checking: row[2]))
            let found = TimestampCorrection.loRaHeader(
                modulation, length: row[3], hasChecksum: row[4] == 1)
            #expect(found == Int32(row[5]), "\(row)")
        }
    }

    static func frame(
        _ bytes: [UInt8], _ timestamps: TimestampMode = .fine
    ) throws -> ReceivedFrame {
        let pulses = (0..<16).map { UInt32(0x1000_0000) &+ UInt32($0) * 32_000_000 }
        let record = try #require(ReceiveBufferTests.records(bytes).first)
        let plan = try SamplePlan.eu868.plan(timestamps: timestamps)
        let clock = clock(pulses, now: 0x2000_0000)
        return try ReceivedFrame(
            record, in: bytes.rawSpan, plan: plan, clock: clock, levels: .coreCell,
            temperature: 2500)
    }

    @Test("a frame of an SX1303 carries its microsecond and its nanosecond")
    func frame() throws {
        let bytes = ReceiveBufferTests.record(offset: [0, 0, 0])
        let fine = try Self.frame(bytes)
        #expect(fine.microseconds == 0x1234_5678 / 32 + 25_581)
        let legacy = try Self.frame(bytes, .frameEnd)
        #expect(legacy.microseconds == 0x1234_5678 / 32 - 456 && legacy.fineNanoseconds == nil)
        // 401,152 ticks from the preamble's end, none more for 98 Hz, the mean of 1 and 0, and the
        // first pulse at or before: 36,585,426.5 ticks are a second and 143 ms.
        let ticks = 0x0234_5678 - 401_152 + 2138
        #expect(ticks == 36_585_426)
        #expect(fine.fineNanoseconds == UInt32((2 * (ticks - 32_000_000) + 1) * 15_625 / 1000))

        let others: [[UInt8]] = [
            ReceiveBufferTests.record(offset: [0, 0, 0], flags: 0x00),
            ReceiveBufferTests.record(offset: [0, 0, 0], flags: 0x11),
            ReceiveBufferTests.record(kind: 0x72, offset: [0, 0, 0]),
            ReceiveBufferTests.record(channel: 8, modem: 16, offset: [0, 0, 0]),
            ReceiveBufferTests.record(offset: [0, 0, 0], metrics: []),
        ]
        for bytes in others { #expect(try Self.frame(bytes).fineNanoseconds == nil) }
    }
}
