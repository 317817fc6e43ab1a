internal import Glibc
internal import Host
internal import Primitives

/// A TCP socket that never blocks and never raises a signal; closed with its last owner.
final class RouterSocket {
    let descriptor: Int32

    /// Begins to connect.
    init(to address: NameLookup.Address, name: String) throws(RouterLinkError) {
        let kind =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
            | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = socket(address.family, kind, 0)
        guard descriptor >= 0 else { throw .system(.last) }
        SocketOptions.sendAtOnce(descriptor)
        SocketOptions.keepAlive(descriptor, idle: 30, interval: 10)
        let descriptor = descriptor
        let result = unsafe address.bytes.withUnsafeBytes { bytes in
            unsafe connect(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count))
        }
        guard result == 0 || errno == EINPROGRESS else { throw Self.failure(errno, name) }
    }

    deinit { close(descriptor) }

    /// Whether the connection is made; throws when it will not be.
    func isConnected(name: String) throws(RouterLinkError) -> Bool {
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size)
        guard result == 0 else { throw .system(.last) }
        guard number == 0 else { throw Self.failure(number, name) }
        var wait = [pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)]
        return unsafe poll(&wait, 1, 0) > 0
    }

    /// Sends from the front of a buffer what the socket takes.
    func send(_ buffer: inout [UInt8]) throws(RouterLinkError) {
        var start = 0
        defer { buffer.removeFirst(start) }
        while start < buffer.count {
            let count = unsafe buffer.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress?.advanced(by: start), bytes.count - start,
                    Int32(MSG_NOSIGNAL))
            }
            guard count < 0 else {
                start += count
                continue
            }
            if errno == EAGAIN || errno == EWOULDBLOCK { return }
            if errno == EINTR { continue }
            throw Self.broken(errno)
        }
    }

    /// How many bytes came, 0 at the end; nil when none have come yet.
    func receive(into chunk: inout [UInt8]) throws(RouterLinkError) -> Int? {
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
            }
            if count >= 0 { return count }
            if errno == EAGAIN || errno == EWOULDBLOCK { return nil }
            if errno == EINTR { continue }
            throw Self.broken(errno)
        }
    }

    private static func broken(_ number: Int32) -> RouterLinkError {
        number == ECONNRESET || number == EPIPE ? .cut : .system(SystemError(number: number))
    }

    private static func failure(_ number: Int32, _ name: String) -> RouterLinkError {
        switch number {
        case ECONNREFUSED: .refused(name)
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN, EADDRNOTAVAIL, EAFNOSUPPORT:
            .unreachable(name)
        case ETIMEDOUT: .connectTimedOut(name)
        default: .system(SystemError(number: number))
        }
    }
}
