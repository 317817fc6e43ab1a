import Primitives
import Seeds
import Testing

@testable import Signing

@Suite("Ed25519: one rule, at its edges") struct Ed25519RuleTests {
    struct Vector {
        let name: String
        let isValid: Bool
        let key: PublicKey
        let signature: Signature
        let message: [UInt8]

        init(_ row: [String]) {
            name = row[0]
            isValid = row[1] == "valid"
            key = publicKey(hex: row[3])
            signature = signed(hex: row[4])
            message = bytes(hex: row[5])
        }
    }

    static func vectors() throws -> [Vector] {
        try VectorFile.rows("ed25519/edge-cases.txt").map(Vector.init)
    }

    @Test("every vector of edge-cases.txt gets the verdict of the independent arithmetic")
    func edgeCases() throws {
        let vectors = try Self.vectors()
        #expect(vectors.count == 623)
        #expect(vectors.count { $0.isValid } == 56)
        for vector in vectors {
            let verdict = isValid(vector.signature, of: vector.message, by: vector.key)
            #expect(verdict == vector.isValid, "\(vector.name)")
        }
    }

    @Test("every clause of the rule has vectors that only this clause refuses")
    func clauses() throws {
        // Those the lenient equation accepts: what refuses them is a clause of ours.
        let rows = try VectorFile.rows("ed25519/edge-cases.txt").filter {
            $0[1] == "invalid" && $0[2] == "valid"
        }
        for (beginning, atLeast) in [
            ("s-plus-", 15), ("small-key-", 250), ("mixed-key-0-small-nonce-", 10),
            ("mixed-key-0-mixed-nonce-", 7),
        ] {
            #expect(rows.count { $0[0].hasPrefix(beginning) } >= atLeast, "\(beginning)")
        }
    }

    @Test("the program's own probes are vectors of the file, with the same verdict")
    func probes() throws {
        let vectors = try Self.vectors()
        #expect(RuleProbe.all.count == 8)
        for probe in RuleProbe.all {
            let vector = try #require(vectors.first { $0.name == probe.name })
            #expect(vector.key.bytes == probe.key)
            #expect(vector.signature == Signature(r: probe.r, s: probe.s))
            #expect(vector.message == probe.message)
            #expect(vector.isValid == probe.expected)
            #expect(probe.verdict() == probe.expected)
        }
    }

    @Test("a chunk has the same verdicts, each at its place")
    func chunk() throws {
        let vectors = try Self.vectors()
        var messages: [UInt8] = []
        var claims: [SignatureClaim] = []
        for vector in vectors {
            let start = messages.count
            messages += vector.message
            claims.append(
                SignatureClaim(
                    key: vector.key, signature: vector.signature, message: start..<messages.count))
        }
        var verdicts = [Bool](repeating: false, count: claims.count)
        var span = verdicts.mutableSpan
        Ed25519.areValid(claims.span, in: messages.rawSpan, verdicts: &span)
        #expect(verdicts == vectors.map(\.isValid))
    }
}

/// `#require` cannot take a value that is not copyable.
func secretKey(seed: [UInt8]) -> SecretKey {
    guard let key = SecretKey(seed: seed.rawSpan) else { fatalError("not a seed of 32 bytes") }
    return key
}

func publicKey(hex: String) -> PublicKey {
    guard let key = PublicKey(bytes(hex: hex).rawSpan) else { fatalError("not 32 bytes: \(hex)") }
    return key
}

func signed(hex: String) -> Signature {
    guard let found = Signature(bytes(hex: hex).rawSpan) else { fatalError("not 64 bytes: \(hex)") }
    return found
}

/// `#expect` cannot take a call with a span.
func isValid(_ signature: Signature, of message: [UInt8], by key: PublicKey) -> Bool {
    Ed25519.isValid(signature, of: message.rawSpan, by: key)
}

@Suite("Ed25519: RFC 8032 section 7.1") struct RFC8032Tests {
    @Test("each vector: the seed gives the key, the key the signature, and it is valid")
    func vectors() throws {
        let rows = try VectorFile.rows("ed25519/rfc8032.txt")
        #expect(rows.count == 4)
        for row in rows {
            let key = secretKey(seed: bytes(hex: row[1]))
            let message = bytes(hex: row[3])
            #expect(hex(key.publicKey.bytes.bytes) == row[2], "\(row[0])")
            let signature = key.sign(message.rawSpan)
            #expect(hex(signature.bytes) == row[4], "\(row[0])")
            #expect(isValid(signature, of: message, by: key.publicKey))
        }
    }
}

@Suite("Secret keys") struct SecretKeyTests {
    @Test("a seed of any other length is refused", arguments: [0, 1, 31, 33, 64])
    func seedLength(count: Int) {
        let seed = [UInt8](repeating: 7, count: count)
        let key = SecretKey(seed: seed.rawSpan)
        let isRefused = key == nil
        #expect(isRefused)
    }

    @Test("the seed comes back, and makes the same key")
    func seedReturns() {
        let random = SecretKey.random()
        let seed = random.withSeed { [UInt8](copying: $0) }
        let again = secretKey(seed: seed)
        let (first, second) = (random.publicKey, again.publicKey)
        #expect(first == second)
    }

    @Test("two random keys and two random hashes differ")
    func randomness() {
        let (first, second) = (SecretKey.random().publicKey, SecretKey.random().publicKey)
        #expect(first != second)
        #expect(RandomBytes.hash256() != RandomBytes.hash256())
        #expect(RandomBytes.uint64() != RandomBytes.uint64())
    }

    @Test("a signature holds for its message and key only")
    func signatures() {
        var generator = SeededNumbers(seed: 24)
        let key = SecretKey.random()
        let publicKey = key.publicKey
        for length in [0, 1, 64, 300, 60_000] {
            let message = generator.bytes(length)
            let signature = key.sign(message.rawSpan)
            #expect(isValid(signature, of: message, by: publicKey))
            #expect(!isValid(signature, of: message + [0], by: publicKey))
            let other = SecretKey.random().publicKey
            #expect(!isValid(signature, of: message, by: other))
        }
    }
}
