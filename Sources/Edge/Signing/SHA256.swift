internal import CCrypto
public import Primitives

/// SHA-256 by libcrypto, which uses the CPU's SHA instructions. The state is a value: no allocation
/// per hash, and a copy taken after a common beginning (a tag) saves hashing it again.
///
/// The plain calls rather than EVP: `SHA256_*` are deprecated since OpenSSL 3, but EVP allocates
/// twice per hash, about 100 ns, where hashing 32 bytes takes 70 (decision 0080).
public struct SHA256: Digest, Sendable {
    private var state = SHA256_CTX()

    public init() {
        let status = unsafe SHA256_Init(&state)
        precondition(status == 1, "libcrypto cannot start a SHA-256")
    }

    public mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }  // An empty span may have none.
            _ = unsafe SHA256_Update(&state, base, buffer.count)
        }
    }

    public consuming func finish() -> Hash256 {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        unsafe withUnsafeMutableBytes(of: &words) { buffer in
            let base = unsafe buffer.assumingMemoryBound(to: UInt8.self).baseAddress
            _ = unsafe SHA256_Final(base, &state)
        }
        return Hash256(bigEndian: words)
    }

    /// The hash of one piece.
    public static func hash(_ bytes: RawSpan) -> Hash256 {
        var digest = SHA256()
        digest.update(bytes)
        return digest.finish()
    }
}
