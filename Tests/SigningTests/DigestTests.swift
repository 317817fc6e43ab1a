import Primitives
import Seeds
import Signing
import Testing

/// `#expect` cannot take a call with a span.
private func sha256(_ bytes: [UInt8]) -> Hash256 { SHA256.hash(bytes.rawSpan) }

@Suite("SHA-256 over libcrypto") struct SHA256Tests {
    /// FIPS 180-4 examples (NIST, "SHA256.pdf") and the empty message.
    static let rows: [(String, Int, String)] = [
        ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ]

    @Test("known hashes", arguments: rows)
    func known(text: String, times: Int, expected: String) {
        let message = [UInt8](String(repeating: text, count: times).utf8)
        #expect(hex(sha256(message).bytes) == expected)
    }

    @Test("pieces hash as the whole, wherever the cuts are, with empty pieces between")
    func pieces() {
        var generator = SeededNumbers(seed: 180)
        for _ in 0..<500 {
            let message = generator.bytes(Int(generator.next() % 300))
            var digest = SHA256()
            var start = 0
            while start < message.count {
                let end = min(message.count, start + Int(generator.next() % 70))
                digest.update(message.rawSpan.extracting(start..<end))
                start = end
            }
            digest.update([UInt8]().rawSpan)
            #expect(digest.finish() == SHA256.hash(message.rawSpan))
        }
    }

    @Test("a copied state goes its own way")
    func copies() {
        var tagged = SHA256()
        tagged.update([UInt8]("tag".utf8).rawSpan)
        var other = tagged
        tagged.update([1 as UInt8].rawSpan)
        other.update([2 as UInt8].rawSpan)
        let (first, second) = (tagged.finish(), other.finish())
        #expect(first == SHA256.hash(([UInt8]("tag".utf8) + [1]).rawSpan))
        #expect(second == SHA256.hash(([UInt8]("tag".utf8) + [2]).rawSpan))
    }
}

@Suite("AES-128 over libcrypto") struct AES128Tests {
    /// FIPS 197 appendix B and C.1; SP 800-38A F.1.1 (four blocks under one key).
    static let rows: [(String, String, String)] = [
        (
            "2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734",
            "3925841d02dc09fbdc118597196a0b32"
        ),
        (
            "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff",
            "69c4e0d86a7b0430d8cdb78070b4c55a"
        ),
        (
            "2b7e151628aed2a6abf7158809cf4f3c", "6bc1bee22e409f96e93d7e117393172a",
            "3ad77bb40d7a3660a89ecaf32466ef97"
        ),
        (
            "2b7e151628aed2a6abf7158809cf4f3c", "ae2d8a571e03ac9c9eb76fac45af8e51",
            "f5d3d58503b9699de785895a96fdbaaf"
        ),
        (
            "2b7e151628aed2a6abf7158809cf4f3c", "30c81c46a35ce411e5fbc1191a0a52ef",
            "43b1cd7f598ece23881b00e3ed030688"
        ),
        (
            "2b7e151628aed2a6abf7158809cf4f3c", "f69f2445df4f9b17ad2b417be66c3710",
            "7b0c785e27e8ad3f8223207104725dd4"
        ),
    ]

    @Test("known blocks", arguments: rows)
    func known(key: String, plain: String, expected: String) {
        let cipher = AES128(key: block(hex: key))
        let plain = block(hex: plain)
        #expect(hex(cipher.encrypt(plain).bytes) == expected)
        // A second block does not depend on the first.
        #expect(hex(cipher.encrypt(plain).bytes) == expected)
    }
}

private func block(hex: String) -> Block128 {
    guard let block = Block128(bytes(hex: hex).rawSpan) else { fatalError("not 16 bytes: \(hex)") }
    return block
}
