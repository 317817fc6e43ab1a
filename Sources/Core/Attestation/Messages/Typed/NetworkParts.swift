public import Primitives

/// An oracle as the network file names it.
public struct OracleMember: Hashable, Sendable {
    public var key: PublicKey
    public var logKey: PublicKey
    public var receiptKey: PublicKey
    public var entropyKey: PublicKey
    public var url: String

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

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        key = try reader.publicKey(at: 1)
        logKey = try reader.publicKey(at: 2)
        receiptKey = try reader.publicKey(at: 3)
        entropyKey = try reader.publicKey(at: 4)
        url = try reader.text(at: 5)
        try reader.endMap()
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(5)
        writer.publicKey(key, at: 1)
        writer.publicKey(logKey, at: 2)
        writer.publicKey(receiptKey, at: 3)
        writer.publicKey(entropyKey, at: 4)
        writer.text(url, at: 5)
        writer.endMap()
    }
}

/// A router as the network file names it.
public struct RouterMember: Hashable, Sendable {
    public var key: PublicKey
    public var tlsKeyHash: Hash256
    public var host: String
    public var port: UInt16

    public init(key: PublicKey, tlsKeyHash: Hash256, host: String, port: UInt16) {
        self.key = key
        self.tlsKeyHash = tlsKeyHash
        self.host = host
        self.port = port
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        key = try reader.publicKey(at: 1)
        tlsKeyHash = try reader.hash(at: 2)
        host = try reader.text(at: 3)
        port = UInt16(try reader.unsigned(at: 4))
        try reader.endMap()
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(4)
        writer.publicKey(key, at: 1)
        writer.hash(tlsKeyHash, at: 2)
        writer.text(host, at: 3)
        writer.unsigned(UInt64(port), at: 4)
        writer.endMap()
    }
}

/// A mapper ingest as the network file names it.
public struct IngestMember: Hashable, Sendable {
    public var key: PublicKey
    public var name: String

    public init(key: PublicKey, name: String) {
        self.key = key
        self.name = name
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        key = try reader.publicKey(at: 1)
        name = try reader.text(at: 2)
        try reader.endMap()
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(2)
        writer.publicKey(key, at: 1)
        writer.text(name, at: 2)
        writer.endMap()
    }
}

/// What an account holds at genesis.
public struct FirstBalance: Hashable, Sendable {
    public var account: PublicKey
    public var credits: UInt64

    public init(account: PublicKey, credits: UInt64) {
        self.account = account
        self.credits = credits
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        account = try reader.publicKey(at: 1)
        credits = try reader.unsigned(at: 2)
        try reader.endMap()
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(2)
        writer.publicKey(account, at: 1)
        writer.unsigned(credits, at: 2)
        writer.endMap()
    }
}

/// What entering and moving cost.
public struct NetworkFees: Hashable, Sendable {
    public var registrationCredits: UInt64
    public var moveCredits: UInt64
    public var depositGrains: UInt64

    public init(registrationCredits: UInt64, moveCredits: UInt64, depositGrains: UInt64) {
        self.registrationCredits = registrationCredits
        self.moveCredits = moveCredits
        self.depositGrains = depositGrains
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        registrationCredits = try reader.unsigned(at: 1)
        moveCredits = try reader.unsigned(at: 2)
        depositGrains = try reader.unsigned(at: 3)
        try reader.endMap()
    }

    public func write(to writer: inout CBORWriter) {
        writer.beginMap(3)
        writer.unsigned(registrationCredits, at: 1)
        writer.unsigned(moveCredits, at: 2)
        writer.unsigned(depositGrains, at: 3)
        writer.endMap()
    }
}

/// What an epoch may mint, from an epoch on.
public struct PoolLine: Hashable, Sendable {
    public var first: Epoch
    public var hotspotsGrains: UInt64
    public var oraclesGrains: UInt64
    public var votersGrains: UInt64
    public var worksGrains: UInt64

    public init(
        first: Epoch, hotspotsGrains: UInt64, oraclesGrains: UInt64 = 0,
        votersGrains: UInt64 = 0, worksGrains: UInt64 = 0
    ) {
        self.first = first
        self.hotspotsGrains = hotspotsGrains
        self.oraclesGrains = oraclesGrains
        self.votersGrains = votersGrains
        self.worksGrains = worksGrains
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        first = Epoch(try reader.unsigned(at: 1))
        hotspotsGrains = try reader.unsigned(at: 2)
        oraclesGrains = try reader.unsigned(at: 3)
        votersGrains = try reader.unsigned(at: 4)
        worksGrains = try reader.unsigned(at: 5)
        try reader.endMap()
    }

    public func write(to writer: inout CBORWriter) {
        writer.beginMap(5)
        writer.unsigned(first.number, at: 1)
        writer.unsigned(hotspotsGrains, at: 2)
        writer.unsigned(oraclesGrains, at: 3)
        writer.unsigned(votersGrains, at: 4)
        writer.unsigned(worksGrains, at: 5)
        writer.endMap()
    }
}
