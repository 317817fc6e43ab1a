internal import Airwaves
internal import Notation
internal import Radios
public import Units

/// What emulators and the air tell each other: JSON objects, one per line, each with one member that
/// names the message. `docs/air.md` shows a conversation.
public enum AirLine {
    /// The number of this form of the lines. A change that an older side would misread raises it.
    public static let version: UInt32 = 1
    /// A frame of 255 bytes with every field is below 1,000.
    public static let longest = 2048

    /// From an emulator to the air.
    public enum Request: Hashable, Sendable {
        /// The first line. `sentAt` is the emulator's own clock, as in `ping`.
        case join(AirStation, sentAt: Nanoseconds)
        case emit(Emission)
        case ping(sentAt: Nanoseconds)
    }

    /// From the air to an emulator.
    public enum Answer: Hashable, Sendable {
        case joined(StationNumber, clock: Nanoseconds, sentAt: Nanoseconds)
        case pong(clock: Nanoseconds, sentAt: Nanoseconds)
        case arrival(Arrival)
        /// What was asked is not done; the connection goes on unless it is closed at once.
        case refused(String)
    }

    static let times: ClosedRange<UInt64> = 0...(1 << 62)
}

// MARK: Reading

extension AirLine.Request {
    /// Strict: every field is known, there once, of its kind and within its bounds.
    public init(parsing line: RawSpan) throws(LineRefusal) {
        var (name, fields) = try LineFields(parsing: line).message()
        switch name {
        case "join": self = try Self.join(&fields)
        case "emit": self = .emit(try fields.emission())
        case "ping": self = .ping(sentAt: try fields.time("sent_ns"))
        default: throw .unknownMessage(Quote.text(name), known: "join, emit, ping")
        }
        try fields.finish()
    }

    private static func join(_ fields: inout LineFields) throws(LineRefusal) -> Self {
        let version = try fields.whole("version", in: 0...UInt32.max)
        guard version == AirLine.version else { throw .wrongVersion(version) }
        return .join(try fields.station(), sentAt: try fields.time("sent_ns"))
    }
}

extension AirLine.Answer {
    public init(parsing line: RawSpan) throws(LineRefusal) {
        var (name, fields) = try LineFields(parsing: line).message()
        switch name {
        case "joined":
            let version = try fields.whole("version", in: 0...UInt32.max)
            guard version == AirLine.version else { throw .wrongVersion(version) }
            self = .joined(
                StationNumber(try fields.whole("station", in: 1...UInt32.max)),
                clock: try fields.time("clock_ns"), sentAt: try fields.time("sent_ns"))
        case "pong":
            self = .pong(
                clock: try fields.time("clock_ns"), sentAt: try fields.time("sent_ns"))
        case "arrival": self = .arrival(try fields.arrival())
        case "refused": self = .refused(try fields.text("reason"))
        default:
            throw .unknownMessage(Quote.text(name), known: "joined, pong, arrival, refused")
        }
        try fields.finish()
    }
}

extension LineFields {
    fileprivate mutating func time(_ name: String) throws(LineRefusal) -> Nanoseconds {
        Nanoseconds(try whole(name, in: AirLine.times))
    }

    fileprivate mutating func span() throws(LineRefusal) -> (Nanoseconds, Nanoseconds) {
        let (start, end) = (try time("start_ns"), try time("end_ns"))
        guard start < end else { throw .endsBeforeStart }
        return (start, end)
    }

    fileprivate mutating func emission() throws(LineRefusal) -> Emission {
        let hasChecksum = try choice("crc", of: [("ok", true), ("none", false)])
        let frame = try frame(hasChecksum: hasChecksum)
        let power = SignalLevel(
            hundredths: try hundredths(
                "power_dbm", in: -20_000...Airspace.strongestPower.hundredths))
        let (start, end) = try span()
        return Emission(frame: frame, power: power, start: start, end: end)
    }

    fileprivate mutating func arrival() throws(LineRefusal) -> Arrival {
        let checksum = try checksum()
        let frame = try frame(hasChecksum: checksum != .absent)
        let level = try level()
        let offset = try whole("offset_hz", in: Int32.min...Int32.max, otherwise: 0)
        let (start, end) = try span()
        return Arrival(
            frame: frame, level: level.level, signalToNoise: level.ratio, checksum: checksum,
            frequencyOffset: offset, start: start, end: end)
    }

    mutating func checksum() throws(LineRefusal) -> ChecksumVerdict {
        try choice("crc", of: [("ok", .good), ("bad", .bad), ("none", .absent)])
    }

    mutating func level() throws(LineRefusal) -> (level: SignalLevel, ratio: Decibels) {
        (
            SignalLevel(hundredths: try hundredths("rssi_dbm", in: -20_000...6000)),
            Decibels(hundredths: try hundredths("snr_db", in: -20_000...20_000))
        )
    }

    fileprivate mutating func station() throws(LineRefusal) -> AirStation {
        let usual = AirReceiver()
        let name = try text("name")
        guard (1...64).contains(name.utf8.count) else { throw .outOfRange("name", "1 to 64 bytes") }
        return AirStation(
            name: name, place: try place(),
            antennaGain: Decibels(
                hundredths: try hundredths("gain_db", in: -10_000...10_000, otherwise: 0)),
            receiver: AirReceiver(
                noiseFigure: Decibels(
                    hundredths: try hundredths(
                        "noise_figure_db", in: 0...10_000,
                        otherwise: usual.noiseFigure.hundredths))),
            crystalError: has("crystal_ppb")
                ? try whole("crystal_ppb", in: -1_000_000...1_000_000) : nil)
    }

    private mutating func place() throws(LineRefusal) -> AirPlace? {
        guard has("lat") || has("lng") else { return nil }
        guard let latitude = try degrees("lat") else { throw .missing("lat") }
        guard let longitude = try degrees("lng") else { throw .missing("lng") }
        // An antenna on a mast or a roof, unless it is said otherwise.
        let height = Metres(try whole("height_m", in: 0...100_000, otherwise: 10))
        do throws(CoordinateError) {
            return AirPlace(
                try Coordinate(latitude: latitude, longitude: longitude), height: height)
        } catch { throw .wrongPlace(error.description) }
    }
}
