import Primitives
import Signing
import Testing

@testable import Attestation

/// A statement to keep and to break.
enum Sample {
    static let context = StatementContext(
        network: NetworkID(bits: 0x0123_4567_89ab_cdef), type: "seal")
    /// {0: 7, 1: h'0102'}
    static let payload = fromHex("a2000701420102")
    static let secret = key(seed: 0x2a)
    static let bytes = Statement.sign(payload.rawSpan, in: context, by: secret)

    static func key(seed: UInt8) -> SecretKey {
        guard let key = SecretKey(seed: [UInt8](repeating: seed, count: 32).rawSpan) else {
            preconditionFailure("32 bytes are a seed")
        }
        return key
    }

    /// 18([header, {}, payload, signature]) with parts as given.
    static func envelope(
        header: String? = nil, unprotected: String = "a0", payload: String? = nil,
        signature: String? = nil
    ) -> [UInt8] {
        let key = toHex(secret.publicKey.bytes.bytes)
        let header = header ?? "5826" + "a2012704" + "5820" + key
        let payload = payload ?? "47" + toHex(Self.payload)
        let signature = signature ?? "5840" + toHex(bytes.suffix(64))
        return fromHex("d284" + header + unprotected + payload + signature)
    }
}

@Suite("Statements: COSE_Sign1 in one form") struct SignedStatementTests {
    /// What parsing and verifying says: the refusal's code, or nothing.
    static func verdict(
        _ bytes: [UInt8], in context: StatementContext = Sample.context
    ) -> StatementError.Code? {
        do throws(StatementError) {
            let statement = try SignedStatement(bytes.rawSpan)
            try statement.verify(in: context, by: Ed25519.self)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("what is signed is what RFC 9052 4.4 says, and the id is its hash")
    func structure() throws {
        let key = toHex(Sample.secret.publicKey.bytes.bytes)
        let data = Array("earshot/0123456789abcdef/seal/v1".utf8)
        let signed = fromHex(
            "846a" + toHex("Signature1".utf8) + "5826a20127045820" + key + "5820" + toHex(data)
                + "47" + toHex(Sample.payload))
        let statement = try SignedStatement(Sample.bytes.rawSpan)
        #expect(Sample.secret.sign(signed.rawSpan).bytes == statement.signature.bytes)
        let id = statement.id(in: Sample.context, by: SHA256.self)
        #expect(id == Hash256(of: signed.rawSpan, by: SHA256.self))
        #expect(statement.key == Sample.secret.publicKey)
        #expect(statement.typeNumber == 7)
        let range = statement.payloadRange
        #expect(Array(Sample.bytes[range]) == Sample.payload)
        #expect(Sample.envelope() == Sample.bytes)
        #expect(Self.verdict(Sample.bytes) == nil)
    }

    static let refusals: [(code: StatementError.Code, name: String, bytes: [UInt8])] = [
        (
            .tooLong, "a byte more than a log entry takes",
            Sample.envelope(payload: "59ea00a10007" + String(repeating: "00", count: 59_900))
        ),
        (.notTagged, "nothing", []),
        (.notTagged, "the array without its tag", Array(Sample.bytes.dropFirst())),
        (.notTagged, "COSE_Mac0's tag", [0xd1] + Sample.bytes.dropFirst()),
        (.notTagged, "the tag written long", [0xd8, 0x12] + Sample.bytes.dropFirst()),
        (.malformed, "a byte after the end", Sample.bytes + [0]),
        (.malformed, "a byte short", Array(Sample.bytes.dropLast())),
        (.malformed, "three parts", [0xd2, 0x83] + Sample.bytes.dropFirst(2).dropLast(66)),
        (.malformed, "five parts", [0xd2, 0x85] + Sample.bytes.dropFirst(2) + [0x00]),
        (.malformed, "an array of indefinite length", [0xd2, 0x9f] + Sample.bytes.dropFirst(2)),
        (
            .malformed, "a signature of 63 bytes",
            Sample.envelope(signature: "583f" + toHex(Sample.bytes.suffix(63)))
        ),
        (.malformed, "a header that is no byte string", Sample.envelope(header: "a10127")),
        (.malformed, "an unprotected header that is no map", Sample.envelope(unprotected: "80")),
        (.malformed, "a payload that is a text", Sample.envelope(payload: "626869")),
        (.protectedHeader, "no key", Sample.envelope(header: "43a10127")),
        (.protectedHeader, "an empty header", Sample.envelope(header: "40")),
        (.protectedHeader, "an empty map in the header", Sample.envelope(header: "41a0")),
        (
            .protectedHeader, "another algorithm (ES256)",
            Sample.envelope(header: "5826a2012604" + "5820" + String(repeating: "00", count: 32))
        ),
        (
            .protectedHeader, "a header more",
            Sample.envelope(
                header: "5828a3012704" + "5820" + String(repeating: "00", count: 32) + "0500")
        ),
        (
            .protectedHeader, "keys in the other order",
            Sample.envelope(
                header: "5826a2045820" + String(repeating: "00", count: 32) + "0127")
        ),
        (
            .protectedHeader, "a key of 31 bytes",
            Sample.envelope(header: "5825a2012704" + "581f" + String(repeating: "00", count: 31))
        ),
        (.unprotectedHeader, "a key id nobody signed", Sample.envelope(unprotected: "a1044101")),
        (.noPayload, "detached", Sample.envelope(payload: "f6")),
        (.noPayload, "empty", Sample.envelope(payload: "40")),
        (.noType, "a payload that is no map", Sample.envelope(payload: "4100")),
        (.noType, "an empty map", Sample.envelope(payload: "41a0")),
        (.noType, "no key 0", Sample.envelope(payload: "43a10107")),
        (.noType, "a type that is a text", Sample.envelope(payload: "44a1006161")),
        (.badSignature, "another payload", Sample.envelope(payload: "47a2000701420103")),
        (
            .badSignature, "another key",
            Sample.envelope(
                header: "5826a20127045820" + toHex(Sample.key(seed: 1).publicKey.bytes.bytes))
        ),
        (
            .badSignature, "another signature",
            Sample.envelope(signature: "5840" + String(repeating: "00", count: 64))
        ),
    ]

    @Test(arguments: refusals)
    func refused(code: StatementError.Code, name: String, bytes: [UInt8]) {
        #expect(Self.verdict(bytes) == code, "\(name)")
    }

    @Test func everyCodeHasAVectorAndASentence() {
        for code in StatementError.Code.allCases {
            #expect(Self.refusals.contains { $0.code == code }, "no vector for \(code)")
        }
        for row in Self.refusals {
            do throws(StatementError) {
                let statement = try SignedStatement(row.bytes.rawSpan)
                try statement.verify(in: Sample.context, by: Ed25519.self)
            } catch {
                #expect(error.description.utf8.count > 30, "\(error)")
            }
        }
    }

    @Test("a statement is worth nothing on another network or as another type")
    func context() throws {
        let network = StatementContext(network: NetworkID(bits: 1), type: "seal")
        let type = StatementContext(network: Sample.context.network, type: "reveal")
        #expect(Self.verdict(Sample.bytes, in: network) == .badSignature)
        #expect(Self.verdict(Sample.bytes, in: type) == .badSignature)
        let statement = try SignedStatement(Sample.bytes.rawSpan)
        let ids = [Sample.context, network, type].map {
            statement.id(in: $0, by: SHA256.self)
        }
        #expect(Set(ids).count == 3)
    }

    @Test("no change of one bit leaves a statement valid")
    func everyBit() {
        for bit in 0..<Sample.bytes.count * 8 {
            var bytes = Sample.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(Self.verdict(bytes) != nil, "bit \(bit)")
        }
    }

    @Test(
        "payloads at every length of head, up to the greatest",
        arguments: [
            5, 23, 24, 255, 256, 59_000, StatementLimit.payloadBytes,
        ])
    func sizes(count: Int) throws {
        // {0: 7, 1: h'00…'}: the byte string fills the payload up.
        let head = count < 30 ? 1 : count < 261 ? 2 : 3
        var writer = CBORWriter()
        writer.beginMap(2)
        writer.key(0)
        writer.unsigned(7)
        writer.key(1)
        writer.bytes([UInt8](repeating: 0, count: max(0, count - 4 - head)))
        writer.endMap()
        let payload = writer.finish()
        #expect(payload.count == count)
        let bytes = Statement.sign(payload.rawSpan, in: Sample.context, by: Sample.secret)
        #expect(bytes.count <= StatementLimit.bytes)
        if count == StatementLimit.payloadBytes { #expect(bytes.count == StatementLimit.bytes) }
        #expect(Self.verdict(bytes) == nil)
    }
}
