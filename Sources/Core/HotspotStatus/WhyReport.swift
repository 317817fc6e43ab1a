public import Notation
public import Units

/// What became of one report, and why, in words: a line of `earshot why --json`.
public struct ReportVerdict: Equatable, Sendable {
    public enum State: String, CaseIterable, Sendable {
        /// On the box, not acknowledged yet.
        case kept
        /// The oracle has it, by a receipt that was checked; no verdict yet.
        case acknowledged
        case accepted
        case rejected
        /// Evidence is missing, through nobody's fault.
        case notJudged = "not_judged"
        /// Not reported, and the reason why.
        case dropped
    }

    public var id = ""
    /// The message type's name: `seal`, `beacon`.
    public var kind = ""
    public var at = Nanoseconds(0)
    public var state = State.kept
    /// The rule's number, `W-9`.
    public var rule: String?
    /// The reason's published code.
    public var reason: String?
    /// With unit.
    public var measured: String?
    public var limit: String?
    /// All of it in one sentence.
    public var sentence = ""

    public init() {}

    /// One JSON object.
    public func write(to json: inout JSONWriter) { json.object(of: self) }
}

/// The verdicts the box knows: `GET /v1/why`, the newest first.
public struct WhyReport: StatusDocument {
    public static let schema = "earshot.why/1"

    public var at = Nanoseconds(0)
    public var reports: [ReportVerdict] = []

    public init() {}

    public func write(to json: inout JSONWriter) { json.object(of: self) }

    public init(parsing text: RawSpan) throws(StatusError) { self = try Self.read(text) }
}

extension WhyReport: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.schema(Self.schema)
        try visitor.instant("at", &at)
        try visitor.list("reports", &reports)
    }
}

extension ReportVerdict: StatusFields {
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.text("id", &id)
        try visitor.text("kind", &kind)
        try visitor.instant("at", &at)
        try visitor.choice("state", &state)
        try visitor.text("rule", &rule)
        try visitor.text("reason", &reason)
        try visitor.text("measured", &measured)
        try visitor.text("limit", &limit)
        try visitor.text("sentence", &sentence)
    }
}
