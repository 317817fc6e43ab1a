public import Units

/// A request to carry out.
public struct OracleRequest: Hashable, Sendable {
    /// Rises with each request of a conversation; the answer names it.
    public let id: UInt64
    public let resource: OracleResource
    /// The whole address.
    public let url: String
    /// Of a post; else empty.
    public let body: [UInt8]

    public init(id: UInt64, resource: OracleResource, at base: String, body: [UInt8] = []) {
        self.id = id
        self.resource = resource
        url = base + resource.target
        self.body = body
    }

    public var lane: OracleLane { resource.lane }
    public var contentType: String? { resource.isPost ? "application/cbor-seq" : nil }
    /// The whole request, answer included, may take so long.
    public var timeOut: Nanoseconds { resource.timeOut }
    /// No more of an answer is read.
    public var greatestAnswer: Int { resource.greatestAnswer }
}

extension OracleResource {
    /// How long a client waits for the whole answer.
    public var timeOut: Nanoseconds {
        switch self {
        case .statements: Nanoseconds(60_000_000_000)
        case .entropy(_, _, let wait): Nanoseconds((wait + 30) * 1_000_000_000)
        default: Nanoseconds(30_000_000_000)
        }
    }

    /// How many bytes of an answer a client reads.
    public var greatestAnswer: Int {
        switch self {
        case .statements: 50_000
        case .entropy, .reports: 1 << 20
        case .chains, .report: 65_536
        case .hotspot: 32_768
        case .proof, .checkpoint, .newestEntropy: 16_384
        case .network: 60_000
        }
    }

    /// The content type of a good answer.
    public var answerType: String {
        switch self {
        case .statements: "application/cbor"
        case .entropy, .newestEntropy, .chains: "application/cbor-seq"
        case .hotspot, .report, .reports: "application/json"
        case .proof, .checkpoint: "text/plain; charset=utf-8"
        case .network: "application/cose"
        }
    }
}

/// An answer as it came, bounded by `greatestAnswer`.
public struct OracleAnswer: Hashable, Sendable {
    public var status: Int
    /// The header `Retry-After`, if there was one.
    public var retryAfter: String?
    public var body: [UInt8]

    public init(status: Int, retryAfter: String? = nil, body: [UInt8]) {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
    }
}

/// Why there is no answer: told by whoever carries requests out.
public struct OracleFailure: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// The name has no address.
        case unknownHost
        /// Nobody answers there, or the connection broke.
        case unreachable
        /// The server is not who it should be.
        case wrongServer
        /// The time-out has passed.
        case tooSlow
        /// More bytes than are read.
        case tooLarge
        /// What came is not HTTP.
        case notHTTP
    }

    public var kind: Kind
    /// For a person: what was tried and what happened.
    public var sentence: String

    public init(_ kind: Kind, _ sentence: String) {
        self.kind = kind
        self.sentence = sentence
    }
}
