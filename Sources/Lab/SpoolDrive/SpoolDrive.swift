import Glibc
import Primitives
import Seeds
import Spool
import Storage

/// spool-drive DIR SEED COMMITS: opens the spool in DIR, or makes it, and drives it by chance
/// through appends, forgets, commits, cleaning and eviction. Says on standard output, before it asks
/// for it, what is appended and forgotten (`+ NUMBER KIND`, `- NUMBER`), and when that is done what
/// is kept (`kept THROUGH`) and what was evicted (`~ NUMBER`). A commit that fails is `failed
/// THROUGH REASON`, where it was appended through, and is tried again with what comes next. Whoever kills it knows what must be there.
@main struct SpoolDrive {
    static func main() {
        let words = CommandLine.arguments.dropFirst()
        guard words.count == 3, let seed = UInt64(words[2]), let commits = Int(words[3]) else {
            print("spool-drive DIR SEED COMMITS")
            exit(2)
        }
        do {
            let limits = try SpoolLimits(
                bytes: 64 << 10, records: 600, payload: DrivenPayload.longest)
            let spool = try SpoolFiles(
                directory: words[1], limits: limits, kinds: SpoolKinds(held: [DrivenRun.held]))
            var run = DrivenRun(spool: spool, seed: seed)
            try run.begin()
            for _ in 0..<commits { run.step() }
            say("end")
        } catch {
            say("cannot: \(error)")
            exit(1)
        }
    }

    static func say(_ line: String) {
        // One call for each: what was said is out, whatever happens next.
        let bytes = [UInt8]((line + "\n").utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
    }
}

/// One run, and what it knows of the spool.
struct DrivenRun {
    static let held: UInt8 = 9

    private let spool: SpoolFiles
    private var chance: SeededNumbers
    private var live: [SpoolRecord] = []
    private var steps = 0

    init(spool: SpoolFiles, seed: UInt64) {
        self.spool = spool
        chance = SeededNumbers(seed: seed)
    }

    mutating func begin() throws(SpoolError) {
        var found: [SpoolRecord] = []
        var isSame = true
        try spool.forEachLive { record, payload in
            found.append(record)
            isSame = isSame && [UInt8](copying: payload) == DrivenPayload.bytes(of: record.number)
        }
        live = found
        SpoolDrive.say("open \(live.count) \(isSame ? "same" : "other")")
    }

    /// Appends and forgets some, and commits.
    mutating func step() {
        var lines: [String] = []
        var additions: [SpoolRecord] = []
        steps += 1
        for _ in 0..<chance.below(12) {
            let number = (additions.last?.number ?? spool.highest) + 1 + UInt64(chance.below(3))
            let kind = chance.below(12) == 0 ? Self.held : UInt8(chance.below(3))
            additions.append(SpoolRecord(kind: kind, number: number))
            lines.append("+ \(number) \(kind)")
        }
        let leaving = choose()
        lines += leaving.map { "- \($0)" }
        SpoolDrive.say(lines.joined(separator: "\n"))
        do {
            for number in leaving { spool.forget(number) }
            for record in additions {
                let bytes = DrivenPayload.bytes(of: record.number)
                try spool.append(kind: record.kind, number: record.number, bytes.rawSpan)
                live.append(record)
            }
            try spool.commit()
            SpoolDrive.say("kept \(spool.keptThrough)")
        } catch {
            // Of what was to be appended, so much was.
            SpoolDrive.say("failed \(spool.highest) \(error)")
        }
        settleEvictions()
    }

    /// Hardly any while the spool fills, then some of the oldest, now and then all but a few; of
    /// those never evicted, all but the last.
    private mutating func choose() -> [UInt64] {
        let isFilling = steps % 80 < 55
        let many =
            isFilling
            ? chance.below(2) : chance.below(10) == 0 ? live.count - 5 : chance.below(30)
        var chosen: [UInt64] = []
        for record in live.prefix(max(0, many)) where chance.below(8) > 0 {
            chosen.append(record.number)
        }
        let held = live.filter { $0.kind == Self.held }.dropLast(2).map(\.number)
        chosen += held.filter { !chosen.contains($0) }
        live.removeAll { chosen.contains($0.number) }
        return chosen
    }

    private mutating func settleEvictions() {
        let evicted = spool.takeEvicted().map(\.number)
        guard !evicted.isEmpty else { return }
        live.removeAll { evicted.contains($0.number) }
        SpoolDrive.say(evicted.map { "~ \($0)" }.joined(separator: "\n"))
    }
}
