import Airwaves
import Concentrator
import Primitives
import Seeds
import Testing
import Units

@Suite("Receive buffer: records, and what is none")
struct ReceiveBufferTests {
    /// A record, field by field as the chip lays it out, with its sum.
    static func record(
        payload: [UInt8] = bytes("40112233440001000155667788"), channel: UInt8 = 3,
        kind: UInt8 = 0x73, modem: UInt8 = 5, offset: [UInt8] = [0xFE, 0xFF, 0x0F],
        flags: UInt8 = 0x10, metrics: [UInt8] = [0x01, 0xFF]
    ) -> [UInt8] {
        var record: [UInt8] = [0xA5, 0xC0, UInt8(payload.count), channel, kind, modem]
        record += offset + payload
        record += [flags, 0xD8, 0x78, 0x74, 0x21, 0x43, 0x78, 0x56, 0x34, 0x12, 0xDD, 0x5B]
        record += [UInt8(metrics.count / 2)] + metrics
        return record + [record.reduce(0, &+)]
    }

    static func items(_ bytes: [UInt8]) -> [ReceiveBuffer.Item] {
        var buffer = ReceiveBuffer(bytes.rawSpan)
        var items: [ReceiveBuffer.Item] = []
        while let item = buffer.next() { items.append(item) }
        return items
    }

    static func records(_ bytes: [UInt8]) -> [ReceiveRecord] {
        items(bytes).compactMap { if case .record(let record) = $0 { record } else { nil } }
    }

    @Test("every field of a record")
    func fields() throws {
        let record = try #require(Self.records(Self.record()).first)
        #expect(record.payload == 9..<22 && record.timing == 35..<37)
        #expect(record.channel == .multiple(3) && record.modem == 5)
        #expect(record.hasChecksum && record.codingRate == 1 && record.spreadingFactor == 7)
        #expect(record.frequencyOffset == -2)
        #expect(record.flags == .timingSet)
        #expect(record.signalToNoise == -40)
        #expect(record.channelLevel.raw == 0x78 && record.signalLevel.raw == 0x74)
        #expect(record.channelLevel.below == 1 && record.channelLevel.above == 2)
        #expect(record.signalLevel.below == 3 && record.signalLevel.above == 4)
        #expect(record.timestamp == 0x1234_5678 && record.checksum == 0x5BDD)
        #expect(record.timingPairs == 1)
    }

    static let offsets: [(bits: [UInt8], value: Int32)] = [
        ([0xFF, 0xFF, 0x07], 524_287), ([0x00, 0x00, 0x08], -524_288), ([0x01, 0x00, 0xF0], 1),
        ([0xFF, 0xFF, 0xFF], -1),
    ]

    @Test("20 bits of frequency offset, signed", arguments: offsets)
    func offset(bits: [UInt8], expected: Int32) {
        #expect(Self.records(Self.record(offset: bits)).map(\.frequencyOffset) == [expected])
    }

    @Test("the service modem, FSK, empty payloads and the longest of everything")
    func kinds() {
        #expect(
            Self.records(Self.record(channel: 8, modem: 16)).map(\.channel) == [.service])
        #expect(
            Self.records(Self.record(channel: 9, kind: 0, modem: 17)).map(\.channel) == [.fsk])
        #expect(Self.records(Self.record(payload: [], metrics: [])).map(\.payload) == [9..<9])
        let longest = Self.record(
            payload: [UInt8](repeating: 0xA5, count: 255),
            metrics: [UInt8](repeating: 0xC0, count: 510))
        #expect(longest.count == 788 && Self.records(longest).count == 1)
    }

    static let faults: [(ReceiveFault, [UInt8])] = [
        (.skipped(count: 3), [0, 1, 2] + record()),
        (.cut(at: 0, left: 37), Array(record().dropLast())),
        (.wrongSum(at: 0, found: 0, expected: record()[37]), record().dropLast() + [0]),
        (.unknownModem(at: 0, found: 18), record(modem: 18)),
        (.unknownChannel(at: 0, found: 10), record(channel: 10)),
        (.spreadingFactor(at: 0, found: 4), record(kind: 0x43)),
        (.spreadingFactor(at: 0, found: 13), record(kind: 0xD3)),
        (.codingRate(at: 0, found: 5), record(kind: 0x7B)),
        (.modemElsewhere(at: 0, modem: 16, channel: 3), record(modem: 16)),
        (.modemElsewhere(at: 0, modem: 5, channel: 8), record(channel: 8)),
    ]

    @Test("each fault has a buffer bad in only that way", arguments: faults.indices)
    func fault(index: Int) {
        let (fault, bytes) = Self.faults[index]
        #expect(Self.items(bytes).first == .fault(fault))
        #expect(!fault.description.isEmpty)
    }

    @Test("no fault is without a test")
    func complete() {
        let tested = Self.faults.map(\.0.code)
        #expect(ReceiveFault.Code.allCases.allSatisfy(tested.contains))
    }

    @Test("a good record is found behind anything, and behind a bad one whatever byte was changed")
    func resynchronisation() {
        let good = Self.record(payload: [1, 2, 3])
        let bad = Self.record()
        for place in bad.indices {
            var buffer = bad
            buffer[place] ^= 0x10
            // A longer length of the bad one swallows no good one: its sum is wrong.
            let found = Self.records(buffer + good + [UInt8](repeating: 0, count: 64))
            #expect(found.last?.payload.count == 3, "byte \(place)")
        }
        #expect(Self.records(good + bad + good).map(\.payload.count) == [3, 13, 3])
    }

    @Test("every item goes forward and stays inside, in 2,000 random buffers full of beginnings")
    func random() {
        var random = SeededNumbers(seed: 0x5EED_0092)
        for _ in 0..<2000 {
            let alphabet: [UInt8] = [0xA5, 0xC0, 0, 1, 2, 0x73]
            let buffer = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<6, using: &random)]
            }
            let items = Self.items(buffer)
            #expect(items.count <= 2 * buffer.count)
            for record in Self.records(buffer) {
                #expect(record.timing.upperBound < buffer.count)
            }
        }
    }

    @Test("the payload's checksum, by values that sx1302_hal 2.1.0 gave")
    func checksum() {
        #expect(PayloadChecksum.value(of: Array("123456789".utf8).rawSpan) == 0xBEEF)
        #expect(PayloadChecksum.value(of: bytes("40112233440001000155667788").rawSpan) == 0x5BDD)
        #expect(PayloadChecksum.value(of: [0xAB].rawSpan) == 0x00AB)
        #expect(PayloadChecksum.value(of: [UInt8]().rawSpan) == 0)
    }
}

@Suite("Concentrator clock: 27 bits of the chip, five of the host")
struct ConcentratorClockTests {
    static func reading(pulse: UInt32 = 0, now: UInt32) -> [UInt8] {
        [pulse, now].flatMap { word in [24, 16, 8, 0].map { UInt8(word >> $0 & 0xFF) } }
    }

    @Test("each wrap of the chip's counter adds 2^27 microseconds, the 32nd comes back to 0")
    func wraps() {
        var clock = ConcentratorClock()
        for lap in UInt32(0)..<33 {
            clock.update(Self.reading(now: 3200).rawSpan)
            #expect(clock.microseconds == lap << 27 &+ 100)
            clock.update(Self.reading(now: .max).rawSpan)
            #expect(clock.microseconds == lap << 27 &+ 0x7FF_FFFF)
        }
    }

    @Test("a frame from before the wrap is dated before it")
    func frames() {
        var clock = ConcentratorClock()
        clock.update(Self.reading(now: 0xFFFF_0000).rawSpan)
        clock.update(Self.reading(now: 0x0000_1000).rawSpan)
        #expect(clock.microseconds(ofFrameAt: 0x0000_1000) == 1 << 27 | 128)
        #expect(clock.microseconds(ofFrameAt: 0x0000_1020) == 129, "later than now: a lap ago")
        #expect(clock.microseconds(ofFrameAt: 0xFFFF_FFE0) == 0x7FF_FFFF)
    }

    @Test("the pulse has wraps of its own")
    func pulse() {
        var clock = ConcentratorClock()
        clock.update(Self.reading(pulse: 64_000_000, now: 64_000_320).rawSpan)
        #expect(clock.pulseMicroseconds == 2_000_000 && clock.pulses.count == 1)
        clock.update(Self.reading(pulse: 32_000_000, now: 64_000_640).rawSpan)
        #expect(clock.pulseMicroseconds == 1 << 27 | 1_000_000)
        #expect(clock.microseconds == 2_000_020)
    }

    static func differ(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        ConcentratorClock.needsThirdReading(first.rawSpan, second.rawSpan)
    }

    @Test("a third reading is due when either top byte moved")
    func carries() {
        let first = Self.reading(pulse: 0x00FF_FFFF, now: 0x01FF_FFFF)
        let same = Self.reading(pulse: 0x0000_0000, now: 0x0100_0000)
        #expect(!Self.differ(first, same))
        for moved in [
            Self.reading(pulse: 0x0100_0000, now: 0x01FF_FFFF),
            Self.reading(pulse: 0x00FF_FFFF, now: 0x0200_0000),
        ] {
            #expect(Self.differ(first, moved))
        }
    }
}

@Suite("Corrections of time and level")
struct CorrectionTests {
    /// Microseconds that sx1302_hal 2.1.0 gave, coding rate 4/5, checksum on.
    static let rows: [(Bandwidth, SpreadingFactor, [Int32])] = [
        (.kHz125, .sf7, [-466, -456, -453, -468]), (.kHz125, .sf8, [-879, -879, -869, -884]),
        (.kHz125, .sf9, [-1965, -1958, -1968, -1968]),
        (.kHz125, .sf10, [-3883, -3893, -3883, -3888]),
        (.kHz125, .sf11, [-7717, -7732, -7719, -7719]),
        (.kHz125, .sf12, [-15394, -15404, -15394, -15399]),
        (.kHz250, .sf7, [-234, -229, -228, -235]), (.kHz500, .sf8, [-221, -221, -219, -223]),
        (.kHz500, .sf12, [-4363, -4363, -4366, -4369]),
    ]

    @Test("the time from a frame's end to its count", arguments: rows)
    func time(bandwidth: Bandwidth, factor: SpreadingFactor, expected: [Int32]) {
        let modulation = LoRaModulation(spreadingFactor: factor, bandwidth: bandwidth)
        let found = [1, 13, 51, 222].map {
            TimestampCorrection.loRa(modulation, length: $0, hasChecksum: true)
        }
        #expect(found == expected)
    }

    @Test("empty, without checksum, at another coding rate, and FSK")
    func others() {
        let fast = LoRaModulation(spreadingFactor: .sf7)
        #expect(TimestampCorrection.loRa(fast, length: 0, hasChecksum: true) == -461)
        #expect(TimestampCorrection.loRa(fast, length: 13, hasChecksum: false) == -463)
        let safe = LoRaModulation(spreadingFactor: .sf7, codingRate: .fourEighths)
        #expect(TimestampCorrection.loRa(safe, length: 13, hasChecksum: true) == -457)
        #expect(TimestampCorrection.fsk(bitsPerSecond: 50_000) == -7)
    }

    @Test("levels: worked by hand from the formula")
    func levels() {
        let board = LevelCorrection.coreCell
        #expect(board.loRa(100, temperature: 0).hundredths == -11_540)
        // (20.41 * 625 + 2162.56 * 25) / 65536 = 1.0196...
        #expect(board.loRa(100, temperature: 2500).hundredths == -11_540 + 102)
        // (20.41 * 100 - 2162.56 * 10) / 65536 = -0.2988...
        #expect(board.loRa(100, temperature: -1000).hundredths == -11_540 - 30)
        // 90.636423 + 42.0835 + 71.29 - 26 = 178.009923
        #expect(board.fsk(100, temperature: 0).hundredths == 17_801 - 21_540)
        let extremes = [Int16.min, .max].map { board.loRa(255, temperature: $0).hundredths }
        #expect(extremes.allSatisfy { -50_000...50_000 ~= $0 })
    }
}
