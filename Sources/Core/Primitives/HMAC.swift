/// HMAC-SHA-256 (RFC 2104, FIPS 198-1) over whatever supplies the digest. A copy taken after `init`
/// saves hashing the key again for the next message.
public struct HMAC<D: Digest> {
    @usableFromInline var inner = D()
    @usableFromInline var outer = D()

    /// A key of any length; one longer than SHA-256's block of 64 bytes is hashed first.
    @inlinable public init(key: RawSpan) {
        guard key.byteCount <= 64 else {
            self.init(key: Hash256(of: key, by: D.self))
            return
        }
        var block = InlineArray<64, UInt8>(repeating: 0)
        for offset in 0..<key.byteCount { block[offset] = key.byte(at: offset) }
        self.init(block: block)
    }

    @inlinable public init(key: Hash256) {
        var block = InlineArray<64, UInt8>(repeating: 0)
        for index in 0..<Hash256.byteCount { block[index] = key.byte(at: index) }
        self.init(block: block)
    }

    @inlinable init(block: InlineArray<64, UInt8>) {
        var pad = block
        for index in 0..<64 { pad[index] = block[index] ^ 0x36 }
        inner.update(unsafe pad.span.bytes)
        for index in 0..<64 { pad[index] = block[index] ^ 0x5c }
        outer.update(unsafe pad.span.bytes)
    }

    @inlinable public mutating func update(_ bytes: RawSpan) { inner.update(bytes) }

    /// The code of all that was given; a copy may go on.
    @inlinable public func finish() -> Hash256 {
        let message = inner.finish()
        var last = outer
        message.withBytes { last.update($0) }
        return last.finish()
    }
}
