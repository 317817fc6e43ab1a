import Testing
import Units

@testable import CoverageRules

/// A report that is bad in one way, with the nearest one that is good.
struct RuleCase<Facts>: Sendable {
    typealias Change = @Sendable (inout Facts) -> Void

    let rule: RuleNumber
    let reason: Reason
    let measured: Int64
    let limit: Int64
    /// Higher rules that cannot but fail with it.
    var alsoFails: RuleSet = []
    var terms = GoodFacts.terms
    let bad: Change
    /// The bound met exactly, where there is one.
    let good: Change

    init(
        _ rule: RuleNumber, _ reason: Reason, _ measured: Int64 = 0, _ limit: Int64 = 0,
        alsoFails: RuleSet = [], terms: RuleTerms = GoodFacts.terms, bad: @escaping Change,
        good: @escaping Change = { _ in }
    ) {
        self.rule = rule
        self.reason = reason
        self.measured = measured
        self.limit = limit
        self.alsoFails = alsoFails
        self.terms = terms
        self.bad = bad
        self.good = good
    }

    var expected: Judgement { .fail(reason, measured: measured, limit: limit) }
}

extension RuleCase: CustomTestStringConvertible {
    var testDescription: String { "\(rule) \(reason.code)" }
}

extension RuleTerms {
    func with(_ book: RuleBook) -> RuleTerms {
        RuleTerms(
            network: network, genesis: genesis, periods: periods, selectionTrust: selectionTrust,
            book: book)
    }
}

extension RuleBook {
    func with(
        dwell: Nanoseconds? = nil, terrain: Bool = false
    ) -> RuleBook {
        let plans = self.plans.map { plan in
            plan.map {
                RulePlan(
                    plan: $0.plan, bandwidth: $0.bandwidth, greatestPower: $0.greatestPower,
                    dwell: dwell ?? $0.dwell, dutyMillionths: $0.dutyMillionths,
                    listensBeforeTalk: $0.listensBeforeTalk, channels: $0.channels,
                    drawRules: $0.drawRules)
            }
        }
        return RuleBook(
            values: values, payNumbers: payNumbers, tables: tables, plans: plans,
            firmware: firmware, terrainRoot: terrain ? GoodFacts.hash(3) : nil)
    }
}
