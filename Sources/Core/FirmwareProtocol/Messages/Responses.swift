/// The first byte of every response but `welcome`. All but `done` are followed by a detail of four
/// bytes and nothing else.
public enum RequestResult: UInt8, CaseIterable, Sendable {
    case done
    /// The detail is the type.
    case unknownRequest
    /// The detail is the number of a `MessageError`.
    case malformed
    /// The sequence number is not the one due, which is the detail.
    case outOfSequence
    /// The sequence number was used for other bytes; the detail is the number due.
    case sequenceReused
    case noRadio
    /// Beyond the radio's capabilities; the detail is the offset of the field in the payload.
    case notCapable
    /// A transmission is waiting or going on; the detail is its number.
    case busy
    /// The start lies in the past or too near; the detail is the microseconds it would need.
    case tooLate
    case unknownTransmission
    /// The radio does not do as told; the detail is the number of a `Fault`.
    case radioFault
}

/// Any refused request.
public struct Refusal: Equatable, Sendable, Error {
    public var result: RequestResult
    public var detail: UInt32

    public init(_ result: RequestResult, detail: UInt32 = 0) {
        self.result = result
        self.detail = detail
    }
}

public struct Pong: LinkMessage, Equatable {
    public static let type = MessageType.pong
    public var echo: UInt32
    public var deviceTimeMicroseconds: UInt64

    public init(echo: UInt32, deviceTimeMicroseconds: UInt64) {
        self.echo = echo
        self.deviceTimeMicroseconds = deviceTimeMicroseconds
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        echo = try reader.u32()
        deviceTimeMicroseconds = try reader.u64()
    }

    public func write(to body: inout FrameBody) {
        body.u32(echo)
        body.u64(deviceTimeMicroseconds)
    }
}

/// What the device is and can do. With chip `none` the radio's bounds are zero.
public struct Capabilities: LinkMessage, Equatable {
    public static let type = MessageType.capabilities

    public enum Chip: UInt8, CaseIterable, Sendable { case none, sx1261, sx1262, sx1268 }

    public static let timedTransmit: UInt32 = 1
    public static let pulsePerSecond: UInt32 = 2
    public static let satelliteTime: UInt32 = 4
    public static let temperature: UInt32 = 8

    public var serial: UInt64
    public var chip: Chip
    /// Bits not named here are kept for later; a host passes them over.
    public var features: UInt32
    public var lowestHertz: UInt32
    public var highestHertz: UInt32
    public var lowestPowerCentiDBm: Int16
    public var highestPowerCentiDBm: Int16
    /// Bit n: spreading factor n.
    public var spreadingFactors: UInt16
    /// How far off its own second the device's clock may be, in parts per thousand million.
    public var clockErrorPPB: UInt32
    /// A timed transmission must be asked for so long before its start.
    public var leadMicroseconds: UInt32
    public var board: ShortBytes
    public var firmware: ShortBytes

    public init(serial: UInt64, board: ShortBytes, firmware: ShortBytes, clockErrorPPB: UInt32) {
        self.serial = serial
        chip = .none
        features = 0
        lowestHertz = 0
        highestHertz = 0
        lowestPowerCentiDBm = 0
        highestPowerCentiDBm = 0
        spreadingFactors = 0
        self.clockErrorPPB = clockErrorPPB
        leadMicroseconds = 0
        self.board = board
        self.firmware = firmware
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        serial = try reader.u64()
        chip = try reader.word(Chip.self)
        features = try reader.u32()
        lowestHertz = try reader.u32()
        highestHertz = try reader.u32(in: lowestHertz...UInt32.max)
        lowestPowerCentiDBm = try reader.i16()
        highestPowerCentiDBm = try reader.i16()
        spreadingFactors = try reader.u16()
        clockErrorPPB = try reader.u32()
        leadMicroseconds = try reader.u32()
        board = try reader.text(upTo: 32)
        firmware = try reader.text(upTo: 32)
    }

    public func write(to body: inout FrameBody) {
        body.u64(serial)
        body.u8(chip.rawValue)
        body.u32(features)
        body.u32(lowestHertz)
        body.u32(highestHertz)
        body.i16(lowestPowerCentiDBm)
        body.i16(highestPowerCentiDBm)
        body.u16(spreadingFactors)
        body.u32(clockErrorPPB)
        body.u32(leadMicroseconds)
        body.bytes(board)
        body.bytes(firmware)
    }
}

/// The radio is set up: receptions carry this number, and the modulation is what it really does.
public struct Configured: LinkMessage, Equatable {
    public static let type = MessageType.configured
    public var configuration: UInt16
    public var modulation: Modulation

    public init(configuration: UInt16, modulation: Modulation) {
        self.configuration = configuration
        self.modulation = modulation
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        configuration = try reader.u16()
        modulation = try Modulation(reading: &reader)
    }

    public func write(to body: inout FrameBody) {
        body.u16(configuration)
        modulation.write(to: &body)
    }
}
