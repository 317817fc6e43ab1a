/// All judgements of one beacon or witness report, and what they come to.
///
/// Fixed size: of all judgements three bits each, of the one that decides everything.
public struct Verdict: Hashable, Sendable {
    /// What must be judged for pay.
    public let needs: RuleSet
    public private(set) var passed: RuleSet = []
    public private(set) var failed: RuleSet = []
    public private(set) var notJudged: RuleSet = []
    /// Rules that pass but were close to what physics forbids: evidence for the X rules only.
    public var suspicions: RuleSet = []

    private var lowestFail: Finding?
    private var lowestGap: Finding?
    /// Why it is not paid though it passes.
    private var unpaid: Unpaid?

    private struct Unpaid: Hashable, Sendable {
        let rule: RuleNumber
        let reason: Reason
    }

    /// Which say who of those that pass is paid: nobody heard a beacon, others were selected.
    private static let selecting = RuleSet(.b12).union(RuleSet(.w19))

    /// The rule that decides, with its reason and numbers.
    public struct Finding: Hashable, Sendable {
        public let rule: RuleNumber
        public let reason: Reason
        public let measured: Int64
        public let limit: Int64

        public init(rule: RuleNumber, reason: Reason, measured: Int64, limit: Int64) {
            self.rule = rule
            self.reason = reason
            self.measured = measured
            self.limit = limit
        }

        /// How far beyond the limit; 0 where nothing was measured.
        public var margin: Int64 {
            let (difference, over) = measured.subtractingReportingOverflow(limit)
            return over ? .max : Int64(clamping: difference.magnitude)
        }
    }

    public enum Outcome: UInt8, CaseIterable, Sendable {
        case pass, fail, notJudged
    }

    public init(needs: RuleSet) { self.needs = needs }

    /// Takes the judgement of one rule; in any order, each rule once.
    public mutating func record(_ rule: RuleNumber, _ judgement: Judgement) {
        precondition(
            passed.union(failed).union(notJudged).contains(rule) == false,
            "\(rule) was judged before")
        switch judgement {
        case .pass: passed.insert(RuleSet(rule))
        case .fail(let reason, let measured, let limit):
            failed.insert(RuleSet(rule))
            guard lowestFail.map({ rule < $0.rule }) ?? true else { return }
            lowestFail = Finding(rule: rule, reason: reason, measured: measured, limit: limit)
        case .notJudged(let reason):
            notJudged.insert(RuleSet(rule))
            // A rule that another one left nothing to judge is not what the owner asks about.
            guard reason.rules.contains(rule) else { return }
            if Self.selecting.contains(rule) { unpaid = Unpaid(rule: rule, reason: reason) }
            guard needs.contains(rule), lowestGap.map({ rule < $0.rule }) ?? true else { return }
            lowestGap = Finding(rule: rule, reason: reason, measured: 0, limit: 0)
        }
    }

    /// Fail when any rule fails; else not judged when a needed one is not judged (or not yet asked);
    /// else pass, which is what pay needs.
    public var outcome: Outcome {
        if !failed.isEmpty { return .fail }
        return passed.isSuperset(of: needs) ? .pass : .notJudged
    }

    /// The lowest rule that fails, or where none does the lowest needed one that is not judged; of what
    /// passes the rule for which it is not paid.
    public var finding: Finding? {
        switch outcome {
        case .pass:
            unpaid.map { Finding(rule: $0.rule, reason: $0.reason, measured: 0, limit: 0) }
        case .fail: lowestFail
        case .notJudged: lowestGap
        }
    }

    public var hasPassed: Bool { outcome == .pass }
}
