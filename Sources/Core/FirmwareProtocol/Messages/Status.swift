/// How the device is, now.
public struct Status: LinkMessage, Equatable {
    public static let type = MessageType.status

    public enum Radio: UInt8, CaseIterable, Sendable {
        case none, standby, receiving, transmitting, faulty
    }

    public var deviceTimeMicroseconds: UInt64
    public var radio: Radio
    public var configuration: UInt16
    public var waitingEvents: UInt8
    public var waitingTransmissions: UInt8
    /// Hundredths of a degree Celsius.
    public var temperatureCentiCelsius: Int16?

    public init(
        deviceTimeMicroseconds: UInt64, radio: Radio, configuration: UInt16,
        waitingEvents: UInt8, waitingTransmissions: UInt8, temperatureCentiCelsius: Int16?
    ) {
        self.deviceTimeMicroseconds = deviceTimeMicroseconds
        self.radio = radio
        self.configuration = configuration
        self.waitingEvents = waitingEvents
        self.waitingTransmissions = waitingTransmissions
        self.temperatureCentiCelsius = temperatureCentiCelsius
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        deviceTimeMicroseconds = try reader.u64()
        radio = try reader.word(Radio.self)
        configuration = try reader.u16()
        waitingEvents = try reader.u8()
        waitingTransmissions = try reader.u8()
        let measured = try reader.bits(known: 1)
        temperatureCentiCelsius = try reader.measured(measured == 1, 2)
            .map { Int16(truncatingIfNeeded: $0) }
    }

    public func write(to body: inout FrameBody) {
        body.u64(deviceTimeMicroseconds)
        body.u8(radio.rawValue)
        body.u16(configuration)
        body.u8(waitingEvents)
        body.u8(waitingTransmissions)
        body.u8(temperatureCentiCelsius == nil ? 0 : 1)
        body.i16(temperatureCentiCelsius ?? 0)
    }
}

/// Counters since the device's start; each begins again at 0 after 2^32 - 1.
public struct Statistics: LinkMessage, Equatable {
    public static let type = MessageType.statistics

    public var frames: UInt32 = 0
    public var badFrames: UInt32 = 0
    public var staleFrames: UInt32 = 0
    public var requests: UInt32 = 0
    public var repeatedRequests: UInt32 = 0
    public var events: UInt32 = 0
    public var repeatedEvents: UInt32 = 0
    /// Events lost because the host did not acknowledge in time.
    public var lostEvents: UInt32 = 0
    public var lostLogLines: UInt32 = 0
    public var sessions: UInt32 = 0
    public var receptions: UInt32 = 0
    public var receptionsBadCRC: UInt32 = 0
    public var receptionsBadHeader: UInt32 = 0
    public var transmissions: UInt32 = 0
    public var failedTransmissions: UInt32 = 0
    public var radioResets: UInt32 = 0

    public init() {}

    public init(reading reader: inout FieldReader) throws(MessageError) {
        frames = try reader.u32()
        badFrames = try reader.u32()
        staleFrames = try reader.u32()
        requests = try reader.u32()
        repeatedRequests = try reader.u32()
        events = try reader.u32()
        repeatedEvents = try reader.u32()
        lostEvents = try reader.u32()
        lostLogLines = try reader.u32()
        sessions = try reader.u32()
        receptions = try reader.u32()
        receptionsBadCRC = try reader.u32()
        receptionsBadHeader = try reader.u32()
        transmissions = try reader.u32()
        failedTransmissions = try reader.u32()
        radioResets = try reader.u32()
    }

    public func write(to body: inout FrameBody) {
        body.u32(frames)
        body.u32(badFrames)
        body.u32(staleFrames)
        body.u32(requests)
        body.u32(repeatedRequests)
        body.u32(events)
        body.u32(repeatedEvents)
        body.u32(lostEvents)
        body.u32(lostLogLines)
        body.u32(sessions)
        body.u32(receptions)
        body.u32(receptionsBadCRC)
        body.u32(receptionsBadHeader)
        body.u32(transmissions)
        body.u32(failedTransmissions)
        body.u32(radioResets)
    }
}
