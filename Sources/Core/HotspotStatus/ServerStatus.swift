public import Units

/// The oracle, who judges what the box proves.
public struct OracleStatus: Equatable, Sendable {
    public var condition = Condition.unknown
    /// Where it answers: `https://HOST`; nil before a network is pinned.
    public var address: String?
    /// When it last answered as an oracle must.
    public var lastAnswer: Nanoseconds?
    /// The newest receipt of it that was checked.
    public var lastReceipt: Nanoseconds?
    public var nextTry: Nanoseconds?
    /// From a request's first byte to its answer's last.
    public var answerTime: Nanoseconds?

    public init() {}
}

/// The router, who pays for the packets the box carries.
public struct RouterStatus: Equatable, Sendable {
    public var condition = Condition.unknown
    /// `HOST:PORT`.
    public var address: String?
    public var connectedSince: Nanoseconds?
    public var lastAcknowledged: Nanoseconds?
    public var nextTry: Nanoseconds?
    /// Packets it has not acknowledged yet.
    public var waiting: UInt64 = 0

    public init() {}
}

extension OracleStatus: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try condition.visit(&visitor)
        try visitor.text("address", &address)
        try visitor.instant("last_answer", &lastAnswer)
        try visitor.instant("last_receipt", &lastReceipt)
        try visitor.instant("next_try", &nextTry)
        var nanoseconds = answerTime?.value
        try visitor.number("answer_ns", &nanoseconds)
        answerTime = nanoseconds.map { Nanoseconds($0) }
    }
}

extension RouterStatus: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try condition.visit(&visitor)
        try visitor.text("address", &address)
        try visitor.instant("connected_since", &connectedSince)
        try visitor.instant("last_acknowledged", &lastAcknowledged)
        try visitor.instant("next_try", &nextTry)
        try visitor.number("waiting", &waiting)
    }
}
