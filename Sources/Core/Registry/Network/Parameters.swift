public import Attestation
public import Primitives

/// Fees and prices in force in an epoch.
public struct Parameters: Hashable, Sendable {
    public var fees: NetworkFees
    public var grainsPerCredit: UInt64
    /// 1e-6 units.
    public var floorUnits: UInt64
    public var regionTable: UInt64
    public var regionTableHash: Hash256
    /// W-19's greatest threshold of trust, per mille.
    public var selectionTrust: UInt64
    /// Ascending by first epoch, each one once.
    public var pools: [PoolLine]

    init(_ file: NetworkFile) {
        fees = file.fees
        grainsPerCredit = file.grainsPerCredit
        floorUnits = file.floorUnits
        regionTable = file.regionTable
        regionTableHash = file.regionTableHash
        selectionTrust = file.selectionTrust
        pools = file.pools
    }

    mutating func apply(_ change: ParameterChange, from first: Epoch) {
        fees = change.fees ?? fees
        grainsPerCredit = change.grainsPerCredit ?? grainsPerCredit
        floorUnits = change.floorUnits ?? floorUnits
        regionTable = change.regionTable ?? regionTable
        regionTableHash = change.regionTableHash ?? regionTableHash
        // Lines of the past stay as they were paid by.
        for line in change.pools ?? [] where line.first >= first {
            pools.removeAll { $0.first == line.first }
            let place = pools.firstIndex { line.first < $0.first } ?? pools.count
            pools.insert(line, at: place)
        }
    }

    /// What an epoch may mint; nothing before the table's first line.
    public func pool(in epoch: Epoch) -> PoolLine? { pools.last { $0.first <= epoch } }
}

/// Who runs the network in an epoch.
public struct Members: Hashable, Sendable {
    public var oracles: [OracleMember]
    public var routers: [RouterMember]
    public var ingests: [IngestMember]
    public var creditKey: PublicKey

    init(_ file: NetworkFile) {
        oracles = file.oracles
        routers = file.routers
        ingests = file.ingests
        creditKey = file.creditKey
    }

    mutating func apply(_ change: MemberChange) {
        oracles = change.oracles ?? oracles
        routers = change.routers ?? routers
        ingests = change.ingests ?? ingests
        creditKey = change.creditKey ?? creditKey
    }

    public func isOracle(_ key: PublicKey) -> Bool { oracles.contains { $0.key == key } }
    public func isIngest(_ key: PublicKey) -> Bool { ingests.contains { $0.key == key } }
    public func isReceiptKey(_ key: PublicKey) -> Bool { oracles.contains { $0.receiptKey == key } }

    /// Whether it is any member's key, of any role.
    func has(_ key: PublicKey) -> Bool {
        creditKey == key || isIngest(key) || routers.contains { $0.key == key }
            || oracles.contains {
                [$0.key, $0.logKey, $0.receiptKey, $0.entropyKey].contains(key)
            }
    }
}

/// A rule book the registry took.
public struct RegisteredRuleBook: Hashable, Sendable {
    public var version: UInt64
    /// SHA-256 of `rules`.
    public var hash: Hash256
    /// The message `rules`.
    public var rules: [UInt8]
}
