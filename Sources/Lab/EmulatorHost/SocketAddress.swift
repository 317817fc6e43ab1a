internal import Glibc
public import Host
internal import Notation

/// Where a program listens or connects: `127.0.0.1:8470`. In numbers, because a look-up by name has
/// no time-out; `localhost` stands for 127.0.0.1. One spelling, the one it prints. As a place to
/// listen, port 0 is any free one.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// `localhost`, an IPv4 address, or an IPv6 address without its brackets.
    public let host: String
    public let port: UInt16

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    public init(parsing text: some StringProtocol) throws(SocketAddressError) {
        let shown = Quote.text(text)
        guard text.utf8.count <= 47, let colon = text.lastIndex(of: ":") else {
            throw .noPort(shown)
        }
        let digits = text[text.index(after: colon)...]
        guard let port = UInt16(digits), String(port) == digits else { throw .wrongPort(shown) }
        let host = text[..<colon]
        if host.first == "[", host.last == "]" {
            self.host = String(host.dropFirst().dropLast())
        } else {
            self.host = String(host)
        }
        self.port = port
        guard unsafe withName({ _, _ in true }) ?? false, description == text else {
            throw .wrongHost(shown)
        }
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Only this machine can reach it.
    public var isLoopback: Bool { host == "localhost" || host.hasPrefix("127.") || host == "::1" }

    private var family: Int32 { host.contains(":") ? AF_INET6 : AF_INET }

    /// Calls with the address as the system wants it; nil when the host is none.
    private func withName<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        if host.contains(":") {
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

    // MARK: Sockets

    /// A listening socket, and the address it really has.
    func listen() throws(HostError) -> (Descriptor, SocketAddress) {
        let socket = try opened()
        socket.set(SOL_SOCKET, SO_REUSEADDR)
        let bound = unsafe withName { name, length in unsafe bind(socket.number, name, length) }
        guard bound == 0, Glibc.listen(socket.number, 16) == 0 else {
            throw .cannotListen(self, .last)
        }
        return (socket, SocketAddress(host: host, port: Self.port(of: socket)))
    }

    /// Connects, or gives up after `patience` nanoseconds.
    func connect(patience: UInt64) throws(HostError) -> Descriptor {
        let socket = try opened()
        let result = unsafe withName { name, length in
            unsafe Glibc.connect(socket.number, name, length)
        }
        if result != 0 {
            guard errno == EINPROGRESS else { throw .cannotConnect(self, .last) }
            var waiting = Waiting()
            waiting.toWrite(socket.number)
            waiting.wait(until: Uptime.now + patience)
            guard waiting.canWrite(socket.number) else { throw .connectTimedOut(self) }
            var number: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            unsafe getsockopt(socket.number, SOL_SOCKET, SO_ERROR, &number, &size)
            guard number == 0 else { throw .cannotConnect(self, SystemError(number: number)) }
        }
        socket.set(Int32(IPPROTO_TCP), TCP_NODELAY)
        return socket
    }

    private func opened() throws(HostError) -> Descriptor {
        let number = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard number >= 0 else { throw .cannotConnect(self, .last) }
        guard number < Waiting.mostDescriptors else {
            close(number)
            throw .tooManyDescriptors
        }
        return Descriptor(number)
    }

    private static func port(of socket: Descriptor) -> UInt16 {
        var name = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        unsafe withUnsafeMutablePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe getsockname(socket.number, $0, &length)
            }
        }
        // The port lies at the same place in both families.
        return UInt16(bigEndian: name.sin6_port)
    }
}

extension Descriptor {
    /// The next one who connects; nil when nobody waits.
    func accept() -> Descriptor? {
        let number = Glibc.accept(self.number, nil, nil)
        guard number >= 0 else { return nil }
        guard number < Waiting.mostDescriptors else {
            close(number)
            return nil
        }
        let client = Descriptor(number)
        client.set(Int32(IPPROTO_TCP), TCP_NODELAY)
        return client
    }

    func set(_ level: Int32, _ name: Int32) {
        var value: Int32 = 1
        _ = unsafe setsockopt(
            number, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

/// Why a text is no address. Carries the text as quoted for a person.
public enum SocketAddressError: Error, Equatable, Sendable, CustomStringConvertible {
    case noPort(String)
    case wrongPort(String)
    case wrongHost(String)

    public var description: String {
        switch self {
        case .noPort(let text): "\(text) is no address with a port; write it like 127.0.0.1:8470"
        case .wrongPort(let text): "\(text): a port is a number from 0 to 65535"
        case .wrongHost(let text):
            "\(text): the host is localhost, an IPv4 address or an IPv6 address in brackets, "
                + "such as 127.0.0.1:8470 or [::1]:8470"
        }
    }
}

/// Why an emulator or the air cannot do its work.
public enum HostError: Error, Equatable, Sendable, CustomStringConvertible {
    case cannotListen(SocketAddress, SystemError)
    case cannotConnect(SocketAddress, SystemError)
    case connectTimedOut(SocketAddress)
    case tooManyDescriptors
    case noTerminal(SystemError)
    case linkInUse(String)
    case cannotLink(String, SystemError)

    public var description: String {
        switch self {
        case .cannotListen(let address, let error): "cannot listen at \(address): \(error)"
        case .cannotConnect(let address, let error): "cannot connect to \(address): \(error)"
        case .connectTimedOut(let address): "\(address) does not answer"
        case .tooManyDescriptors: "more than \(Waiting.mostDescriptors) files and sockets are open"
        case .noTerminal(let error): "the system gives no pseudo-terminal: \(error)"
        case .linkInUse(let path):
            "\(path) is there already and no link to a terminal; remove it or choose another name"
        case .cannotLink(let path, let error): "cannot make the link \(path): \(error)"
        }
    }
}
