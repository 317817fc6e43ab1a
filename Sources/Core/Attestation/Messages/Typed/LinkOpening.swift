public import Primitives

/// A hotspot's word that a key speaks for it on the link.
public struct SessionCertificate: TypedMessage {
    public static var type: MessageType { .sessionKey }
    public var sequence: UInt64
    public var sessionKey: PublicKey
    public var first: Period
    public var last: Period
    /// The only router it is for; nil for any.
    public var router: PublicKey?

    public init(
        sequence: UInt64, sessionKey: PublicKey, first: Period, last: Period,
        router: PublicKey? = nil
    ) {
        self.sequence = sequence
        self.sessionKey = sessionKey
        self.first = first
        self.last = last
        self.router = router
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        sessionKey = try reader.publicKey(at: 2)
        first = Period(try reader.unsigned(at: 3))
        last = Period(try reader.unsigned(at: 4))
        router = try reader.optionalKey(5) ? try reader.publicKey() : nil
    }

    public var keyCount: Int { router == nil ? 4 : 5 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.hash(sessionKey.bytes, at: 2)
        writer.unsigned(first.number, at: 3)
        writer.unsigned(last.number, at: 4)
        if let router { writer.hash(router.bytes, at: 5) }
    }
}

/// First on the link: which hotspot this is, proven for this connection.
public struct LinkHello: TypedMessage {
    public static var type: MessageType { .hello }
    public static let version: UInt64 = 1
    public var version: UInt64
    public var network: NetworkID
    /// The statement of a `SessionCertificate`, whole.
    public var certificate: [UInt8]
    /// The TLS connection's exporter value.
    public var binding: Hash256
    /// By the session key, over `proven`.
    public var proof: Signature
    /// The oldest uplink the box holds, or the next it will have.
    public var firstNumber: UInt64
    public var software: String
    public var plan: String

    public init(
        network: NetworkID, certificate: [UInt8], binding: Hash256, proof: Signature,
        firstNumber: UInt64, software: String, plan: String
    ) {
        version = Self.version
        self.network = network
        self.certificate = certificate
        self.binding = binding
        self.proof = proof
        self.firstNumber = firstNumber
        self.software = software
        self.plan = plan
    }

    /// What the session key signs: who is spoken to, over which connection.
    public static func proven(
        network: NetworkID, router: PublicKey, binding: Hash256
    ) -> HashInput {
        var input = HashInput("earshot/hello/v1", network)
        input.append(router)
        input.append(binding)
        return input
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        version = try reader.unsigned(at: 1)
        try reader.key(2)
        network = NetworkID(bits: try reader.bytes(exactly: 8).bigEndian64(at: 0))
        certificate = try reader.byteArray(at: 3)
        binding = try reader.hash(at: 4)
        try reader.key(5)
        proof = try reader.signature()
        firstNumber = try reader.unsigned(at: 6)
        software = try reader.text(at: 7)
        plan = try reader.text(at: 8)
    }

    public var keyCount: Int { 8 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(version, at: 1)
        var name: [UInt8] = []
        name.append(bigEndian: network.bits)
        writer.byteArray(name, at: 2)
        writer.byteArray(certificate, at: 3)
        writer.hash(binding, at: 4)
        writer.key(5)
        writer.bytes(proof)
        writer.unsigned(firstNumber, at: 6)
        writer.text(software, at: 7)
        writer.text(plan, at: 8)
    }
}

/// The router's answer: where to go on.
public struct LinkWelcome: TypedMessage {
    public static var type: MessageType { .welcome }
    public var version: UInt64
    public var router: PublicKey
    /// All uplinks up to here are durable.
    public var acknowledged: UInt64
    public var greatestBatch: UInt64
    public var greatestOpen: UInt64

    public init(
        router: PublicKey, acknowledged: UInt64, greatestBatch: UInt64, greatestOpen: UInt64
    ) {
        version = LinkHello.version
        self.router = router
        self.acknowledged = acknowledged
        self.greatestBatch = greatestBatch
        self.greatestOpen = greatestOpen
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        version = try reader.unsigned(at: 1)
        router = try reader.publicKey(at: 2)
        acknowledged = try reader.unsigned(at: 3)
        greatestBatch = try reader.unsigned(at: 4)
        greatestOpen = try reader.unsigned(at: 5)
    }

    public var keyCount: Int { 5 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(version, at: 1)
        writer.hash(router.bytes, at: 2)
        writer.unsigned(acknowledged, at: 3)
        writer.unsigned(greatestBatch, at: 4)
        writer.unsigned(greatestOpen, at: 5)
    }
}

/// A sign of life, and its answer.
public struct LinkPing: TypedMessage {
    public static var type: MessageType { .ping }
    /// Rising, of the asking side.
    public var number: UInt64
    public var isAnswer: Bool

    public init(number: UInt64, isAnswer: Bool) {
        self.number = number
        self.isAnswer = isAnswer
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        number = try reader.unsigned(at: 1)
        try reader.key(2)
        isAnswer = try reader.boolean()
    }

    public var keyCount: Int { 2 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(number, at: 1)
        writer.key(2)
        writer.boolean(isAnswer)
    }
}

/// The last message of either side, and why.
public struct LinkGoodbye: TypedMessage {
    public static var type: MessageType { .goodbye }
    /// The longest text that goes along, in bytes.
    public static let longestText = 200
    public var reason: GoodbyeReason
    public var text: String?
    /// Come back after so many seconds.
    public var retrySeconds: UInt64

    public init(_ reason: GoodbyeReason, text: String? = nil, retrySeconds: UInt64 = 0) {
        self.reason = reason
        self.text = text
        self.retrySeconds = retrySeconds
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        reason = word(try reader.unsigned(at: 1))
        text = nil
        if try reader.optionalKey(2) {
            text = String(decoding: [UInt8](copying: try reader.text()), as: UTF8.self)
        }
        retrySeconds = try reader.unsigned(at: 3)
    }

    public var keyCount: Int { text == nil ? 2 : 3 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(reason.rawValue, at: 1)
        if let text { writer.text(text, at: 2) }
        writer.unsigned(retrySeconds, at: 3)
    }
}

extension CBORReader {
    mutating func publicKey(at key: UInt64) throws(CBORError) -> PublicKey {
        try self.key(key)
        return try publicKey()
    }
}
