import Airwaves
public import Primitives
public import Units

/// The network file, log entry 0.
public struct NetworkFile: TypedMessage {
    public static var type: MessageType { .network }
    public var sequence: UInt64
    /// For people.
    public var name: String
    /// Since 1970-01-01 UTC.
    public var genesis: Nanoseconds
    public var periods: NetworkPeriods
    public var oracles: [OracleMember]
    public var routers: [RouterMember]
    public var ingests: [IngestMember]
    public var creditKey: PublicKey
    /// Founding anchors: hotspot keys.
    public var anchors: [PublicKey]
    public var balances: [FirstBalance]
    public var fees: NetworkFees
    public var regionTable: UInt64
    public var regionTableHash: Hash256
    public var ruleBookHash: Hash256
    public var pools: [PoolLine]
    public var grainsPerCredit: UInt64
    /// 1e-6 units.
    public var floorUnits: UInt64
    /// Per mille.
    public var selectionTrust: UInt64

    public init(
        sequence: UInt64, name: String, genesis: Nanoseconds, periods: NetworkPeriods,
        oracles: [OracleMember], routers: [RouterMember] = [], ingests: [IngestMember] = [],
        creditKey: PublicKey, anchors: [PublicKey] = [], balances: [FirstBalance] = [],
        fees: NetworkFees, regionTable: UInt64, regionTableHash: Hash256, ruleBookHash: Hash256,
        pools: [PoolLine], grainsPerCredit: UInt64, floorUnits: UInt64, selectionTrust: UInt64
    ) {
        self.sequence = sequence
        self.name = name
        self.genesis = genesis
        self.periods = periods
        self.oracles = oracles
        self.routers = routers
        self.ingests = ingests
        self.creditKey = creditKey
        self.anchors = anchors
        self.balances = balances
        self.fees = fees
        self.regionTable = regionTable
        self.regionTableHash = regionTableHash
        self.ruleBookHash = ruleBookHash
        self.pools = pools
        self.grainsPerCredit = grainsPerCredit
        self.floorUnits = floorUnits
        self.selectionTrust = selectionTrust
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        name = try reader.text(at: 2)
        genesis = Nanoseconds(try reader.unsigned(at: 3))
        try reader.key(4)
        periods = try NetworkPeriods(reading: &reader)
        oracles = try reader.parts(at: 5) { r throws(CBORError) in try OracleMember(reading: &r) }
        routers = try reader.parts(at: 6) { r throws(CBORError) in try RouterMember(reading: &r) }
        ingests = try reader.parts(at: 7) { r throws(CBORError) in try IngestMember(reading: &r) }
        creditKey = try reader.publicKey(at: 8)
        anchors = try reader.parts(at: 9) { r throws(CBORError) in try r.publicKey() }
        balances = try reader.parts(at: 10) { r throws(CBORError) in try FirstBalance(reading: &r)
        }
        try reader.key(11)
        fees = try NetworkFees(reading: &reader)
        regionTable = try reader.unsigned(at: 12)
        regionTableHash = try reader.hash(at: 13)
        ruleBookHash = try reader.hash(at: 14)
        pools = try reader.parts(at: 15) { r throws(CBORError) in try PoolLine(reading: &r) }
        grainsPerCredit = try reader.unsigned(at: 16)
        floorUnits = try reader.unsigned(at: 17)
        selectionTrust = try reader.unsigned(at: 18)
    }

    public var keyCount: Int { 18 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.text(name, at: 2)
        writer.unsigned(genesis.value, at: 3)
        writer.key(4)
        periods.write(to: &writer)
        writer.parts(oracles, at: 5) { $0.write(to: &$1) }
        writer.parts(routers, at: 6) { $0.write(to: &$1) }
        writer.parts(ingests, at: 7) { $0.write(to: &$1) }
        writer.publicKey(creditKey, at: 8)
        writer.parts(anchors, at: 9) { $1.bytes($0) }
        writer.parts(balances, at: 10) { $0.write(to: &$1) }
        writer.key(11)
        fees.write(to: &writer)
        writer.unsigned(regionTable, at: 12)
        writer.hash(regionTableHash, at: 13)
        writer.hash(ruleBookHash, at: 14)
        writer.parts(pools, at: 15) { $0.write(to: &$1) }
        writer.unsigned(grainsPerCredit, at: 16)
        writer.unsigned(floorUnits, at: 17)
        writer.unsigned(selectionTrust, at: 18)
    }
}

extension NetworkPeriods {
    init(reading reader: inout CBORReader) throws(CBORError) {
        var numbers: [UInt64] = []
        _ = try reader.beginMap()
        for key in 1...15 { numbers.append(try reader.unsigned(at: UInt64(key))) }
        try reader.endMap()
        guard let factor = SpreadingFactor(rawValue: UInt8(clamping: numbers[14])) else {
            preconditionFailure("SF \(numbers[14]) passed the table")
        }
        self.init(
            milliseconds: numbers[0], periodsPerWindow: numbers[1], windowsPerEpoch: numbers[2],
            cutoff: numbers[3], opening: numbers[4], slotStart: numbers[5], slotEnd: numbers[6],
            spareStart: numbers[7], spareEnd: numbers[8], lastReception: numbers[9],
            close: numbers[10], sealDue: numbers[11], openingInterval: numbers[12],
            oldCommitments: numbers[13], greatestSpreadingFactor: factor)
    }

    func write(to writer: inout CBORWriter) {
        let numbers = [
            milliseconds, periodsPerWindow, windowsPerEpoch, cutoff, opening, slotStart, slotEnd,
            spareStart, spareEnd, lastReception, close, sealDue, openingInterval, oldCommitments,
            UInt64(greatestSpreadingFactor.rawValue),
        ]
        writer.beginMap(numbers.count)
        for (place, number) in numbers.enumerated() {
            writer.unsigned(number, at: UInt64(place + 1))
        }
        writer.endMap()
    }
}

extension CBORReader {
    /// The items of a list under a key.
    mutating func parts<Part>(
        at key: UInt64, _ read: (inout CBORReader) throws(CBORError) -> Part
    ) throws(CBORError) -> [Part] {
        try self.key(key)
        return try parts(read)
    }

    mutating func parts<Part>(
        ifAt key: UInt64, _ read: (inout CBORReader) throws(CBORError) -> Part
    ) throws(CBORError) -> [Part]? {
        try optionalKey(key) ? try parts(read) : nil
    }

    private mutating func parts<Part>(
        _ read: (inout CBORReader) throws(CBORError) -> Part
    ) throws(CBORError) -> [Part] {
        let count = try beginArray()
        var parts: [Part] = []
        parts.reserveCapacity(count)
        for _ in 0..<count { parts.append(try read(&self)) }
        try endArray()
        return parts
    }
}

extension CBORWriter {
    mutating func parts<Part>(
        _ parts: [Part]?, at key: UInt64, _ write: (Part, inout CBORWriter) -> Void
    ) {
        guard let parts else { return }
        self.key(key)
        beginArray(parts.count)
        for part in parts { write(part, &self) }
        endArray()
    }
}
