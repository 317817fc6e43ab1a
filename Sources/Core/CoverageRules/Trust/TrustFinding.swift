public import Primitives

/// What an X rule found. The oracle logs it as a `trust-notice`; anybody who has the state of the
/// epoch finds the same.
public struct TrustFinding: Hashable, Sendable {
    public let rule: RuleNumber
    public let reason: Reason
    public let subject: Subject
    public let measured: Int64
    public let limit: Int64
    /// On whose word it rests.
    public let basis: Basis
    /// Statement ids of the newest seals of the edges it rests on; ascending, at most 200.
    public let evidence: [Hash256]

    public static let greatestEvidence = 200

    public enum Subject: Hashable, Sendable {
        /// Lowers trust, as far as `TrustRules` lets it.
        case hotspot(UInt32)
        /// The edge is unpaid for both and hurts neither. The lower number first.
        case edge(UInt32, UInt32)
    }

    public enum Basis: Hashable, Sendable {
        /// The hotspot's own signed statements contradict each other or nature.
        case own
        /// What others signed.
        case others([Vote])
    }

    init(
        _ reason: Reason, _ subject: Subject, _ measured: Int64, _ limit: Int64,
        _ basis: Basis = .own, evidence: [Hash256]
    ) {
        rule = reason.rules[0]
        self.reason = reason
        self.subject = subject
        self.measured = measured
        self.limit = limit
        self.basis = basis
        var last: Hash256?
        self.evidence = Array(
            evidence.sorted().filter { id in
                defer { last = id }
                return id != last
            }.prefix(Self.greatestEvidence))
    }

    /// How much the votes weigh on which it rests; nothing where it rests on its own word.
    public var weight: UInt32? {
        guard case .others(let votes) = basis else { return nil }
        return UInt32(clamping: TrustRules.weight(of: votes))
    }

    static func edge(_ one: UInt32, _ other: UInt32) -> Subject {
        .edge(min(one, other), max(one, other))
    }
}

/// One site's word. A site has one, whatever stands there.
public struct Vote: Hashable, Sendable {
    public var site: UInt32
    public var owner: PublicKey

    public init(site: UInt32, owner: PublicKey) {
        self.site = site
        self.owner = owner
    }
}
