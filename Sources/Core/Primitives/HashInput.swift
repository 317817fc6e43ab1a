/// The bytes under one of the network's hashes, as PROTOCOL 1 "Hash inputs" spells them: first
/// the hash's own tag, `earshot/<what>/v1`, as ASCII without a length; then the network id as its
/// 16 characters, keys and hashes as 32 bytes, every number as eight bytes big-endian. Each field
/// has a fixed length, so no two lists of fields share a spelling.
///
/// Held inline: building one allocates nothing.
public struct HashInput: Sendable {
    /// The longest beginning of a hash in the protocol, a statement's Sig_structure up to its
    /// payload, has 115 bytes (a commitment 105); 192 leaves room for two keys more.
    public static let capacity = 192

    @usableFromInline var storage: InlineArray<192, UInt8>
    public private(set) var count: Int

    public init() {
        storage = InlineArray(repeating: 0)
        count = 0
    }

    /// A hash's tag, then the network.
    public init(_ tag: String, _ network: NetworkID) {
        self.init()
        append(ascii: tag)
        append(network)
    }

    /// A hash's tag alone, for the few hashes that name a network through what they hash.
    public init(_ tag: String) {
        self.init()
        append(ascii: tag)
    }

    public var bytes: RawSpan {
        @_lifetime(borrow self) get { unsafe storage.span.bytes.extracting(first: count) }
    }

    public mutating func append(byte: UInt8) {
        precondition(count < Self.capacity, "a hash input has at most 192 bytes")
        storage[count] = byte
        count += 1
    }

    public mutating func append(ascii text: String) {
        for character in text.utf8 {
            precondition(character < 0x80, "hash inputs are ASCII")
            append(byte: character)
        }
    }

    public mutating func append(_ network: NetworkID) {
        for index in 0..<NetworkID.digitCount { append(byte: network.character(at: index)) }
    }

    public mutating func append(_ number: UInt64) {
        precondition(count <= Self.capacity - 8, "a hash input has at most 192 bytes")
        var span = storage.mutableSpan
        var bytes = unsafe span.mutableBytes
        bytes.storeBytes(of: number.bigEndian, toByteOffset: count, as: UInt64.self)
        count += 8
    }

    public mutating func append(_ hash: Hash256) {
        append(hash.words.0)
        append(hash.words.1)
        append(hash.words.2)
        append(hash.words.3)
    }

    public mutating func append(_ key: PublicKey) { append(key.bytes) }

    public mutating func append(_ bytes: RawSpan) {
        precondition(
            bytes.byteCount <= Self.capacity - count, "a hash input has at most 192 bytes")
        let whole = bytes.byteCount & ~7
        var span = storage.mutableSpan
        var target = unsafe span.mutableBytes
        var offset = 0
        while offset < whole {
            let eight = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            target.storeBytes(of: eight, toByteOffset: count + offset, as: UInt64.self)
            offset += 8
        }
        count += whole
        for offset in whole..<bytes.byteCount { append(byte: bytes.byte(at: offset)) }
    }

    @inlinable public func hash<D: Digest & ~Copyable>(by digest: D.Type) -> Hash256 {
        var digest = D()
        digest.update(bytes)
        return digest.finish()
    }

    /// The hash of this input and a body of any length after it, which must stand last.
    @inlinable public func hash<D: Digest & ~Copyable>(
        followedBy body: RawSpan, by digest: D.Type
    ) -> Hash256 {
        var digest = D()
        digest.update(bytes)
        digest.update(body)
        return digest.finish()
    }
}

extension Hash256 {
    /// The hash of some bytes as they are.
    @inlinable public init<D: Digest & ~Copyable>(of bytes: RawSpan, by digest: D.Type) {
        var digest = D()
        digest.update(bytes)
        self = digest.finish()
    }
}
