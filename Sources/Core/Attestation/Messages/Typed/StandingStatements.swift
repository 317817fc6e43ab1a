public import Primitives

public enum NoticeEffect: UInt64, CaseIterable, Sendable {
    case trustLowered, trustRestored, edgeDoubted, probation
}

public enum DecisionOutcome: UInt64, CaseIterable, Sendable {
    case upheld, withdrawn, suspended, suspensionLifted, depositLost, depositFreed
}

/// An X rule's finding.
public struct TrustNotice: TypedMessage {
    public static var type: MessageType { .trustNotice }
    public var sequence: UInt64
    public var hotspot: UInt32
    public var rule: String
    public var effect: NoticeEffect
    public var epoch: Epoch
    public var expires: Epoch
    /// Per mille.
    public var change: UInt64?
    public var otherHotspot: UInt32?
    public var measured: Int64?
    public var limit: Int64?
    public var unit: String?
    /// Ascending.
    public var evidence: [Hash256]

    public init(
        sequence: UInt64, hotspot: UInt32, rule: String, effect: NoticeEffect, epoch: Epoch,
        expires: Epoch, change: UInt64? = nil, otherHotspot: UInt32? = nil,
        measured: Int64? = nil, limit: Int64? = nil, unit: String? = nil,
        evidence: [Hash256] = []
    ) {
        self.sequence = sequence
        self.hotspot = hotspot
        self.rule = rule
        self.effect = effect
        self.epoch = epoch
        self.expires = expires
        self.change = change
        self.otherHotspot = otherHotspot
        self.measured = measured
        self.limit = limit
        self.unit = unit
        self.evidence = evidence
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        hotspot = UInt32(try reader.unsigned(at: 2))
        rule = try reader.text(at: 3)
        effect = word(try reader.unsigned(at: 4))
        epoch = Epoch(try reader.unsigned(at: 5))
        expires = Epoch(try reader.unsigned(at: 6))
        change = try reader.unsigned(ifAt: 7)
        otherHotspot = try reader.unsigned(ifAt: 8).map { UInt32($0) }
        measured = try reader.integer(ifAt: 9)
        limit = try reader.integer(ifAt: 10)
        unit = try reader.optionalKey(11) ? try reader.ownText() : nil
        evidence = try reader.hashes(at: 12)
    }

    public var keyCount: Int {
        7 + (change == nil ? 0 : 1) + (otherHotspot == nil ? 0 : 1) + (measured == nil ? 0 : 1)
            + (limit == nil ? 0 : 1) + (unit == nil ? 0 : 1)
    }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(UInt64(hotspot), at: 2)
        writer.text(rule, at: 3)
        writer.unsigned(effect.rawValue, at: 4)
        writer.unsigned(epoch.number, at: 5)
        writer.unsigned(expires.number, at: 6)
        writer.unsigned(change, at: 7)
        writer.unsigned(otherHotspot.map { UInt64($0) }, at: 8)
        writer.integer(measured, at: 9)
        writer.integer(limit, at: 10)
        if let unit { writer.text(unit, at: 11) }
        writer.hashes(evidence, at: 12)
    }
}

/// Two different statements of one key with one sequence number.
public struct FraudProof: TypedMessage {
    public static var type: MessageType { .fraudProof }
    public var sequence: UInt64
    public var accused: PublicKey
    public var accusedSequence: UInt64
    /// Two, ascending by id.
    public var statements: [ProvenStatement]

    public struct ProvenStatement: Hashable, Sendable {
        public var id: Hash256
        /// Where it stands in the log.
        public var index: UInt64?
        /// The whole statement, if it is not logged.
        public var bytes: [UInt8]?

        public init(id: Hash256, index: UInt64? = nil, bytes: [UInt8]? = nil) {
            self.id = id
            self.index = index
            self.bytes = bytes
        }
    }

    public init(
        sequence: UInt64, accused: PublicKey, accusedSequence: UInt64,
        statements: [ProvenStatement]
    ) {
        self.sequence = sequence
        self.accused = accused
        self.accusedSequence = accusedSequence
        self.statements = statements
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        accused = try reader.publicKey(at: 2)
        accusedSequence = try reader.unsigned(at: 3)
        statements = []
        try reader.key(4)
        for _ in 0..<(try reader.beginArray()) {
            _ = try reader.beginMap()
            let id = try reader.hash(at: 1)
            let index = try reader.unsigned(ifAt: 2)
            let bytes = try reader.optionalKey(3) ? [UInt8](copying: try reader.bytes()) : nil
            try reader.endMap()
            statements.append(ProvenStatement(id: id, index: index, bytes: bytes))
        }
        try reader.endArray()
    }

    public var keyCount: Int { 4 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.publicKey(accused, at: 2)
        writer.unsigned(accusedSequence, at: 3)
        writer.key(4)
        writer.beginArray(statements.count)
        for statement in statements {
            writer.beginMap(
                1 + (statement.index == nil ? 0 : 1) + (statement.bytes == nil ? 0 : 1))
            writer.hash(statement.id, at: 1)
            writer.unsigned(statement.index, at: 2)
            if let bytes = statement.bytes { writer.byteArray(bytes, at: 3) }
            writer.endMap()
        }
        writer.endArray()
    }
}

/// An owner's answer to a notice, proof or decision.
public struct Appeal: TypedMessage {
    public static var type: MessageType { .appeal }
    public var sequence: UInt64
    public var about: Hash256
    public var hotspot: UInt32
    public var text: String
    /// Ascending.
    public var evidence: [Hash256]

    public init(
        sequence: UInt64, about: Hash256, hotspot: UInt32, text: String,
        evidence: [Hash256] = []
    ) {
        self.sequence = sequence
        self.about = about
        self.hotspot = hotspot
        self.text = text
        self.evidence = evidence
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        about = try reader.hash(at: 2)
        hotspot = UInt32(try reader.unsigned(at: 3))
        text = try reader.text(at: 4)
        evidence = try reader.hashes(at: 5)
    }

    public var keyCount: Int { 5 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.hash(about, at: 2)
        writer.unsigned(UInt64(hotspot), at: 3)
        writer.text(text, at: 4)
        writer.hashes(evidence, at: 5)
    }
}

/// A public answer to an appeal, or a step that only people may take.
public struct Decision: TypedMessage {
    public static var type: MessageType { .decision }
    public var sequence: UInt64
    public var about: Hash256
    public var hotspot: UInt32
    public var outcome: DecisionOutcome
    public var rule: String
    public var epoch: Epoch
    public var expires: Epoch
    public var reason: String
    /// Ascending.
    public var evidence: [Hash256]

    public init(
        sequence: UInt64, about: Hash256, hotspot: UInt32, outcome: DecisionOutcome,
        rule: String, epoch: Epoch, expires: Epoch, reason: String, evidence: [Hash256] = []
    ) {
        self.sequence = sequence
        self.about = about
        self.hotspot = hotspot
        self.outcome = outcome
        self.rule = rule
        self.epoch = epoch
        self.expires = expires
        self.reason = reason
        self.evidence = evidence
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        about = try reader.hash(at: 2)
        hotspot = UInt32(try reader.unsigned(at: 3))
        outcome = word(try reader.unsigned(at: 4))
        rule = try reader.text(at: 5)
        epoch = Epoch(try reader.unsigned(at: 6))
        expires = Epoch(try reader.unsigned(at: 7))
        reason = try reader.text(at: 8)
        evidence = try reader.hashes(at: 9)
    }

    public var keyCount: Int { 9 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.hash(about, at: 2)
        writer.unsigned(UInt64(hotspot), at: 3)
        writer.unsigned(outcome.rawValue, at: 4)
        writer.text(rule, at: 5)
        writer.unsigned(epoch.number, at: 6)
        writer.unsigned(expires.number, at: 7)
        writer.text(reason, at: 8)
        writer.hashes(evidence, at: 9)
    }
}

extension CBORReader {
    fileprivate mutating func ownText() throws(CBORError) -> String {
        String(decoding: [UInt8](copying: try text()), as: UTF8.self)
    }

    fileprivate mutating func hashes(at key: UInt64) throws(CBORError) -> [Hash256] {
        try self.key(key)
        var hashes: [Hash256] = []
        for _ in 0..<(try beginArray()) { hashes.append(try hash256()) }
        try endArray()
        return hashes
    }
}

extension CBORWriter {
    fileprivate mutating func hashes(_ hashes: [Hash256], at key: UInt64) {
        self.key(key)
        beginArray(hashes.count)
        for hash in hashes { bytes(hash) }
        endArray()
    }
}
