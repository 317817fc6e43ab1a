import Attestation
import CoverageRules
import ProofWorld
import Testing

@testable import Epochs

@Suite("Each reason through the whole chain: statements in a log, F, the verdict's record")
struct ChainRuleTests {
    static let rows = ChainRow.beacons + ChainRow.reports + ChainRow.groups

    @Test("the network as it is written breaks no rule")
    func honest() throws {
        for kind in [ChainRow.Kind.beacon, .report] {
            let row = ChainRow(kind: kind, rule: .b1, reason: .unheard, bad: { _ in })
            let record = try row.record(row.network().written())
            #expect(record.outcome == .pass && record.failed.rules.isEmpty)
            #expect(record.notJudged.rules == (kind == .beacon ? [] : [.w17, .w20, .w21]))
        }
    }

    @Test("wrong in one way: that rule and reason, with its numbers", arguments: rows)
    func bad(_ row: ChainRow) throws {
        let log = row.network(row.bad).written()
        let record = try row.record(log)
        switch row.answer {
        case .fail:
            let (measured, limit) = row.numbers(log)
            let finding = Verdict.Finding(
                rule: row.rule, reason: row.reason, measured: measured, limit: limit)
            #expect(record.outcome == .fail && record.finding == finding)
            #expect(record.failed.rules == RuleSet(row.rule).union(row.alsoFails).rules)
        case .gap:
            #expect(record.outcome == .notJudged && record.failed.rules.isEmpty)
            #expect(record.finding?.rule == row.rule && record.finding?.reason == row.reason)
        case .aside:
            #expect(record.failed.rules.isEmpty && record.notJudged.contains(row.rule))
            if [.b12, .w19].contains(row.rule), row.reason != .notPassed {
                #expect(record.outcome == .pass)
                #expect(record.finding?.rule == row.rule && record.finding?.reason == row.reason)
            }
        }
    }

    @Test("the nearest good one passes, with the bound met exactly", arguments: rows)
    func good(_ row: ChainRow) throws {
        guard row.reason != .noTerrain else { return }
        let record = try row.record(row.network(row.good).written(), isBad: false)
        #expect(record.outcome == .pass && record.failed.rules.isEmpty)
        #expect(row.answer == .fail || !record.notJudged.contains(row.rule))
    }

    @Test("wrong in two ways, the lower number answers", arguments: rows.filter { $0.isFail })
    func twice(_ row: ChainRow) throws {
        let (second, change) = row.second
        let record = try row.record(row.network(row.bad, change).written())
        let finding = try #require(record.finding)
        #expect(record.outcome == .fail && finding.rule == min(row.rule, second))
        if row.rule < second { #expect(finding.reason == row.reason) }
        #expect(record.failed.contains(row.rule) || row.rule == second)
        #expect(record.failed.contains(second) || row.leavesNothing)
    }
}

extension ChainRow {
    var isFail: Bool { answer == .fail }

    /// Behind B-1 and W-1 nobody is judged; who sealed nothing or for another window has no earlier
    /// report either.
    fileprivate var leavesNothing: Bool {
        rule == .b1 || rule == .w1 || reason == .noSeal || reason == .otherWindow
    }

    /// Something else that is wrong with it: a number used twice, or an earlier report of the same
    /// frame; where the row is of that rule, a time or a frequency.
    fileprivate var second: (RuleNumber, Change) {
        let window = window
        switch (kind, rule) {
        case (.beacon, .b11): return (.b6, { $0.beacon(in: window) { $0.send(after: -1) } })
        case (.report, .w18):
            return (.w9, { $0.heard(in: window) { $0.frequencyErrorHertz = 40_000 } })
        case (.beacon, _):
            return (
                .b11,
                {
                    $0.beaconChanges.append { reveals in
                        reveals[reveals.count - 1].isTwinned = true
                    }
                }
            )
        case (.report, _):
            return (
                .w18,
                {
                    $0.seals(in: window) { seals in
                        var first = seals[seals.count - 1]
                        first.window = window
                        first.sealed = first.beacon.drawn + 1
                        first.opened = first.beacon.drawn + 20
                        seals.insert(first, at: 0)
                    }
                }
            )
        }
    }
}
