/// What was counted since the daemon started.
public struct BoxCounters: Equatable, Sendable {
    /// Frames off the air, those with a wrong checksum among them.
    public var heard: UInt64 = 0
    public var badChecksums: UInt64 = 0
    public var sent: UInt64 = 0
    /// Statements signed and given to the oracle.
    public var statements: UInt64 = 0
    /// Packets given to the router, and downlinks that came back.
    public var uplinks: UInt64 = 0
    public var downlinks: UInt64 = 0
    /// What was dropped, by the reason's name, in an order that does not change. Every reason is
    /// here, those that never happened too.
    public var drops: [NamedCount] = []

    public init() {}
}

extension BoxCounters: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.number("heard", &heard)
        try visitor.number("bad_checksums", &badChecksums)
        try visitor.number("sent", &sent)
        try visitor.number("statements", &statements)
        try visitor.number("uplinks", &uplinks)
        try visitor.number("downlinks", &downlinks)
        try visitor.counts("drops", &drops)
    }
}
