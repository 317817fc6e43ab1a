internal import Glibc
public import Host
public import Notation
internal import Units

extension SocketName {
    /// A listening socket, and the address it really has.
    func listen() throws(HostError) -> (Descriptor, SocketName) {
        let number = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard number >= 0 else { throw .cannotListen(self, .last) }
        let socket = try Descriptor.few(number)
        SocketOptions.reuseAddress(number)
        let bound = unsafe withAddress { name, length in unsafe bind(number, name, length) }
        guard let bound else { throw .noAddress(self) }
        guard bound == 0, Glibc.listen(number, 16) == 0 else { throw .cannotListen(self, .last) }
        return (socket, with(port: Self.port(of: socket)))
    }

    /// Connects, or gives up after `patience` nanoseconds.
    func connect(patience: UInt64) throws(HostError) -> Descriptor {
        let number: Int32
        do throws(ConnectError) {
            number = try connect(wake: -1, until: Uptime.now + Nanoseconds(patience))
        } catch {
            switch error {
            case .noAddress: throw .noAddress(self)
            case .timedOut, .woken: throw .connectTimedOut(self)
            case .system(let error): throw .cannotConnect(self, error)
            }
        }
        SocketOptions.sendAtOnce(number)
        return try Descriptor.few(number)
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
        SocketOptions.sendAtOnce(number)
        return try? Self.few(number)
    }

    /// Closes what the waiting has no room for.
    static func few(_ number: Int32) throws(HostError) -> Descriptor {
        guard number < Waiting.mostDescriptors else {
            close(number)
            throw .tooManyDescriptors
        }
        return Descriptor(number)
    }
}

/// Why an emulator or the air cannot do its work.
public enum HostError: Error, Equatable, Sendable, CustomStringConvertible {
    case cannotListen(SocketName, SystemError)
    case cannotConnect(SocketName, SystemError)
    case connectTimedOut(SocketName)
    case noAddress(SocketName)
    case tooManyDescriptors
    case noTerminal(SystemError)
    case linkInUse(String)
    case cannotLink(String, SystemError)
    /// There is no emulated USB; why, in a sentence.
    case noBus(String)

    public var description: String {
        switch self {
        case .cannotListen(let address, let error): "cannot listen at \(address): \(error)"
        case .cannotConnect(let address, let error): "cannot connect to \(address): \(error)"
        case .connectTimedOut(let address): "\(address) does not answer"
        case .noAddress(let address): "\(address) is no address of this system's"
        case .tooManyDescriptors: "more than \(Waiting.mostDescriptors) files and sockets are open"
        case .noTerminal(let error): "the system gives no pseudo-terminal: \(error)"
        case .linkInUse(let path):
            "\(path) is there already and no link to a terminal; remove it or choose another name"
        case .noBus(let reason): reason
        case .cannotLink(let path, let error): "cannot make the link \(path): \(error)"
        }
    }
}
