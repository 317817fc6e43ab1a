import Primitives
import Signing
import Testing

@Suite("HMAC-SHA-256: RFC 4231") struct HMACTests {
    static let rows: [(name: String, key: String, message: String, code: String)] = [
        (
            "1", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            "2: a key shorter than the hash", "4a656665",
            "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            "3", String(repeating: "aa", count: 20), String(repeating: "dd", count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            "4", "0102030405060708090a0b0c0d0e0f10111213141516171819",
            String(repeating: "cd", count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            "6: a key longer than a block", String(repeating: "aa", count: 131),
            "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368"
                + "204b6579204669727374",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            "7: key and message longer than a block", String(repeating: "aa", count: 131),
            "5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f"
                + "636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f636b2d7369"
                + "7a6520646174612e20546865206b6579206e6565647320746f20626520686173686564206265"
                + "666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e",
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test(arguments: rows)
    func code(name: String, key: String, message: String, code: String) {
        let (key, message) = (fromHex(key), fromHex(message))
        var hmac = HMAC<SHA256>(key: key.rawSpan)
        hmac.update(message.rawSpan)
        #expect(toHex(hmac.finish().bytes) == code, "\(name)")
    }

    @Test("a key of exactly a block is used as it is, and pieces are one message")
    func boundary() {
        let key = [UInt8](repeating: 7, count: 64)
        var whole = HMAC<SHA256>(key: key.rawSpan)
        var pieces = HMAC<SHA256>(key: key.rawSpan)
        let message = (0..<200).map { UInt8($0) }
        whole.update(message.rawSpan)
        for byte in message { pieces.update([byte].rawSpan) }
        let code = whole.finish()
        let other = pieces.finish()
        #expect(code == other)
        // Python: hmac.new(bytes([7]) * 64, bytes(range(200)), "sha256").hexdigest()
        #expect(
            toHex(code.bytes) == "a160e05f061171064c8d1e22189c992c46df3957accdb84d9927fa60ae63f4df")
    }
}

@Suite("HKDF-SHA-256: RFC 5869") struct HKDFTests {
    struct Row: Sendable {
        let name, secret, salt, info, key, stream: String
    }

    static let rows = [
        Row(
            name: "A.1", secret: String(repeating: "0b", count: 22),
            salt: "000102030405060708090a0b0c", info: "f0f1f2f3f4f5f6f7f8f9",
            key: "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
            stream: "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                + "34007208d5b887185865"),
        Row(
            name: "A.2: long inputs", secret: run(0x00, 0x4f), salt: run(0x60, 0xaf),
            info: run(0xb0, 0xff),
            key: "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
            stream: "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                + "cc30c58179ec3e87c14c01d5c1f3434f1d87"),
        Row(
            name: "A.3: no salt and no info", secret: String(repeating: "0b", count: 22), salt: "",
            info: "", key: "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
            stream: "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                + "9d201395faa4b61a96c8"),
    ]

    static func run(_ first: UInt8, _ last: UInt8) -> String { toHex(first...last) }

    @Test(arguments: rows) func stream(row: Row) {
        let (salt, secret, info) = (fromHex(row.salt), fromHex(row.secret), fromHex(row.info))
        let key = HKDF<SHA256>.extract(salt: salt.rawSpan, secret: secret.rawSpan)
        #expect(toHex(key.bytes) == row.key, "\(row.name)")
        var input = HashInput()
        input.append(info.rawSpan)
        let count = row.stream.utf8.count / 2
        let stream = HKDF<SHA256>.expand(key, info: input, count: count)
        #expect(toHex(stream) == row.stream, "\(row.name)")
    }

    @Test("words and hashes are the stream's bytes, and it ends where it should")
    func reading() {
        let key = Hash256(words: (1, 2, 3, 4))
        let bytes = HKDF<SHA256>.expand(key, info: HashInput("earshot/test/v1"), count: 255 * 32)
        #expect(bytes.count == HKDFStream<SHA256>.maximumBytes)
        var stream = HKDFStream<SHA256>(key: key, info: HashInput("earshot/test/v1"), limit: 75)
        #expect(stream.next() == bytes[0])
        #expect(stream.nextHash()?.bytes == Array(bytes[1..<33]))
        #expect(stream.nextHash()?.bytes == Array(bytes[33..<65]))
        #expect(stream.nextHash() == nil)
        for start in [65, 69] {
            let word = bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            #expect(stream.nextWord() == word)
        }
        #expect(stream.nextWord() == nil)
        #expect([stream.next(), stream.next(), stream.next()] == [bytes[73], bytes[74], nil])
    }
}
