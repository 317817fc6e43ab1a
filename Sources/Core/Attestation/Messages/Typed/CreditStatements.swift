public import Primitives

/// Names the key whose packet receipts spend an account's credits.
public struct RouteKey: TypedMessage {
    public static var type: MessageType { .routeKey }
    public var sequence: UInt64
    /// The account's own number.
    public var route: UInt32
    public var receiptKey: PublicKey
    public var router: PublicKey
    public var isActive: Bool

    public init(
        sequence: UInt64, route: UInt32, receiptKey: PublicKey, router: PublicKey, isActive: Bool
    ) {
        self.sequence = sequence
        self.route = route
        self.receiptKey = receiptKey
        self.router = router
        self.isActive = isActive
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        route = UInt32(try reader.unsigned(at: 2))
        receiptKey = try reader.publicKey(at: 3)
        router = try reader.publicKey(at: 4)
        try reader.key(5)
        isActive = try reader.boolean()
    }

    public var keyCount: Int { 5 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(UInt64(route), at: 2)
        writer.publicKey(receiptKey, at: 3)
        writer.publicKey(router, at: 4)
        writer.key(5)
        writer.boolean(isActive)
    }
}

/// Credits bought by, or given to, an account.
public struct CreditGrant: TypedMessage {
    public static var type: MessageType { .creditGrant }
    public var sequence: UInt64
    public var account: PublicKey
    public var credits: UInt64
    /// The price paid; nil: given away.
    public var grainsPerCredit: UInt64?
    public var reference: String

    public init(
        sequence: UInt64, account: PublicKey, credits: UInt64, grainsPerCredit: UInt64? = nil,
        reference: String
    ) {
        self.sequence = sequence
        self.account = account
        self.credits = credits
        self.grainsPerCredit = grainsPerCredit
        self.reference = reference
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        account = try reader.publicKey(at: 2)
        credits = try reader.unsigned(at: 3)
        grainsPerCredit = try reader.unsigned(ifAt: 4)
        reference = try reader.text(at: 5)
    }

    public var keyCount: Int { 4 + (grainsPerCredit == nil ? 0 : 1) }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.publicKey(account, at: 2)
        writer.unsigned(credits, at: 3)
        writer.unsigned(grainsPerCredit, at: 4)
        writer.text(reference, at: 5)
    }
}

/// Registers a staked mapper, or ends its stake.
public struct MapperStake: TypedMessage {
    public static var type: MessageType { .mapper }
    public var sequence: UInt64
    /// The device's EUI-64, the most significant byte first.
    public var device: UInt64
    public var ingest: PublicKey
    /// 0 ends the stake.
    public var credits: UInt64

    public init(sequence: UInt64, device: UInt64, ingest: PublicKey, credits: UInt64) {
        self.sequence = sequence
        self.device = device
        self.ingest = ingest
        self.credits = credits
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        try reader.key(2)
        device = try reader.bytes(exactly: 8).bigEndian64(at: 0)
        ingest = try reader.publicKey(at: 3)
        credits = try reader.unsigned(at: 4)
    }

    public var keyCount: Int { 4 }

    public func write(to writer: inout CBORWriter) {
        var eui: [UInt8] = []
        eui.append(bigEndian: device)
        writer.unsigned(sequence, at: 1)
        writer.byteArray(eui, at: 2)
        writer.publicKey(ingest, at: 3)
        writer.unsigned(credits, at: 4)
    }
}
