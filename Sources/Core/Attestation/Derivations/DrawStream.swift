public import Primitives

/// The random stream of a draw: HKDF's output, first a seed, then fair numbers.
@usableFromInline struct DrawStream<D: Digest> {
    /// PROTOCOL 3.3: 1,024 bytes.
    @inlinable static var byteCount: Int { 1_024 }

    @usableFromInline var stream: HKDFStream<D>

    @inlinable init(
        tag: String, network: NetworkID, hotspot: PublicKey, window: Window, value: Hash256,
        nonce: Hash256
    ) {
        let key = value.withBytes { salt in
            nonce.withBytes { HKDF<D>.extract(salt: salt, secret: $0) }
        }
        var info = HashInput(tag, network)
        info.append(hotspot)
        info.append(window.number)
        stream = HKDFStream(key: key, info: info, limit: Self.byteCount)
    }

    @inlinable mutating func seed() -> Hash256? { stream.nextHash() }

    @inlinable mutating func byte() -> UInt8? { stream.next() }

    /// The next number below `count`, each equally likely: a word at or above the greatest
    /// multiple of `count` is skipped. A word is used even when there is one choice only.
    @inlinable mutating func number(below count: UInt32) throws(DrawError) -> UInt32 {
        let bound = UInt64(count) * ((1 << 32) / UInt64(count))
        while let word = stream.nextWord() {
            if word < bound { return word % count }
        }
        throw .streamExhausted
    }
}
