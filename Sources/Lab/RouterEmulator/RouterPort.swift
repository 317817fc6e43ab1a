internal import Attestation
internal import Glibc
public import Host
public import Notation
public import Primitives
public import Units

/// A `ScriptedRouter` behind TLS on a TCP port of this machine, in one thread that its owner lends.
///
///     let port = try RouterPort(router, tls: RouterIdentity(seed: seed), at: name)
///     while … { for event in port.run(until: deadline, wake: wake) { … } }
public final class RouterPort<Hash: Digest, Check: SignatureCheck> {
    public var router: ScriptedRouter<Hash, Check>
    /// Where it listens; a port of 0 was replaced by the one it got.
    public let name: SocketName
    /// So many bytes are sent to each connection before it is cut; nil for all. For tests that cut at
    /// every byte, of what TLS carries.
    public var cutsAfter: Int?

    /// The exporter values of the connections there were, in order.
    public private(set) var bindings: [Hash256] = []

    private let listener: Int32
    private let identity: RouterIdentity
    private var connections: [PortConnection] = []
    private var nextNumber = 1

    public init(
        _ router: ScriptedRouter<Hash, Check>, tls identity: RouterIdentity, at wanted: SocketName
    ) throws(SystemError) {
        self.router = router
        self.identity = identity
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        listener = socket(wanted.family, kind, 0)
        guard listener >= 0 else { throw .last }
        SocketOptions.reuseAddress(listener)
        let listener = listener
        let bound = unsafe wanted.withAddress { name, length in
            unsafe bind(listener, name, length) == 0 && listen(listener, 16) == 0
        }
        guard bound == true else {
            let error = SystemError.last
            close(listener)
            throw error
        }
        var place = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafeMutablePointer(to: &place) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(listener, $0, &length)
            }
        }
        // The port stands at the same place in both families' addresses.
        name = wanted.with(port: UInt16(bigEndian: place.sin_port))
    }

    deinit { close(listener) }

    /// The descriptors to poll, for owners that poll others too.
    public var waits: [(descriptor: Int32, events: Int32)] {
        [(listener, POLLIN)]
            + connections.map { ($0.descriptor, POLLIN | ($0.outgoing.isEmpty ? 0 : POLLOUT)) }
    }

    /// Waits for something to happen, and does it.
    /// - Returns: what is worth telling; empty when the time passed.
    public func run(until deadline: Nanoseconds, wake: Int32 = -1) -> [RouterAction] {
        var polls = waits.map { pollfd(fd: $0.descriptor, events: Int16($0.events), revents: 0) }
        _ = Poll.wait(&polls, wake: wake, until: deadline)
        return proceed()
    }

    /// Does what can be done without waiting.
    public func proceed() -> [RouterAction] {
        accept()
        for connection in connections { step(connection) }
        let told = carryOut()
        for connection in connections { connection.send() }
        connections.removeAll { connection in
            guard connection.isOver else { return false }
            router.closed(connection.number)
            return true
        }
        return told
    }

    private func accept() {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            SocketOptions.sendAtOnce(descriptor)
            connections.append(
                PortConnection(descriptor, number: nextNumber, identity, cutsAfter: cutsAfter))
            nextNumber += 1
        }
    }

    private func step(_ connection: PortConnection) {
        connection.receive()
        if let binding = connection.shakeHands() {
            bindings.append(binding)
            router.opened(connection.number, binding: binding)
        }
        guard connection.isUp else { return }
        let bytes = connection.read()
        if !bytes.isEmpty { router.take(bytes, on: connection.number) }
    }

    private func carryOut() -> [RouterAction] {
        var told: [RouterAction] = []
        for action in router.takeActions() {
            switch action {
            case .send(let number, let bytes):
                connections.first { $0.number == number }?.write(bytes)
            case .close(let number): connections.first { $0.number == number }?.end()
            case .goodbye, .uplinks, .outcome, .welcomed: told.append(action)
            }
        }
        return told
    }
}
