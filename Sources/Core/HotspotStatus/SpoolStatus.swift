/// What the box keeps until somebody else has it: the evidence, and beside it the packets.
public struct SpoolStatus: Equatable, Sendable {
    public var condition = Condition.unknown
    public var evidence = SpoolFigures()
    public var packets = SpoolFigures()

    public init() {}
}

/// One spool's figures.
public struct SpoolFigures: Equatable, Sendable {
    /// Kept now.
    public var records: UInt64 = 0
    public var bytes: UInt64 = 0
    /// The most bytes it keeps before the oldest records go.
    public var limit: UInt64 = 0
    /// Records that went unacknowledged, because there was no room. Counted for good, over restarts.
    public var evicted: UInt64 = 0
    public var acknowledged: UInt64 = 0

    public init() {}
}

extension SpoolStatus: StatusFields {
    /// The evidence's figures are members of the spool itself: it is what the box is paid for.
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try condition.visit(&visitor)
        try evidence.visit(&visitor)
        try visitor.object("packets", &packets)
    }
}

extension SpoolFigures: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.number("records", &records)
        try visitor.number("bytes", &bytes)
        try visitor.number("limit_bytes", &limit)
        try visitor.number("evicted", &evicted)
        try visitor.number("acknowledged", &acknowledged)
    }
}
