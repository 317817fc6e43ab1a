public import Units

/// How a part of the box is. Whatever is not as it should be says since when, why, and what to do:
/// the constructors take nothing less.
public struct Condition: Equatable, Sendable {
    public enum State: String, CaseIterable, Sendable {
        case ok
        /// Works, but not as it should, or not yet.
        case warn
        case fail
        /// Not used, by the owner's choice or because nothing needs it.
        case off
    }

    public private(set) var state: State
    /// UTC. What moved the clock since then moves this too, where the writer knows of it.
    public private(set) var since: Nanoseconds?
    /// What is the matter, in a sentence without a full stop.
    public private(set) var why: String?
    /// What a person can do about it, with the command where there is one.
    public private(set) var advice: String?

    /// - Parameter note: what is good about it, when there is something to say.
    public static func ok(since: Nanoseconds?, note: String? = nil) -> Condition {
        Condition(state: .ok, since: since, why: note, advice: nil)
    }

    public static func warn(since: Nanoseconds, why: String, do advice: String) -> Condition {
        Condition(state: .warn, since: since, why: why, advice: advice)
    }

    public static func fail(since: Nanoseconds, why: String, do advice: String) -> Condition {
        Condition(state: .fail, since: since, why: why, advice: advice)
    }

    public static func off(
        why: String, since: Nanoseconds? = nil, do advice: String? = nil
    ) -> Condition {
        Condition(state: .off, since: since, why: why, advice: advice)
    }

    /// Before the part was looked at.
    public static let unknown = Condition.off(why: "not known yet")
}

extension Condition.State {
    /// The worst of several; `off` when all are, and when there are none.
    public static func worst(_ states: some Sequence<Condition.State>) -> Condition.State {
        var worst = Condition.State.off
        for state in states where state.rank > worst.rank { worst = state }
        return worst
    }

    private var rank: Int {
        switch self {
        case .off: 0
        case .ok: 1
        case .warn: 2
        case .fail: 3
        }
    }
}

extension Condition: StatusFields {
    init() { self = .unknown }

    /// Members of the object of the part that is in this condition.
    mutating func visit<Visitor: StatusVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.choice("state", &state)
        try visitor.instant("since", &since)
        try visitor.text("why", &why)
        try visitor.text("do", &advice)
        try visitor.check(explainsItself, "state \(state.rawValue) without since, why or do")
    }

    private var explainsItself: Bool {
        switch state {
        case .ok: true
        case .off: why != nil
        case .warn, .fail: since != nil && why != nil && advice != nil
        }
    }
}
