internal import Forwarders
internal import Glibc
internal import Host
internal import Notation
internal import Synchronization
internal import Units

/// Servers' names, looked up on a thread of their own: a look-up has no time-out, and nothing else may
/// wait for it. A found name is looked up again every ten minutes, a missing one every 30 s.
final class ServerNames: Sendable {
    private let work: Work

    static let refresh = Nanoseconds(600_000_000_000)
    static let retry = Nanoseconds(30_000_000_000)

    init(_ servers: [PassOnServer]) throws(SystemError) {
        let work = try Work(servers)
        // Let go at once: a look-up under way may take half a minute, and nobody waits for it.
        _ = try WorkerThread("server names") { work.run() }
        self.work = work
    }

    deinit { work.stop.signal() }

    func address(of server: Int) -> DatagramAddress? { work.found.withLock { $0[server] } }
}

private final class Work: Sendable {
    let servers: [PassOnServer]
    let stop: Wake
    let found: Mutex<[DatagramAddress?]>

    init(_ servers: [PassOnServer]) throws(SystemError) {
        self.servers = servers
        stop = try Wake()
        found = Mutex(Array(repeating: nil, count: servers.count))
    }

    func run() {
        while true {
            var isComplete = true
            for (index, server) in servers.enumerated() where server.address == nil {
                if let address = Self.lookUp(server) {
                    found.withLock { $0[index] = address }
                } else {
                    isComplete = false
                }
            }
            let wait = isComplete ? ServerNames.refresh : ServerNames.retry
            if stop.wait(until: Uptime.now + wait) { return }
        }
    }

    /// The first address of a name that the system prefers.
    private static func lookUp(_ server: PassOnServer) -> DatagramAddress? {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        unsafe hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let result = unsafe getaddrinfo(server.host, nil, &hints, &list)
        guard result == 0, let first = unsafe list else { return nil }
        defer { unsafe freeaddrinfo(first) }
        guard let name = unsafe first.pointee.ai_addr,
            let found = unsafe SocketAddress.address(at: UnsafeRawPointer(name))
        else { return nil }
        return DatagramAddress(high: found.high, low: found.low, port: server.port)
    }
}
