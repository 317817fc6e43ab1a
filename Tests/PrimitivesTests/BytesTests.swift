import Primitives
import Signing
import Testing

@Suite("Primitives: bytes in and out") struct BytesTests {
    @Test(
        "fixed-length values take exactly their length",
        arguments: [0, 1, 15, 16, 31, 32, 33, 63, 64, 65])
    func lengths(count: Int) {
        let bytes = (0..<count).map { UInt8($0) }
        #expect((Block128(bytes.rawSpan) != nil) == (count == 16))
        #expect((Hash256(bytes.rawSpan) != nil) == (count == 32))
        #expect((PublicKey(bytes.rawSpan) != nil) == (count == 32))
        #expect((Signature(bytes.rawSpan) != nil) == (count == 64))
    }

    @Test("what goes in comes out, by every way out")
    func roundTrip() throws {
        let bytes = (0..<64).map { UInt8($0) &* 37 &+ 200 }
        let parsed = Signature(bytes.rawSpan)
        let signature = try #require(parsed)
        #expect(signature.bytes == bytes)
        let parsedHash = Hash256(Array(bytes[..<32]).rawSpan)
        let hash = try #require(parsedHash)
        #expect(hash == signature.r && hash.bytes == Array(bytes[..<32]))
        #expect((0..<32).map { hash.byte(at: $0) } == Array(bytes[..<32]))
        #expect(hash.withBytes { [UInt8](copying: $0) } == hash.bytes)
        let parsedBlock = Block128(Array(bytes[48...]).rawSpan)
        let block = try #require(parsedBlock)
        #expect(block.bytes == Array(bytes[48...]))
        var buffer: [UInt8] = [9]
        signature.append(to: &buffer)
        block.append(to: &buffer)
        #expect(buffer == [9] + bytes + bytes[48...])
    }

    @Test("hashes order as their bytes do")
    func order() {
        let low = Hash256(words: (1, .max, 0, 0))
        let high = Hash256(words: (2, 0, 0, 0))
        #expect(low < high && low.bytes.lexicographicallyPrecedes(high.bytes))
    }

    @Test(
        "UTF-8: each class of bad bytes",
        arguments: [
            ("80", false), ("c0af", false), ("c2", false), ("c280", true), ("e0809f", false),
            ("e0a080", true), ("ed9fbf", true), ("eda080", false), ("efbfbf", true),
            ("f0808080", false), ("f0908080", true), ("f48fbfbf", true), ("f4908080", false),
            ("f5808080", false), ("", true), ("00", true), ("7f", true), ("41ff", false),
        ])
    func utf8(hex: String, valid: Bool) {
        #expect(fromHex(hex).rawSpan.isValidUTF8 == valid)
    }
}

@Suite("Primitives: hash inputs as PROTOCOL 1 spells them") struct HashInputTests {
    @Test func spelling() {
        var input = HashInput("earshot/x/v1", NetworkID(bits: 0x0123_4567_89ab_cdef))
        input.append(0x0102)
        input.append(PublicKey(bytes: Hash256(words: (1, 2, 3, 4))))
        input.append([0xff, 0xfe].rawSpan)
        let expected =
            Array("earshot/x/v10123456789abcdef".utf8) + fromHex("0000000000000102")
            + fromHex("0000000000000001000000000000000200000000000000030000000000000004fffe")
        #expect([UInt8](copying: input.bytes) == expected)
        #expect(input.hash(by: SHA256.self) == sha256(expected))
        let body = [UInt8](repeating: 3, count: 1_000)
        #expect(
            input.hash(followedBy: body.rawSpan, by: SHA256.self)
                == sha256(expected + body))
    }

    @Test func fullAndNoFuller() {
        var input = HashInput()
        for _ in 0..<HashInput.capacity / 8 { input.append(1) }
        #expect(input.count == HashInput.capacity)
        #expect(input.bytes.byteCount == 192)
    }

    @Test("SHA-256 of nothing and of abc: FIPS 180-4")
    func known() {
        #expect(
            toHex(sha256([]).bytes)
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            toHex(sha256(Array("abc".utf8)).bytes)
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}

@Suite("Network id") struct NetworkIDTests {
    @Test(
        "one spelling",
        arguments: [
            "0000000000000000", "0123456789abcdef", "ffffffffffffffff", "00000000000000a0",
        ])
    func printed(text: String) throws {
        let id = try NetworkID(parsing: text)
        #expect(id.description == text)
    }

    @Test(
        "and no other",
        arguments: [
            ("", NetworkIDError.wrongLength(found: 0)),
            ("0123456789abcde", .wrongLength(found: 15)),
            ("0123456789abcdef0", .wrongLength(found: 17)),
            ("0123456789ABCDEF", .notLowerHex), ("0x23456789abcdef", .notLowerHex),
            ("+123456789abcdef", .notLowerHex), (" 123456789abcdef", .notLowerHex),
            ("0123456789abcdég", .wrongLength(found: 17)), ("0123456789abcdé", .notLowerHex),
        ])
    func refused(text: String, error: NetworkIDError) {
        #expect(throws: error) { try NetworkID(parsing: text) }
        #expect(error.description.utf8.count > 20)
    }

    @Test func fromTheFileHash() {
        let hash = sha256(Array("abc".utf8))
        #expect(NetworkID(fileHash: hash).description == "ba7816bf8f01cfea")
    }
}

func sha256(_ bytes: [UInt8]) -> Hash256 { Hash256(of: bytes.rawSpan, by: SHA256.self) }
