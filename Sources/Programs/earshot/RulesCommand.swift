import CommandTable
import CoverageRules
import Host
import Notation
import Primitives
import Signing

/// What is judged, and by which numbers.
let rulesCommands = CommandGroup(nil, "the rules", [rulesCommand])

private let source = Flag.text(
    "compile", value: "FILE", "print the rule book made of this source, in hex"
).optional

private let rulesCommand = Command.run(
    "rules", "the rules by which beacons, reports and hotspots are judged",
    details: """
        Prints one line per reason for which a rule fails a report or does not judge it: the rule's
        number, the reason's code, the number of the rule book it is compared with, and what its
        owner is told. RULE is a number such as W-12; without one all are printed. The rule book is
        the first one, which every program carries; its hash is what a network file names. With
        --compile it is made of a source such as networks/rules.toml instead, and printed as bytes.
        """,
    flags: [source], arguments: [Argument("RULE", "a rule's number", isRequired: false)],
    examples: [
        .init(
            "W-12",
            output: "W-12  tooClose  300 m  The beacon came from {measured} away; closer than "
                + "{limit} proves no coverage: nothing is to be done, or stand farther apart.")
    ]
) { (options, console) throws(CommandFailure) in
    if let path = options[source] {
        let book = Hex.text(of: try compile(path))
        guard let schema = options.schema else {
            console.write(book + "\n")
            return .success
        }
        console.write(schema: schema) { $0.member("rule_book", book) }
        return .success
    }
    let wanted = try options.arguments.first.map { (text) throws(CommandFailure) in
        try rule(text)
    }
    let lines = RuleLine.lines(of: .first, about: wanted)
    guard let schema = options.schema else {
        console.write(table(lines))
        return .success
    }
    console.write(schema: schema) { json in
        let rules = RuleBook.firstRules
        let hash = Hex.text(of: RuleBook.hash(of: rules.rawSpan, by: SHA256.self).bytes)
        json.member("rule_book_hash", hash)
        json.member("rules") { json in
            json.array { json in
                for line in lines { json.object { line.write(to: &$0) } }
            }
        }
    }
    return .success
}

private func rule(_ text: String) throws(CommandFailure) -> RuleNumber {
    guard let rule = RuleNumber(parsing: text) else {
        throw CommandFailure(
            "\(Quote.text(text)) is no rule; they are B-1 to B-12, W-1 to W-21 and X-1 to X-9",
            exit: .usage)
    }
    return rule
}

private func compile(_ path: String) throws(CommandFailure) -> [UInt8] {
    let text: [UInt8]
    do throws(SettingsFileError) {
        text = try SettingsFiles.read(path)
    } catch { throw CommandFailure(error) }
    let table: TOMLTable
    do throws(TOMLError) {
        table = try TOMLTable(parsing: text.rawSpan)
    } catch { throw CommandFailure("\(path): \(error)") }
    do throws(RuleBookCompileError) {
        return try RuleBook.compile(table)
    } catch { throw CommandFailure("\(path): \(error)") }
}

private func table(_ lines: [RuleLine]) -> String {
    let numbers = lines.map(\.number.description)
    let codes = lines.map(\.reason.code)
    let limits = lines.map(\.limitText)
    func width(_ column: [String]) -> Int { column.map(\.count).max() ?? 0 }
    func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: width - text.count)
    }
    let widths = [width(numbers), width(codes), width(limits)]
    return zip(numbers, zip(codes, zip(limits, lines))).map { number, rest in
        let (code, (limit, line)) = rest
        return padded(number, widths[0]) + "  " + padded(code, widths[1]) + "  "
            + padded(limit, widths[2]) + "  " + line.reason.template + "\n"
    }.joined()
}
