public import Attestation
public import Notation
public import Primitives

/// What an oracle says of one beacon or witness report: `earshot.report.v1`. For people; what
/// anybody can check is the evidence it names.
public struct ReportView: Hashable, Sendable {
    public var id: Hash256
    public var kind: Kind
    public var window: Window
    public var state: State
    /// While waiting: the period whose record will let it be judged.
    public var knownAt: Period?
    public var verdict: Verdict?
    /// The rest is the rule book's: for a fail the lowest rule's.
    public var rule: String?
    public var reason: String?
    public var measured: Int64?
    public var limit: Int64?
    /// How far beyond the limit.
    public var margin: Int64?
    public var unit: String?
    public var sentence: String?
    /// While provisional: rules that are judged when the epoch has closed.
    public var notYet: [String]
    /// Of a report: the beacon it heard.
    public var beacon: Hash256?
    /// The epoch whose files have it, when it is final.
    public var epoch: Epoch?
    /// Ids of statements; of one report alone, not in lists.
    public var evidence: [Hash256]

    public enum Kind: String, CaseIterable, Sendable { case beacon, witness }
    public enum State: String, CaseIterable, Sendable { case waiting, provisional, final, late }
    public enum Verdict: String, CaseIterable, Sendable {
        case pass, fail
        case notJudged = "not_judged"
    }

    public init(
        id: Hash256, kind: Kind, window: Window, state: State, knownAt: Period? = nil,
        verdict: Verdict? = nil, rule: String? = nil, reason: String? = nil,
        measured: Int64? = nil, limit: Int64? = nil, margin: Int64? = nil, unit: String? = nil,
        sentence: String? = nil, notYet: [String] = [], beacon: Hash256? = nil,
        epoch: Epoch? = nil, evidence: [Hash256] = []
    ) {
        self.id = id
        self.kind = kind
        self.window = window
        self.state = state
        self.knownAt = knownAt
        self.verdict = verdict
        self.rule = rule
        self.reason = reason
        self.measured = measured
        self.limit = limit
        self.margin = margin
        self.unit = unit
        self.sentence = sentence
        self.notYet = notYet
        self.beacon = beacon
        self.epoch = epoch
        self.evidence = evidence
    }

    /// The id of a witness report: of the frame, in the seal of this statement id.
    public static func witnessID<D: Digest & ~Copyable>(
        network: NetworkID, seal: Hash256, frame: RawSpan, by digest: D.Type
    ) -> Hash256 {
        var input = HashInput("earshot/report/v1", network)
        input.append(seal)
        input.append(Hash256(of: frame, by: digest))
        return input.hash(by: digest)
    }
}

extension ReportView {
    public static let schema = "earshot.report.v1"

    public var json: JSON {
        var members: [(String, JSON)] = [
            ("schema", .string(Self.schema)), ("id", .string(id.hexText)),
            ("kind", .string(kind.rawValue)), ("window", .integer(Int64(window.number))),
            ("state", .string(state.rawValue)),
        ]
        if let knownAt { members.append(("known_at_period", .integer(Int64(knownAt.number)))) }
        if let verdict { members.append(("verdict", .string(verdict.rawValue))) }
        for (name, text) in [("rule", rule), ("reason", reason)] {
            if let text { members.append((name, .string(text))) }
        }
        for (name, number) in [("measured", measured), ("limit", limit), ("margin", margin)] {
            if let number { members.append((name, .integer(number))) }
        }
        for (name, text) in [("unit", unit), ("sentence", sentence)] {
            if let text { members.append((name, .string(text))) }
        }
        if !notYet.isEmpty { members.append(("not_yet", .array(notYet.map { .string($0) }))) }
        if let beacon { members.append(("beacon", .string(beacon.hexText))) }
        if let epoch { members.append(("epoch", .integer(Int64(epoch.number)))) }
        if !evidence.isEmpty {
            members.append(("evidence", .array(evidence.map { .string($0.hexText) })))
        }
        return .object(members)
    }

    public init(parsing body: RawSpan) throws(ViewError) {
        let limit = OracleResource.report(.zero).greatestAnswer
        try self.init(try ViewError.json(body, limit: limit))
    }

    init(_ json: JSON) throws(ViewError) {
        let reader = try ViewReader(json, schema: Self.schema)
        id = try reader.hash("id")
        guard let kind = try reader.word("kind", of: Kind.self) else {
            throw ViewError("kind", "is missing")
        }
        guard let state = try reader.word("state", of: State.self) else {
            throw ViewError("state", "is missing")
        }
        self.kind = kind
        self.state = state
        window = Window(UInt64(try reader.integer("window", 0...Int64(Window.limit))))
        knownAt = try reader.optionalInteger("known_at_period", 0...Int64(Period.limit))
            .map { Period(UInt64($0)) }
        verdict = try reader.word("verdict", of: Verdict.self)
        guard (verdict == nil) == (state == .waiting) else {
            throw ViewError("verdict", "stands exactly where the state is not waiting")
        }
        rule = try reader.optionalText("rule", 3...4)
        reason = try reader.optionalText("reason", 1...64)
        measured = try reader.optionalInteger("measured")
        self.limit = try reader.optionalInteger("limit")
        margin = try reader.optionalInteger("margin", 0...Int64.max)
        unit = try reader.optionalText("unit", 1...64)
        sentence = try reader.optionalText("sentence", 1...400)
        notYet = []
        for item in try reader.list("not_yet", upTo: 8) ?? [] {
            guard let rule = item.string, (3...4).contains(rule.utf8.count) else {
                throw ViewError("not_yet", "holds what is no rule")
            }
            notYet.append(rule)
        }
        beacon = try reader.optionalHash("beacon")
        epoch = try reader.optionalInteger("epoch", 0...Int64(Epoch.limit))
            .map { Epoch(UInt64($0)) }
        evidence = []
        for item in try reader.list("evidence", upTo: 200) ?? [] {
            guard let text = item.string, let hash = HashText.hash(Array(text.utf8)[...]) else {
                throw ViewError("evidence", "holds what is no id of a statement")
            }
            evidence.append(hash)
        }
    }
}

/// A window's reports, or a part of them: `earshot.reports.v1`.
public struct ReportList: Hashable, Sendable {
    public var window: Window
    public var reports: [ReportView]
    /// Where the next part begins; nil at the end.
    public var next: Hash256?

    public static let schema = "earshot.reports.v1"

    public init(window: Window, reports: [ReportView], next: Hash256? = nil) {
        self.window = window
        self.reports = reports
        self.next = next
    }

    public var json: JSON {
        var members: [(String, JSON)] = [
            ("schema", .string(Self.schema)), ("window", .integer(Int64(window.number))),
            ("reports", .array(reports.map(\.json))),
        ]
        if let next { members.append(("next", .string(next.hexText))) }
        return .object(members)
    }

    public init(parsing body: RawSpan) throws(ViewError) {
        let reader = try ViewReader(try ViewError.json(body, limit: 1 << 20), schema: Self.schema)
        window = Window(UInt64(try reader.integer("window", 0...Int64(Window.limit))))
        reports = []
        guard let items = try reader.list("reports", upTo: Int(OracleResource.greatestReports))
        else { throw ViewError("reports", "is missing") }
        for item in items { reports.append(try ReportView(item)) }
        next = try reader.optionalHash("next")
    }
}
