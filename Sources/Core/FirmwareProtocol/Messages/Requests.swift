/// Requests whose answer says all.
public enum Question: UInt8, CaseIterable, Sendable {
    case readCapabilities = 0x11
    case readStatus = 0x15
    case readStatistics = 0x16
    case restart = 0x18
}

/// Any number; it comes back.
public struct Ping: LinkMessage, Equatable {
    public static let type = MessageType.ping
    public var echo: UInt32

    public init(echo: UInt32) { self.echo = echo }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        echo = try reader.u32()
    }

    public func write(to body: inout FrameBody) { body.u32(echo) }
}

/// What the radio does when it does not transmit.
public struct Configure: LinkMessage, Equatable {
    public static let type = MessageType.configure

    public enum Mode: UInt8, CaseIterable, Sendable { case standby, receive }

    public var mode: Mode
    public var modulation: Modulation

    public init(mode: Mode, modulation: Modulation) {
        self.mode = mode
        self.modulation = modulation
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        mode = try reader.word(Mode.self)
        modulation = try Modulation(reading: &reader)
    }

    public func write(to body: inout FrameBody) {
        body.u8(mode.rawValue)
        modulation.write(to: &body)
    }
}

/// One frame to be sent. Its outcome is the event `Transmitted` with the same number.
public struct Transmit: LinkMessage, Equatable {
    public static let type = MessageType.transmit
    public var transmission: UInt32
    /// When the preamble begins, by the device's clock; nil for as soon as possible.
    public var startMicroseconds: UInt64?
    public var modulation: Modulation
    /// Conducted power in hundredths of dBm.
    public var powerCentiDBm: Int16
    public var frame: ShortBytes

    public init(
        transmission: UInt32, startMicroseconds: UInt64?, modulation: Modulation,
        powerCentiDBm: Int16, frame: ShortBytes
    ) {
        self.transmission = transmission
        self.startMicroseconds = startMicroseconds
        self.modulation = modulation
        self.powerCentiDBm = powerCentiDBm
        self.frame = frame
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        transmission = try reader.u32()
        let isTimed = try reader.bits(known: 1) == 1
        let start = reader.position
        let time = try reader.u64()
        guard isTimed || time == 0 else {
            throw reader.error(.unmeasuredNotZero, start, UInt32(truncatingIfNeeded: time))
        }
        startMicroseconds = isTimed ? time : nil
        modulation = try Modulation(reading: &reader)
        powerCentiDBm = try reader.i16()
        frame = try reader.bytes()
    }

    public func write(to body: inout FrameBody) {
        body.u32(transmission)
        body.u8(startMicroseconds == nil ? 0 : 1)
        body.u64(startMicroseconds ?? 0)
        modulation.write(to: &body)
        body.i16(powerCentiDBm)
        body.bytes(frame)
    }
}

/// Takes a transmission back that has not begun.
public struct CancelTransmit: LinkMessage, Equatable {
    public static let type = MessageType.cancelTransmit
    public var transmission: UInt32

    public init(transmission: UInt32) { self.transmission = transmission }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        transmission = try reader.u32()
    }

    public func write(to body: inout FrameBody) { body.u32(transmission) }
}

/// How much a log line must matter to be sent.
public enum LinkLogLevel: UInt8, CaseIterable, Sendable { case none, error, warning, info, debug }

/// Log lines of this level and those that matter more are to be sent.
public struct SetLogLevel: LinkMessage, Equatable {
    public static let type = MessageType.setLogLevel
    public var level: LinkLogLevel

    public init(level: LinkLogLevel) { self.level = level }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        level = try reader.word(LinkLogLevel.self)
    }

    public func write(to body: inout FrameBody) { body.u8(level.rawValue) }
}
