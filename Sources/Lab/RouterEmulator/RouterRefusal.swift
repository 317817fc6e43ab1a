public import Attestation
public import Primitives

/// What a router refuses, each by name.
public enum RouterRefusal: Error, Hashable, Sendable {
    case length(Int)
    case message(String)
    case beforeHello(MessageType)
    case unexpected(MessageType)
    case otherVersion(UInt64)
    case otherNetwork(NetworkID)
    case certificate(CertificateFault)
    /// Beyond the next number.
    case gap(found: UInt64, next: UInt64)
    /// A known number with another frame.
    case changed(UInt64)
    case batchTooLarge(Int)
    case tooManyOpen(UInt64)
    case outcomeOfUnsent(UInt64)
    case outcomeChanged(UInt64)

    public enum CertificateFault: String, CaseIterable, Sendable {
        case statement, signature, unregistered, notValidNow, tooLong, otherRouter, binding, proof
    }

    public var reason: GoodbyeReason {
        switch self {
        case .otherNetwork: .wrongNetwork
        case .certificate: .certificateRefused
        case .batchTooLarge, .tooManyOpen: .overloaded
        default: .protocolError
        }
    }
}

/// What goes wrong with a hello's answer.
public enum HelloFault: Hashable, Sendable {
    case noWelcome
    case otherKey(PublicKey)
    case otherVersion(UInt64)
    case twoWelcomes
    case goodbye(GoodbyeReason, retrySeconds: UInt64)
    /// Other bytes in its place.
    case bytes([UInt8])
}

/// Other mistakes to order, on an open link.
public enum RouterFault: Hashable, Sendable {
    case acknowledgesUnsent
    case buysUnsent
    case downlinkNotRising
    case answersNoPing
    /// What only hotspots send.
    case sendsBatch
    case emptyFrame
    case frameTooLong
    case noMessage
    /// From now on it says nothing.
    case fallsSilent
    case goodbye(GoodbyeReason, retrySeconds: UInt64)
}
