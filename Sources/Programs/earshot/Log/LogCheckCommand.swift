import Attestation
import CommandTable
import EvidenceLog
import Notation
import Primitives
import PublishedLogs

let logCheck = Command.run(
    "check", "whether a log is whole: every file, every entry, every signature",
    details: """
        Reads the log in LOG and changes nothing; an oracle may go on writing. Hashes every entry and
        every tile up to the head's root; checks the head by the log key of the network file, which is
        entry 0, and that each entry is a statement signed for that network that stands in the log once.
        The file network, if there is one, must be entry 0; in a folder, files of earlier sizes, which
        no head needs any more, are compared too. Names what is wrong, with file or entry. The last
        line is `size N root HEX` and ok or broken, with `unknown` where no head can be read.
        Ends with 1 if the log is broken. Whether the statements keep the rules, earshot verify tells.
        Takes 8 bytes of memory for each entry.
        """,
    flags: [logAuthorities], arguments: [logPlace],
    examples: [
        .session(
            "$ mkdir empty; earshot log check empty\n"
                + "earshot log check: empty holds no log: there is no checkpoint; name the folder or address "
                + "in which the file checkpoint and the folder tile stand\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let source = try OpenedLog.source(options.arguments[0], options[logAuthorities])
    let head = try OpenedLog.checkpoint(of: source)
    let network = try OpenedLog.networkFile(of: source)
    let audit: LogAudit
    do throws(LogReadError) {
        audit = try LogAudit(
            checkpoint: head.rawSpan, from: source, network: network, folder: source.folder)
    } catch {
        throw CommandFailure(
            "\(source.name): \(error)", exit: source.folder == nil ? .unavailable : .failed)
    }
    if let schema = options.schema {
        console.write(schema: schema) { audit.write(to: &$0) }
    } else {
        for line in audit.lines { console.write(line + "\n") }
    }
    return audit.isSound ? .success : .failed
}

extension LogAudit {
    fileprivate var lines: [String] {
        var lines = problems.map(\.description)
        if problemCount > UInt64(problems.count) {
            lines.append("and \(problemCount - UInt64(problems.count)) more")
        }
        let (size, root) = (size.map { "\($0)" } ?? "unknown", root?.hexText ?? "unknown")
        lines.append("size \(size) root \(root) \(verdict)")
        return lines
    }

    private var verdict: String { isSound ? "ok" : "broken" }

    fileprivate func write(to json: inout JSONWriter) {
        json.member("verdict", verdict)
        if let size { json.member("size", Int(clamping: size)) }
        if let root { json.member("root", root.hexText) }
        if let identity {
            json.member("network", identity.network.description)
            json.member("name", identity.file.name)
            json.member("network_hash", identity.hash.hexText)
            json.member("origin", identity.key.name)
            json.member("verifier_key", identity.key.verifierKey)
        }
        json.member("checked", Int(clamping: checked))
        json.member("problem_count", Int(clamping: problemCount))
        json.member("problems") { json in
            json.array { json in
                for problem in problems {
                    json.object { json in
                        json.member("code", problem.code)
                        if let index = problem.index { json.member("index", Int(clamping: index)) }
                        json.member("sentence", problem.description)
                    }
                }
            }
        }
    }
}
