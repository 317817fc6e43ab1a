public import Attestation
public import OracleAPI
public import Primitives

extension ReportView {
    /// `earshot.report.v1` of a report that was judged: the verdict's deciding rule as data and as
    /// a sentence.
    public init(
        id: Hash256, kind: Kind, window: Window, state: State, verdict: CoverageRules.Verdict,
        evidence: [Hash256]
    ) {
        self.init(
            id: id, kind: kind, window: window, state: state, outcome: verdict.outcome,
            finding: verdict.finding, evidence: evidence)
    }

    /// The same of a verdict that was kept: its outcome and the rule that decides.
    public init(
        id: Hash256, kind: Kind, window: Window, state: State,
        outcome: CoverageRules.Verdict.Outcome, finding: CoverageRules.Verdict.Finding?,
        evidence: [Hash256] = []
    ) {
        let unit = finding.map(\.reason.unit) ?? .none
        self.init(
            id: id, kind: kind, window: window, state: state, verdict: Verdict(outcome),
            rule: finding?.rule.description, reason: finding?.reason.code,
            measured: unit == .none ? nil : finding?.measured,
            limit: unit == .none ? nil : finding?.limit,
            margin: unit == .none ? nil : finding?.margin,
            unit: unit == .none ? nil : unit.rawValue, sentence: finding?.sentence,
            evidence: evidence)
    }
}

extension ReportView.Verdict {
    init(_ outcome: Verdict.Outcome) {
        switch outcome {
        case .pass: self = .pass
        case .fail: self = .fail
        case .notJudged: self = .notJudged
        }
    }
}
