internal import Primitives

/// The link's framing (messages.md rule 18): each message behind its length, four bytes big-endian.
/// Takes bytes cut anywhere and gives whole messages; holds at most one message and what came along
/// with its end.
public struct LinkFrames: Hashable, Sendable {
    /// The longest message in bytes.
    public static let longest = 65_535
    static let head = 4

    private var buffer: [UInt8] = []
    private var start = 0

    public init() {}

    /// How many bytes wait for the rest of their message.
    public var pending: Int { buffer.count - start }

    /// Appends what the connection brought; all whole messages are to be taken out before the next.
    public mutating func append(_ bytes: RawSpan) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(bytes)
    }

    /// The next whole message; nil when it has not come. Refuses a length that no message has, before
    /// the bytes behind it are waited for.
    public mutating func next() throws(LinkRefusal) -> [UInt8]? {
        guard pending >= Self.head else { return nil }
        let length = buffer[start..<start + Self.head].reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.longest else { throw .frameTooLong(length) }
        guard length > 0 else { throw .emptyFrame }
        guard pending >= Self.head + length else { return nil }
        let first = start + Self.head
        start = first + length
        return Array(buffer[first..<start])
    }

    /// A message with its length in front, at the end of a buffer.
    public static func append(_ payload: [UInt8], to buffer: inout [UInt8]) {
        precondition(
            (1...longest).contains(payload.count), "\(payload.count) bytes in one message")
        for shift in [24, 16, 8, 0] {
            buffer.append(UInt8(truncatingIfNeeded: payload.count >> shift))
        }
        buffer.append(contentsOf: payload)
    }
}
