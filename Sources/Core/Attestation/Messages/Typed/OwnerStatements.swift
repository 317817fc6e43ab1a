public import Primitives

/// A new owner, who accepted.
public struct Transfer: TypedMessage {
    public static var type: MessageType { .transfer }
    public var sequence: UInt64
    public var hotspot: UInt32
    public var newOwner: PublicKey
    public var acceptance: Signature

    public init(sequence: UInt64, hotspot: UInt32, newOwner: PublicKey, acceptance: Signature) {
        self.sequence = sequence
        self.hotspot = hotspot
        self.newOwner = newOwner
        self.acceptance = acceptance
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        hotspot = UInt32(try reader.unsigned(at: 2))
        newOwner = try reader.publicKey(at: 3)
        acceptance = try reader.signature(at: 4)
    }

    public var keyCount: Int { 4 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(UInt64(hotspot), at: 2)
        writer.publicKey(newOwner, at: 3)
        writer.signature(acceptance, at: 4)
    }
}

/// A new hotspot key.
public struct Rotation: TypedMessage {
    public static var type: MessageType { .rotation }
    public var sequence: UInt64
    public var hotspot: UInt32
    public var hotspotKey: PublicKey
    public var hotspotSignature: Signature

    public init(
        sequence: UInt64, hotspot: UInt32, hotspotKey: PublicKey, hotspotSignature: Signature
    ) {
        self.sequence = sequence
        self.hotspot = hotspot
        self.hotspotKey = hotspotKey
        self.hotspotSignature = hotspotSignature
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        hotspot = UInt32(try reader.unsigned(at: 2))
        hotspotKey = try reader.publicKey(at: 3)
        hotspotSignature = try reader.signature(at: 4)
    }

    public var keyCount: Int { 4 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(UInt64(hotspot), at: 2)
        writer.publicKey(hotspotKey, at: 3)
        writer.signature(hotspotSignature, at: 4)
    }
}

/// Where a hotspot's pay is claimed to.
public struct PayoutChange: TypedMessage {
    public static var type: MessageType { .payout }
    public var sequence: UInt64
    public var hotspot: UInt32
    public var payout: PayoutAccount

    public init(sequence: UInt64, hotspot: UInt32, payout: PayoutAccount) {
        self.sequence = sequence
        self.hotspot = hotspot
        self.payout = payout
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        hotspot = UInt32(try reader.unsigned(at: 2))
        payout = try reader.payout(at: 3)
    }

    public var keyCount: Int { 3 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(UInt64(hotspot), at: 2)
        writer.byteArray(payout.bytes, at: 3)
    }
}

/// More of a hotspot's deposit.
public struct DepositPayment: TypedMessage {
    public static var type: MessageType { .deposit }
    public var sequence: UInt64
    public var hotspot: UInt32
    public var credits: UInt64

    public init(sequence: UInt64, hotspot: UInt32, credits: UInt64) {
        self.sequence = sequence
        self.hotspot = hotspot
        self.credits = credits
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        hotspot = UInt32(try reader.unsigned(at: 2))
        credits = try reader.unsigned(at: 3)
    }

    public var keyCount: Int { 3 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(UInt64(hotspot), at: 2)
        writer.unsigned(credits, at: 3)
    }
}

/// A hotspot ends.
public struct Retirement: TypedMessage {
    public static var type: MessageType { .retirement }
    public var sequence: UInt64
    public var hotspot: UInt32

    public init(sequence: UInt64, hotspot: UInt32) {
        self.sequence = sequence
        self.hotspot = hotspot
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        hotspot = UInt32(try reader.unsigned(at: 2))
    }

    public var keyCount: Int { 2 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.unsigned(UInt64(hotspot), at: 2)
    }
}
