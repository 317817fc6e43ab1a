import CommandTable
import Notation
import Primitives

/// A console of arrays: input comes in the given pieces, as a pipe delivers them.
final class RecordedConsole: Console {
    private var pieces: [[UInt8]]
    private(set) var data: [UInt8] = []
    private(set) var talk: [UInt8] = []
    /// What stood on standard output each time the program was about to wait.
    private(set) var seenBeforeWaiting: [String] = []

    init(_ pieces: [String] = []) { self.pieces = pieces.map { Array($0.utf8) } }

    let showsColour = false
    let isInteractive = false

    var output: String { String(decoding: data, as: UTF8.self) }
    var complaints: String { String(decoding: talk, as: UTF8.self) }

    func write(_ bytes: RawSpan) {
        for offset in 0..<bytes.byteCount { data.append(bytes.byte(at: offset)) }
    }

    func say(_ text: String) { talk += Array((text + "\n").utf8) }

    func complain(_ lines: RawSpan) {
        for offset in 0..<lines.byteCount { talk.append(lines.byte(at: offset)) }
    }

    func read(into buffer: inout [UInt8], mayWait: () -> Void) throws(CommandFailure) -> Int {
        mayWait()
        seenBeforeWaiting.append(output)
        guard !pieces.isEmpty else { return 0 }
        let count = min(buffer.count, pieces[0].count)
        buffer.replaceSubrange(0..<count, with: pieces[0][..<count])
        pieces[0].removeFirst(count)
        if pieces[0].isEmpty { pieces.removeFirst() }
        return count
    }

    func readSecret(prompt: String) throws(CommandFailure) -> String? { nil }
}
