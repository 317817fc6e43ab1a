import Attestation
import CommandTable
import CoverageRules
import Glibc
import Host
import Notation
import OracleHost
import Primitives

private let data = Flag.text("data", value: "DIR", "the folder of the oracle's data")

private let about = Flag.text(
    "about", value: "ID", "the notice, proof, decision or appeal: 64 hexadecimal digits")

private let outcome = Flag<OutcomeWord>.choice(
    "outcome", value: "WORD", "what is decided")

private let text = Flag.text("text", value: "TEXT", "why; everybody reads it")

private let rule = Flag<RuleNumber>(
    "rule", value: "RULE", "the rule it rests on, such as X-3; else that of what it is about"
) { (text) throws(ValueError) in
    guard let rule = RuleNumber(parsing: text) else {
        throw ValueError("\(Quote.text(text)) is no rule; write one such as X-3 or B-11")
    }
    return rule
}.optional

private let evidence = Flag.text(
    "evidence", value: "ID,…", "ids of statements it rests on, with commas between"
).optional

private let epochs = Flag.integer(
    "epochs", value: "N", in: 1...14, default: 14, "for so many epochs")

/// The words of docs/messages.md, in the order of their codes.
private enum OutcomeWord: String, CaseIterable {
    case upheld, withdrawn, suspended
    case suspensionLifted = "suspension_lifted"
    case depositLost = "deposit_lost"
    case depositFreed = "deposit_freed"

    var outcome: DecisionOutcome {
        switch self {
        case .upheld: .upheld
        case .withdrawn: .withdrawn
        case .suspended: .suspended
        case .suspensionLifted: .suspensionLifted
        case .depositLost: .depositLost
        case .depositFreed: .depositFreed
        }
    }
}

let decideCommand = Command.run(
    "decide", "a public decision about a notice, a proof or an appeal",
    details: """
        Leaves an order in DIR/decisions; the oracle that works in DIR signs it and logs it within a
        second, and what it says is printed. Where none works it is taken at the next start. Who may
        write into that folder may decide, so keep it the oracle's. A decision is public for ever, with
        its text; it has its effect from the next epoch on. withdrawn ends the notice or proof that it
        is about, or that the appeal is about, and gives back what it took of trust; deposit_lost needs
        an X rule and evidence. Ends with 1 when the oracle refuses, and with 75 when none answered
        within ten seconds.
        """,
    flags: [data, about, outcome, text, rule, evidence, epochs],
    examples: [
        .session(
            "$ \(CommandExample.world)\n"
                + "$ earshot-network decide --data world --about 12 --outcome upheld --text 'It holds.'\n"
                + "earshot-network decide: \"12\" is no statement's id: 64 hexadecimal digits\n[exit 2]"
        )
    ]
) { (options, console) throws(CommandFailure) in
    let folder = DataFolder(options[data])
    do throws(OracleHostError) {
        try folder.checkFounded()
    } catch { throw CommandFailure(error) }
    try WorkingFolder.becomeOwner(of: folder)
    let subject = try id(options[about])
    var ids: [Hash256] = []
    for part in (options[evidence] ?? "").split(separator: ",") { ids.append(try id(part)) }
    let order: DecisionOrder
    do throws(MessageError) {
        order = try DecisionOrder(
            about: subject, outcome: options[outcome].outcome,
            rule: options[rule]?.description, epochs: UInt64(options[epochs]), text: options[text],
            evidence: ids)
    } catch { throw CommandFailure("no decision says that: \(error)", exit: .usage) }
    do throws(OracleHostError) {
        // What an earlier order of the same words was answered.
        _ = try order.takeAnswer(from: folder)
        try order.put(into: folder)
        for _ in 0..<100 {
            if let answer = try order.takeAnswer(from: folder) {
                if let schema = options.schema {
                    console.write(schema: schema) { json in
                        json.member("logged", answer.isLogged)
                        json.member("answer", answer.text)
                    }
                } else {
                    console.write(answer.text + "\n")
                }
                return answer.isLogged ? .success : .failed
            }
            usleep(100_000)
        }
    } catch { throw CommandFailure(error) }
    throw CommandFailure(
        "no oracle answered; the order is kept for the next start: "
            + order.orderFile(in: folder), exit: .temporaryFailure)
}

private func id(_ text: some StringProtocol) throws(CommandFailure) -> Hash256 {
    guard let bytes = try? Hex.bytes(from: String(text)), let id = Hash256(bytes.rawSpan) else {
        throw CommandFailure(
            "\(Quote.text(String(text))) is no statement's id: 64 hexadecimal digits",
            exit: .usage)
    }
    return id
}
