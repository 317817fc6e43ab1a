public import Attestation
import EvidenceLog
public import OracleAPI
public import Primitives
import Signing
public import Units

/// A network with one scripted oracle: its network file, signed, and what follows from it.
public struct ScriptedNetwork: Sendable {
    public let keys: OracleKeys
    public let periods: NetworkPeriods
    public let genesis: Nanoseconds
    /// Log entry 0.
    public let file: [UInt8]
    /// What `earshot init` pins: SHA-256 of the file's payload.
    public let hash: Hash256
    public let endpoint: OracleEndpoint

    public var id: NetworkID { NetworkID(fileHash: hash) }

    /// The key that signs the log's heads, under the log's name.
    var logKey: NoteKey {
        NoteKey(name: endpoint.origin(on: id), key: keys.log.publicKey, by: SHA256.self)
    }

    /// - Parameter routers: parts `router` of the network file, ascending by key.
    public init(
        name: String, keys: OracleKeys, periods: NetworkPeriods, genesis: Nanoseconds, url: String,
        routers: [MessageValue] = []
    ) {
        self.keys = keys
        self.periods = periods
        self.genesis = genesis
        endpoint = OracleEndpoint(
            url: url, key: keys.oracle.publicKey, logKey: keys.log.publicKey,
            receiptKey: keys.receipt.publicKey, entropyKey: keys.entropy.publicKey)
        func bytes(_ key: PublicKey) -> MessageValue { .bytes(key.bytes.bytes) }
        let zero = MessageValue.unsigned(0)
        let oracle = MessageValue.record([
            bytes(endpoint.key), bytes(endpoint.logKey), bytes(endpoint.receiptKey),
            bytes(endpoint.entropyKey), .text(url),
        ])
        let nothing = MessageValue.bytes([UInt8](repeating: 0, count: 32))
        let message = Message(
            .network, ("sequence", .unsigned(1)), ("name", .text(name)),
            ("genesis_ns", .unsigned(genesis.value)), ("periods", periods.messageValue),
            ("oracles", .list([oracle])), ("routers", .list(routers)), ("ingests", .list([])),
            ("credit_key", bytes(keys.founder.publicKey)), ("anchors", .list([])),
            ("balances", .list([])), ("fees", .record([zero, zero, zero])),
            ("region_table", .unsigned(1)), ("region_table_hash", nothing),
            ("rule_book_hash", nothing),
            ("pools", .list([.record([zero, zero, zero, zero, zero])])),
            ("grains_per_credit", .unsigned(1_000)), ("floor_units", .unsigned(1_000_000)),
            ("selection_trust", .unsigned(250)))
        guard let payload = try? message.payload() else {
            preconditionFailure("a scripted network \(name) at \(url) is no network file")
        }
        hash = SHA256.hash(payload.rawSpan)
        let context = StatementContext(network: NetworkID(fileHash: hash), type: "network")
        file = Statement.sign(payload.rawSpan, in: context, by: keys.founder)
    }

    /// The period of a moment; nothing before genesis.
    public func period(at clock: Nanoseconds) -> Period? {
        guard clock >= genesis else { return nil }
        return Period(clock.gap(to: genesis).value / (periods.milliseconds * 1_000_000))
    }

    /// When a period begins.
    public func start(of period: Period) -> Nanoseconds {
        genesis + Nanoseconds(period.number * periods.milliseconds * 1_000_000)
    }

    func sign<Typed: TypedMessage>(_ message: Typed, by key: borrowing SecretKey) -> [UInt8] {
        guard let statement = try? message.signed(in: id, by: key) else {
            preconditionFailure("the script wrote what the table refuses: \(message)")
        }
        return statement
    }
}
