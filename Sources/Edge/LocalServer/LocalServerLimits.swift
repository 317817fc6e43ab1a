public import HTTPMessages
public import Host
public import Units

/// How much a server gives to whoever connects.
public struct LocalServerLimits: Sendable {
    public var request = HTTPLimits.local
    public var connections = 24
    /// Of those, streams of events.
    public var followers = 8
    /// From a request's first byte, or from the connection's beginning, to the request's last byte.
    public var requestTime = Nanoseconds(5_000_000_000)
    /// A connection that asks for nothing more is closed.
    public var idleTime = Nanoseconds(30_000_000_000)
    /// From an answer's first byte to its last; for a follower, that of one event.
    public var answerTime = Nanoseconds(20_000_000_000)
    /// A follower gets at least a comment this often, so that a dead one is noticed.
    public var heartbeat = Nanoseconds(15_000_000_000)

    public init() {}

    /// How long what a client still sends is read after the last answer: closing at once would take
    /// the answer back.
    static let drainTime = Nanoseconds(1_000_000_000)
    /// Connections that only hear that there are too many.
    static let surplus = 8
    /// Answers to one connection before the others have their turn.
    static let turn = 16
    /// How long nobody is accepted when the process has no descriptor left.
    static let acceptRest = Nanoseconds(1_000_000_000)
}

/// Who is at the other end.
public enum LocalPeer: Hashable, Sendable {
    /// Over a Unix socket; as the kernel says.
    case user(uid: UInt32, gid: UInt32, pid: Int32)
    /// Over TCP, from this machine; may only look.
    case loopback
}

/// Why a server does not listen.
public enum LocalServerError: Error, Equatable, Sendable, CustomStringConvertible {
    case notLoopback(String)
    case pathTooLong(String)
    case inUse(String)
    case notASocket(String)
    case cannotListen(String, SystemError)

    public var description: String {
        switch self {
        case .notLoopback(let name):
            "\(name) can be reached from elsewhere; the page listens on 127.0.0.1 or [::1] only"
        case .pathTooLong(let path): "\(path): a socket's path has at most 107 bytes"
        case .inUse(let name): "another program answers at \(name); stop it first"
        case .notASocket(let path): "\(path) is there and is no socket; remove it"
        case .cannotListen(let name, let error): "cannot listen at \(name): \(error)"
        }
    }
}
