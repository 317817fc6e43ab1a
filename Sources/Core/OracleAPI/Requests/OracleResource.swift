public import Attestation
import Notation
public import Primitives

/// What can be asked of an oracle: each path of `docs/oracle-api.md`, written by who asks and read
/// by who answers. Who asks writes a query's parts in the order of the page; who answers reads any.
public enum OracleResource: Hashable, Sendable {
    case statements
    /// Records above that of `after`, at most `limit`; the answer waits up to `wait` seconds.
    case entropy(after: Period?, limit: UInt64, wait: UInt64)
    /// The newest record alone: log time for who knows no period to begin at.
    case newestEntropy
    case chains
    case hotspot(Address)
    case reports(Address, Window, after: Hash256?, limit: UInt64)
    case report(Hash256)
    case proof(index: UInt64)
    case checkpoint
    case network

    public static let greatestLimit: UInt64 = 1_000
    /// Below the 60 seconds after which most proxies give up.
    public static let longestWait: UInt64 = 55
    public static let greatestReports: UInt64 = 200

    public var isPost: Bool { self == .statements }

    /// Path and query.
    public var target: String {
        switch self {
        case .statements: return "/v1/statements"
        case .entropy(let after, let limit, let wait):
            let after = after.map { "after=\($0.number)&" } ?? ""
            return "/v1/entropy?\(after)limit=\(limit)&wait=\(wait)"
        case .newestEntropy: return "/v1/entropy/newest"
        case .chains: return "/v1/entropy/chains"
        case .hotspot(let address): return "/v1/hotspots/\(address)"
        case .reports(let address, let window, let after, let limit):
            let after = after.map { "after=\($0.hexText)&" } ?? ""
            return "/v1/hotspots/\(address)/reports?window=\(window.number)&\(after)limit=\(limit)"
        case .report(let id): return "/v1/reports/\(id.hexText)"
        case .proof(let index): return "/v1/proofs/\(index)"
        case .checkpoint: return "/v1/checkpoint"
        case .network: return "/v1/network"
        }
    }

    /// Which of a client's two requests it is.
    public var lane: OracleLane {
        switch self {
        case .entropy, .newestEntropy, .chains: .news
        default: .evidence
        }
    }
}

/// The two requests that a client may have open (rule 20).
public enum OracleLane: String, CaseIterable, Sendable {
    /// Log time: its answers wait for something to happen.
    case news
    /// Statements, proofs and look-ups.
    case evidence
}
