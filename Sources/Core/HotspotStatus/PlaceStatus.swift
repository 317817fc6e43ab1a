public import Units

/// Where the box is, and who says so.
public struct GPSStatus: Equatable, Sendable {
    public var condition = Condition.unknown
    /// What is asked: `gpsd at 127.0.0.1:2947`, or `configuration`.
    public var source = ""
    /// Degrees times 10^7.
    public var latitude: Int32?
    public var longitude: Int32?
    public var accuracy: Metres?
    public var satellitesUsed: UInt32?
    public var satellitesSeen: UInt32?

    public init() {}
}

/// Whether the box's time may be signed.
public struct ClockStatus: Equatable, Sendable {
    public var condition = Condition.unknown
    public var isTrustworthy = false
    /// Why it is believed: `kernel`, `gps` or `oracle`; nil while nothing vouches for it.
    public var source: String?
    /// How far the box's clock is ahead of that source.
    public var offset: Int64?

    public init() {}
}

/// Under whose rules the box sends.
public struct RegionStatus: Equatable, Sendable {
    public var condition = Condition.unknown
    /// The regional plan, `EU868`; nil while the place or its plan is unknown.
    public var plan: String?
    /// The H3 cell the plan was taken for.
    public var cell: String?
    /// False: the transmitter is off, and `condition` says why.
    public var maySend = false

    public init() {}
}

extension GPSStatus: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try condition.visit(&visitor)
        try visitor.text("source", &source)
        try visitor.number("latitude_e7", &latitude)
        try visitor.number("longitude_e7", &longitude)
        var metres = accuracy?.value
        try visitor.number("accuracy_m", &metres)
        accuracy = metres.map { Metres($0) }
        try visitor.number("satellites_used", &satellitesUsed)
        try visitor.number("satellites_seen", &satellitesSeen)
    }
}

extension ClockStatus: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try condition.visit(&visitor)
        try visitor.flag("trustworthy", &isTrustworthy)
        try visitor.text("source", &source)
        try visitor.number("offset_ns", &offset)
    }
}

extension RegionStatus: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try condition.visit(&visitor)
        try visitor.text("plan", &plan)
        try visitor.text("cell", &cell)
        try visitor.flag("may_send", &maySend)
    }
}
