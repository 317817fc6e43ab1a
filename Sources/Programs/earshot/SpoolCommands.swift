import CommandTable
import Notation
import Spool
import Storage

/// The hotspot's evidence on disk.
let spoolCommands = CommandGroup("spool", "what the box keeps on disk", [spoolCheck])

private let spoolCheck = Command.run(
    "check", "whether a spool is whole, record by record",
    details: """
        Reads every record of the spool in DIR, such as /var/lib/earshot/evidence, and changes
        nothing; a daemon may go on writing. Names what the disk lost, with file and byte. The last
        line says how many records are there, how many were acknowledged since the folder was made,
        how many commits were torn by a power cut, and ok or broken. A torn commit is no damage:
        nobody was told that it had succeeded. Ends with 1 if the spool is broken.
        """,
    arguments: [Argument("DIR", "the folder of a spool")],
    examples: [
        .session(
            "$ mkdir -m 700 evidence; touch evidence/lock; earshot spool check evidence\n"
                + "records 0 acknowledged 0 torn 0 ok"),
        .session(
            "$ mkdir evidence; echo nonsense > evidence/00000001.spool\n"
                + "$ earshot spool check evidence\n"
                + "00000001.spool has 9 bytes, and its header alone has 44\n"
                + "records 0 acknowledged 0 torn 0 broken\n[exit 1]"),
    ]
) { (options, console) throws(CommandFailure) in
    let check: SpoolCheck
    do throws(SpoolError) {
        check = try SpoolCheck(directory: options.arguments[0])
    } catch { throw CommandFailure(error) }
    if let schema = options.schema {
        console.write(schema: schema) { check.write(to: &$0) }
    } else {
        for line in check.lines { console.write(line + "\n") }
    }
    return check.isBroken ? .failed : .success
}

extension SpoolCheck {
    fileprivate var lines: [String] {
        var lines = problems.map(\.description)
        if problemCount > problems.count {
            lines.append("and \(problemCount - problems.count) more")
        }
        if let torn { lines.append(torn.description) }
        lines += unfinished.map { "\($0) was not finished; the next start removes it" }
        lines.append(
            "records \(records) acknowledged \(totals.acknowledged) torn \(tornCount) \(verdict)")
        return lines
    }

    private var verdict: String { isBroken ? "broken" : "ok" }

    fileprivate func write(to json: inout JSONWriter) {
        json.member("verdict", verdict)
        json.member("records", records)
        json.member("bytes", bytes)
        json.member("segments", segments)
        json.member("file_bytes", fileBytes)
        json.member("torn", tornCount)
        json.member("kept", totals.kept)
        json.member("acknowledged", totals.acknowledged)
        json.member("superseded", totals.superseded)
        json.member("evicted", totals.evicted)
        json.member("problem_count", problemCount)
        json.member("problems") { json in
            json.array { json in
                for problem in problems {
                    json.object { json in
                        json.member("file", SpoolName.text(of: problem.segment))
                        json.member("offset", problem.offset)
                        json.member("sentence", problem.description)
                    }
                }
            }
        }
    }
}
