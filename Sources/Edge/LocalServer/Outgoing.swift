internal import Glibc
internal import HTTPMessages
internal import Primitives

/// Bytes on their way out: a head, and a body behind it.
struct Outgoing {
    private var head: [UInt8] = []
    private var body = HTTPAnswer.Body.bytes([])
    private var sent = 0

    var isEmpty: Bool { sent == head.count + bodyCount }

    private var bodyCount: Int {
        switch body {
        case .bytes(let bytes): bytes.count
        case .fixed(let text): text.utf8CodeUnitCount
        case .events: 0
        }
    }

    mutating func put(_ head: [UInt8], _ body: HTTPAnswer.Body) {
        precondition(isEmpty, "an answer is still under way")
        self.head = head
        self.body = body
        sent = 0
    }

    /// Sends what the socket takes without waiting.
    /// - Returns: false when the other side is gone.
    mutating func send(to descriptor: Int32) -> Bool {
        while !isEmpty {
            let count = sent < head.count ? sendHead(to: descriptor) : sendBody(to: descriptor)
            guard count >= 0 else {
                if errno == EINTR { continue }
                return errno == EAGAIN
            }
            sent += count
        }
        // Memory of a long answer is not kept for the short ones that follow.
        self = Outgoing()
        return true
    }

    private func sendHead(to descriptor: Int32) -> Int {
        let more = bodyCount > 0 ? Int32(MSG_MORE) : 0
        return Self.send(head.rawSpan.extracting(sent..<head.count), to: descriptor, more)
    }

    private func sendBody(to descriptor: Int32) -> Int {
        let start = sent - head.count
        switch body {
        case .bytes(let bytes):
            return Self.send(bytes.rawSpan.extracting(start..<bytes.count), to: descriptor, 0)
        case .fixed(let text):
            return unsafe Glibc.send(
                descriptor, text.utf8Start + start, text.utf8CodeUnitCount - start,
                Int32(MSG_NOSIGNAL))
        case .events: return 0
        }
    }

    private static func send(_ bytes: RawSpan, to descriptor: Int32, _ flags: Int32) -> Int {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.send(
                descriptor, bytes.baseAddress, bytes.count,
                flags | Int32(MSG_NOSIGNAL))
        }
    }
}
