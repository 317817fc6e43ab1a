import EvidenceLog
import Foundation
import Notation
import Primitives
import Seeds
import Signing
import Storage

/// What a driven log said and showed, and what must therefore be there for good.
struct LogClaims: DrivenClaims {
    static let program = "log-drive"

    static func path(in folder: TestFolder) -> String { folder.log }

    /// Who appended each kept entry, by index.
    private(set) var kept: [UInt64] = []
    /// Entries that were asked for and perhaps kept: who, by index.
    private(set) var asked: [UInt64: Set<UInt64>] = [:]
    /// Roots of heads that anybody could have seen, by size.
    private(set) var heads: [UInt64: String] = [:]
    private(set) var failures: [String] = []
    private(set) var contradictions: [String] = []
    private(set) var hasEnded = false
    private var last: (first: UInt64, count: UInt64, seed: UInt64)?

    /// Its first line begins it.
    mutating func begin() {}

    mutating func hear(_ line: Substring) {
        let words = line.split(separator: " ")
        let numbers = words.dropFirst().compactMap { UInt64($0) }
        switch words.first {
        case "open":
            hasEnded = false
            settle(numbers[0])
        case "+":
            last = (numbers[0], numbers[1], numbers[2])
            for index in numbers[0]..<numbers[0] + numbers[1] {
                asked[index, default: []].insert(numbers[2])
            }
        case "kept":
            if let last {
                if last.first != UInt64(kept.count) { contradictions.append("\(line)") }
                kept += Array(repeating: last.seed, count: Int(last.count))
            }
            if numbers[0] != UInt64(kept.count) { contradictions.append("\(line)") }
        case "head": see(numbers[0], String(words[2]))
        case "failed": failures.append(String(line))
        case "end": hasEnded = true
        default: contradictions.append("\(line)")
        }
    }

    /// What was found when the log was opened: at least what was kept, at most what was asked for.
    private mutating func settle(_ size: UInt64) {
        if size < UInt64(kept.count) { contradictions.append("opened with \(size)") }
        guard size > UInt64(kept.count) else { return }
        // The last append was not acknowledged, and is there nevertheless.
        guard let last, last.first == UInt64(kept.count), last.first + last.count == size else {
            return contradictions.append("opened with \(size), \(kept.count) kept")
        }
        kept += Array(repeating: last.seed, count: Int(last.count))
    }

    private mutating func see(_ size: UInt64, _ root: String) {
        if let known = heads[size], known != root {
            contradictions.append("two heads of size \(size)")
        }
        heads[size] = root
    }

    /// A head that stands in the folder may have been seen by anybody.
    mutating func look(in path: String) {
        do {
            guard let log = try TestLog.published(path) else { return }
            see(log.size, Hex.text(of: log.head.root.bytes))
        } catch { contradictions.append("\(error)") }
    }
}

extension LogClaims {
    /// Whether the folder holds what was promised, and goes on from there.
    /// - Returns: what is wrong.
    func faults(in path: String) -> [String] {
        var claims = self
        claims.examine(path)
        return claims.contradictions
    }

    private mutating func examine(_ path: String) {
        do {
            if var reader = try TestLog.published(path) {
                try reader.entries(0..<reader.size) { _, _ in }
            }
            let log = try LogFolder(directory: path, key: TestLog.key)
            settle(log.size)
            var wrong: [UInt64] = []
            let kept = kept
            try log.entries(0..<log.size) { index, bytes in
                let seed = index < UInt64(kept.count) ? kept[Int(index)] : 0
                if [UInt8](copying: bytes) != DrivenEntryBytes.of(index, seed: seed) {
                    wrong.append(index)
                }
            }
            if !wrong.isEmpty { contradictions.append("other entries: \(wrong.prefix(5))") }
            for (size, root) in heads.sorted(by: { $0.key < $1.key }) {
                let isThere = size <= log.size
                if try !isThere || Hex.text(of: log.root(at: size).bytes) != root {
                    contradictions.append("the head of \(size) does not hold any more")
                }
            }
            try log.append([[1], [2], [3]])
            try log.publish(by: TestLog.secret)
            guard var reader = try TestLog.published(path) else {
                return contradictions.append("no head")
            }
            try reader.entries(0..<reader.size) { _, _ in }
            if reader.size != log.size { contradictions.append("published \(reader.size)") }
        } catch { contradictions.append("\(error)") }
    }
}

/// The same bytes as `log-drive` makes of an index.
enum DrivenEntryBytes {
    static func of(_ index: UInt64, seed: UInt64) -> [UInt8] {
        var chance = SeededNumbers(seed: seed << 32 ^ index)
        return chance.bytes(chance.below(90))
    }
}
