extension [UInt8] {
    /// The bytes as a span to read. `Array.span.bytes` is marked unsafe for types with padding;
    /// a byte has none, and this is the one place that says so.
    @inlinable public var rawSpan: RawSpan {
        @_lifetime(borrow self) get { unsafe span.bytes }
    }

    @inlinable public init(copying bytes: RawSpan) {
        self = []
        append(bytes)
    }

    @inlinable public mutating func append(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }

    /// The eight bytes of a number, the most significant first.
    @inlinable public mutating func append(bigEndian number: UInt64) {
        unsafe Swift.withUnsafeBytes(of: number.bigEndian) { unsafe append(contentsOf: $0) }
    }
}

extension RawSpan {
    /// The byte at an offset; an offset outside of the span traps.
    @inlinable public func byte(at offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// The eight bytes from an offset as a big-endian number; past the end it traps.
    @inlinable public func bigEndian64(at offset: Int) -> UInt64 {
        UInt64(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The same bytes, compared in the order of the bytes.
    @inlinable public func isSame(as other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        for offset in 0..<byteCount where byte(at: offset) != other.byte(at: offset) {
            return false
        }
        return true
    }
}

extension RawSpan {
    /// Whether the bytes are well-formed UTF-8 (no surrogates, nothing longer than needed).
    public var isValidUTF8: Bool {
        do {
            _ = try UTF8Span(validating: unsafe _unsafeView(as: UInt8.self))
            return true
        } catch {
            return false
        }
    }
}
