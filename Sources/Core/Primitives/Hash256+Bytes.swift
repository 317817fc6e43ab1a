extension Hash256 {
    public static let byteCount = 32

    /// Refuses (`nil`) whatever is not exactly 32 bytes.
    @inlinable public init?(_ bytes: RawSpan) {
        guard bytes.byteCount == Self.byteCount else { return nil }
        self.init(
            words: (
                bytes.bigEndian64(at: 0), bytes.bigEndian64(at: 8),
                bytes.bigEndian64(at: 16), bytes.bigEndian64(at: 24)
            ))
    }

    /// The 32 bytes for as long as `body` runs, without allocation.
    @inlinable public func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bigEndian: InlineArray<4, UInt64> = [
            words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian,
        ]
        return try body(unsafe bigEndian.span.bytes)
    }

    @inlinable public func append(to buffer: inout [UInt8]) {
        withBytes { buffer.append($0) }
    }

    public var bytes: [UInt8] {
        withBytes { [UInt8](copying: $0) }
    }
}

extension PublicKey {
    /// Refuses (`nil`) whatever is not exactly 32 bytes. Whether the bytes are a point is asked
    /// when a signature is checked.
    @inlinable public init?(_ bytes: RawSpan) {
        guard let bytes = Hash256(bytes) else { return nil }
        self.init(bytes: bytes)
    }
}

extension Signature {
    public static let byteCount = 64

    /// Refuses (`nil`) whatever is not exactly 64 bytes.
    @inlinable public init?(_ bytes: RawSpan) {
        guard bytes.byteCount == Self.byteCount,
            let r = Hash256(bytes.extracting(first: 32)),
            let s = Hash256(bytes.extracting(last: 32))
        else { return nil }
        self.init(r: r, s: s)
    }

    @inlinable public func append(to buffer: inout [UInt8]) {
        r.append(to: &buffer)
        s.append(to: &buffer)
    }

    public var bytes: [UInt8] { r.bytes + s.bytes }
}

extension Block128 {
    public static let byteCount = 16

    /// Refuses (`nil`) whatever is not exactly 16 bytes.
    @inlinable public init?(_ bytes: RawSpan) {
        guard bytes.byteCount == Self.byteCount else { return nil }
        self.init(high: bytes.bigEndian64(at: 0), low: bytes.bigEndian64(at: 8))
    }

    @inlinable public func append(to buffer: inout [UInt8]) {
        buffer.append(bigEndian: high)
        buffer.append(bigEndian: low)
    }

    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }
}
