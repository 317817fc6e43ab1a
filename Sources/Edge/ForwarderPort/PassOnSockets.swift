public import Forwarders
internal import Glibc
public import Host
internal import Notation
public import Units

/// The sockets to other servers, one for each pair of server and radio, opened when it is first used.
/// Each is connected, so that the kernel lets nobody but its server in.
public struct PassOnSockets: ~Copyable {
    private let servers: [PassOnServer]
    private let names: ServerNames?
    private var open: [(line: PassOnLine, address: DatagramAddress, descriptor: Int32)] = []
    private var buffer: [UInt8]
    /// What could not be sent: the server's name is not known yet, or the kernel refused.
    public private(set) var unsent: UInt64 = 0

    static let mostAtOnce = 64

    /// Begins to look up the names among the servers, on a thread of its own.
    public init(_ servers: [PassOnServer]) throws(SystemError) {
        self.servers = servers
        names = servers.allSatisfy { $0.address != nil } ? nil : try ServerNames(servers)
        buffer = SocketAddress.buffer
    }

    deinit { for socket in open { Glibc.close(socket.descriptor) } }

    /// For `poll`.
    public var descriptors: [Int32] { open.map(\.descriptor) }

    public mutating func send(_ effects: borrowing PassOnEffects) {
        for outgoing in effects.datagrams {
            guard let descriptor = descriptor(for: outgoing.line),
                SocketAddress.send(effects.bytes, outgoing.part, on: descriptor)
            else {
                unsent += 1
                continue
            }
        }
    }

    /// A socket for this line, at the address that its server has now.
    private mutating func descriptor(for line: PassOnLine) -> Int32? {
        guard let address = address(of: line.server) else { return nil }
        if let known = open.firstIndex(where: { $0.line == line }) {
            if open[known].address == address { return open[known].descriptor }
            Glibc.close(open.remove(at: known).descriptor)
        }
        let isIPv6 = address.ipv4 == nil
        let kind =
            Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
            | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, kind, 0)
        guard descriptor >= 0 else { return nil }
        let result = unsafe SocketAddress.with(address, isIPv6: isIPv6) { name, length in
            unsafe connect(descriptor, name, length)
        }
        guard result == 0 else {
            Glibc.close(descriptor)
            return nil
        }
        open.append((line, address, descriptor))
        return descriptor
    }

    private func address(of server: Int) -> DatagramAddress? {
        if let address = servers[server].address { return DatagramAddress(address) }
        return names?.address(of: server)
    }

    /// Reads what servers sent.
    public mutating func receive(
        into passOn: inout PacketPassOn, at now: Nanoseconds, effects: inout PassOnEffects
    ) {
        for socket in open {
            for _ in 0..<Self.mostAtOnce {
                guard
                    let (length, _) = SocketAddress.receive(
                        from: socket.descriptor, into: &buffer)
                else { break }
                let bytes = buffer.span.extracting(0..<length)
                unsafe passOn.take(bytes.bytes, on: socket.line, at: now, effects: &effects)
            }
        }
    }

    /// Nothing is sent for this radio any more.
    public mutating func close(radio: Int) {
        for socket in open where socket.line.radio == radio { Glibc.close(socket.descriptor) }
        open.removeAll { $0.line.radio == radio }
    }
}

extension DatagramAddress {
    /// Nil when the host is no address after all.
    init?(_ name: SocketName) {
        let found = unsafe name.withAddress { address, _ in
            unsafe SocketAddress.address(at: UnsafeRawPointer(address))
        }
        guard let found = found ?? nil else { return nil }
        self = found
    }
}
