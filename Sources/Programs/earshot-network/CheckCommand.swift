import CommandTable
import Notation
import OracleHost

private let folder = Argument("DIR", "the folder of an oracle's data")

let checkCommand = Command.run(
    "check", "verifies everything an oracle has stored",
    details: """
        Reads DIR without changing it, while an oracle works in it or not: the network file, the keys (if
        they may be read), the published head and every tile and entry it covers, what is acknowledged
        and not published yet, the signature of every entry, the order of the records and each step of
        the chains, that no entry is one that this program would have refused, and what is made of the
        log (index, days, reports). Says what it found; the last line is `ok`, or `not ok` with code 1.
        """, arguments: [folder],
    examples: [
        .session(
            "$ \(CommandExample.world)\n$ earshot-network check world | tail -1\nok\n"
                + "$ printf x >> world/checkpoint; earshot-network check world | tail -2\n"
                + "log      WRONG: …\nnot ok")
    ]
) { (options, console) throws(CommandFailure) in
    let data = DataFolder(options.arguments[0])
    // Who else may read its keys is another matter.
    try WorkingFolder.becomeOwner(of: data)
    do throws(OracleHostError) {
        let report = try DataCheck.run(data)
        if let schema = options.schema {
            console.write(schema: schema) { json in
                json.member("ok", report.isGood)
                json.member("lines") { json in
                    json.array { json in for line in report.lines { json.string(line) } }
                }
            }
        } else {
            console.write(report.lines.map { $0 + "\n" }.joined())
        }
        return report.isGood ? .success : .failed
    } catch { throw CommandFailure(error) }
}
