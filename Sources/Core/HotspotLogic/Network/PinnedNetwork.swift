public import Attestation
public import Primitives
public import Units

/// The network a hotspot belongs to, as its pinned network file says (PROTOCOL 1, "Network file").
/// Without one there is no machine, and so nothing is ever sent.
public struct PinnedNetwork: Hashable, Sendable {
    public let id: NetworkID
    public let name: String
    /// Start of period 0, window 0 and epoch 0.
    public let genesis: Nanoseconds
    public let periods: NetworkPeriods
    /// One: what the draws of several would be made of is PROTOCOL 2's "later".
    public let oracle: Oracle
    public let routers: [Router]

    public struct Oracle: Hashable, Sendable {
        public let key: PublicKey
        public let logKey: PublicKey
        public let receiptKey: PublicKey
        public let entropyKey: PublicKey
        public let url: String

        public init(
            key: PublicKey, logKey: PublicKey, receiptKey: PublicKey, entropyKey: PublicKey,
            url: String
        ) {
            self.key = key
            self.logKey = logKey
            self.receiptKey = receiptKey
            self.entropyKey = entropyKey
            self.url = url
        }
    }

    public struct Router: Hashable, Sendable {
        public let key: PublicKey
        /// Of the SubjectPublicKeyInfo in its certificate.
        public let tlsKeyHash: Hash256
        public let host: String
        public let port: UInt16

        public init(key: PublicKey, tlsKeyHash: Hash256, host: String, port: UInt16) {
            self.key = key
            self.tlsKeyHash = tlsKeyHash
            self.host = host
            self.port = port
        }
    }

    /// For tests and simulations, where no file is read.
    public init(
        id: NetworkID, name: String, genesis: Nanoseconds, periods: NetworkPeriods,
        oracle: Oracle, routers: [Router] = []
    ) {
        self.id = id
        self.name = name
        self.genesis = genesis
        self.periods = periods
        self.oracle = oracle
        self.routers = routers
    }
}
