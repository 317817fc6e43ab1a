/// A LoRa frame that was heard, with all that was measured of it.
public struct Reception: LinkMessage, Equatable {
    public static let type = MessageType.reception

    public enum FrameCheck: UInt8, CaseIterable, Sendable { case none, ok, bad }

    /// When its last symbol ended, and how far off that may be.
    public var endMicroseconds: UInt64
    public var timeErrorMicroseconds: UInt32
    public var configuration: UInt16
    /// The coding rate is the frame's own; all else is what the radio was set to.
    public var modulation: Modulation
    public var check: FrameCheck
    public var rssiCentiDBm: Int16?
    public var signalRSSICentiDBm: Int16?
    public var snrCentiDB: Int16?
    public var frequencyErrorHertz: Int32?
    public var frame: ShortBytes

    public init(
        endMicroseconds: UInt64, timeErrorMicroseconds: UInt32, configuration: UInt16,
        modulation: Modulation, check: FrameCheck, rssiCentiDBm: Int16?,
        signalRSSICentiDBm: Int16?, snrCentiDB: Int16?, frequencyErrorHertz: Int32?,
        frame: ShortBytes
    ) {
        self.endMicroseconds = endMicroseconds
        self.timeErrorMicroseconds = timeErrorMicroseconds
        self.configuration = configuration
        self.modulation = modulation
        self.check = check
        self.rssiCentiDBm = rssiCentiDBm
        self.signalRSSICentiDBm = signalRSSICentiDBm
        self.snrCentiDB = snrCentiDB
        self.frequencyErrorHertz = frequencyErrorHertz
        self.frame = frame
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        endMicroseconds = try reader.u64()
        timeErrorMicroseconds = try reader.u32()
        configuration = try reader.u16()
        modulation = try Modulation(reading: &reader)
        check = try reader.word(FrameCheck.self)
        let measured = try reader.bits(known: 15)
        rssiCentiDBm = try reader.short(measured & 1 != 0)
        signalRSSICentiDBm = try reader.short(measured & 2 != 0)
        snrCentiDB = try reader.short(measured & 4 != 0)
        frequencyErrorHertz = try reader.measured(measured & 8 != 0, 4)
        frame = try reader.bytes()
    }

    public func write(to body: inout FrameBody) {
        body.u64(endMicroseconds)
        body.u32(timeErrorMicroseconds)
        body.u16(configuration)
        modulation.write(to: &body)
        body.u8(check.rawValue)
        let measured: UInt8 =
            (rssiCentiDBm == nil ? 0 : 1) | (signalRSSICentiDBm == nil ? 0 : 2)
            | (snrCentiDB == nil ? 0 : 4) | (frequencyErrorHertz == nil ? 0 : 8)
        body.u8(measured)
        body.i16(rssiCentiDBm ?? 0)
        body.i16(signalRSSICentiDBm ?? 0)
        body.i16(snrCentiDB ?? 0)
        body.i32(frequencyErrorHertz ?? 0)
        body.bytes(frame)
    }
}

/// What became of a transmission, and what was really sent: the modulation and power that the
/// radio's registers stood for, not those that were asked for.
public struct Transmitted: LinkMessage, Equatable {
    public static let type = MessageType.transmitted

    public enum Outcome: UInt8, CaseIterable, Sendable {
        case sent, cancelled, tooLate, radioFault
    }

    public var transmission: UInt32
    public var outcome: Outcome
    public var startMicroseconds: UInt64
    public var airtimeMicroseconds: UInt32
    public var modulation: Modulation
    public var powerCentiDBm: Int16
    /// The checksum (CRC-32) of the bytes in the radio's buffer.
    public var frameChecksum: UInt32

    public init(
        transmission: UInt32, outcome: Outcome, startMicroseconds: UInt64,
        airtimeMicroseconds: UInt32, modulation: Modulation, powerCentiDBm: Int16,
        frameChecksum: UInt32
    ) {
        self.transmission = transmission
        self.outcome = outcome
        self.startMicroseconds = startMicroseconds
        self.airtimeMicroseconds = airtimeMicroseconds
        self.modulation = modulation
        self.powerCentiDBm = powerCentiDBm
        self.frameChecksum = frameChecksum
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        transmission = try reader.u32()
        outcome = try reader.word(Outcome.self)
        startMicroseconds = try reader.u64()
        let start = reader.position
        airtimeMicroseconds = try reader.u32()
        guard outcome == .sent || airtimeMicroseconds == 0 else {
            throw reader.error(.unmeasuredNotZero, start, airtimeMicroseconds)
        }
        modulation = try Modulation(reading: &reader)
        powerCentiDBm = try reader.i16()
        frameChecksum = try reader.u32()
    }

    public func write(to body: inout FrameBody) {
        body.u32(transmission)
        body.u8(outcome.rawValue)
        body.u64(startMicroseconds)
        body.u32(airtimeMicroseconds)
        modulation.write(to: &body)
        body.i16(powerCentiDBm)
        body.u32(frameChecksum)
    }
}

/// A pulse per second: the device's clock at its edge, and which second of UTC it began.
public struct TimeMark: LinkMessage, Equatable {
    public static let type = MessageType.timeMark
    public var pulseMicroseconds: UInt64
    /// Seconds since 1970 without leap seconds; nil while the receiver has no time.
    public var unixSeconds: UInt64?
    public var errorNanoseconds: UInt32

    public init(pulseMicroseconds: UInt64, unixSeconds: UInt64?, errorNanoseconds: UInt32) {
        self.pulseMicroseconds = pulseMicroseconds
        self.unixSeconds = unixSeconds
        self.errorNanoseconds = errorNanoseconds
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        pulseMicroseconds = try reader.u64()
        let isKnown = try reader.bits(known: 1) == 1
        let start = reader.position
        let seconds = try reader.u64()
        guard isKnown || seconds == 0 else {
            throw reader.error(.unmeasuredNotZero, start, UInt32(truncatingIfNeeded: seconds))
        }
        unixSeconds = isKnown ? seconds : nil
        errorNanoseconds = try reader.u32()
    }

    public func write(to body: inout FrameBody) {
        body.u64(pulseMicroseconds)
        body.u8(unixSeconds == nil ? 0 : 1)
        body.u64(unixSeconds ?? 0)
        body.u32(errorNanoseconds)
    }
}

/// Something broke on the device, outside of any request.
public struct Fault: LinkMessage, Equatable {
    public static let type = MessageType.fault

    public enum Code: UInt8, CaseIterable, Sendable {
        /// BUSY stayed high; an SPI answer that cannot be; the chip's error word (the detail); the
        /// chip had to be reset; no pulse per second any more.
        case radioBusy = 1
        case radioAnswer, radioErrors, radioReset, pulseLost
    }

    public var deviceTimeMicroseconds: UInt64
    public var code: Code
    public var detail: UInt32

    public init(deviceTimeMicroseconds: UInt64, code: Code, detail: UInt32) {
        self.deviceTimeMicroseconds = deviceTimeMicroseconds
        self.code = code
        self.detail = detail
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        deviceTimeMicroseconds = try reader.u64()
        code = try reader.word(Code.self)
        detail = try reader.u32()
    }

    public func write(to body: inout FrameBody) {
        body.u64(deviceTimeMicroseconds)
        body.u8(code.rawValue)
        body.u32(detail)
    }
}

/// A line for people. Nothing may depend on its words.
public struct LogLine: LinkMessage, Equatable {
    public static let type = MessageType.logLine
    public var deviceTimeMicroseconds: UInt64
    public var level: LinkLogLevel
    public var text: ShortBytes

    public init(deviceTimeMicroseconds: UInt64, level: LinkLogLevel, text: ShortBytes) {
        self.deviceTimeMicroseconds = deviceTimeMicroseconds
        self.level = level
        self.text = text
    }

    public init(reading reader: inout FieldReader) throws(MessageError) {
        deviceTimeMicroseconds = try reader.u64()
        level = try reader.word(LinkLogLevel.self)
        text = try reader.text()
    }

    public func write(to body: inout FrameBody) {
        body.u64(deviceTimeMicroseconds)
        body.u8(level.rawValue)
        body.bytes(text)
    }
}

extension FieldReader {
    fileprivate mutating func short(_ isMeasured: Bool) throws(MessageError) -> Int16? {
        try measured(isMeasured, 2).map { Int16(truncatingIfNeeded: $0) }
    }
}
