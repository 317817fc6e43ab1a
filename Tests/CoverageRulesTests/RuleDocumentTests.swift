import Foundation
import Testing

@testable import CoverageRules

@Suite("docs/rules.md: every rule, and the tests that hold it")
struct RuleDocumentTests {
    @Test("the list is that of the rules and of the tests as they are")
    func list() throws {
        let table = try RuleDocument.table()
        let middle = "\(RuleDocument.begin)\n\n\(table)\n\(RuleDocument.end)"
        var text = try String(contentsOf: RuleDocument.path, encoding: .utf8)
        let start = try #require(text.range(of: RuleDocument.begin))
        let end = try #require(text.range(of: RuleDocument.end))
        if ProcessInfo.processInfo.environment["EARSHOT_WRITE_DOCUMENT"] != nil {
            text.replaceSubrange(start.lowerBound..<end.upperBound, with: middle)
            try text.write(to: RuleDocument.path, atomically: true, encoding: .utf8)
        }
        #expect(
            text.contains(middle),
            "renew it: EARSHOT_WRITE_DOCUMENT=1 script/test CoverageRules")
    }

    @Test("a rule without a test of its own has no place") func tested() throws {
        let named = try RuleDocument.namedTests()
        for rule in RuleNumber.allCases where RuleDocument.tests(of: rule, named).isEmpty {
            Issue.record("nothing tests \(rule)")
        }
    }
}
