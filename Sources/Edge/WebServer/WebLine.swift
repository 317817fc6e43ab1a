internal import Glibc
internal import Primitives

enum LineResult {
    case bytes(Int)
    /// Nothing now.
    case wait
    case gone
}

/// A connected socket, in the clear or by TLS. Never waits.
final class WebLine {
    let descriptor: Int32
    private let tls: TLSLine?

    init(_ descriptor: Int32, _ tls: TLSLine?) {
        self.descriptor = descriptor
        self.tls = tls
    }

    deinit { close(descriptor) }

    /// True for a line that never became one of TLS.
    var isBroken: Bool { tls.map { !$0.isOpen } ?? false }
    var needsWrite: Bool { tls?.needsWrite ?? false }
    var hasMore: Bool { tls?.hasMore ?? false }

    /// - Parameter most: more is not read.
    func receive(into buffer: inout [UInt8], most: Int) -> LineResult {
        unsafe buffer.withUnsafeMutableBytes { bytes in
            let room = unsafe UnsafeMutableRawBufferPointer(
                rebasing: bytes[..<min(most, bytes.count)])
            if let tls { return unsafe tls.receive(into: room) }
            return Self.result(unsafe recv(descriptor, room.baseAddress, room.count, 0))
        }
    }

    func send(_ bytes: RawSpan, more: Bool) -> LineResult {
        unsafe bytes.withUnsafeBytes { bytes in
            if let tls { return unsafe tls.send(bytes) }
            let flags = Int32(MSG_NOSIGNAL) | (more ? Int32(MSG_MORE) : 0)
            return Self.result(unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags))
        }
    }

    private static func result(_ count: Int) -> LineResult {
        if count > 0 { return .bytes(count) }
        if count < 0, errno == EAGAIN || errno == EINTR { return .wait }
        return .gone
    }

    /// No more is sent; the client sees the end.
    func end() {
        tls?.close()
        shutdown(descriptor, Int32(SHUT_WR))
    }
}
