import Attestation
import CommandTable
import EpochReplay
import Epochs
import EvidenceLog
import Host
import Maps
import Notation
import Primitives
import PublishedLogs
import Registry
import Rewards
import Signing
import Storage

/// Everybody may compute what an oracle computed.
let verifyCommands = CommandGroup(
    "verify", "computes anew what an oracle published", [verifyEpoch])

private let wholeFlag = Flag.toggle("whole", "from the log's first entry on, through every epoch")

private let verifyEpoch = Command.run(
    "epoch", "computes an epoch from the log alone and compares every byte",
    details: """
        Reads the log in LOG, every entry of it (of a folder every file, those of earlier sizes that no
        head needs any more too), checks its head by the log key of the network file,
        which is entry 0, and computes the epoch's evidence, verdicts, trust, sites, units, payouts and
        reward tree with the rules in force, on this machine, without asking anybody. The state of the
        epoch before is read from LOG/epochs and must have the hashes that the log's own result says;
        with --whole it is computed too, from the first entry on. N is the number of an epoch, or
        latest. The last line is `epoch N root HEX` when all is as published; else what differs,
        beginning with the first record that is not the same, and the command ends with 1.
        """,
    flags: [PublishedEpochs.flag, wholeFlag, logAuthorities],
    arguments: [Argument("N", "the epoch's number, or latest")],
    examples: [
        .session(
            "$ mkdir empty; earshot verify epoch latest --from empty\n"
                + "earshot verify epoch: empty holds no log: there is no checkpoint; name the folder or "
                + "address in which the file checkpoint and the folder tile stand\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let choice = try EpochChoice.argument(options.arguments[0])
    let source = try OpenedLog.source(
        options[PublishedEpochs.flag], options[logAuthorities])
    do throws(LogRefusal) {
        let opened = try OpenedLog(source)
        do throws(EpochAuditError) {
            var audit = try opened.audit()
            let epoch = try audit.wanted(choice)
            let report = try audit.audit(epoch, whole: options[wholeFlag])
            return show(report, options.schema, console)
        } catch {
            if case .differs(let difference) = error {
                throw .differs(difference, difference.description)
            }
            let isRemote = source.folder == nil
            if case .files = error, isRemote {
                throw .failure(CommandFailure(error, exit: .unavailable))
            }
            throw .failure(CommandFailure(error))
        }
    } catch {
        guard case .differs(let difference, _) = error else { throw error.failure }
        if let schema = options.schema {
            console.write(schema: schema) { writeDifferences([difference.description], to: &$0) }
        } else {
            console.write("\(difference)\n")
        }
        return .failed
    }
}

private func show(
    _ report: EpochAuditReport, _ schema: String?, _ console: any Console
) -> ExitCode {
    if let schema {
        console.write(schema: schema) { report.write(to: &$0) }
    } else {
        for difference in report.differences { console.write("\(difference)\n") }
        if report.differences.isEmpty {
            console.write("epoch \(report.outcome.epoch.number) root \(report.root.hexText)\n")
        }
    }
    return report.differences.isEmpty ? .success : .failed
}

extension EpochAuditReport {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("epoch", Int(clamping: outcome.epoch.number))
        json.member("root", root.hexText)
        json.member("log_size", Int(clamping: outcome.root.logSize))
        json.member("stages") { json in
            json.array { json in
                for stage in outcome.stages {
                    json.object { json in
                        json.member("name", stage.name.rawValue)
                        json.member("hash", stage.hash.hexText)
                        json.member("bytes", stage.bytes.count)
                    }
                }
            }
        }
        writeDifferences(differences.map(\.description), to: &json)
    }
}

/// What differs, in the order in which it was found.
private func writeDifferences(_ differences: [String], to json: inout JSONWriter) {
    json.member("verdict", differences.isEmpty ? "same" : "differs")
    json.member("differences") { json in
        json.array { json in
            for difference in differences { json.string(difference) }
        }
    }
}

extension EpochAudit {
    fileprivate func wanted(_ choice: EpochChoice) throws(EpochAuditError) -> Epoch {
        switch choice {
        case .number(let epoch):
            // Its result is logged when it has closed; the newest may be published before that.
            guard epoch.number <= (newest?.number ?? 0) + 1 else { throw .notClosed(epoch) }
            return epoch
        case .latest:
            guard let newest else { throw .missing("result of any epoch in the log") }
            return newest
        }
    }
}

extension OpenedLog {
    /// The audit of this log's epochs.
    func audit() throws(EpochAuditError) -> EpochAudit<LogSource> {
        var reader = reader
        let first: [UInt8]
        do throws(TileFault) {
            let bundle = try reader.bundle(0)
            first = [UInt8](copying: bundle.entry(0))
        } catch { throw EpochAuditError(error) }
        guard
            let network = CheckedStatement.networkFile(
                first, by: Ed25519.self, hashing: SHA256.self)
        else { throw .compute("entry 0 is no network file of network \(identity.network)") }
        var stored = source.folder.map { StoredTiles($0) }
        let audit = try EpochAudit(
            reader, network: network, maps: [ShippedMaps.places], each: { stored?.take($0) }
        ) { [source] (path, limit) throws(EpochAuditError) in
            do throws(LogSourceError) {
                return try source.read(path, limit: limit)
            } catch {
                guard case .tooLong = error else { throw .files(error.description) }
                throw .differs(
                    LogDifference(
                        file: path, expected: "at most \(limit) bytes", found: "more"))
            }
        }
        stored?.finish()
        if let fault = stored?.faults.first { throw .differs(LogDifference(fault)) }
        return audit
    }
}

extension LogDifference {
    /// A file of an earlier size.
    fileprivate init(_ fault: StoredTileFault) {
        switch fault {
        case .otherContent(let path):
            self.init(
                file: "\(path)", expected: "what the log's entries make of it",
                found: "other bytes")
        case .file(let path, let fault):
            self =
                LogDifference(fault)
                ?? LogDifference(file: "\(path)", expected: "a file", found: "\(fault)")
        }
    }
}
