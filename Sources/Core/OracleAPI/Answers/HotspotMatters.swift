public import Attestation
public import Notation
public import Primitives

/// What was logged about a hotspot besides its reports and has not expired: statements of the log, by
/// whose ids anybody looks up their evidence, an owner appeals them and an operator decides.
public struct HotspotMatters: Hashable, Sendable {
    /// In log order, as all of these.
    public var notices: [Notice] = []
    /// Fraud proofs against one of its keys.
    public var proofs: [Proof] = []
    public var decisions: [Decision] = []
    public var appeals: [Appeal] = []

    /// Of each list: the newest.
    public static let most = 32

    public init() {}

    public var isEmpty: Bool {
        notices.isEmpty && proofs.isEmpty && decisions.isEmpty && appeals.isEmpty
    }

    /// A finding of an X rule.
    public struct Notice: Hashable, Sendable {
        public var id: Hash256
        /// Its log index.
        public var index: UInt64
        public var rule: String
        public var effect: NoticeEffect
        /// Per mille, of trust.
        public var change: UInt64?
        /// Of an edge: its end that is not this hotspot.
        public var other: UInt32?
        /// The last epoch it holds in.
        public var until: Epoch

        public init(
            id: Hash256, index: UInt64, rule: String, effect: NoticeEffect, change: UInt64?,
            other: UInt32? = nil, until: Epoch
        ) {
            self.id = id
            self.index = index
            self.rule = rule
            self.effect = effect
            self.change = change
            self.other = other
            self.until = until
        }
    }

    public struct Proof: Hashable, Sendable {
        public var id: Hash256
        /// Its log index.
        public var index: UInt64
        public var until: Epoch

        public init(id: Hash256, index: UInt64, until: Epoch) {
            self.id = id
            self.index = index
            self.until = until
        }
    }

    /// Of an operator, about a notice, a proof, an appeal or another decision.
    public struct Decision: Hashable, Sendable {
        public var id: Hash256
        /// Its log index.
        public var index: UInt64
        public var about: Hash256
        public var outcome: DecisionOutcome
        public var rule: String
        public var until: Epoch

        public init(
            id: Hash256, index: UInt64, about: Hash256, outcome: DecisionOutcome, rule: String,
            until: Epoch
        ) {
            self.id = id
            self.index = index
            self.about = about
            self.outcome = outcome
            self.rule = rule
            self.until = until
        }
    }

    public struct Appeal: Hashable, Sendable {
        public var id: Hash256
        /// Its log index.
        public var index: UInt64
        public var about: Hash256
        public var until: Epoch

        public init(id: Hash256, index: UInt64, about: Hash256, until: Epoch) {
            self.id = id
            self.index = index
            self.about = about
            self.until = until
        }
    }
}

// MARK: - As JSON

extension HotspotMatters {
    /// In the order of the message tables' codes.
    static let effects = ["trust_lowered", "trust_restored", "edge_doubted", "probation"]
    static let outcomes = [
        "upheld", "withdrawn", "suspended", "suspension_lifted", "deposit_lost", "deposit_freed",
    ]

    var members: [(String, JSON)] {
        [
            ("notices", .array(notices.map { .object($0.members) })),
            ("proofs", .array(proofs.map { .object($0.members) })),
            ("decisions", .array(decisions.map { .object($0.members) })),
            ("appeals", .array(appeals.map { .object($0.members) })),
        ]
    }

    /// One object for each, `earshot.matter.v1`, in the order of the log.
    public func objects(about hotspot: UInt32) -> [JSON] {
        let all =
            notices.map { ("notice", $0.index, $0.members) }
            + proofs.map { ("proof", $0.index, $0.members) }
            + decisions.map { ("decision", $0.index, $0.members) }
            + appeals.map { ("appeal", $0.index, $0.members) }
        return all.sorted { $0.1 < $1.1 }.map { kind, _, members in
            .object(
                [
                    ("schema", .string("earshot.matter.v1")), ("kind", .string(kind)),
                    ("hotspot", .integer(Int64(hotspot))),
                ] + members)
        }
    }

    /// Nothing where none of the lists is there.
    init?(_ reader: ViewReader) throws(ViewError) {
        let names = ["notices", "proofs", "decisions", "appeals"]
        guard names.contains(where: { reader.object[$0] != nil }) else { return nil }
        for item in try reader.list("notices", upTo: Self.most) ?? [] {
            notices.append(try Notice(try ViewReader(item, schema: nil)))
        }
        for item in try reader.list("proofs", upTo: Self.most) ?? [] {
            let inner = try ViewReader(item, schema: nil)
            proofs.append(
                Proof(id: try inner.hash("id"), index: try inner.index(), until: try inner.until()))
        }
        for item in try reader.list("decisions", upTo: Self.most) ?? [] {
            decisions.append(try Decision(try ViewReader(item, schema: nil)))
        }
        for item in try reader.list("appeals", upTo: Self.most) ?? [] {
            let inner = try ViewReader(item, schema: nil)
            appeals.append(
                Appeal(
                    id: try inner.hash("id"), index: try inner.index(),
                    about: try inner.hash("about"),
                    until: try inner.until()))
        }
    }
}

extension HotspotMatters.Notice {
    public var effectName: String { HotspotMatters.effects[Int(effect.rawValue)] }

    fileprivate var members: [(String, JSON)] {
        var members: [(String, JSON)] = [
            ("id", .string(id.hexText)), ("index", .integer(Int64(clamping: index))),
            ("rule", .string(rule)),
            ("effect", .string(effectName)),
        ]
        if let change { members.append(("change", .integer(Int64(clamping: change)))) }
        if let other { members.append(("other_hotspot", .integer(Int64(other)))) }
        members.append(("until_epoch", .integer(Int64(until.number))))
        return members
    }

    fileprivate init(_ reader: ViewReader) throws(ViewError) {
        id = try reader.hash("id")
        index = try reader.index()
        rule = try reader.text("rule", 3...4)
        let code = try reader.code("effect", of: HotspotMatters.effects)
        guard let effect = NoticeEffect(rawValue: code) else {
            preconditionFailure("a name for no effect")
        }
        self.effect = effect
        change = try reader.optionalInteger("change", 0...1_000).map { UInt64($0) }
        other = try reader.optionalInteger("other_hotspot", 0...Int64(UInt32.max)).map {
            UInt32($0)
        }
        until = try reader.until()
    }
}

extension HotspotMatters.Proof {
    fileprivate var members: [(String, JSON)] {
        [
            ("id", .string(id.hexText)), ("index", .integer(Int64(clamping: index))),
            ("until_epoch", .integer(Int64(until.number))),
        ]
    }
}

extension HotspotMatters.Decision {
    public var outcomeName: String { HotspotMatters.outcomes[Int(outcome.rawValue)] }

    fileprivate var members: [(String, JSON)] {
        [
            ("id", .string(id.hexText)), ("index", .integer(Int64(clamping: index))),
            ("about", .string(about.hexText)),
            ("outcome", .string(outcomeName)), ("rule", .string(rule)),
            ("until_epoch", .integer(Int64(until.number))),
        ]
    }

    fileprivate init(_ reader: ViewReader) throws(ViewError) {
        id = try reader.hash("id")
        index = try reader.index()
        about = try reader.hash("about")
        let code = try reader.code("outcome", of: HotspotMatters.outcomes)
        guard let outcome = DecisionOutcome(rawValue: code) else {
            preconditionFailure("a name for no outcome")
        }
        self.outcome = outcome
        rule = try reader.text("rule", 3...4)
        until = try reader.until()
    }
}

extension HotspotMatters.Appeal {
    fileprivate var members: [(String, JSON)] {
        [
            ("id", .string(id.hexText)), ("index", .integer(Int64(clamping: index))),
            ("about", .string(about.hexText)),
            ("until_epoch", .integer(Int64(until.number))),
        ]
    }
}

extension ViewReader {
    fileprivate func until() throws(ViewError) -> Epoch {
        Epoch(UInt64(try integer("until_epoch", 0...Int64(Epoch.limit))))
    }

    fileprivate func index() throws(ViewError) -> UInt64 {
        UInt64(try integer("index", 0...Int64.max))
    }

    fileprivate func code(_ name: String, of words: [String]) throws(ViewError) -> UInt64 {
        let word = try text(name, 1...32)
        guard let code = words.firstIndex(of: word) else {
            throw ViewError(
                name, "\(Quote.text(word)) is none of \(words.joined(separator: ", "))")
        }
        return UInt64(code)
    }
}
