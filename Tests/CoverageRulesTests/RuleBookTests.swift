import Airwaves
import Attestation
import Foundation
import Notation
import Primitives
import Seeds
import Testing

@testable import CoverageRules

@Suite("The rule book is data, and whole")
struct RuleBookTests {
    static let source: String = {
        let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return
            (try? String(
                contentsOf: top.appendingPathComponent("networks/rules.toml"), encoding: .utf8))
            ?? ""
    }()

    func compile(_ text: String) throws -> [UInt8] {
        try RuleBook.compile(TOMLTable(parsing: text))
    }

    func refusal(_ text: String) throws -> RuleBookCompileError? {
        let table = try TOMLTable(parsing: text)
        do throws(RuleBookCompileError) {
            _ = try RuleBook.compile(table)
            return nil
        } catch { return error }
    }

    @Test("the book in the programs is networks/rules.toml: else run script/make-rules")
    func first() throws {
        #expect(try compile(Self.source) == RuleBook.firstRules)
    }

    @Test("plans are those of the region table", arguments: RegionalPlan.allCases)
    func plans(_ plan: RegionalPlan) throws {
        let rules = try #require(RuleBook.first.plan(named: plan.description))
        #expect(rules.plan == plan)
        #expect(rules.channels == plan.rules.beaconChannels)
        #expect(rules.greatestPower == plan.rules.maximumEIRP)
        #expect(rules.dwell == plan.rules.dwellLimit)
        #expect(rules.drawRules.limited(to: .sf9) == DrawRules(plan, .demo))
        #expect(rules.drawRules == DrawRules(plan, .main))
    }

    @Test("each threshold has one place and is within its bounds", arguments: Threshold.allCases)
    func thresholds(_ threshold: Threshold) {
        let entry = threshold.entry
        #expect(entry.range.contains(RuleBook.first[threshold]))
        #expect(entry.reason.rules.contains(entry.rule))
        #expect(Threshold.allCases.count { $0.title == threshold.title } == 1)
        #expect(
            Threshold.allCases.count {
                $0.entry.rule == entry.rule && $0.entry.name == entry.name
            } == 1)
    }

    @Test(
        "without any one threshold the book is refused by its name",
        arguments: Threshold.allCases)
    func missing(_ threshold: Threshold) throws {
        var message = try RuleBookSource.message(of: TOMLTable(parsing: Self.source))
        guard case .list(var items)? = message["thresholds"] else { return }
        let index = try #require(Threshold.ordered.firstIndex(of: threshold))
        items.remove(at: index)
        message["thresholds"] = .list(items)
        let bytes = try message.payload()
        #expect(throws: RuleBookError.missing(threshold.title)) {
            try RuleBook(parsing: bytes.rawSpan)
        }
    }

    @Test("a threshold beyond its bounds, of another unit or unknown is refused")
    func wrongThresholds() throws {
        let line = #"distance = [100_000, "m"]"#
        #expect(Self.source.contains(line))
        func with(_ other: String) throws -> RuleBookCompileError? {
            try refusal(Self.source.replacingOccurrences(of: line, with: other))
        }
        #expect(
            try with(#"distance = [20_100_001, "m"]"#)
                == .book(
                    .outOfRange("W-13 tooFar distance", value: 20_100_001, bounds: 0...20_100_000)))
        #expect(
            try with(#"distance = [100, "km"]"#)
                == .book(.wrongUnit("W-13 tooFar distance", wanted: "m")))
        #expect(try with(#"reach = [100_000, "m"]"#)?.description.contains("reach") == true)
        #expect(try with("distance = 100_000")?.description.contains("distance") == true)
    }

    @Test("thresholds out of order or twice are refused")
    func order() throws {
        var message = try RuleBookSource.message(of: TOMLTable(parsing: Self.source))
        guard case .list(var items)? = message["thresholds"] else { return }
        items.insert(items[0], at: 1)
        message["thresholds"] = .list(items)
        let twice = try message.payload()
        #expect(throws: RuleBookError.order(Threshold.ordered[0].title)) {
            try RuleBook(parsing: twice.rawSpan)
        }
    }

    @Test("without a table that pay needs, or with another shape of it, refused")
    func tables() throws {
        let cut = try #require(Self.source.range(of: #"[tables."density limits"]"#))
        #expect(
            try refusal(String(Self.source[..<cut.lowerBound]))
                == .book(.missingTable(.densityLimits)))
        let other = Self.source.replacingOccurrences(of: "columns = 3", with: "columns = 7")
        #expect(try refusal(other) == .book(.badTable("density limits")))
    }

    @Test("what is no rules content is refused")
    func otherType() throws {
        let ping = Message(.ping, ("number", .unsigned(1)), ("answer", .flag(false)))
        #expect(throws: RuleBookError.otherType(.ping)) { try RuleBook(ping) }
        #expect(throws: RuleBookError.self) {
            let bytes: [UInt8] = [0xa0]
            _ = try RuleBook(parsing: bytes.rawSpan)
        }
    }

    @Test("a book with changed bytes is read as another whole book or refused, never a trap")
    func changedBytes() {
        var chance = SeededNumbers(seed: 41)
        var read = 0
        for _ in 0..<400 {
            var bytes = RuleBook.firstRules
            for _ in 0...chance.below(2) { bytes[chance.below(bytes.count)] = chance.byte() }
            guard let book = try? RuleBook(parsing: bytes.rawSpan) else { continue }
            read += 1
            for threshold in Threshold.allCases {
                #expect(threshold.entry.range.contains(book[threshold]))
            }
            _ = WitnessRules.judge(GoodFacts.witness, GoodFacts.terms.with(book))
            _ = BeaconRules.judge(GoodFacts.beacon, GoodFacts.terms.with(book))
        }
        #expect(read > 0, "some changes leave a book")
    }

    @Test("pay finds its numbers by name")
    func pay() {
        #expect(RuleBook.first.payNumber("site radius") == 300)
        #expect(RuleBook.first.payNumber("nothing") == nil)
        #expect(RuleBook.first.table(named: "unit shares")?[13, 1] == 221_955)
        #expect(RuleBook.first.table(named: "density limits")?.rowCount == 7)
    }

    @Test("earshot rules lists every rule with every reason")
    func lines() {
        let lines = RuleLine.lines(of: .first)
        #expect(lines.count == Reason.allCases.map(\.rules.count).reduce(0, +))
        #expect(lines.first { $0.reason == .tooClose }?.limitText == "300 m")
    }
}
