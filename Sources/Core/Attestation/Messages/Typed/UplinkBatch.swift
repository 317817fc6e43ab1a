public import Primitives
public import Units

/// A frame heard, with everything the radio measured and nothing it did not.
public struct Uplink: Hashable, Sendable {
    public var frame: [UInt8]
    /// The end of the frame, by the box's clock.
    public var received: Nanoseconds
    /// The same by the radio's counter, extended.
    public var counterMicroseconds: UInt64
    public var frequency: Hertz
    /// Of LoRa; exactly one of it and `bitRate` is there.
    public var spreadingFactor: UInt64?
    public var bandwidth: Hertz
    /// Of FSK.
    public var bitRate: UInt64?
    public var codingRate: UInt64?
    public var level: SignalLevel
    public var signal: SignalLevel?
    public var ratio: Decibels?
    public var frequencyErrorHertz: Int64?
    public var fineNanoseconds: UInt64?
    public var channel: UInt64?
    public var radio: UInt64
    /// How long it waited in the box until this was sent.
    public var holdMilliseconds: UInt64

    public init(
        frame: [UInt8], received: Nanoseconds, counterMicroseconds: UInt64, frequency: Hertz,
        spreadingFactor: UInt64? = nil, bandwidth: Hertz, bitRate: UInt64? = nil,
        codingRate: UInt64? = nil, level: SignalLevel, signal: SignalLevel? = nil,
        ratio: Decibels? = nil, frequencyErrorHertz: Int64? = nil, fineNanoseconds: UInt64? = nil,
        channel: UInt64? = nil, radio: UInt64, holdMilliseconds: UInt64 = 0
    ) {
        self.frame = frame
        self.received = received
        self.counterMicroseconds = counterMicroseconds
        self.frequency = frequency
        self.spreadingFactor = spreadingFactor
        self.bandwidth = bandwidth
        self.bitRate = bitRate
        self.codingRate = codingRate
        self.level = level
        self.signal = signal
        self.ratio = ratio
        self.frequencyErrorHertz = frequencyErrorHertz
        self.fineNanoseconds = fineNanoseconds
        self.channel = channel
        self.radio = radio
        self.holdMilliseconds = holdMilliseconds
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        frame = try reader.byteArray(at: 1)
        received = Nanoseconds(try reader.unsigned(at: 2))
        counterMicroseconds = try reader.unsigned(at: 3)
        frequency = Hertz(try reader.unsigned(at: 4))
        spreadingFactor = try reader.unsigned(ifAt: 5)
        bandwidth = Hertz(try reader.unsigned(at: 6))
        bitRate = try reader.unsigned(ifAt: 7)
        codingRate = try reader.unsigned(ifAt: 8)
        level = SignalLevel(hundredths: Int32(try reader.integer(at: 9)))
        signal = try reader.integer(ifAt: 10).map { SignalLevel(hundredths: Int32($0)) }
        ratio = try reader.integer(ifAt: 11).map { Decibels(hundredths: Int32($0)) }
        frequencyErrorHertz = try reader.integer(ifAt: 12)
        fineNanoseconds = try reader.unsigned(ifAt: 13)
        channel = try reader.unsigned(ifAt: 14)
        radio = try reader.unsigned(at: 15)
        holdMilliseconds = try reader.unsigned(at: 16)
        try reader.endMap()
    }

    private var keyCount: Int {
        let optional: [Bool] = [
            spreadingFactor != nil, bitRate != nil, codingRate != nil, signal != nil,
            ratio != nil, frequencyErrorHertz != nil, fineNanoseconds != nil, channel != nil,
        ]
        return optional.reduce(8) { $1 ? $0 + 1 : $0 }
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(keyCount)
        writer.byteArray(frame, at: 1)
        writer.unsigned(received.value, at: 2)
        writer.unsigned(counterMicroseconds, at: 3)
        writer.unsigned(frequency.value, at: 4)
        writer.unsigned(spreadingFactor, at: 5)
        writer.unsigned(bandwidth.value, at: 6)
        writer.unsigned(bitRate, at: 7)
        writer.unsigned(codingRate, at: 8)
        writer.integer(Int64(level.hundredths), at: 9)
        writer.integer(signal.map { Int64($0.hundredths) }, at: 10)
        writer.integer(ratio.map { Int64($0.hundredths) }, at: 11)
        writer.integer(frequencyErrorHertz, at: 12)
        writer.unsigned(fineNanoseconds, at: 13)
        writer.unsigned(channel, at: 14)
        writer.unsigned(radio, at: 15)
        writer.unsigned(holdMilliseconds, at: 16)
        writer.endMap()
    }
}

/// Frames heard, in running order: the first has the number, each other the next.
public struct UplinkBatch: TypedMessage {
    public static var type: MessageType { .uplinkBatch }
    public static let most = 256
    public var firstNumber: UInt64
    public var uplinks: [Uplink]

    public init(firstNumber: UInt64, uplinks: [Uplink]) {
        self.firstNumber = firstNumber
        self.uplinks = uplinks
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        firstNumber = try reader.unsigned(at: 1)
        try reader.key(2)
        let count = try reader.beginArray()
        uplinks = []
        uplinks.reserveCapacity(count)
        for _ in 0..<count { uplinks.append(try Uplink(reading: &reader)) }
        try reader.endArray()
    }

    public var keyCount: Int { 2 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(firstNumber, at: 1)
        writer.key(2)
        writer.beginArray(uplinks.count)
        for uplink in uplinks { uplink.write(to: &writer) }
        writer.endArray()
    }
}

/// What became of an uplink at the router.
public struct Purchase: Hashable, Sendable {
    public var number: UInt64
    public var outcome: PurchaseOutcome
    /// Who bought, by which route, and the salt of the packet's hash.
    public var account: PublicKey?
    public var route: UInt64?
    public var salt: Hash256?

    public init(
        number: UInt64, outcome: PurchaseOutcome, account: PublicKey? = nil,
        route: UInt64? = nil, salt: Hash256? = nil
    ) {
        self.number = number
        self.outcome = outcome
        self.account = account
        self.route = route
        self.salt = salt
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        number = try reader.unsigned(at: 1)
        outcome = word(try reader.unsigned(at: 2))
        account = try reader.optionalKey(3) ? try reader.publicKey() : nil
        route = try reader.unsigned(ifAt: 4)
        salt = try reader.optionalKey(5) ? try reader.hash256() : nil
        try reader.endMap()
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(
            2 + (account == nil ? 0 : 1) + (route == nil ? 0 : 1) + (salt == nil ? 0 : 1))
        writer.unsigned(number, at: 1)
        writer.unsigned(outcome.rawValue, at: 2)
        if let account { writer.hash(account.bytes, at: 3) }
        writer.unsigned(route, at: 4)
        if let salt { writer.hash(salt, at: 5) }
        writer.endMap()
    }
}

/// The box may forget all uplinks up to a number; what became of some.
public struct UplinkAcknowledgement: TypedMessage {
    public static var type: MessageType { .acknowledgement }
    public var acknowledged: UInt64
    public var purchases: [Purchase]

    public init(acknowledged: UInt64, purchases: [Purchase] = []) {
        self.acknowledged = acknowledged
        self.purchases = purchases
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        acknowledged = try reader.unsigned(at: 1)
        try reader.key(2)
        let count = try reader.beginArray()
        purchases = []
        purchases.reserveCapacity(count)
        for _ in 0..<count { purchases.append(try Purchase(reading: &reader)) }
        try reader.endArray()
    }

    public var keyCount: Int { 2 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(acknowledged, at: 1)
        writer.key(2)
        writer.beginArray(purchases.count)
        for purchase in purchases { purchase.write(to: &writer) }
        writer.endArray()
    }
}
