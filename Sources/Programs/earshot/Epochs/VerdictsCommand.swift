import Attestation
import CommandTable
import CoverageRules
import EpochReplay
import Epochs
import Notation
import Primitives

/// What an epoch's files say of every beacon and report.
let verdictsCommands = CommandGroup(
    "verdicts", "the verdict of every beacon and report of an epoch", [verdictsShow],
    otherwise: "show")

private let verdictsShow = Command.run(
    "show", "one JSON line for each beacon and report, by id",
    details: """
        Reads the files beacons and witnesses of epoch N in LOG and writes one JSON object a line,
        ascending by id: id, kind (beacon or witness), hotspot, beacon (the beacon that a report heard),
        verdict (pass, fail, not_judged), and where a rule decides rule, reason, measured, limit. A
        member that does not apply is absent. Nothing is checked here: earshot verify epoch computes
        the files anew. A log without such files, as earshot log build makes it, is judged on this
        machine, from its first entry on, once the epoch has closed. The word show may be left out.
        """,
    flags: [PublishedEpochs.flag, logAuthorities],
    arguments: [Argument("N", "the epoch's number, or latest")],
    examples: [
        .session(
            "$ mkdir empty; earshot verdicts 3 --from empty\n"
                + "earshot verdicts: there is no empty/epochs/3/beacons\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let choice = try EpochChoice.argument(options.arguments[0])
    let published = try PublishedEpochs(
        options[PublishedEpochs.flag], authorities: options[logAuthorities])
    let epoch = try published.epoch(choice)
    let files = try EpochVerdictFiles(epoch, published, options[logAuthorities])
    let beacons: [BeaconRecord] = try records(files.beacons, .beacons, epoch)
    let reports: [WitnessRecord] = try records(files.witnesses, .witnesses, epoch)
    var lines =
        beacons.map { VerdictLine(verdict: $0.verdict, kind: "beacon", beacon: nil) }
        + reports.map { VerdictLine(verdict: $0.verdict, kind: "witness", beacon: $0.beacon) }
    lines.sort { $0.verdict.id < $1.verdict.id }
    for line in lines { line.write(to: console) }
    return .success
}

/// The records of an epoch's file that was published.
func verdictRecords<Record: StageRecord>(
    _ stage: StageName, _ epoch: Epoch, _ published: PublishedEpochs
) throws(CommandFailure) -> [Record] {
    try records(published.file(stage, of: epoch), stage, epoch)
}

private func records<Record: StageRecord>(
    _ bytes: [UInt8], _ stage: StageName, _ epoch: Epoch
) throws(CommandFailure) -> [Record] {
    do throws(StageFileError) {
        return try Record.records(in: bytes.rawSpan)
    } catch { throw CommandFailure("\(EpochPath.stage(stage, of: epoch)): \(error)") }
}

/// The two files of an epoch's verdicts: as they were published, or, where a log has none, computed.
private struct EpochVerdictFiles {
    let beacons: [UInt8]
    let witnesses: [UInt8]

    init(
        _ epoch: Epoch, _ published: PublishedEpochs, _ authorities: String?
    ) throws(CommandFailure) {
        let beacons = try published.fileIfThere(.beacons, of: epoch)
        let witnesses = try published.fileIfThere(.witnesses, of: epoch)
        if let beacons, let witnesses {
            (self.beacons, self.witnesses) = (beacons, witnesses)
            return
        }
        guard beacons == nil, witnesses == nil, published.isLog else {
            let stage = beacons == nil ? StageName.beacons : .witnesses
            throw CommandFailure(
                "there is no \(published.name)/\(EpochPath.stage(stage, of: epoch))")
        }
        let opened = try OpenedLog(published.name, authorities: authorities)
        do throws(EpochAuditError) {
            var audit = try opened.audit()
            let outcome = try audit.outcome(of: epoch)
            (self.beacons, self.witnesses) = (outcome[.beacons].bytes, outcome[.witnesses].bytes)
        } catch { throw CommandFailure("\(published.name): \(error)") }
    }
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
                // What passes is told why it is not paid; nothing is measured there.
                if verdict.outcome != .pass {
                    json.member("measured", finding.measured)
                    json.member("limit", finding.limit)
                }
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
