import CommandTable
import OracleHost

private let folder = Argument("DIR", "the folder of an oracle's data")

let checkCommand = Command.run(
    "check", "verifies everything an oracle has stored",
    details: """
        Reads DIR without changing it, while an oracle works in it or not: the network file, the keys (if
        they may be read), the published head and every tile and entry it covers, the signature of every
        entry, the order of the records and each step of the chains, and that no entry is one that this
        program would have refused. Says what it found; the last line is `ok`, else it ends with 1.
        """, arguments: [folder]
) { (options, console) throws(CommandFailure) in
    do throws(OracleHostError) {
        let report = try DataCheck.run(DataFolder(options.arguments[0]))
        console.write(report.lines.map { $0 + "\n" }.joined())
        return report.isGood ? .success : .failed
    } catch { throw CommandFailure(error) }
}
