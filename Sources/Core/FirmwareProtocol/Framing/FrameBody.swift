/// The bytes of one frame between delimiters, decoded: header and payload. 512 bytes inline, so
/// that a device without a heap can hold it.
public struct FrameBody: Sendable {
    var storage = InlineArray<512, UInt8>(repeating: 0)
    public internal(set) var count = 0

    public init() {}

    public var bytes: RawSpan {
        @_lifetime(borrow self) get { unsafe storage.span.bytes.extracting(first: count) }
    }

    /// Adds a byte; a full body is our own bug, since every message's bound is below it.
    public mutating func append(_ byte: UInt8) {
        precondition(count < LinkLimit.body, "a frame's body is full")
        storage[count] = byte
        count += 1
    }

    /// The header's fields. Little-endian, as all numbers of this link.
    public var header: FrameHeader {
        precondition(count >= LinkLimit.header, "a body without header")
        return FrameHeader(
            type: storage[0], session: UInt16(storage[1]) | UInt16(storage[2]) << 8,
            sequence: UInt16(storage[3]) | UInt16(storage[4]) << 8)
    }

    public var payload: RawSpan {
        @_lifetime(borrow self) get {
            unsafe storage.span.bytes.extracting(LinkLimit.header..<count)
        }
    }

    public init(header: FrameHeader) { begin(header) }

    /// Begins anew, in place: on a chip a second body beside this one would be half a kilobyte.
    mutating func begin(_ header: FrameHeader) {
        count = 0
        append(header.type)
        append(UInt8(truncatingIfNeeded: header.session))
        append(UInt8(truncatingIfNeeded: header.session >> 8))
        append(UInt8(truncatingIfNeeded: header.sequence))
        append(UInt8(truncatingIfNeeded: header.sequence >> 8))
    }

    public var checksum: UInt32 {
        var crc = CRC32()
        for index in 0..<count { crc.add(storage[index]) }
        return crc.value
    }
}

/// The first five bytes of every body.
public struct FrameHeader: Equatable, Sendable {
    public var type: UInt8
    /// The session it belongs to; 0 before there is one.
    public var session: UInt16
    public var sequence: UInt16

    public init(type: UInt8, session: UInt16, sequence: UInt16) {
        self.type = type
        self.session = session
        self.sequence = sequence
    }
}
