public import Notation
public import Units

/// The newest frames the box heard or sent: `GET /v1/frames`. A beacon that is sealed is not among
/// them, because whoever learns how it was heard before it is opened could copy it: only how many
/// there are, and when they open.
public struct HeardFrames: StatusDocument {
    public static let schema = "earshot.frames/1"

    public var at = Nanoseconds(0)
    /// The newest first.
    public var frames: [HeardFrame] = []
    /// Beacons withheld, and when the first of them opens.
    public var sealed: UInt64 = 0
    public var opens: Nanoseconds?

    public init() {}

    public func write(to json: inout JSONWriter) { json.object(of: self) }

    public init(parsing text: RawSpan) throws(StatusError) { self = try Self.read(text) }
}

public struct HeardFrame: Equatable, Sendable {
    public enum Direction: String, CaseIterable, Sendable {
        case heard
        case sent
    }

    public var at = Nanoseconds(0)
    public var direction = Direction.heard
    /// What it is, for people: `data up`, `join request`, `beacon`, `proprietary`.
    public var kind = ""
    public var frequency = Hertz(0)
    /// `SF7BW125`, or `FSK 50000`.
    public var dataRate = ""
    public var signal: Decibels?
    public var signalToNoise: Decibels?
    /// Its whole length.
    public var bytes: UInt32 = 0
    /// False for a wrong checksum; nil for none.
    public var hasGoodChecksum: Bool?
    /// Who sent it, where that is known and may be told: a hotspot's name, a device's address.
    public var sender: String?
    /// What was done with it: `carried`, `witnessed`, or the drop's name.
    public var outcome = ""

    public init() {}
}

extension HeardFrames: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.schema(Self.schema)
        try visitor.instant("at", &at)
        try visitor.list("frames", &frames)
        try visitor.number("sealed", &sealed)
        try visitor.instant("opens", &opens)
    }
}

extension HeardFrame: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.instant("at", &at)
        try visitor.choice("direction", &direction)
        try visitor.text("kind", &kind)
        var hertz = frequency.value
        try visitor.number("freq_hz", &hertz)
        frequency = Hertz(hertz)
        try visitor.text("datr", &dataRate)
        try visitor.decibels("rssi_dbm", &signal)
        try visitor.decibels("snr_db", &signalToNoise)
        try visitor.number("bytes", &bytes)
        try visitor.flag("crc_ok", &hasGoodChecksum)
        try visitor.text("sender", &sender)
        try visitor.text("outcome", &outcome)
    }
}
