import CommandTable
import EvidenceLog
import Notation
import Primitives

private let first = Flag.integer(
    "first", value: "N", in: 0...Int(Int64.max), default: 0, "the index of the first")
private let count = Flag.integer(
    "count", value: "N", in: 1...Int(Int64.max), "how many at most; else all"
).optional

let logEntries = Command.run(
    "entries", "the entries of a log, one per line in hex",
    details: """
        Writes the entries of the log in LOG in their order, each checked against the head. What it
        writes, earshot message decode shows and earshot log build reads. With --json each line is an
        object with the entry's index.
        """,
    flags: [first, count, logAuthorities], arguments: [logPlace],
    examples: [
        .session(
            "$ earshot log entries --first 1 http://log.example.net\n"
                + "earshot log entries: \"http://log.example.net\": plain http is only for this "
                + "machine; write https://\n[exit 2]")
    ]
) { (options, console) throws(CommandFailure) in
    var log = try OpenedLog(options.arguments[0], authorities: options[logAuthorities])
    let start = min(UInt64(options[first]), log.reader.size)
    let end = start + min(UInt64(options[count] ?? .max), log.reader.size - start)
    var next = start
    while next < end {
        let bundle: EntryBundle
        do throws(TileFault) {
            bundle = try log.reader.bundle(next >> 8)
        } catch { throw CommandFailure(error) }
        var lines = ""
        let last = min(end, (next >> 8 + 1) << 8)
        for index in next..<last {
            let entry = Hex.text(of: bundle.entry(Int(index & 255)))
            lines += (options.schema.map { line($0, index, entry) } ?? entry) + "\n"
        }
        console.write(lines)
        next = last
    }
    return .success
}

private func line(_ schema: String, _ index: UInt64, _ entry: String) -> String {
    var writer = JSONWriter()
    writer.object { json in
        json.member("schema", schema)
        json.member("index", Int(clamping: index))
        json.member("entry", entry)
    }
    return String(decoding: writer.bytes, as: UTF8.self)
}
