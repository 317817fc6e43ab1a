internal import Glibc
internal import Host
internal import PositionFixes

/// A connection to gpsd on which no call waits longer than it was told.
struct GPSDSocket: ~Copyable {
    let descriptor: Int32
    /// Becomes readable when waiting should end; -1 for never.
    let wake: Int32

    enum Waited { case ready, timeOut, woken }

    private init(_ descriptor: Int32, wake: Int32) {
        self.descriptor = descriptor
        self.wake = wake
    }

    static func connected(
        to address: GPSDAddress, wake: Int32
    ) throws(GPSDError) -> GPSDSocket {
        let family = address.host.contains(":") ? AF_INET6 : AF_INET
        let descriptor = socket(
            family,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
                | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .cannotConnect(.last) }
        let connection = GPSDSocket(descriptor, wake: wake)
        let result = try connect(descriptor, to: address)
        guard result == 0 || errno == EINPROGRESS else { throw .cannotConnect(.last) }
        switch connection.wait(for: Int16(POLLOUT), until: Clock.uptime &+ GPSDLimits.connecting) {
        case .timeOut: throw .connectTimedOut
        case .woken: throw .hungUp
        case .ready: break
        }
        let number = connection.option(SO_ERROR)
        guard number == 0 else { throw .cannotConnect(SystemError(number: number)) }
        connection.keepAlive()
        return connection
    }

    deinit { close(descriptor) }

    private static func connect(
        _ descriptor: Int32, to address: GPSDAddress
    ) throws(GPSDError) -> Int32 {
        let host = address.host == "localhost" ? "127.0.0.1" : address.host
        if host.contains(":") {
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = address.port.bigEndian
            guard unsafe inet_pton(AF_INET6, host, &name.sin6_addr) == 1 else {
                throw .badAddress(address)
            }
            return unsafe withUnsafeBytes(of: &name) { bytes in
                unsafe Glibc.connect(
                    descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                    socklen_t(bytes.count))
            }
        }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = address.port.bigEndian
        guard unsafe inet_pton(AF_INET, host, &name.sin_addr) == 1 else {
            throw .badAddress(address)
        }
        return unsafe withUnsafeBytes(of: &name) { bytes in
            unsafe Glibc.connect(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count))
        }
    }

    /// A gpsd on another machine that lost its power is noticed within a minute.
    private func keepAlive() {
        set(SOL_SOCKET, SO_KEEPALIVE, 1)
        set(Int32(IPPROTO_TCP), TCP_KEEPIDLE, 30)
        set(Int32(IPPROTO_TCP), TCP_KEEPINTVL, 10)
        set(Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
    }

    private func set(_ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        _ = unsafe setsockopt(
            descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private func option(_ name: Int32) -> Int32 {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, name, &value, &size)
        return result == 0 ? value : errno
    }

    func wait(for events: Int16, until deadline: UInt64) -> Waited {
        Poll.wait(descriptor, for: events, wake: wake, until: deadline)
    }

    /// The request is shorter than any socket's empty buffer, so it goes at once or not at all.
    func send(_ text: String) throws(GPSDError) {
        let bytes = Array(text.utf8)
        let sent = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
        guard sent >= 0 else { throw .broken(.last) }
        guard sent == bytes.count else { throw .hungUp }
    }

    /// Appends what has come; false when nothing has.
    func read(into buffer: inout [UInt8], of chunk: inout [UInt8]) throws(GPSDError) -> Bool {
        let count = unsafe chunk.withUnsafeMutableBytes { bytes in
            unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
        }
        guard count != 0 else { throw .hungUp }
        guard count > 0 else {
            guard errno == EAGAIN || errno == EINTR else { throw .broken(.last) }
            return false
        }
        buffer.append(contentsOf: chunk[..<count])
        return true
    }
}

/// Waiting that ends at a deadline, or when it is told to.
enum Poll {
    static func wait(
        _ descriptor: Int32, for events: Int16, wake: Int32, until deadline: UInt64
    ) -> GPSDSocket.Waited {
        while true {
            let now = Clock.uptime
            let rest = deadline > now ? deadline - now : 0
            var waits = [
                pollfd(fd: descriptor, events: events, revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            ]
            let milliseconds = Int32(min((rest + 999_999) / 1_000_000, 60_000))
            let count = unsafe poll(&waits, 2, milliseconds)
            if count > 0 { return waits[1].revents != 0 ? .woken : .ready }
            if rest == 0 { return .timeOut }
        }
    }
}

enum Clock {
    /// Since the machine started, sleep included.
    static var uptime: UInt64 { read(CLOCK_BOOTTIME) }
    static var utc: UInt64 { read(CLOCK_REALTIME) }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        let result = unsafe clock_gettime(clock, &time)
        precondition(result == 0 && time.tv_sec >= 0, "clock \(clock) is unreadable")
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}
