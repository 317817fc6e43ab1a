/// HKDF with SHA-256 (RFC 5869): a short secret made into a long stream.
public enum HKDF<D: Digest> {
    /// RFC 5869 2.2: the pseudorandom key of a salt and a secret.
    @inlinable public static func extract(salt: RawSpan, secret: RawSpan) -> Hash256 {
        var code = HMAC<D>(key: salt)
        code.update(secret)
        return code.finish()
    }

    /// RFC 5869 2.3: the first `count` bytes of the stream.
    @inlinable public static func expand(_ key: Hash256, info: HashInput, count: Int) -> [UInt8] {
        var stream = HKDFStream<D>(key: key, info: info, limit: count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while let byte = stream.next() { bytes.append(byte) }
        return bytes
    }
}

/// The output of HKDF-Expand, made block by block as it is read: who needs 48 bytes of a stream of
/// 1,024 pays for two blocks. Ends after `limit` bytes, at most 255 blocks of 32 (RFC 5869).
public struct HKDFStream<D: Digest> {
    public static var maximumBytes: Int { 255 * 32 }

    /// The key's HMAC before any message.
    @usableFromInline let keyed: HMAC<D>
    @usableFromInline let info: HashInput
    @usableFromInline var block = Hash256(words: (0, 0, 0, 0))
    @usableFromInline var remaining: Int
    @usableFromInline var read = 0

    @inlinable public init(key: Hash256, info: HashInput, limit: Int) {
        precondition(limit <= Self.maximumBytes, "HKDF ends after 255 blocks")
        keyed = HMAC(key: key)
        self.info = info
        remaining = limit
    }

    /// The next byte, or nothing at the end of the stream.
    @inlinable public mutating func next() -> UInt8? {
        guard remaining > 0 else { return nil }
        if read % 32 == 0 { makeBlock() }
        let byte = block.byte(at: read % 32)
        read += 1
        remaining -= 1
        return byte
    }

    /// The next four bytes as a big-endian number, or nothing when fewer are left.
    @inlinable public mutating func nextWord() -> UInt32? {
        guard remaining >= 4 else { return nil }
        var word: UInt32 = 0
        for _ in 0..<4 { word = word << 8 | UInt32(next() ?? 0) }
        return word
    }

    /// The next 32 bytes, or nothing when fewer are left.
    @inlinable public mutating func nextHash() -> Hash256? {
        guard remaining >= 32 else { return nil }
        var words = InlineArray<4, UInt64>(repeating: 0)
        for index in 0..<32 { words[index / 8] = words[index / 8] << 8 | UInt64(next() ?? 0) }
        return Hash256(words: (words[0], words[1], words[2], words[3]))
    }

    @inlinable mutating func makeBlock() {
        var code = keyed
        if read > 0 { block.withBytes { code.update($0) } }
        code.update(info.bytes)
        var counter = HashInput()
        counter.append(byte: UInt8(read / 32 + 1))
        code.update(counter.bytes)
        block = code.finish()
    }
}

extension Hash256 {
    /// The byte at an index from the left; outside of 0..<32 it traps.
    @inlinable public func byte(at index: Int) -> UInt8 {
        let word =
            switch index / 8 {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            case 3: words.3
            default: preconditionFailure("a hash has 32 bytes")
            }
        return UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64(index % 8)))
    }
}
