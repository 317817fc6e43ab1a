public import Units

/// The beacons of the box, and what it heard of others' and may not tell yet.
public struct BeaconStatus: Equatable, Sendable {
    public var condition = Condition.unknown
    /// When the next goes out; nil while none is planned.
    public var next: Nanoseconds?
    public var last: SentBeacon?
    /// Beacons of others that were heard and are still sealed.
    public var sealed: UInt64 = 0
    /// When the first of those may be told.
    public var opens: Nanoseconds?

    public init() {}
}

/// A beacon the box sent.
public struct SentBeacon: Equatable, Sendable {
    /// Beacon id as its hex digits.
    public var id = ""
    public var at = Nanoseconds(0)
    public var frequency = Hertz(0)
    public var spreadingFactor: UInt8 = 0
    /// What became of it, in words: `sent`, or why not.
    public var outcome = ""
    /// True for a test beacon of `earshot beacon --now`, which nobody pays.
    public var isTest = false

    public init() {}
}

extension BeaconStatus: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try condition.visit(&visitor)
        try visitor.instant("next", &next)
        try visitor.object("last", &last)
        try visitor.number("sealed", &sealed)
        try visitor.instant("opens", &opens)
    }
}

extension SentBeacon: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.text("id", &id)
        try visitor.instant("at", &at)
        var hertz = frequency.value
        try visitor.number("freq_hz", &hertz)
        frequency = Hertz(hertz)
        try visitor.number("sf", &spreadingFactor)
        try visitor.text("outcome", &outcome)
        try visitor.flag("test", &isTest)
    }
}
