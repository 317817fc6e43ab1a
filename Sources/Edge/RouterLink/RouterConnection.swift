internal import CSSL
internal import Glibc
internal import Host
public import Primitives
public import Units

/// A TLS connection to a router that never waits: a name looked up on a thread of its own, TCP, TLS
/// 1.3, the router's key compared with the pinned one, then bytes both ways. Its owner polls.
///
///     let connection = RouterConnection(to: place, lookup: lookup, at: now)
///     poll(connection.wait, the lookup's wake, until: connection.due)
///     for happening in connection.proceed(at: now) { … }
///
/// After `.lost` or `.closed` there is nothing more to do but to drop it.
public final class RouterConnection {
    /// Where a router is, and the hash its TLS key must have.
    public struct Place: Hashable, Sendable {
        public var host: String
        public var port: UInt16
        /// SHA-256 of the SubjectPublicKeyInfo.
        public var keyHash: Hash256

        public init(host: String, port: UInt16, keyHash: Hash256) {
            self.host = host
            self.port = port
            self.keyHash = keyHash
        }
    }

    public enum Happening: Equatable, Sendable {
        /// The pinned router is at the other end; the connection's exporter value (RFC 9266).
        case connected(binding: Hash256)
        case received([UInt8])
        case lost(RouterLinkError)
        /// As `finish` asked.
        case closed
    }

    private enum Phase {
        case lookingUp(NameLookup.Question, until: Nanoseconds)
        case connecting(RouterSocket, until: Nanoseconds)
        case shakingHands(RouterSocket, until: Nanoseconds)
        case up(RouterSocket)
        case finishing(RouterSocket, until: Nanoseconds)
        /// `.closed` is to be told.
        case finished
        case over
    }

    private let place: Place
    private let lookup: NameLookup
    private let limits: RouterLinkLimits
    private var phase: Phase
    /// Not tried yet.
    private var addresses: [NameLookup.Address] = []
    private var session: TLSSession?
    /// Encrypted, to be sent.
    private var outgoing: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 16_384)
    /// What was found when nobody was asking.
    private var fault: RouterLinkError?

    public init(
        to place: Place, lookup: NameLookup, limits: RouterLinkLimits = RouterLinkLimits(),
        at now: Nanoseconds
    ) {
        self.place = place
        self.lookup = lookup
        self.limits = limits
        let question = NameLookup.Question(host: place.host, port: place.port)
        phase = .lookingUp(question, until: now + limits.lookingUp)
        lookup.ask(question)
    }

    /// What to poll for; nil while only the lookup's wake and the time count.
    public var wait: (descriptor: Int32, events: Int32)? {
        switch phase {
        case .lookingUp, .finished, .over: nil
        case .connecting(let socket, _): (socket.descriptor, POLLOUT)
        case .shakingHands(let socket, _), .up(let socket):
            (socket.descriptor, POLLIN | (outgoing.isEmpty ? 0 : POLLOUT))
        case .finishing(let socket, _):
            (socket.descriptor, POLLOUT)
        }
    }

    /// When `proceed` is to be called, if the descriptor stays quiet; nil for never.
    public var due: Nanoseconds? {
        if fault != nil { return Nanoseconds(0) }
        switch phase {
        case .lookingUp(_, let until), .connecting(_, let until), .shakingHands(_, let until),
            .finishing(_, let until):
            return until
        case .finished: return Nanoseconds(0)
        case .up, .over: return nil
        }
    }

    /// Goes on as far as can be without waiting. Reads at most some 256 kB at a time, so that a
    /// router that sends for ever keeps its owner from nothing else.
    public func proceed(at now: Nanoseconds) -> [Happening] {
        var happened: [Happening] = []
        do throws(RouterLinkError) {
            if let fault { throw fault }
            try proceed(now, &happened)
        } catch {
            phase = .over
            session = nil
            fault = nil
            happened.append(.lost(error))
        }
        return happened
    }

    /// Sends, at once as far as the socket takes it, the rest from `proceed`. Nothing before
    /// `.connected`.
    public func send(_ bytes: [UInt8]) {
        guard case .up(let socket) = phase, let session, fault == nil else { return }
        do throws(RouterLinkError) {
            try session.write(bytes.rawSpan)
            session.takeOutgoing(into: &outgoing)
            try socket.send(&outgoing)
            guard outgoing.count <= limits.backlog else { throw .stuck(bytes: outgoing.count) }
        } catch { fault = error }
    }

    /// Says goodbye in TLS after all that was sent, and closes within a second; `.closed` follows.
    public func finish(at now: Nanoseconds) {
        guard case .up(let socket) = phase, let session else { return phase = .finished }
        session.close()
        session.takeOutgoing(into: &outgoing)
        phase = .finishing(socket, until: now + limits.finishing)
    }

    // MARK: Phases

    private func proceed(
        _ now: Nanoseconds, _ happened: inout [Happening]
    ) throws(RouterLinkError) {
        switch phase {
        case .lookingUp(let question, let until): try lookUp(question, until, now)
        case .connecting(let socket, let until): try connect(socket, until, now)
        case .shakingHands(let socket, let until): try shakeHands(socket, until, now, &happened)
        case .up(let socket): try exchange(socket, &happened)
        case .finishing(let socket, let until):
            try? socket.send(&outgoing)
            guard outgoing.isEmpty || now >= until else { return }
            phase = .over
            happened.append(.closed)
        case .finished:
            phase = .over
            happened.append(.closed)
        case .over: break
        }
    }

    private func lookUp(
        _ question: NameLookup.Question, _ until: Nanoseconds, _ now: Nanoseconds
    ) throws(RouterLinkError) {
        guard let answer = lookup.answer(to: question) else {
            guard now < until else { throw .lookUpTimedOut(place.host) }
            return
        }
        addresses = try answer.get()
        try connectNext(now, after: .unknownHost(place.host))
    }

    /// To the next address; the reason of the last when none is left.
    private func connectNext(
        _ now: Nanoseconds, after reason: RouterLinkError
    ) throws(RouterLinkError) {
        var reason = reason
        while !addresses.isEmpty {
            let address = addresses.removeFirst()
            do throws(RouterLinkError) {
                let socket = try RouterSocket(to: address, name: name)
                phase = .connecting(socket, until: now + limits.connecting)
                return
            } catch { reason = error }
        }
        throw reason
    }

    private var name: String {
        place.host.contains(":") ? "[\(place.host)]:\(place.port)" : "\(place.host):\(place.port)"
    }

    private func connect(
        _ socket: RouterSocket, _ until: Nanoseconds, _ now: Nanoseconds
    ) throws(RouterLinkError) {
        do throws(RouterLinkError) {
            guard try socket.isConnected(name: name) else {
                guard now < until else { throw .connectTimedOut(name) }
                return
            }
        } catch { return try connectNext(now, after: error) }
        session = TLSSession(serverName: isNumeric ? nil : place.host)
        phase = .shakingHands(socket, until: now + limits.handshake)
        var none: [Happening] = []
        try shakeHands(socket, now + limits.handshake, now, &none)
    }

    private var isNumeric: Bool {
        place.host.contains(":") || place.host.utf8.allSatisfy { $0 == 0x2e || $0 < 0x3a }
    }

    private func shakeHands(
        _ socket: RouterSocket, _ until: Nanoseconds, _ now: Nanoseconds,
        _ happened: inout [Happening]
    ) throws(RouterLinkError) {
        guard let session else { return }
        let isThere = try receive(socket, session)
        let isDone = try session.handshake()
        session.takeOutgoing(into: &outgoing)
        guard isDone else {
            try socket.send(&outgoing)
            guard isThere else { throw .cut }
            guard now < until else { throw .handshakeTimedOut }
            return
        }
        guard let found = session.peerKeyHash, found == place.keyHash else {
            throw .otherKey(found: session.peerKeyHash ?? place.keyHash, pinned: place.keyHash)
        }
        try socket.send(&outgoing)
        phase = .up(socket)
        happened.append(.connected(binding: session.exporterValue))
        try deliver(session, isThere, &happened)
    }

    private func exchange(
        _ socket: RouterSocket, _ happened: inout [Happening]
    ) throws(RouterLinkError) {
        guard let session else { return }
        try socket.send(&outgoing)
        let isThere = try receive(socket, session)
        try deliver(session, isThere, &happened)
        // A key update of the other side asks for an answer.
        session.takeOutgoing(into: &outgoing)
        try socket.send(&outgoing)
    }

    /// What came in before the end is told before the end.
    private func deliver(
        _ session: TLSSession, _ isThere: Bool, _ happened: inout [Happening]
    ) throws(RouterLinkError) {
        var bytes: [UInt8] = []
        let isOpen = try session.read(into: &bytes, of: &chunk)
        if !bytes.isEmpty { happened.append(.received(bytes)) }
        guard isOpen else { throw .closed }
        guard isThere else { throw .cut }
    }

    /// False when the other end is gone.
    private func receive(
        _ socket: RouterSocket, _ session: TLSSession
    ) throws(RouterLinkError) -> Bool {
        for _ in 0..<16 {
            switch try socket.receive(into: &chunk) {
            case .some(0): return false
            case .some(let count): session.receive(chunk.rawSpan.extracting(first: count))
            case nil: return true
            }
        }
        return true
    }
}

/// How long each step may take.
public struct RouterLinkLimits: Hashable, Sendable {
    /// The resolver's own time-outs are 5 s for each try and server.
    public var lookingUp = Nanoseconds(15_000_000_000)
    /// For each address; three lost packets.
    public var connecting = Nanoseconds(8_000_000_000)
    public var handshake = Nanoseconds(10_000_000_000)
    public var finishing = Nanoseconds(1_000_000_000)
    /// Bytes that may wait for a router that does not read; a conversation sends less (`LinkLimits`).
    public var backlog = 1 << 20

    public init() {}
}
