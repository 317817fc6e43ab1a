import EvidenceLog
import Glibc
import Notation
import Primitives
import Seeds
import Signing
import Storage

/// log-drive DIR SEED STEPS: opens the log in DIR, or makes it, and drives it by chance through
/// appends, heads, failures and reopening. Says on standard output, before it asks for it, what is
/// appended (`+ FIRST COUNT SEED`: entries that `DrivenEntry` makes of seed and index), and when that
/// is done that it is kept (`kept SIZE`), and each head that it could show (`head SIZE ROOT`). What
/// fails is `failed REASON`. Whoever kills it knows what must be there.
///
/// log-drive fill DIR COUNT: appends so many entries of 300 bytes to a new log, 1,000 a commit, with a
/// head after each 10,000, and says how fast that was and how much memory it took.
@main struct LogDrive {
    static func main() {
        let words = CommandLine.arguments.dropFirst()
        if words.count == 3, words[1] == "fill", let count = Int(words[3]) {
            return Filling.run(words[2], count)
        }
        guard words.count == 3, let seed = UInt64(words[2]), let steps = Int(words[3]) else {
            print("log-drive DIR SEED STEPS, or log-drive fill DIR COUNT")
            exit(2)
        }
        let run = DrivenLog(directory: words[1], seed: seed)
        for _ in 0..<steps { run.step() }
        run.publish()
        say("end")
    }

    static func say(_ line: String) {
        // One call for each: what was said is out, whatever happens next.
        let bytes = [UInt8]((line + "\n").utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
    }
}

/// What stands in a driven entry: known to whoever knows its index and who appended it.
enum DrivenEntry {
    static func bytes(_ index: UInt64, seed: UInt64) -> [UInt8] {
        var chance = SeededNumbers(seed: seed << 32 ^ index)
        return chance.bytes(chance.below(90))
    }
}

/// One run of a log.
final class DrivenLog {
    private let directory: String
    private let seed: UInt64
    private var chance: SeededNumbers
    private var log: LogFolder?
    private let secret: SecretKey
    private let key: NoteKey
    /// So small that a short run does all that a log does.
    private static let limits = LogFolderLimits(segment: 16_384, tidy: 6_000, waiting: 9_000)

    init(directory: String, seed: UInt64) {
        self.directory = directory
        self.seed = seed
        chance = SeededNumbers(seed: seed)
        guard let secret = SecretKey(seed: [UInt8](repeating: 9, count: 32).rawSpan) else {
            preconditionFailure("32 bytes are a seed")
        }
        key = NoteKey(
            name: "earshot/0123456789abcdef/test", key: secret.publicKey, by: SHA256.self)
        self.secret = secret
    }

    /// Appends some, or publishes.
    func step() {
        if chance.below(5) == 0 { return publish() }
        let count = 1 + chance.below(chance.below(6) == 0 ? 200 : 12)
        use { log throws(LogFolderError) in
            let first = log.size
            let entries = (0..<UInt64(count)).map { DrivenEntry.bytes(first + $0, seed: seed) }
            LogDrive.say("+ \(first) \(count) \(seed)")
            try log.append(entries)
            LogDrive.say("kept \(log.size)")
        }
    }

    func publish() {
        use { log throws(LogFolderError) in
            let note = try log.publish(by: secret)
            guard let head = try? Checkpoint(text: note.text) else { return }
            LogDrive.say("head \(head.size) \(Hex.text(of: head.root.bytes))")
        }
    }

    /// With the log, which is opened if it is not, as a daemon does after a failure.
    private func use(_ body: (LogFolder) throws(LogFolderError) -> Void) {
        do throws(LogFolderError) {
            if log == nil {
                let opened = try LogFolder(directory: directory, key: key, limits: Self.limits)
                log = opened
                LogDrive.say("open \(opened.size)")
            }
            if let log { try body(log) }
        } catch {
            LogDrive.say("failed \(error)")
            if case .stopped = error { log = nil }
        }
    }
}
