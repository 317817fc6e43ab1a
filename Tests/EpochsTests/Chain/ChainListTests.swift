import CoverageRules
import Testing

@testable import Epochs

@Suite("No reason without a row through the chain, or a word why it has none")
struct ChainListTests {
    /// By tests that look at several records.
    static let together: [(RuleNumber, Reason)] = [
        (.w3, .edgeDoubted), (.w19, .rankTooHigh), (.w19, .siteTaken), (.b9, .dwellExceeded),
        (.w21, .neverHeardBack),
        (.w21, .newBox), (.w21, .fewBeacons), (.w21, .weakEdge), (.w21, .unevenNoise),
    ]

    /// A lower rule always answers first; `ChainGroupTests` shows that these are then not judged.
    static let behind: [(RuleNumber, Reason)] = [
        (.b6, .noSlot), (.b10, .noSlot), (.b8, .nothingDrawn), (.b9, .nothingDrawn),
    ]

    /// What F never comes to.
    static let never: [(RuleNumber, Reason, why: String)] = [
        (.b1, .badSignature, "the entry is passed over and counted: nobody is known to judge"),
        (.w1, .badSignature, "the same; who asks the rules of a lone statement hears it"),
        (
            .b3, .noPlanHere,
            "the registry refuses a place at sea; only a new region table takes land"
        ),
        (.w20, .blocked, "F reads no terrain tiles yet, so W-20 is not judged under any rule book"),
    ]

    @Test("every reason of a B or W rule is in exactly one of the lists")
    func complete() {
        let rows = (ChainRuleTests.rows).map { ($0.rule, $0.reason) }
        let all = rows + Self.together + Self.behind + Self.never.map { ($0.0, $0.1) }
        for reason in Reason.allCases {
            for rule in reason.rules where rule < .x1 {
                let count = all.count { $0.0 == rule && $0.1 == reason }
                #expect(count == 1, "\(rule) \(reason.code) stands in \(count) lists")
            }
        }
        #expect(all.allSatisfy { $0.1.rules.contains($0.0) })
        #expect(Self.never.allSatisfy { !$0.why.isEmpty })
    }

    @Test("reasons that only X rules give are findings about hotspots, not verdicts of reports")
    func history() {
        let others = Reason.allCases.filter { reason in reason.rules.allSatisfy { $0 >= .x1 } }
        #expect(others == Reason.allCases.filter { $0.rawValue >= Reason.stepsIgnored.rawValue })
    }
}
