import Primitives
import Signing

/// Hashing, ciphers and signatures over messages as long as ours are.
func signingBenchmarks() -> [Benchmark] {
    let statement = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let megabyte = [UInt8](repeating: 0x5a, count: 1 << 20)
    return [
        Benchmark(group: "signing", name: "SHA-256 of 32 B", operations: 1000) {
            hashes(of: Array(statement.prefix(32)), count: 1000)
        },
        Benchmark(group: "signing", name: "SHA-256 of 300 B", operations: 1000) {
            hashes(of: statement, count: 1000)
        },
        Benchmark(group: "signing", name: "SHA-256 of 1 MiB", operations: 1) {
            hashes(of: megabyte, count: 1)
        },
        Benchmark(group: "signing", name: "AES-128 block", operations: 1000) {
            var block = Block128(high: 1, low: 2)
            let cipher = AES128(key: block)
            for _ in 0..<1000 { block = cipher.encrypt(block) }
            return block.low
        },
        Benchmark(group: "signing", name: "AES-128 new key and block", operations: 100) {
            var block = Block128(high: 1, low: 2)
            for _ in 0..<100 { block = AES128(key: block).encrypt(block) }
            return block.low
        },
    ] + signatureBenchmarks(statement)
}

private func signatureBenchmarks(_ statement: [UInt8]) -> [Benchmark] {
    let signer = SigningBench(statement)
    return [
        Benchmark(group: "signing", name: "Ed25519 sign 300 B", operations: 10) {
            var sum: UInt64 = 0
            for _ in 0..<10 { sum &+= signer.key.sign(statement.rawSpan).s.words.0 }
            return sum
        },
        Benchmark(group: "signing", name: "Ed25519 verify 300 B", operations: 10) {
            var sum: UInt64 = 0
            for _ in 0..<10 {
                let isValid = Ed25519.isValid(
                    signer.signature, of: statement.rawSpan, by: signer.key.publicKey)
                sum &+= isValid ? 1 : 0
            }
            return sum
        },
        Benchmark(group: "signing", name: "Ed25519 verify, chunk of 64", operations: 64) {
            let claim = SignatureClaim(
                key: signer.key.publicKey, signature: signer.signature, message: 0..<300)
            let claims = [SignatureClaim](repeating: claim, count: 64)
            var verdicts = [Bool](repeating: false, count: 64)
            var span = verdicts.mutableSpan
            Ed25519.areValid(claims.span, in: statement.rawSpan, verdicts: &span)
            return UInt64(verdicts.count { $0 })
        },
    ]
}

/// Holds the key, which closures cannot copy.
private final class SigningBench {
    let key = SecretKey.random()
    let signature: Signature

    init(_ statement: [UInt8]) { signature = key.sign(statement.rawSpan) }
}

private func hashes(of bytes: [UInt8], count: Int) -> UInt64 {
    var sum: UInt64 = 0
    for _ in 0..<count { sum &+= SHA256.hash(bytes.rawSpan).words.0 }
    return sum
}
