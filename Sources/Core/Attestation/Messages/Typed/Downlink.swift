public import Primitives
public import Units

/// When, where and how a device listens.
public struct TransmitWindow: Hashable, Sendable {
    /// By the radio's counter; absent with `at` absent: at once.
    public var counterMicroseconds: UInt64?
    /// By GPS-disciplined time (class B).
    public var at: Nanoseconds?
    public var frequency: Hertz
    public var bandwidth: Hertz
    /// EIRP wanted.
    public var power: SignalLevel
    public var radio: UInt64
    /// Of LoRa; exactly one of it and `bitRate` is there.
    public var spreadingFactor: UInt64?
    public var bitRate: UInt64?

    public init(
        counterMicroseconds: UInt64? = nil, at: Nanoseconds? = nil, frequency: Hertz,
        bandwidth: Hertz, power: SignalLevel, radio: UInt64, spreadingFactor: UInt64? = nil,
        bitRate: UInt64? = nil
    ) {
        self.counterMicroseconds = counterMicroseconds
        self.at = at
        self.frequency = frequency
        self.bandwidth = bandwidth
        self.power = power
        self.radio = radio
        self.spreadingFactor = spreadingFactor
        self.bitRate = bitRate
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        counterMicroseconds = try reader.unsigned(ifAt: 1)
        at = try reader.unsigned(ifAt: 2).map { Nanoseconds($0) }
        frequency = Hertz(try reader.unsigned(at: 3))
        bandwidth = Hertz(try reader.unsigned(at: 4))
        power = SignalLevel(hundredths: Int32(try reader.integer(at: 5)))
        radio = try reader.unsigned(at: 6)
        spreadingFactor = try reader.unsigned(ifAt: 7)
        bitRate = try reader.unsigned(ifAt: 8)
        try reader.endMap()
    }

    func write(to writer: inout CBORWriter) {
        let optional = [
            counterMicroseconds != nil, at != nil, spreadingFactor != nil, bitRate != nil,
        ]
        writer.beginMap(optional.reduce(4) { $1 ? $0 + 1 : $0 })
        writer.unsigned(counterMicroseconds, at: 1)
        writer.unsigned(at?.value, at: 2)
        writer.unsigned(frequency.value, at: 3)
        writer.unsigned(bandwidth.value, at: 4)
        writer.integer(Int64(power.hundredths), at: 5)
        writer.unsigned(radio, at: 6)
        writer.unsigned(spreadingFactor, at: 7)
        writer.unsigned(bitRate, at: 8)
        writer.endMap()
    }
}

/// A frame to send, with the windows in which the device listens.
public struct Downlink: TypedMessage {
    public static var type: MessageType { .downlink }
    /// The router's, rising.
    public var number: UInt64
    public var frame: [UInt8]
    public var deviceClass: DeviceClass
    /// One or two: the second is used when the first cannot be.
    public var windows: [TransmitWindow]
    /// True towards devices.
    public var isInverted: Bool
    /// The uplink it answers.
    public var uplink: UInt64?

    public init(
        number: UInt64, frame: [UInt8], deviceClass: DeviceClass, windows: [TransmitWindow],
        isInverted: Bool = true, uplink: UInt64? = nil
    ) {
        self.number = number
        self.frame = frame
        self.deviceClass = deviceClass
        self.windows = windows
        self.isInverted = isInverted
        self.uplink = uplink
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        number = try reader.unsigned(at: 1)
        frame = try reader.byteArray(at: 2)
        deviceClass = word(try reader.unsigned(at: 3))
        try reader.key(4)
        windows = []
        for _ in 0..<(try reader.beginArray()) {
            windows.append(try TransmitWindow(reading: &reader))
        }
        try reader.endArray()
        try reader.key(5)
        isInverted = try reader.boolean()
        uplink = try reader.unsigned(ifAt: 6)
    }

    public var keyCount: Int { uplink == nil ? 5 : 6 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(number, at: 1)
        writer.byteArray(frame, at: 2)
        writer.unsigned(deviceClass.rawValue, at: 3)
        writer.key(4)
        writer.beginArray(windows.count)
        for window in windows { window.write(to: &writer) }
        writer.endArray()
        writer.key(5)
        writer.boolean(isInverted)
        writer.unsigned(uplink, at: 6)
    }
}

/// What became of one downlink, as soon as the radio said so.
public struct DownlinkResult: TypedMessage {
    public static var type: MessageType { .downlinkOutcome }
    public var number: UInt64
    public var outcome: DownlinkOutcome
    /// When the frame was on the air.
    public var sent: Nanoseconds?
    /// Radiated.
    public var power: SignalLevel?
    public var frequency: Hertz?

    public init(
        number: UInt64, outcome: DownlinkOutcome, sent: Nanoseconds? = nil,
        power: SignalLevel? = nil, frequency: Hertz? = nil
    ) {
        self.number = number
        self.outcome = outcome
        self.sent = sent
        self.power = power
        self.frequency = frequency
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        number = try reader.unsigned(at: 1)
        outcome = word(try reader.unsigned(at: 2))
        sent = try reader.unsigned(ifAt: 3).map { Nanoseconds($0) }
        power = try reader.integer(ifAt: 4).map { SignalLevel(hundredths: Int32($0)) }
        frequency = try reader.unsigned(ifAt: 5).map { Hertz($0) }
    }

    public var keyCount: Int {
        2 + (sent == nil ? 0 : 1) + (power == nil ? 0 : 1) + (frequency == nil ? 0 : 1)
    }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(number, at: 1)
        writer.unsigned(outcome.rawValue, at: 2)
        writer.unsigned(sent?.value, at: 3)
        writer.integer(power.map { Int64($0.hundredths) }, at: 4)
        writer.unsigned(frequency?.value, at: 5)
    }
}

/// The same for the log: with the frame's hash.
public struct ReportedOutcome: Hashable, Sendable {
    public var result: DownlinkResult
    public var hash: Block128

    public init(_ result: DownlinkResult, hash: Block128) {
        self.result = result
        self.hash = hash
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        result = try DownlinkResult(reading: &reader)
        try reader.key(6)
        hash = try reader.block128()
        try reader.endMap()
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(result.keyCount + 1)
        result.write(to: &writer)
        writer.key(6)
        writer.bytes(hash)
        writer.endMap()
    }
}

/// What became of a router's downlinks, signed by the hotspot.
public struct DownlinkReport: TypedMessage {
    public static var type: MessageType { .downlinkReport }
    public static let most = 1_000
    public var sequence: UInt64
    public var router: PublicKey
    /// Ascending by the downlink's number, at most `most`.
    public var outcomes: [ReportedOutcome]

    public init(sequence: UInt64, router: PublicKey, outcomes: [ReportedOutcome]) {
        self.sequence = sequence
        self.router = router
        self.outcomes = outcomes
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        sequence = try reader.unsigned(at: 1)
        router = try reader.publicKey(at: 2)
        try reader.key(3)
        let count = try reader.beginArray()
        outcomes = []
        outcomes.reserveCapacity(count)
        for _ in 0..<count { outcomes.append(try ReportedOutcome(reading: &reader)) }
        try reader.endArray()
    }

    public var keyCount: Int { 3 }

    public func write(to writer: inout CBORWriter) {
        writer.unsigned(sequence, at: 1)
        writer.hash(router.bytes, at: 2)
        writer.key(3)
        writer.beginArray(outcomes.count)
        for outcome in outcomes { outcome.write(to: &writer) }
        writer.endArray()
    }
}
