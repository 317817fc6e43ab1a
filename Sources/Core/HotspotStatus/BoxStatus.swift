public import Notation
public import Units

/// How a hotspot is, from evidence it holds itself: what the local page, `earshot status` and
/// `earshot top` show.
public struct BoxStatus: StatusDocument {
    public static let schema = "earshot.status/1"

    /// When this was so. UTC by the box's clock, which `clock` says whether to believe.
    public var at = Nanoseconds(0)
    public var started = Nanoseconds(0)
    public var version = ""
    /// The three-word name of the box's key.
    public var name = ""
    /// The key's address, `ear1…`.
    public var address = ""
    /// The network's name; nil before `earshot init` pinned one.
    public var network: String?
    public var radio = RadioStatus()
    public var gps = GPSStatus()
    public var clock = ClockStatus()
    public var oracle = OracleStatus()
    public var router = RouterStatus()
    public var region = RegionStatus()
    public var spool = SpoolStatus()
    public var beacon = BeaconStatus()
    public var counters = BoxCounters()

    public init() {}

    /// Every part's condition by the part's name, in the order of the JSON.
    public var parts: [(name: String, condition: Condition)] {
        [
            ("radio", radio.condition), ("gps", gps.condition), ("clock", clock.condition),
            ("oracle", oracle.condition), ("router", router.condition),
            ("region", region.condition), ("spool", spool.condition),
            ("beacon", beacon.condition),
        ]
    }

    /// The worst of the parts.
    public var state: Condition.State { .worst(parts.map(\.condition.state)) }

    public func write(to json: inout JSONWriter) { json.object(of: self) }

    public init(parsing text: RawSpan) throws(StatusError) { self = try Self.read(text) }
}

extension BoxStatus: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.schema(Self.schema)
        try visitor.instant("at", &at)
        try visitor.instant("started", &started)
        try visitor.text("version", &version)
        try visitor.text("name", &name)
        try visitor.text("address", &address)
        try visitor.text("network", &network)
        // Derived: written for readers that are no program of ours, and read for nothing.
        var state = state
        try visitor.choice("state", &state)
        try visitor.object("radio", &radio)
        try visitor.object("gps", &gps)
        try visitor.object("clock", &clock)
        try visitor.object("oracle", &oracle)
        try visitor.object("router", &router)
        try visitor.object("region", &region)
        try visitor.object("spool", &spool)
        try visitor.object("beacon", &beacon)
        try visitor.object("counters", &counters)
    }
}
