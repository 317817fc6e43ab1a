public import Diagnosis
public import Forwarders
internal import Glibc
public import Host
public import Notation
public import Units

/// The UDP socket that packet forwarders send to. It never blocks, and holds one datagram at a time:
/// what comes faster than it is read waits in the kernel, within bounds, and what the kernel drops is
/// counted.
public struct ForwarderSocket: ~Copyable {
    /// For `poll`.
    public let descriptor: Int32
    /// With the port that was got, where any free one was asked for.
    public let name: SocketName
    /// One byte more than is taken, so that a longer datagram is known for one.
    private var buffer: [UInt8]
    /// What could not be sent, as the kernel had no room or no way.
    public private(set) var unsent: UInt64 = 0

    /// Some seconds of eight busy forwarders.
    static let kernelBuffer: Int32 = 1 << 20
    /// Read in one go, so that a flood starves nobody else.
    static let mostAtOnce = 64

    /// - Parameter allowsPublic: whether the owner wrote that other machines may reach it.
    public init(
        listening name: SocketName, allowsPublic: Bool = false
    ) throws(ForwarderSocketError) {
        guard name.isLoopback || allowsPublic else { throw .publicAddress(name) }
        let kind =
            Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
            | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(name.family, kind, 0)
        guard descriptor >= 0 else { throw .failed(name, .last) }
        do throws(ForwarderSocketError) {
            try Self.bind(descriptor, to: name)
        } catch {
            close(descriptor)
            throw error
        }
        var size = Self.kernelBuffer
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        self.descriptor = descriptor
        self.name = name.with(port: SocketAddress.port(of: descriptor) ?? name.port)
        buffer = SocketAddress.buffer
    }

    deinit { close(descriptor) }

    private static func bind(
        _ descriptor: Int32, to name: SocketName
    ) throws(ForwarderSocketError) {
        let result = unsafe name.withAddress { address, length in
            unsafe Glibc.bind(descriptor, address, length) == 0 ? 0 : errno
        }
        guard let result else { throw .failed(name, SystemError(number: EADDRNOTAVAIL)) }
        switch result {
        case 0: return
        case EADDRINUSE: throw .taken(name, by: UDPPort.observe(name.port))
        default: throw .failed(name, SystemError(number: result))
        }
    }

    /// Reads what has come, at most `mostAtOnce` datagrams.
    /// - Returns: how many.
    public mutating func receive(
        into server: inout ForwarderServer, at now: Nanoseconds, effects: inout ForwarderEffects
    ) -> Int {
        for count in 0..<Self.mostAtOnce {
            guard let (length, sender) = SocketAddress.receive(from: descriptor, into: &buffer)
            else { return count }
            guard let sender else { continue }
            let bytes = buffer.span.extracting(0..<length)
            unsafe server.take(bytes.bytes, from: sender, at: now, effects: &effects)
        }
        return Self.mostAtOnce
    }

    /// Sends what the server wants sent. What cannot be is counted and lost, as datagrams are.
    public mutating func send(_ effects: borrowing ForwarderEffects) {
        for outgoing in effects.datagrams {
            let sent = SocketAddress.send(
                effects.bytes, outgoing.part, to: outgoing.to, from: descriptor,
                isIPv6: name.isIPv6)
            if !sent { unsent += 1 }
        }
    }

    /// Datagrams that the kernel dropped since the socket was opened, because its buffer was full.
    public var dropped: UInt32 { SocketAddress.dropped(by: descriptor) }
}

/// Why forwarders cannot be listened to.
public enum ForwarderSocketError: Error, Equatable, CustomStringConvertible {
    case publicAddress(SocketName)
    case taken(SocketName, by: PortObservation)
    case failed(SocketName, SystemError)

    public var description: String {
        switch self {
        case .publicAddress(let name):
            "\(name) can be reached from other machines, and the protocol asks nobody who he is; "
                + "allow it by forwarders.allow_public or --allow-public if that is meant"
        case .taken(let name, let holder):
            "\(name) is taken\(Self.words(holder)); stop the other server of packet forwarders, or "
                + "set forwarders.listen to another port and send the forwarders there"
        case .failed(let name, let error): "cannot listen on \(name): \(error)"
        }
    }

    private static func words(_ holder: PortObservation) -> String {
        switch holder {
        case .held(let processes):
            " by "
                + processes.map { "\($0.name) (process \($0.identifier))" }
                .joined(separator: " and ")
        case .heldUnseen: " by a process of another user"
        case .free, .unclear: ""
        }
    }
}
