public import HexGrid
public import Primitives
public import Units

/// Where an owner says an antenna stands, and how; and under which plan its radio speaks.
public struct AssertedPlace: Hashable, Sendable {
    /// Of resolution 12.
    public var cell: Cell
    /// Above ground.
    public var height: Metres
    /// Of the antenna, less the cable's loss.
    public var gain: Decibels
    /// A plan's name, which may be none that this program knows.
    public var plan: String

    public init(cell: Cell, height: Metres, gain: Decibels, plan: String) {
        self.cell = cell
        self.height = height
        self.gain = gain
        self.plan = plan
    }

    static let keyCount = 4

    init(reading reader: inout CBORReader, from key: UInt64) throws(CBORError) {
        cell = CellBits.cell(try reader.unsigned(at: key))
        height = Metres(Int64(try reader.unsigned(at: key + 1)))
        gain = Decibels(hundredths: Int32(try reader.integer(at: key + 2)))
        plan = try reader.text(at: key + 3)
    }

    func write(to writer: inout CBORWriter, from key: UInt64) {
        writer.unsigned(cell.bits, at: key)
        writer.unsigned(UInt64(height.value), at: key + 1)
        writer.integer(Int64(gain.hundredths), at: key + 2)
        writer.text(plan, at: key + 3)
    }
}

/// The twenty bytes of an account on the settlement chain.
public struct PayoutAccount: Hashable, Sendable {
    public let words: (UInt64, UInt64, UInt32)

    public static let byteCount = 20

    /// Refuses (`nil`) whatever is not exactly 20 bytes.
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount == Self.byteCount else { return nil }
        // The last four bytes are the low half of the eight that end there.
        words = (
            bytes.bigEndian64(at: 0), bytes.bigEndian64(at: 8),
            UInt32(truncatingIfNeeded: bytes.bigEndian64(at: 12))
        )
    }

    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: words.0)
        bytes.append(bigEndian: words.1)
        for shift in [24, 16, 8, 0] as [UInt32] {
            bytes.append(UInt8(truncatingIfNeeded: words.2 >> shift))
        }
        return bytes
    }

    public static func == (left: Self, right: Self) -> Bool { left.words == right.words }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
    }
}

extension CBORReader {
    mutating func payout(at key: UInt64) throws(CBORError) -> PayoutAccount {
        try self.key(key)
        guard let account = PayoutAccount(try bytes(exactly: PayoutAccount.byteCount)) else {
            preconditionFailure("20 bytes are an account")
        }
        return account
    }

    mutating func signature(at key: UInt64) throws(CBORError) -> Signature {
        try self.key(key)
        return try signature()
    }
}

extension CBORWriter {
    mutating func publicKey(_ value: PublicKey, at key: UInt64) {
        self.key(key)
        bytes(value)
    }

    mutating func signature(_ value: Signature, at key: UInt64) {
        self.key(key)
        bytes(value)
    }
}

/// A hotspot enters.
public struct Registration: TypedMessage {
    public static var type: MessageType { .registration }
    public var sequence: UInt64
    public var hotspotKey: PublicKey
    public var hotspotSignature: Signature
    public var place: AssertedPlace
    public var radioClass: RadioClass
    public var measures: RadioMeasures
    public var payout: PayoutAccount?
    public var depositCredits: UInt64

    public init(
        sequence: UInt64, hotspotKey: PublicKey, hotspotSignature: Signature,
        place: AssertedPlace, radioClass: RadioClass, measures: RadioMeasures,
        payout: PayoutAccount? = nil, depositCredits: UInt64
    ) {
        self.sequence = sequence
        self.hotspotKey = hotspotKey
        self.hotspotSignature = hotspotSignature
        self.place = place
        self.radioClass = radioClass
        self.measures = measures
        self.payout = payout
        self.depositCredits = depositCredits
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        hotspotKey = try reader.publicKey(at: 2)
        hotspotSignature = try reader.signature(at: 3)
        place = try AssertedPlace(reading: &reader, from: 4)
        radioClass = word(try reader.unsigned(at: 8))
        measures = RadioMeasures(rawValue: try reader.unsigned(at: 9))
        payout = nil
        if try reader.optionalKey(10) {
            payout = PayoutAccount(try reader.bytes(exactly: PayoutAccount.byteCount))
        }
        depositCredits = try reader.unsigned(at: 11)
    }

    public var keyCount: Int { 6 + AssertedPlace.keyCount + (payout == nil ? 0 : 1) }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.publicKey(hotspotKey, at: 2)
        writer.signature(hotspotSignature, at: 3)
        place.write(to: &writer, from: 4)
        writer.unsigned(radioClass.rawValue, at: 8)
        writer.unsigned(measures.rawValue, at: 9)
        if let payout { writer.byteArray(payout.bytes, at: 10) }
        writer.unsigned(depositCredits, at: 11)
    }
}

/// A new asserted place.
public struct LocationChange: TypedMessage {
    public static var type: MessageType { .location }
    public var sequence: UInt64
    public var hotspot: UInt32
    public var place: AssertedPlace

    public init(sequence: UInt64, hotspot: UInt32, place: AssertedPlace) {
        self.sequence = sequence
        self.hotspot = hotspot
        self.place = place
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        hotspot = UInt32(try reader.unsigned(at: 2))
        place = try AssertedPlace(reading: &reader, from: 3)
    }

    public var keyCount: Int { 2 + AssertedPlace.keyCount }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(UInt64(hotspot), at: 2)
        place.write(to: &writer, from: 3)
    }
}
