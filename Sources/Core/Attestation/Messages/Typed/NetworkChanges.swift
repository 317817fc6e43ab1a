public import Primitives

/// A change of fees or prices; what is absent stays.
public struct ParameterChange: TypedMessage {
    public static var type: MessageType { .parameters }
    public var sequence: UInt64
    public var first: Epoch
    public var fees: NetworkFees?
    public var grainsPerCredit: UInt64?
    /// 1e-6 units.
    public var floorUnits: UInt64?
    public var regionTable: UInt64?
    public var regionTableHash: Hash256?
    public var pools: [PoolLine]?

    public init(
        sequence: UInt64, first: Epoch, fees: NetworkFees? = nil, grainsPerCredit: UInt64? = nil,
        floorUnits: UInt64? = nil, regionTable: UInt64? = nil, regionTableHash: Hash256? = nil,
        pools: [PoolLine]? = nil
    ) {
        self.sequence = sequence
        self.first = first
        self.fees = fees
        self.grainsPerCredit = grainsPerCredit
        self.floorUnits = floorUnits
        self.regionTable = regionTable
        self.regionTableHash = regionTableHash
        self.pools = pools
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        first = Epoch(try reader.unsigned(at: 2))
        fees = try reader.optionalKey(3) ? try NetworkFees(reading: &reader) : nil
        grainsPerCredit = try reader.unsigned(ifAt: 4)
        floorUnits = try reader.unsigned(ifAt: 5)
        regionTable = try reader.unsigned(ifAt: 6)
        regionTableHash = try reader.optionalKey(7) ? try reader.hash256() : nil
        pools = try reader.parts(ifAt: 8) { r throws(CBORError) in try PoolLine(reading: &r) }
    }

    public var keyCount: Int {
        2 + (fees == nil ? 0 : 1) + (grainsPerCredit == nil ? 0 : 1) + (floorUnits == nil ? 0 : 1)
            + (regionTable == nil ? 0 : 1) + (regionTableHash == nil ? 0 : 1)
            + (pools == nil ? 0 : 1)
    }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(first.number, at: 2)
        if let fees {
            writer.key(3)
            fees.write(to: &writer)
        }
        writer.unsigned(grainsPerCredit, at: 4)
        writer.unsigned(floorUnits, at: 5)
        writer.unsigned(regionTable, at: 6)
        if let regionTableHash { writer.hash(regionTableHash, at: 7) }
        writer.parts(pools, at: 8) { $0.write(to: &$1) }
    }
}

/// Other oracles, routers, ingests or another credit key; what is absent stays.
public struct MemberChange: TypedMessage {
    public static var type: MessageType { .members }
    public var sequence: UInt64
    public var first: Epoch
    public var oracles: [OracleMember]?
    public var routers: [RouterMember]?
    public var ingests: [IngestMember]?
    public var creditKey: PublicKey?

    public init(
        sequence: UInt64, first: Epoch, oracles: [OracleMember]? = nil,
        routers: [RouterMember]? = nil, ingests: [IngestMember]? = nil,
        creditKey: PublicKey? = nil
    ) {
        self.sequence = sequence
        self.first = first
        self.oracles = oracles
        self.routers = routers
        self.ingests = ingests
        self.creditKey = creditKey
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        first = Epoch(try reader.unsigned(at: 2))
        oracles = try reader.parts(ifAt: 3) { r throws(CBORError) in try OracleMember(reading: &r)
        }
        routers = try reader.parts(ifAt: 4) { r throws(CBORError) in try RouterMember(reading: &r)
        }
        ingests = try reader.parts(ifAt: 5) { r throws(CBORError) in try IngestMember(reading: &r)
        }
        creditKey = try reader.optionalKey(6) ? try reader.publicKey() : nil
    }

    public var keyCount: Int {
        2 + (oracles == nil ? 0 : 1) + (routers == nil ? 0 : 1) + (ingests == nil ? 0 : 1)
            + (creditKey == nil ? 0 : 1)
    }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(first.number, at: 2)
        writer.parts(oracles, at: 3) { $0.write(to: &$1) }
        writer.parts(routers, at: 4) { $0.write(to: &$1) }
        writer.parts(ingests, at: 5) { $0.write(to: &$1) }
        if let creditKey { writer.publicKey(creditKey, at: 6) }
    }
}

/// The rules' numbers and tables, from an epoch on.
public struct RuleBook: TypedMessage {
    public static var type: MessageType { .ruleBook }
    public var sequence: UInt64
    public var version: UInt64
    public var first: Epoch
    /// The message `rules`, whose SHA-256 is the rule book's hash.
    public var rules: [UInt8]

    public init(sequence: UInt64, version: UInt64, first: Epoch, rules: [UInt8]) {
        self.sequence = sequence
        self.version = version
        self.first = first
        self.rules = rules
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        version = try reader.unsigned(at: 2)
        first = Epoch(try reader.unsigned(at: 3))
        rules = try reader.byteArray(at: 4)
    }

    public var keyCount: Int { 4 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(version, at: 2)
        writer.unsigned(first.number, at: 3)
        writer.byteArray(rules, at: 4)
    }
}
