/// The host has every event before `nextEvent`, and takes `credit` more. No answer.
public struct Acknowledge: LinkMessage, Equatable {
    public static let type = MessageType.acknowledge
    public var nextEvent: UInt16
    public var credit: UInt8

    public init(nextEvent: UInt16, credit: UInt8) {
        self.nextEvent = nextEvent
        self.credit = credit
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        nextEvent = try reader.u16()
        credit = try reader.u8()
    }

    public func write(to body: inout FrameBody) {
        body.u16(nextEvent)
        body.u8(credit)
    }
}

/// A device with a session that sent nothing else for a second.
public struct Heartbeat: LinkMessage, Equatable {
    public static let type = MessageType.heartbeat
    public var deviceTimeMicroseconds: UInt64

    public init(deviceTimeMicroseconds: UInt64) {
        self.deviceTimeMicroseconds = deviceTimeMicroseconds
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        deviceTimeMicroseconds = try reader.u64()
    }

    public func write(to body: inout FrameBody) { body.u64(deviceTimeMicroseconds) }
}
