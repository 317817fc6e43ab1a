import Attestation
import CommandTable
import CoverageRules
import Epochs
import Notation
import Primitives
import PublishedLogs

/// What an epoch's files say of every beacon and report.
let verdictsCommands = CommandGroup(
    "verdicts", "the verdict of every beacon and report of an epoch", [verdictsShow],
    otherwise: "show")

private let sourceFlag = Flag.text(
    "from", value: "LOG", "the folder of a log, or the https address of a server of such a folder")

private let verdictsShow = Command.run(
    "show", "one JSON line for each beacon and report, by id",
    details: """
        Reads the files beacons and witnesses of epoch N in LOG and writes one JSON object a line,
        ascending by id: id, kind (beacon or witness), hotspot, beacon (the beacon that a report heard),
        verdict (pass, fail, not_judged), and where a rule decides rule, reason, measured, limit. A
        member that does not apply is absent. Nothing is checked here: earshot verify epoch computes
        the files anew. The word show may be left out.
        """,
    flags: [sourceFlag, logAuthorities], arguments: [Argument("N", "the epoch's number")],
    examples: [
        .session(
            "$ mkdir empty; earshot verdicts 3 --from empty\n"
                + "earshot verdicts: empty has no epochs/3/beacons\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let text = options.arguments[0]
    guard let epoch = UInt64(text), "\(epoch)" == text, epoch < Epoch.limit else {
        throw CommandFailure("\(text) is no epoch: write its number", exit: .usage)
    }
    let source = try OpenedLog.source(options[sourceFlag], options[logAuthorities])
    let beacons: [BeaconRecord] = try verdictRecords(.beacons, epoch, source)
    let reports: [WitnessRecord] = try verdictRecords(.witnesses, epoch, source)
    var lines =
        beacons.map { VerdictLine(verdict: $0.verdict, kind: "beacon", beacon: nil) }
        + reports.map { VerdictLine(verdict: $0.verdict, kind: "witness", beacon: $0.beacon) }
    lines.sort { $0.verdict.id < $1.verdict.id }
    for line in lines { line.write(to: console) }
    return .success
}

/// The records of an epoch's file.
func verdictRecords<Record: StageRecord>(
    _ stage: StageName, _ epoch: UInt64, _ source: LogSource
) throws(CommandFailure) -> [Record] {
    let path = "epochs/\(epoch)/\(stage.rawValue)"
    let bytes: [UInt8]?
    do throws(LogSourceError) {
        bytes = try source.read(path, limit: 1 << 30)
    } catch { throw CommandFailure(error) }
    guard let bytes else { throw CommandFailure("\(source.name) has no \(path)") }
    do throws(StageFileError) {
        return try Record.records(in: bytes.rawSpan)
    } catch { throw CommandFailure("\(path): \(error)") }
}

private struct VerdictLine {
    let verdict: VerdictRecord
    let kind: String
    let beacon: Hash256?

    func write(to console: any Console) {
        var writer = JSONWriter()
        writer.object { json in
            json.member("id", verdict.id.hexText)
            json.member("kind", kind)
            if let hotspot = verdict.hotspot { json.member("hotspot", hotspot) }
            if let beacon { json.member("beacon", beacon.hexText) }
            json.member("verdict", verdict.outcome.word)
            if let finding = verdict.finding {
                json.member("rule", finding.rule.description)
                json.member("reason", "\(finding.reason)")
                json.member("measured", finding.measured)
                json.member("limit", finding.limit)
            }
        }
        console.write(writer.bytes.rawSpan)
        console.write("\n")
    }
}

extension Verdict.Outcome {
    fileprivate var word: String {
        switch self {
        case .pass: "pass"
        case .fail: "fail"
        case .notJudged: "not_judged"
        }
    }
}
