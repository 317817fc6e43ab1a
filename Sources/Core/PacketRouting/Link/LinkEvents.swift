public import Attestation
public import Primitives
public import Units

/// A router of the network file.
public struct RouterEntry: Hashable, Sendable {
    /// Signs the router's statements.
    public var key: PublicKey
    /// SHA-256 of the SubjectPublicKeyInfo its TLS certificate must have.
    public var tlsKeyHash: Hash256
    /// A name or an address.
    public var host: String
    public var port: UInt16

    public init(key: PublicKey, tlsKeyHash: Hash256, host: String, port: UInt16) {
        self.key = key
        self.tlsKeyHash = tlsKeyHash
        self.host = host
        self.port = port
    }
}

/// What happens to a link besides the bytes that come.
public enum LinkEvent: Hashable, Sendable {
    /// The time of `RouterConversation.due` has come.
    case woken
    /// The machine's network is there again: waits after failures end.
    case networkUp
    /// The connection was not made, or is gone: why, in words.
    case lost(String)
    case stop
}

/// What a conversation wants done. Kept by the caller, so that its memory is used again.
public struct LinkActions: Hashable, Sendable {
    /// To be written to the connection, in order; to be lost with it.
    public var outgoing: [UInt8] = []
    /// Carried out after `outgoing` has gone, or a second later.
    public var order: LinkOrder?
    public var notices: [LinkNotice] = []

    public init() {}

    public mutating func clear() {
        outgoing.removeAll(keepingCapacity: true)
        order = nil
        notices.removeAll(keepingCapacity: true)
    }
}

public enum LinkOrder: Hashable, Sendable {
    /// To the router of this place in the list. `connected` or `.lost` follows.
    case connect(Int)
    /// Nothing follows.
    case disconnect
}

public enum LinkNotice: Hashable, Sendable {
    case opened(LinkWelcome)
    case downlink(Downlink)
    case acknowledged(through: UInt64)
    case purchased(Purchase)
    /// The link ended or did not come to be; the next attempt is at this uptime, nil for never.
    case ended(LinkEnd, next: Nanoseconds?)
}

/// Where a link is, for status.
public enum LinkState: Hashable, Sendable {
    case resting(until: Nanoseconds, mayEndEarly: Bool)
    case connecting(until: Nanoseconds)
    /// `hello` was sent.
    case greeting(until: Nanoseconds)
    case open(OpenLink)
    case stopped
}

/// A link after the welcome.
public struct OpenLink: Hashable, Sendable {
    public var since: Nanoseconds
    /// When the router last said something.
    public var heard: Nanoseconds
    public var greatestBatch: UInt64
    public var greatestOpen: UInt64
    public var sent: UInt64
    public var acknowledged: UInt64
    var nextPing: Nanoseconds
    var ping: UInt64 = 0
    var answered: UInt64 = 0
    var lastDownlink: UInt64?
}
