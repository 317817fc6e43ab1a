internal import Glibc
internal import Host
internal import Radios
internal import Units

/// A TCP connection to an emulated radio, or to a terminal server.
enum Connection {
    static func open(
        to name: TCPName, wake: Wake, until deadline: Nanoseconds
    ) throws(RadioLinkError) -> Int32 {
        let kind =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
            | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(name.host.contains(":") ? AF_INET6 : AF_INET, kind, 0)
        guard descriptor >= 0 else { throw .system(.open, .last) }
        do throws(RadioLinkError) {
            try connect(descriptor, to: name, wake: wake, until: deadline)
            setOptions(descriptor)
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func connect(
        _ descriptor: Int32, to name: TCPName, wake: Wake, until deadline: Nanoseconds
    ) throws(RadioLinkError) {
        guard let begun = begin(descriptor, name) else { throw .noSuchHost(name) }
        if begun == 0 { return }
        guard begun == EINPROGRESS else { throw failure(begun, name) }
        var waits = [pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)]
        switch Poll.wait(&waits, wake: wake, until: deadline) {
        case .timeOut: throw .timedOut(.open)
        case .woken: throw .interrupted(.open)
        case .ready: break
        }
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size)
        guard result == 0 else { throw .system(.open, .last) }
        if number != 0 { throw failure(number, name) }
    }

    /// 0, or errno; nil for no address.
    private static func begin(_ descriptor: Int32, _ name: TCPName) -> Int32? {
        let host = name.host == "localhost" ? "127.0.0.1" : name.host
        if host.contains(":") {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = name.port.bigEndian
            guard unsafe inet_pton(AF_INET6, host, &address.sin6_addr) == 1 else { return nil }
            return unsafe connect(descriptor, withUnsafeBytes(of: &address) { unsafe Array($0) })
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = name.port.bigEndian
        guard unsafe inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return nil }
        return unsafe connect(descriptor, withUnsafeBytes(of: &address) { unsafe Array($0) })
    }

    private static func connect(_ descriptor: Int32, _ address: [UInt8]) -> Int32 {
        unsafe address.withUnsafeBytes { bytes in
            let result = unsafe Glibc.connect(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count))
            return result == 0 ? 0 : errno
        }
    }

    private static func failure(_ number: Int32, _ name: TCPName) -> RadioLinkError {
        switch number {
        case ECONNREFUSED: .refused(name)
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN, EADDRNOTAVAIL, EINVAL:
            .noSuchHost(name)
        case ETIMEDOUT: .timedOut(.open)
        default: .system(.open, SystemError(number: number))
        }
    }

    /// Requests are short and wait for their answers, so nothing is gathered; and a peer that lost
    /// its power is noticed within 25 s.
    private static func setOptions(_ descriptor: Int32) {
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPIDLE, 10)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 5)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        _ = unsafe setsockopt(
            descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
