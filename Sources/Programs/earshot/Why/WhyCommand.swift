import Box
import CommandTable
import HotspotStatus
import Notation
import Settings
import Units

/// What became of reports: by this box, by an oracle, or by a published folder.
let whyCommand = Command.run(
    "why", "what became of reports, and why",
    details: """
        Without --api and --from it asks the daemon of this box and prints each report the box made,
        newest first: where it is on its way, and what the oracle said of it. ID, or the beginning of
        one, limits it to that one; --last-day to those of the last 24 hours.

        With --api the oracle is asked, with --from the files of its computed epochs are read, in a
        folder or at an address. WHAT is then a report's ID, or a hotspot by its address, with --from
        also by the number of its registration: its beacons and reports of a window, with --from of an
        epoch, the newest unless --window or --epoch says another. Each is printed with the rule that decides, the
        measured value, the limit and by how much it is missed, what its owner can do, and the
        statements that are its evidence. Of a hotspot there stand first the notices, fraud proofs,
        decisions and appeals that have not expired, with the ids that earshot appeal takes.
        Files are believed as they are: earshot verify epoch computes them anew. With --json each
        report is one object a line, earshot.report.v1, and each of those before it earshot.matter.v1.
        Ends with 1 when there is no such report or hotspot, with 69 when nobody answers.
        """,
    flags: [
        lastDay, WhyFlag.api, WhyFlag.from, WhyFlag.window, WhyFlag.epoch, logAuthorities,
        DaemonClient.flag, BoxSettings.flag,
    ],
    arguments: [
        Argument(
            "WHAT",
            "a report's id; with --api or --from a hotspot's address; with --from its number",
            isRequired: false)
    ],
    examples: [
        .session(
            "$ earshot why --last-day --socket none.sock\n"
                + "earshot why: no daemon answers at none.sock; start it: …\n[exit 1]"),
        .session(
            "$ mkdir empty; earshot why 7 --from empty\n"
                + "earshot why: there is no folder empty/epochs; …\n[exit 1]"),
    ]
) { (options, console) throws(CommandFailure) in
    let (api, from) = (options[WhyFlag.api], options[WhyFlag.from])
    guard api != nil || from != nil else { return try askBox(options, console) }
    guard api == nil || from == nil else {
        throw CommandFailure("--api asks an oracle, --from reads files: name one", exit: .usage)
    }
    guard let text = options.arguments.first else {
        throw CommandFailure(
            "name a report's id, or a hotspot by its address or number", exit: .usage)
    }
    guard !options[lastDay] else {
        throw CommandFailure(
            "--last-day is for the reports of this box; --window or --epoch says which of others",
            exit: .usage)
    }
    let subject = try WhySubject(text)
    if case .report = subject, options[WhyFlag.window] != nil {
        throw CommandFailure("a report's id says which it is: leave out --window", exit: .usage)
    }
    if let api {
        try WhyOracle(api, options).show(subject, console)
    } else if let from {
        try WhyFiles(from, options).show(subject, console)
    }
    return .success
}

enum WhyFlag {
    static let api = Flag<APIEndpoint>.address(
        "api", "ask this oracle"
    ).optional
    static let from = Flag.text(
        "from", value: "LOG", "read the epochs in this folder, or at the address of one"
    ).optional
    static let window = Flag.integer(
        "window", value: "W", in: 0...(1 << 35), "only this window's"
    ).optional
    static let epoch = Flag.integer(
        "epoch", value: "N", in: 0...(1 << 33), "with --from: of this epoch"
    ).optional
}

private let lastDay = Flag.toggle("last-day", "only those of the last 24 hours")
private let day: UInt64 = 86_400_000_000_000

private func askBox(
    _ options: Options, _ console: any Console
) throws(CommandFailure) -> ExitCode {
    let report: WhyReport = try readStatus(from: DaemonClient(options), "/v1/why")
    let wanted = options.arguments.first
    let since = options[lastDay] ? report.at.value - min(report.at.value, day) : 0
    let found = report.reports.filter {
        $0.at.value >= since && (wanted.map($0.id.hasPrefix) ?? true)
    }
    if let wanted, found.isEmpty {
        throw CommandFailure("the box knows no report \(Quote.text(wanted))")
    }
    for verdict in found { console.write(options.wantsJSON ? line(verdict) : verdict.text) }
    if found.isEmpty, !options.wantsJSON { console.say("no report yet") }
    return .success
}

private func line(_ verdict: ReportVerdict) -> String {
    var writer = JSONWriter()
    verdict.write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self) + "\n"
}

extension ReportVerdict {
    fileprivate var text: String {
        var text = "\(id.prefix(16))  \(kind)  \(RFC3339.text(of: at))  \(state.rawValue)\n"
        if let rule {
            text += "    \(rule) \(reason ?? "")"
            if let measured { text += ", measured \(measured)" }
            if let limit { text += ", limit \(limit)" }
            text += "\n"
        }
        return text + "    \(Quote.harmless(sentence))\n"
    }
}
