import Primitives
import Seeds
import Signing
import Testing

@testable import Attestation

@Suite("CBOR and COSE: what independent implementations write and read")
struct PeerTests {
    static let seed = "20260730"

    @Test("what cbor2 writes is read with the same meaning and written to the same bytes")
    func readingForeignCBOR() throws {
        let lines = try PythonPeer.lines(["make", Self.seed, "4000"])
        #expect(lines.count == 4_000)
        for line in lines {
            let parts = line.split(separator: " ")
            let bytes = fromHex(String(parts[0]))
            var reader = try CBORReader(bytes.rawSpan)
            let value = try CBORValue(from: &reader)
            try reader.finish()
            #expect(value.description == parts[1])
            #expect(value.encoded == bytes)
        }
    }

    @Test(
        "damaged encodings: accepted exactly where cbor2 reads a value that encodes to these bytes")
    func refusingForeignCBOR() throws {
        let lines = try PythonPeer.lines(["mutate", Self.seed, "8000"])
        #expect(lines.count == 8_000)
        var accepted = 0
        for line in lines {
            let parts = line.split(separator: " ")
            let bytes = parts[0] == "-" ? [] : fromHex(String(parts[0]))
            let verdict = (try? validate(bytes)) == nil ? "refuse" : "accept"
            #expect(verdict == parts[1], "\(line)")
            if verdict == "accept" { accepted += 1 }
        }
        #expect((400...4_000).contains(accepted), "the sample tests both verdicts")
    }

    @Test("what we write cbor2 reads with the same meaning and writes to the same bytes")
    func foreignReading() throws {
        var numbers = SeededNumbers(seed: 7)
        let lines = (0..<4_000).map { _ in
            let value = numbers.value()
            return "\(toHex(value.encoded)) \(value)"
        }
        #expect(try PythonPeer.lines(["check"], input: lines) == ["checked 4000"])
    }

    @Test("what pycose signs verifies, with the same id")
    func verifyingForeignStatements() throws {
        let lines = try PythonPeer.lines(["sign", Self.seed, "300"])
        #expect(lines.count == 300)
        for line in lines {
            let parts = line.split(separator: " ").map(String.init)
            let bytes = fromHex(parts[0])
            let context = StatementContext(
                network: try NetworkID(parsing: parts[1]), type: parts[2])
            let statement = try SignedStatement(bytes.rawSpan)
            try statement.verify(in: context, by: Ed25519.self)
            let id = statement.id(in: context, by: SHA256.self)
            #expect(id == hash(parts[3]))
            let other = StatementContext(network: context.network, type: parts[2] + "x")
            #expect(throws: StatementError.badSignature) {
                try SignedStatement(bytes.rawSpan).verify(in: other, by: Ed25519.self)
            }
        }
    }

    @Test("what we sign pycose verifies, with the same id")
    func foreignVerifying() throws {
        var numbers = SeededNumbers(seed: 8)
        let lines = try (0..<300).map { index -> String in
            let secret = Sample.key(seed: UInt8(truncatingIfNeeded: index))
            let context = StatementContext(
                network: NetworkID(bits: numbers.next()),
                type: numbers.pick(["seal", "reveal", "witness-report"]))
            let payload = CBORValue.map([
                CBORValue.Entry(key: .unsigned(0), value: .unsigned(UInt64(index))),
                CBORValue.Entry(key: .unsigned(1), value: numbers.value(depth: 2)),
            ]).encoded
            let bytes = Statement.sign(payload.rawSpan, in: context, by: secret)
            let id = try SignedStatement(bytes.rawSpan).id(in: context, by: SHA256.self)
            return "\(toHex(bytes)) \(context.network) \(context.type) \(toHex(id.bytes))"
        }
        #expect(try PythonPeer.lines(["verify"], input: lines) == ["checked 300"])
    }
}

@Suite("CBOR: properties on seeded values") struct CBORPropertyTests {
    @Test("every value is read back as it was written, and from each of its prefixes nothing")
    func roundTrip() throws {
        var numbers = SeededNumbers(seed: 1)
        for _ in 0..<2_000 {
            let value = numbers.value()
            let bytes = value.encoded
            var reader = try CBORReader(bytes.rawSpan)
            #expect(try CBORValue(from: &reader) == value)
            try reader.finish()
            guard bytes.count < 300 else { continue }
            for count in 0..<bytes.count {
                #expect((try? validate(Array(bytes[..<count]))) == nil)
            }
        }
    }

    @Test("whatever bytes are accepted are written to the same bytes again")
    func oneSpelling() throws {
        var numbers = SeededNumbers(seed: 2)
        var accepted = 0
        for _ in 0..<20_000 {
            // Short and of few kinds, so that many are well-formed.
            let bytes = (0..<1 + numbers.below(6)).map { _ in
                numbers.pick([
                    0x00, 0x01, 0x18, 0x20, 0x41, 0x61, 0x62, 0x80, 0x81, 0x82, 0xa1, 0xf5,
                ])
                    as UInt8
            }
            var reader = try CBORReader(bytes.rawSpan)
            guard let value = try? CBORValue(from: &reader), (try? reader.finish()) != nil else {
                continue
            }
            accepted += 1
            #expect(value.encoded == bytes)
        }
        #expect(accepted > 1_000)
    }
}
