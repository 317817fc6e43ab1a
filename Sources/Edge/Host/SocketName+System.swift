public import Glibc
public import Notation
public import Units

extension SocketName {
    public var family: Int32 { isIPv6 ? AF_INET6 : AF_INET }

    /// Calls with the address as the system wants it; nil when the host is none.
    public func withAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        if isIPv6 {
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = port.bigEndian
            guard unsafe inet_pton(AF_INET6, host, &name.sin6_addr) == 1 else { return nil }
            return unsafe withUnsafePointer(to: &name) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        let digits = host == "localhost" ? "127.0.0.1" : host
        guard unsafe inet_pton(AF_INET, digits, &name.sin_addr) == 1 else { return nil }
        return unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Why a connection was not made.
    public enum ConnectError: Error, Equatable, Sendable {
        case noAddress
        case timedOut
        case woken
        case system(SystemError)
    }

    /// A connected TCP socket that never blocks, closed by the caller.
    /// - Parameter wake: a descriptor that becomes readable when waiting should end; -1 for never.
    public func connect(wake: Int32, until deadline: Nanoseconds) throws(ConnectError) -> Int32 {
        let kind =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
            | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw .system(.last) }
        do throws(ConnectError) {
            try connect(descriptor, wake: wake, until: deadline)
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    private func connect(
        _ descriptor: Int32, wake: Int32, until deadline: Nanoseconds
    ) throws(ConnectError) {
        let begun = unsafe withAddress { name, length in
            unsafe Glibc.connect(descriptor, name, length) == 0 ? 0 : errno
        }
        guard let begun else { throw .noAddress }
        if begun == 0 { return }
        guard begun == EINPROGRESS else { throw .system(SystemError(number: begun)) }
        switch Poll.wait(for: descriptor, Int32(POLLOUT), wake: wake, until: deadline) {
        case .timeOut: throw .timedOut
        case .woken: throw .woken
        case .ready: break
        }
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size)
        guard result == 0 else { throw .system(.last) }
        guard number == 0 else { throw .system(SystemError(number: number)) }
    }
}

/// Options of an open socket. What the system refuses stays as it was: none decides over right and
/// wrong.
public enum SocketOptions {
    /// Short requests wait for their answers, so nothing is gathered.
    public static func sendAtOnce(_ descriptor: Int32) {
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    /// A peer that lost its power is noticed `3 x interval` seconds after `idle` silent ones.
    public static func keepAlive(_ descriptor: Int32, idle: Int32, interval: Int32) {
        set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPIDLE, idle)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPINTVL, interval)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
    }

    public static func reuseAddress(_ descriptor: Int32) {
        set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        _ = unsafe setsockopt(
            descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
