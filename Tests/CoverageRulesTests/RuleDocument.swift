import Foundation

@testable import CoverageRules

/// The list of `docs/rules.md`: each rule, its reasons with their limits in force, and what tests it.
/// Cases are counted in the tables that the tests run over, named tests in the sources.
enum RuleDocument {
    static let begin = "<!-- begin: made by Tests/CoverageRulesTests/RuleDocumentTests -->"
    static let end = "<!-- end -->"
    static let top = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let path = top.appendingPathComponent("docs/rules.md")

    /// Rows of tables and tests of one rule.
    struct Tests: Equatable {
        /// Bad in only that way: each is also run as its nearest good one, and bad in two ways.
        var bad = 0
        /// Where the rule does not judge.
        var gaps = 0
        /// Tests whose name begins with the rule's number, by file.
        var named: [(file: String, count: Int)] = []

        var isEmpty: Bool { bad == 0 && gaps == 0 && named.isEmpty }

        static func == (left: Tests, right: Tests) -> Bool {
            left.bad == right.bad && left.gaps == right.gaps
                && left.named.elementsEqual(right.named) { $0 == $1 }
        }
    }

    static func table() throws -> String {
        var text = "| rule | reasons, with the limit in force | cases | tests of its own |\n"
        text += "|---|---|---|---|\n"
        let named = try namedTests()
        for rule in RuleNumber.allCases {
            let tests = tests(of: rule, named)
            let reasons = RuleLine.lines(of: .first, about: rule).map { line in
                "`\(line.reason.code)`" + (line.limit == nil ? "" : " \(line.limitText)")
            }
            let own = tests.named.map { "`\($0.file)` \($0.count)" }.joined(separator: ", ")
            text += "| \(rule) | \(reasons.joined(separator: ", ")) | \(cases(tests)) | \(own) |\n"
        }
        return text
    }

    private static func cases(_ tests: Tests) -> String {
        var parts: [String] = []
        if tests.bad > 0 { parts.append("\(tests.bad) bad, \(tests.bad) nearest good") }
        if tests.gaps > 0 { parts.append("\(tests.gaps) not judged") }
        return parts.joined(separator: ", ")
    }

    static func tests(
        of rule: RuleNumber, _ named: [RuleNumber: [(file: String, count: Int)]]
    ) -> Tests {
        Tests(
            bad: BeaconCase.fails.count { $0.rule == rule }
                + WitnessCase.fails.count { $0.rule == rule },
            gaps: BeaconCase.gaps.count { $0.rule == rule }
                + WitnessCase.gaps.count { $0.rule == rule },
            named: named[rule] ?? [])
    }

    /// Tests and suites called `W-17: …` anywhere in the tests; each test of such a suite counts.
    static func namedTests() throws -> [RuleNumber: [(file: String, count: Int)]] {
        var found: [RuleNumber: [(file: String, count: Int)]] = [:]
        let folder = top.appendingPathComponent("Tests").resolvingSymlinksInPath()
        let names =
            FileManager.default.enumerator(atPath: folder.path)?
            .compactMap { $0 as? String }.filter { $0.hasSuffix("Tests.swift") }.sorted() ?? []
        for name in names {
            let source = try String(
                contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            let titles = source.components(separatedBy: "@Test(").dropFirst().map { test in
                test.drop { $0.isWhitespace }.prefix(8)
            }
            for rule in RuleNumber.allCases {
                let count = titles.count { $0.hasPrefix("\"\(rule):") }
                guard count > 0 else { continue }
                found[rule, default: []].append((String(name.dropLast(6)), count))
            }
        }
        return found
    }
}
