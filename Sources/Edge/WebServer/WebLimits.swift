public import HTTPMessages
public import Units

/// How much a server gives to whoever connects. The defaults are for an oracle on the network.
public struct WebLimits: Sendable, Equatable {
    public var request = HTTPLimits.network
    /// At one time, all threads together.
    public var connections = 4096
    /// Of one address; of an IPv6 network of 64 bits, which is what one household has.
    public var connectionsPerAddress = 256
    /// What one address may ask at once after a silence, and on average in a second.
    public var burstPerAddress: UInt64 = 400
    public var requestsPerSecond: UInt64 = 100
    /// From a request's first byte, or from the connection's beginning, to the request's last byte:
    /// the handshake, the head and the body, however they drip.
    public var requestTime = Nanoseconds(30_000_000_000)
    /// A connection that asks for nothing more is closed.
    public var idleTime = Nanoseconds(75_000_000_000)
    /// For 64 KiB of an answer, or for one event of a stream.
    public var answerTime = Nanoseconds(30_000_000_000)
    /// A stream of events has at least a comment this often, so that a dead one is noticed.
    public var heartbeat = Nanoseconds(15_000_000_000)
    /// What all connections may hold of requests that are not whole.
    public var heldBytes = 256 << 20
    /// What one stream may have waiting; one that is slower is closed.
    public var streamBytes = 256 << 10
    public var threads = 2

    public init() {}

    /// How long what a client still sends is read after the last answer: closing at once would take
    /// the answer back.
    static let drainTime = Nanoseconds(1_000_000_000)
    /// Connections of one thread that only hear that there are too many.
    static let surplus = 64
    /// Answers to one connection, and reads of it, before the others have their turn.
    static let turn = 16
    /// How long nobody is accepted when the process has no descriptor left.
    static let acceptRest = Nanoseconds(1_000_000_000)
    /// How often deadlines are looked at, in milliseconds.
    static let sweep: Int32 = 100
    /// What is read from a socket, or put into it, at a time.
    static let piece = 64 << 10
}

/// Why a server does not listen, or not by TLS.
public enum WebServerError: Error, Equatable, Sendable, CustomStringConvertible {
    case inUse(String)
    case cannotListen(String, String)
    /// A file of TLS, and why.
    case cannotRead(path: String, String)
    case certificate(path: String, String)
    case key(path: String, String)
    case noPair(certificate: String, key: String)
    case noThread(String)

    public var description: String {
        switch self {
        case .inUse(let name): "another program answers at \(name); stop it, or take another port"
        case .cannotListen(let name, let reason): "cannot listen at \(name): \(reason)"
        case .cannotRead(let path, let reason): "cannot read \(path): \(reason)"
        case .certificate(let path, let reason):
            "\(path) is no chain of certificates in PEM: \(reason)"
        case .key(let path, let reason): "\(path) is no private key in PEM: \(reason)"
        case .noPair(let certificate, let key):
            "\(key) is not the private key of the first certificate in \(certificate)"
        case .noThread(let reason): "the system gives no more threads or files: \(reason)"
        }
    }
}

/// For metrics.
public struct WebCounts: Equatable, Sendable {
    public var connections: UInt64 = 0
    public var requests: UInt64 = 0
    /// Turned away for want of room: connections, and bytes of requests.
    public var busy: UInt64 = 0
    /// Turned away because an address asks too much.
    public var tooMany: UInt64 = 0
    /// Requests that were not whole in time.
    public var tooSlow: UInt64 = 0
    /// Requests that are no HTTP, too large, or otherwise refused before anybody looked at them.
    public var refused: UInt64 = 0
    /// Handshakes of TLS that failed.
    public var handshakes: UInt64 = 0
    /// Times the process had no descriptor left.
    public var exhausted: UInt64 = 0
    /// Open now.
    public var open = 0

    public init() {}

    static func + (left: WebCounts, right: WebCounts) -> WebCounts {
        var sum = left
        sum.connections += right.connections
        sum.requests += right.requests
        sum.busy += right.busy
        sum.tooMany += right.tooMany
        sum.tooSlow += right.tooSlow
        sum.refused += right.refused
        sum.handshakes += right.handshakes
        sum.exhausted += right.exhausted
        sum.open += right.open
        return sum
    }
}
