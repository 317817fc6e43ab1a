internal import CSodium
public import Primitives

/// An Ed25519 secret key. One owner, so it is never copied by accident. Its bytes lie in memory of
/// libsodium's: between guard pages, kept from swap and core dumps where the system allows, read-only
/// once made, and zeroed when the value's life ends.
///
/// There is no way to print it. Its seed leaves only by `withSeed`, for the key file and the backup words.
@safe public struct SecretKey: ~Copyable, Signer {
    public let publicKey: PublicKey
    /// libsodium's form: seed, then public key, 64 bytes.
    private let secret: UnsafeMutablePointer<UInt8>

    /// A key from its 32-byte seed. The span stays the caller's to wipe.
    ///
    /// Refuses a seed of another length; traps where the system has no memory to lock.
    public init?(seed: RawSpan) {
        guard seed.byteCount == Self.seedByteCount else { return nil }
        unsafe self.init { secret, publicKey in
            unsafe seed.withAddress(orIfEmpty: UnsafePointer(publicKey)) { seed, _ in
                unsafe crypto_sign_seed_keypair(publicKey, secret, seed)
            }
        }
    }

    /// A new key from the kernel's randomness.
    public static func random() -> SecretKey {
        unsafe SecretKey { secret, publicKey in unsafe crypto_sign_keypair(publicKey, secret) }
    }

    public static let seedByteCount = 32

    private init(
        makingPair pair: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Int32
    ) {
        _ = Sodium.ready
        guard let memory = unsafe sodium_malloc(64) else {
            preconditionFailure("no memory for a secret key")
        }
        let secret = unsafe memory.assumingMemoryBound(to: UInt8.self)
        var words: Hash256.Words = (0, 0, 0, 0)
        let status = unsafe withMutableBytes(of: &words) { unsafe pair(secret, $0) }
        precondition(status == 0, "libsodium cannot make an Ed25519 key pair")
        unsafe sodium_mprotect_readonly(memory)
        unsafe self.secret = secret
        publicKey = PublicKey(bytes: Hash256(bigEndian: words))
    }

    deinit { unsafe sodium_free(secret) }  // Zeroes it first.

    public func sign(_ message: RawSpan) -> Signature {
        var both: (Hash256.Words, Hash256.Words) = ((0, 0, 0, 0), (0, 0, 0, 0))
        let status = unsafe withMutableBytes(of: &both) { output in
            unsafe message.withAddress(orIfEmpty: UnsafePointer(secret)) { text, count in
                unsafe crypto_sign_detached(output, nil, text, count, secret)
            }
        }
        precondition(status == 0, "libsodium cannot sign \(message.byteCount) bytes")
        return Signature(r: Hash256(bigEndian: both.0), s: Hash256(bigEndian: both.1))
    }

    /// The seed, in place, for as long as `body` runs; `body` must not keep a copy unwiped.
    public func withSeed<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bytes = unsafe UnsafeRawBufferPointer(start: secret, count: Self.seedByteCount)
        return try body(unsafe RawSpan(_unsafeBytes: bytes))
    }
}

extension SecretKey: @unchecked Sendable {}  // unchecked: the memory is only read after `init`
