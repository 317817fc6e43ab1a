/// HMAC-SHA-256 (RFC 2104, FIPS 198-1) over whatever supplies the digest.
public struct HMAC<D: Digest & ~Copyable>: ~Copyable {
    @usableFromInline var inner: D
    @usableFromInline var outer: D

    /// A key of any length; one longer than SHA-256's block of 64 bytes is hashed first.
    @inlinable public init(key: RawSpan) {
        self.init(block: Self.block(of: key))
    }

    @inlinable public init(key: Hash256) {
        self.init(block: key.withBytes { Self.block(of: $0) })
    }

    @inlinable init(block: InlineArray<64, UInt8>) {
        inner = D()
        outer = D()
        var pad = block
        for index in 0..<64 { pad[index] = block[index] ^ 0x36 }
        inner.update(unsafe pad.span.bytes)
        for index in 0..<64 { pad[index] = block[index] ^ 0x5c }
        outer.update(unsafe pad.span.bytes)
    }

    @inlinable public mutating func update(_ bytes: RawSpan) { inner.update(bytes) }

    @inlinable public consuming func finish() -> Hash256 {
        var outer = self.outer
        self.inner.finish().withBytes { outer.update($0) }
        return outer.finish()
    }

    @inlinable static func block(of key: RawSpan) -> InlineArray<64, UInt8> {
        guard key.byteCount <= 64 else {
            return Hash256(of: key, by: D.self).withBytes { Self.block(of: $0) }
        }
        var block = InlineArray<64, UInt8>(repeating: 0)
        for offset in 0..<key.byteCount { block[offset] = key.byte(at: offset) }
        return block
    }
}
