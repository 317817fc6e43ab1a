public import Glibc
public import HTTPMessages
internal import Host
public import Notation
internal import Primitives
public import Units

/// Serves the box's own interface on this machine: a Unix socket and loopback TCP, from the caller's
/// loop, without a thread and without ever waiting. What it keeps is bounded: connections, a request
/// and an answer for each.
///
///     server.add(to: &waits)
///     _ = Poll.wait(&waits, wake: wake.descriptor, until: min(server.due ?? later, later))
///     server.serve(waits) { request, peer in … }
public final class LocalServer {
    private let limits: LocalServerLimits
    private var listeners: [LocalListener] = []
    private var connections: [LocalConnection] = []
    private var scratch = [UInt8](repeating: 0, count: 4096)
    private var latest: [UInt8]?
    private var acceptsAgain = Nanoseconds(0)
    /// Where this server's descriptors begin in the list of the caller's loop.
    private var first = 0
    public private(set) var counts = LocalServerCounts()

    public init(_ limits: LocalServerLimits = LocalServerLimits()) { self.limits = limits }

    /// For this machine's programs. The file has mode 0660, and goes when the server does.
    public func listen(atPath path: String) throws(LocalServerError) {
        listeners.append(try LocalListener(unix: path))
    }

    /// For browsers on this machine, which may only look.
    /// - Returns: the name with the port that was taken.
    public func listen(at socket: SocketName) throws(LocalServerError) -> SocketName {
        let listener = try LocalListener(tcp: socket)
        listeners.append(listener)
        return socket.with(port: listener.port)
    }

    // MARK: The caller's loop

    /// Adds what this server waits for.
    public func add(to waits: inout [pollfd]) {
        first = waits.count
        let accepts = Uptime.now >= acceptsAgain
        for listener in listeners {
            waits.append(
                pollfd(fd: accepts ? listener.descriptor : -1, events: Int16(POLLIN), revents: 0))
        }
        for connection in connections {
            waits.append(
                pollfd(fd: connection.descriptor, events: Int16(connection.events), revents: 0))
        }
    }

    /// When to call again though nothing came.
    public var due: Nanoseconds? {
        var due = listeners.isEmpty || acceptsAgain == Nanoseconds(0) ? nil : acceptsAgain
        for connection in connections {
            let next = connection.hasMore ? Nanoseconds(0) : connection.deadline
            due = min(due ?? next, next)
        }
        return due
    }

    /// Takes, answers and closes what is ready or out of time. Returns soon, whatever clients do.
    /// - Parameter waits: as `add` left them, with what poll found.
    public func serve(
        _ waits: [pollfd], answering: (HTTPRequest, LocalPeer) -> HTTPAnswer
    ) {
        let now = Uptime.now
        let known = connections
        for (index, connection) in known.enumerated() {
            let ready = Int32(waits[first + listeners.count + index].revents)
            if ready != 0 || connection.hasMore {
                turn(connection, ready, at: now, answering)
            }
            connection.expire(at: now)
        }
        for (index, listener) in listeners.enumerated() where waits[first + index].revents != 0 {
            accept(from: listener, at: now)
        }
        if acceptsAgain <= now { acceptsAgain = Nanoseconds(0) }
        connections.removeAll { $0.state == .closed }
    }

    private func turn(
        _ connection: LocalConnection, _ ready: Int32, at now: Nanoseconds,
        _ answering: (HTTPRequest, LocalPeer) -> HTTPAnswer
    ) {
        connection.turn(ready, &scratch, at: now) { request, peer in
            counts.requests += 1
            let answer = answering(request, peer)
            guard case .events = answer.body, request.method == .get else { return answer }
            guard followers < limits.followers else { return .refusal(.tooMany) }
            return answer
        }
        // A new follower knows nothing yet.
        if connection.isNewFollower, let latest { connection.follow(with: latest, at: now) }
    }

    private func accept(from listener: LocalListener, at now: Nanoseconds) {
        for _ in 0..<LocalServerLimits.turn {
            switch listener.accept() {
            case .none: return
            case .exhausted:
                acceptsAgain = now + LocalServerLimits.acceptRest
                counts.exhausted += 1
                return
            case .connection(let descriptor, let peer):
                counts.connections += 1
                admit(
                    LocalConnection(
                        descriptor, peer, hosts: listener.hosts, limits, at: now), at: now)
            }
        }
    }

    /// Room is made of a connection that only waits for its next request; else the new one hears
    /// that there are too many.
    private func admit(_ connection: LocalConnection, at now: Nanoseconds) {
        if connections.count >= limits.connections {
            if let idle = connections.indices.filter({ connections[$0].isIdle })
                .min(by: { connections[$0].deadline < connections[$1].deadline })
            {
                connections.remove(at: idle)
            } else {
                counts.refused += 1
                guard connections.count < limits.connections + LocalServerLimits.surplus else {
                    return
                }
                connection.refuse(.tooMany, at: now)
            }
        }
        connections.append(connection)
    }

    public var connectionCount: Int { connections.count }

    // MARK: Events

    /// Clients that follow; nobody needs to make events for none.
    public var followers: Int {
        connections.count { $0.state == .following }
    }

    /// Gives all followers, and everybody who will follow, this as the newest state. One that is
    /// slow misses what was between.
    /// - Parameter json: on one line.
    public func publish(_ json: [UInt8]) {
        precondition(!json.contains(0x0a) && !json.contains(0x0d), "an event of several lines")
        let event = Array("data: ".utf8) + json + [0x0a, 0x0a]
        latest = event
        let now = Uptime.now
        for connection in connections { connection.follow(with: event, at: now) }
    }
}

/// For metrics.
public struct LocalServerCounts: Equatable, Sendable {
    public var connections: UInt64 = 0
    public var requests: UInt64 = 0
    /// Turned away for want of room.
    public var refused: UInt64 = 0
    /// Times the process had no descriptor left.
    public var exhausted: UInt64 = 0

    public init() {}
}
