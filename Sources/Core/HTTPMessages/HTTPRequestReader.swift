internal import Primitives

/// Takes a connection's bytes as they come, and gives the requests in them one after another. Keeps
/// at most one request's head and body and what came with it; whoever reads the socket stops while a
/// request waits for its answer.
///
/// Strict where two readers of one request could differ: lines end with CR LF, no header goes on in
/// the next line, one length, no transfer encoding (RFC 9112, section 11).
public struct HTTPRequestReader: Sendable {
    private let limits: HTTPLimits
    private let hosts: HTTPHostRule
    private var buffer: [UInt8] = []
    /// Up to here no head's end was found.
    private var looked = 0
    private var hasDroppedLine = false
    private var waiting: (head: HTTPHead, end: Int)?
    private var hasContinued = false

    public init(limits: HTTPLimits = .local, hosts: HTTPHostRule) {
        self.limits = limits
        self.hosts = hosts
    }

    /// Whether a request has begun that is not whole.
    public var isWithinRequest: Bool { !buffer.isEmpty }

    /// How many bytes are worth reading from the socket now: never more than a whole request.
    public var room: Int {
        if let waiting { return max(0, waiting.end + waiting.head.length - buffer.count) }
        return max(0, limits.head + limits.body - buffer.count)
    }

    /// How many bytes are kept.
    public var count: Int { buffer.count }

    /// True once for a request whose client waits to be told that its body is welcome. Asked after
    /// `next` gave none.
    public mutating func takeContinue() -> Bool {
        guard let (head, end) = waiting, head.expectsContinue, !hasContinued, buffer.count == end
        else { return false }
        hasContinued = true
        return true
    }

    public mutating func take(_ bytes: RawSpan) { buffer.append(bytes) }

    /// The next request, nil while it is not whole. After a refusal the connection is of no more use.
    public mutating func next() throws(HTTPRefusal) -> HTTPRequest? {
        if waiting == nil {
            dropEmptyLine()
            waiting = try head()
        }
        guard let (head, end) = waiting, buffer.count - end >= head.length else { return nil }
        let body = Array(buffer[end..<end + head.length])
        buffer.removeFirst(end + head.length)
        waiting = nil
        hasDroppedLine = false
        hasContinued = false
        return HTTPRequest(
            method: head.method, target: head.target, headers: head.headers, body: body,
            staysOpen: head.staysOpen)
    }

    /// RFC 9112, 2.2: one empty line before a request is passed over.
    private mutating func dropEmptyLine() {
        guard !hasDroppedLine, looked == 0, buffer.starts(with: [0x0d, 0x0a]) else { return }
        buffer.removeFirst(2)
        hasDroppedLine = true
    }

    private mutating func head() throws(HTTPRefusal) -> (HTTPHead, Int)? {
        guard let end = headEnd() else {
            guard buffer.count < limits.head else { throw tooLong }
            return nil
        }
        guard end <= limits.head else { throw tooLong }
        let head = try HTTPHead(
            parsing: buffer.rawSpan.extracting(0..<end), limits: limits, hosts: hosts)
        return (head, end)
    }

    /// A request line alone that is too long has another name.
    private var tooLong: HTTPRefusal {
        buffer.prefix(limits.target + 16).contains(0x0a) ? .headTooLarge : .targetTooLong
    }

    /// Behind the empty line; nil while there is none.
    private mutating func headEnd() -> Int? {
        let (end, looked) = Self.headEnd(in: buffer.rawSpan, from: looked)
        self.looked = looked
        return end
    }

    private static func headEnd(in bytes: RawSpan, from start: Int) -> (end: Int?, looked: Int) {
        var offset = start
        while offset + 3 < bytes.byteCount {
            if bytes.byte(at: offset) == 0x0d, bytes.byte(at: offset + 1) == 0x0a,
                bytes.byte(at: offset + 2) == 0x0d, bytes.byte(at: offset + 3) == 0x0a
            {
                return (offset + 4, 0)
            }
            offset += 1
        }
        return (nil, offset)
    }
}
