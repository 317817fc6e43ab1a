internal import CSodium
public import Primitives

/// The only source of randomness of every Earshot program: the kernel's generator through libsodium.
public enum RandomBytes {
    /// Thirty-two unpredictable bytes: a seed, a nonce, a salt.
    public static func hash256() -> Hash256 {
        _ = Sodium.ready
        var words: Hash256.Words = (0, 0, 0, 0)
        unsafe randombytes_buf(&words, 32)
        return Hash256(bigEndian: words)
    }

    public static func uint64() -> UInt64 {
        _ = Sodium.ready
        var word: UInt64 = 0
        unsafe randombytes_buf(&word, 8)
        return word
    }
}
