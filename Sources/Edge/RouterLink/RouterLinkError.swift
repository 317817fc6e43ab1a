public import Host
internal import Notation
public import Primitives

/// Why there is no connection to a router, or no more.
public enum RouterLinkError: Error, Equatable, Sendable {
    /// The name has no address.
    case unknownHost(String)
    /// The name could not be looked up now: what the system's resolver says.
    case lookUpFailed(String, String)
    case lookUpTimedOut(String)
    case refused(String)
    case unreachable(String)
    case connectTimedOut(String)
    case system(SystemError)
    /// It answered, and not in TLS.
    case notTLS
    /// TLS, but not 1.3.
    case olderTLS
    case handshakeTimedOut
    /// TLS that libssl refuses: its words.
    case handshake(String)
    /// Another key than the network file's.
    case otherKey(found: Hash256, pinned: Hash256)
    /// The router ended the connection.
    case closed
    /// The connection ended without a word, or with a reset.
    case cut
    /// What came is no TLS any more.
    case broken(String)
    /// So many bytes wait that the router cannot be reading.
    case stuck(bytes: Int)

    public enum Code: String, CaseIterable, Sendable {
        case unknownHost, lookUpFailed, lookUpTimedOut, refused, unreachable, connectTimedOut
        case system, notTLS, olderTLS, handshakeTimedOut, handshake, otherKey, closed, cut
        case broken, stuck
    }

    public var code: Code {
        switch self {
        case .unknownHost: .unknownHost
        case .lookUpFailed: .lookUpFailed
        case .lookUpTimedOut: .lookUpTimedOut
        case .refused: .refused
        case .unreachable: .unreachable
        case .connectTimedOut: .connectTimedOut
        case .system: .system
        case .notTLS: .notTLS
        case .olderTLS: .olderTLS
        case .handshakeTimedOut: .handshakeTimedOut
        case .handshake: .handshake
        case .otherKey: .otherKey
        case .closed: .closed
        case .cut: .cut
        case .broken: .broken
        case .stuck: .stuck
        }
    }
}

extension RouterLinkError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownHost(let host): "the router's name \(host) has no address; is DNS right?"
        case .lookUpFailed(let host, let reason):
            "the router's name \(host) could not be looked up: \(reason)"
        case .lookUpTimedOut(let host):
            "looking up the router's name \(host) took too long; is the network up?"
        case .refused(let place): "nobody listens at \(place)"
        case .unreachable(let place): "no way leads to \(place); is the network up?"
        case .connectTimedOut(let place): "\(place) did not answer in time"
        case .system(let error): "the connection to the router broke: \(error)"
        case .notTLS: "what listens there does not speak TLS; is the router's port right?"
        case .olderTLS: "what listens there does not speak TLS 1.3"
        case .handshakeTimedOut: "the router took the connection and did not finish the handshake"
        case .handshake(let reason): "the TLS handshake failed: \(reason)"
        case .otherKey(let found, let pinned):
            "the router's key has the hash \(found.hexText), and the network file "
                + "has \(pinned.hexText); somebody else answers at this address, or "
                + "the network file is out of date"
        case .closed: "the router closed the connection"
        case .cut: "the connection to the router was cut"
        case .broken(let reason): "the connection to the router broke: \(reason)"
        case .stuck(let bytes): "the router does not read: \(bytes) bytes wait for it"
        }
    }
}
