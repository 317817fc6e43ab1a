import EvidenceLog
import Glibc
import Primitives
import Seeds
import Signing
import Storage
import Units

/// A log of many entries, for figures.
enum Filling {
    private static let batch = 1_000

    static func run(_ directory: String, _ count: Int) {
        guard let secret = SecretKey(seed: [UInt8](repeating: 9, count: 32).rawSpan) else {
            preconditionFailure("32 bytes are a seed")
        }
        let key = NoteKey(
            name: "earshot/0123456789abcdef/test", key: secret.publicKey, by: SHA256.self)
        var chance = SeededNumbers(seed: 1)
        var entries = (0..<batch).map { _ in chance.bytes(300) }
        do throws(LogFolderError) {
            let log = try LogFolder(directory: directory, key: key)
            let start = seconds()
            while log.size < count {
                // No two entries alike.
                for place in entries.indices { entries[place].append(bigEndian: log.size) }
                try log.append(entries)
                for place in entries.indices { entries[place].removeLast(8) }
                if log.size % 10_000 == 0 { try log.publish(by: secret) }
            }
            try log.publish(by: secret)
            let spent = seconds() - start
            LogDrive.say(
                "\(log.size) entries in \(Int(spent * 1_000)) ms, "
                    + "\(Int(Double(log.size) / spent)) a second, peak \(peakMebibytes()) MiB")
        } catch { LogDrive.say("cannot: \(error)") }
    }

    private static func seconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func peakMebibytes() -> Int {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1_024
    }
}
