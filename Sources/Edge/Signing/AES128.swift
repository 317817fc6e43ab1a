internal import CCrypto
public import Primitives

/// AES-128 of single blocks by libcrypto, for LoRaWAN's integrity codes. Through EVP, whose code for
/// x86 and ARM uses the CPU's AES instructions: fast, and its time tells nothing about the key.
///
/// A key costs one allocation (about a microsecond); a block costs none. Not `Sendable`: libcrypto
/// writes into its context at each block, so a value stays on one thread.
public struct AES128: BlockCipher {
    private let context: Context

    public init(key: Block128) { context = Context(key: key) }

    public func encrypt(_ block: Block128) -> Block128 { context.encrypt(block) }

    /// libcrypto's context has one owner; wiped and freed when the last copy of the value is gone.
    @safe private final class Context {
        private let pointer: OpaquePointer

        init(key: Block128) {
            guard let pointer = unsafe EVP_CIPHER_CTX_new() else {
                preconditionFailure("libcrypto has no memory for an AES-128 key")
            }
            unsafe self.pointer = pointer
            var words = (key.high.bigEndian, key.low.bigEndian)
            let status = unsafe withUnsafeBytes(of: &words) { bytes in
                let base = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
                return unsafe EVP_EncryptInit_ex2(
                    pointer, AES128.algorithm.pointer, base, nil, nil)
            }
            unsafe OPENSSL_cleanse(&words, MemoryLayout.size(ofValue: words))
            precondition(status == 1, "libcrypto refuses an AES-128 key")
            // Only whole blocks come in; padding would hold back the last one.
            unsafe EVP_CIPHER_CTX_set_padding(pointer, 0)
        }

        deinit { unsafe EVP_CIPHER_CTX_free(pointer) }

        func encrypt(_ block: Block128) -> Block128 {
            let input = (block.high.bigEndian, block.low.bigEndian)
            var output: (UInt64, UInt64) = (0, 0)
            var written: Int32 = 0
            unsafe withUnsafeMutableBytes(of: &output) { destination in
                unsafe withUnsafeBytes(of: input) { source in
                    let to = unsafe destination.assumingMemoryBound(to: UInt8.self).baseAddress
                    let from = unsafe source.assumingMemoryBound(to: UInt8.self).baseAddress
                    _ = unsafe EVP_EncryptUpdate(pointer, to, &written, from, 16)
                }
            }
            precondition(written == 16, "libcrypto gave \(written) bytes for an AES block of 16")
            return Block128(
                high: UInt64(bigEndian: output.0), low: UInt64(bigEndian: output.1))
        }
    }

    /// Looked up once: `EVP_aes_128_ecb()` would be looked up again by name at every key.
    @safe private struct Algorithm: @unchecked Sendable {  // unchecked: never written to
        let pointer: OpaquePointer?
    }

    private static let algorithm: Algorithm = {
        let fetched = unsafe EVP_CIPHER_fetch(nil, "AES-128-ECB", nil)
        guard let fetched = unsafe fetched else {
            preconditionFailure("libcrypto has no AES-128: is its default provider switched off?")
        }
        return unsafe Algorithm(pointer: fetched)
    }()
}
