import Airwaves
import Primitives
import Seeds
import Signing
import Testing

@Suite("Integrity codes: LoRaWAN 1.0 and 1.1") struct IntegrityTests {
    struct Golden: Decodable {
        struct Vector: Decodable {
            let rule: String
            let frame: String
            let keys: [String]
            let counter: UInt32?
            let acknowledging: UInt16?
            let dataRate: UInt8?
            let channel: UInt8?
            let requestType: UInt8?
            let joinEui: String?
            let nonce: UInt16?
            let onAir: String?
        }
        let vectors: [Vector]
    }

    static func code(_ vector: Golden.Vector) throws -> IntegrityCode {
        let frame = bytes(vector.frame)
        let key = IntegrityKey<AES128>(block(vector.keys[0]))
        switch vector.rule {
        case "request", "rejoin": return key.code(ofRequest: frame.rawSpan)
        case "plain_accept", "accept_1_0": return key.code(ofPlainAccept: frame.rawSpan)
        case "accept_1_1":
            let type = try #require(vector.requestType)
            return key.code(
                ofPlainAccept: frame.rawSpan,
                answering: try #require(AnsweredRequest(rawValue: type)),
                joinEUI: try EUI64(parsing: try #require(vector.joinEui)),
                nonce: try #require(vector.nonce))
        case "up_1_0", "down_1_0", "down_1_1", "up_1_1":
            return try dataCode(vector, frame)
        default: preconditionFailure("rule \(vector.rule)")
        }
    }

    static func dataCode(_ vector: Golden.Vector, _ frame: [UInt8]) throws -> IntegrityCode {
        guard case .data(let data) = try LoRaWANFrame(parsing: frame.rawSpan) else {
            preconditionFailure(vector.frame)
        }
        let counter = try #require(vector.counter)
        #expect(data.direction == (vector.rule.hasPrefix("up") ? .up : .down))
        guard vector.rule.hasSuffix("_1_1") else {
            return IntegrityKey<AES128>(block(vector.keys[0])).code(
                of: data, in: frame.rawSpan, counter: counter)
        }
        let keys = SplitIntegrityKeys<AES128>(
            forwarding: block(vector.keys[0]), serving: block(vector.keys[1]))
        let acknowledging = try #require(vector.acknowledging)
        guard data.direction == .up else {
            return keys.serving.code(
                of: data, in: frame.rawSpan, counter: counter, acknowledging: acknowledging)
        }
        return keys.code(
            ofUplink: data, in: frame.rawSpan, counter: counter,
            sent: UplinkTransmission(
                dataRate: try #require(vector.dataRate), channel: try #require(vector.channel)),
            acknowledging: acknowledging)
    }

    @Test("equal those that others published")
    func published() throws {
        let golden = try Vectors.read("lorawan/published.json", as: Golden.self)
        #expect(golden.vectors.count == 11)
        for vector in golden.vectors {
            #expect(try Self.code(vector).description == vector.frame.suffix(8), "\(vector.frame)")
        }
    }

    @Test("equal those of an independent implementation, 40 for each rule")
    func generated() throws {
        let golden = try Vectors.read("lorawan/frames.json", as: Golden.self)
        #expect(golden.vectors.count == 320)
        for vector in golden.vectors {
            #expect(try Self.code(vector).description == vector.frame.suffix(8), "\(vector.frame)")
        }
    }

    @Test("join accepts open to what was sealed")
    func sealedAccepts() throws {
        let golden = try Vectors.read("lorawan/frames.json", as: Golden.self)
        let sealed = golden.vectors.filter { $0.onAir != nil }
        #expect(sealed.count == 80)
        for vector in sealed {
            let air = bytes(try #require(vector.onAir))
            guard case .joinAccept(let accept) = try LoRaWANFrame(parsing: air.rawSpan) else {
                preconditionFailure("\(air)")
            }
            let content = accept.content(readBy: AES128(key: block(vector.keys[1])))
            var plain: [UInt8] = []
            content.appendPlain(to: &plain)
            #expect(hexadecimal(plain) == vector.frame)
        }
    }

    @Test("any changed bit, key or counter gives another code")
    func changes() throws {
        let frame = bytes("40f17dbe4900020001954378762b11ff0d")
        let key = IntegrityKey<AES128>(block("44024241ed4ce9a68c6a8bc055233fd3"))
        for bit in 8..<8 * (frame.count - 4) {
            var changed = frame
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            guard case .data(let data) = try? LoRaWANFrame(parsing: changed.rawSpan) else {
                continue
            }
            #expect(key.counter(of: data, in: changed.rawSpan, given: .last(0)) == nil)
        }
    }
}

@Suite("Counters: 32 bits from 16, proved by the integrity code") struct FrameCounterTests {
    static let rows: [(last: UInt32, low: UInt16, candidates: [UInt32])] = [
        (0, 0, [0]), (0, 5, [5]), (5, 5, [5]), (5, 4, [65_540, 4]),
        (70_000, 4_464, [70_000, 4_464]),
        (65_535, 0, [65_536, 0]), (65_536, 65_535, [65_535, 131_071]),
        (100_000, 34_463, [99_999, 165_535]), (100_000, 34_465, [100_001, 34_465]),
        (.max, 65_535, [.max, .max - 65_536]), (.max, 65_534, [.max - 1]),
        (.max - 1, 65_535, [.max, .max - 65_536]),
        (.max, 0, [.max - 65_535]),
    ]

    @Test("the nearest at or above the last, and the nearest below", arguments: rows)
    func candidates(last: UInt32, low: UInt16, candidates: [UInt32]) {
        let found = Array(KnownCounter.last(last).candidates(for: low))
        #expect(found.sorted() == candidates.sorted())
        if let first = found.first, found.count == 2 {
            let distances = found.map { abs(Int64($0) - Int64(last)) }
            #expect(distances[0] <= distances[1], "\(first) is tried first")
        }
    }

    @Test("candidates share the low half, surround the last counter, and miss none")
    func property() {
        var random = SeededNumbers(seed: 32)
        for _ in 0..<50_000 {
            let last = UInt32(truncatingIfNeeded: random.next() >> UInt64(random.next() % 64))
            let low = UInt16(truncatingIfNeeded: random.next())
            let found = Array(KnownCounter.last(last).candidates(for: low))
            let all = (-1...1).compactMap { step -> UInt32? in
                UInt32(exactly: Int64(last & 0xFFFF_0000 | UInt32(low)) + step * 65_536)
            }
            let expected = [all.filter { $0 >= last }.min(), all.filter { $0 < last }.max()]
            #expect(found.sorted() == expected.compactMap { $0 }.sorted())
            let distances = found.map { abs(Int64($0) - Int64(last)) }
            #expect(distances == distances.sorted(), "the nearest is tried first")
        }
    }

    @Test("without knowledge the rollovers asked for are tried")
    func unknown() {
        #expect(Array(KnownCounter.unknown(mostRollovers: 0).candidates(for: 9)) == [9])
        #expect(
            Array(KnownCounter.unknown(mostRollovers: 2).candidates(for: 9))
                == [9, 65_545, 131_081])
        let every = Array(KnownCounter.unknown(mostRollovers: .max).candidates(for: 65_535))
        #expect(every.count == 65_536 && every.last == .max)
    }

    @Test("a session key finds the counter, and only its own frames")
    func found() throws {
        let golden = try Vectors.read("lorawan/frames.json", as: IntegrityTests.Golden.self)
        var split = 0
        for vector in golden.vectors where vector.rule == "up_1_0" || vector.rule == "up_1_1" {
            let frame = bytes(vector.frame)
            guard case .data(let data) = try LoRaWANFrame(parsing: frame.rawSpan) else { continue }
            let counter = try #require(vector.counter)
            let part: CodePart = vector.rule == "up_1_0" ? .whole : .forwardingHalf
            split += part == .forwardingHalf ? 1 : 0
            let key = IntegrityKey<AES128>(block(vector.keys[0]))
            for known in [
                KnownCounter.last(counter), .last(counter &- min(counter, 3)), .last(counter | 1),
                .unknown(mostRollovers: 8),
            ] where !(known == .unknown(mostRollovers: 8) && counter >> 16 > 8) {
                let found = key.counter(of: data, in: frame.rawSpan, given: known, comparing: part)
                #expect(found == counter, "\(vector.frame) given \(known)")
            }
            let other = IntegrityKey<AES128>(block(vector.keys[1]))
            #expect(
                other.counter(
                    of: data, in: frame.rawSpan, given: .last(counter), comparing: .whole) == nil)
        }
        #expect(split == 40)
    }
}
