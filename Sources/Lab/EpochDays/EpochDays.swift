import Attestation
import EpochReplay
import EpochWorld
import Epochs
import EvidenceLog
import Glibc
import Maps
import Notation
import Primitives
import Registry
import Signing
import Storage
import Units

/// Days of very many hotspots: makes their log, and computes its epochs. For `script/soak replay`;
/// each order is a process of its own, so that its memory is its own.
///
///     epoch-days make DIR HOTSPOTS EPOCHS [SEED]
///     epoch-days replay DIR EPOCHS [THREADS]
///     epoch-days bare DIR
///     epoch-days look DIR LOOKS
///
/// `replay` computes the epochs from genesis, writes their files below DIR/computed, and prints a line
/// of JSON for each: milliseconds by step, of the wall and of processors, and memory at most. `bare`
/// prints how long the signatures of the log alone take. `look` reads epoch 0 in so many parts, as an
/// oracle does while it is open, and after each says what is known of its reports, and how long that
/// took.
@main enum EpochDays {
    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let numbers = words.dropFirst(2).compactMap { UInt64($0) }
        guard words.count >= 2, numbers.count == words.count - 2 else { misused() }
        if words[0] == "make", numbers.count == 2 || numbers.count == 3 {
            try make(words[1], numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 1)
        } else if words[0] == "replay", numbers.count == 1 || numbers.count == 2 {
            try replay(words[1], numbers[0], numbers.count > 1 ? Int(numbers[1]) : 2)
        } else if words[0] == "bare", numbers.isEmpty {
            try bare(words[1])
        } else if words[0] == "look", numbers.count == 1, numbers[0] > 0 {
            try look(words[1], numbers[0])
        } else {
            misused()
        }
    }

    private static func misused() -> Never {
        print("usage: epoch-days make DIR HOTSPOTS EPOCHS [SEED]")
        print("       epoch-days replay DIR EPOCHS [THREADS]")
        print("       epoch-days bare DIR")
        print("       epoch-days look DIR LOOKS")
        exit(2)
    }

    static func make(_ folder: String, _ hotspots: UInt64, _ epochs: UInt64, _ seed: UInt64) throws
    {
        let watch = Watch()
        let world = EpochWorld(
            seed: seed, hotspots: Int(hotspots), map: ShippedMaps.places,
            dividing: ThreadDivision())
        let counts = try world.write(to: folder, epochs: epochs)
        line([
            ("hotspots", .integer(Int64(hotspots))), ("entries", integer(counts.entries)),
            ("bytes", integer(counts.bytes)), ("beacons", integer(counts.beacons)),
            ("reports", integer(counts.reports)), ("seals", integer(counts.seals)),
            ("bundles", integer(counts.bundles)), ("ms", milliseconds(watch.seconds)),
            ("peak_mib", integer(Watch.peakMebibytes)),
        ])
    }

    static func replay(_ folder: String, _ epochs: UInt64, _ threads: Int) throws {
        var log = try reader(folder)
        var state = EpochState(
            genesis: try Registry(file(&log), places: PlaceTables([ShippedMaps.places])))
        let results = folder + "/computed"
        _ = unsafe mkdir(results, 0o755)
        for _ in 0..<epochs {
            let whole = Watch()
            var steps = Steps()
            let first = state.position
            let outcome = try EpochReplay.outcome(
                after: state, in: &log, maps: [ShippedMaps.places],
                dividing: ThreadDivision(threads: threads)
            ) { steps.begin($0.rawValue) }
            guard let outcome else { throw EpochDaysError.notClosed(state.next) }
            steps.begin("write")
            try EpochFolder(in: results).write(outcome, result: [])
            steps.end()
            line([
                ("epoch", integer(outcome.epoch.number)), ("threads", .integer(Int64(threads))),
                ("entries", integer(outcome.root.logSize - first)),
                ("root", .string(outcome.root.hash(by: SHA256.self).hexText)),
                ("ms", milliseconds(whole.seconds)), ("cpu_ms", milliseconds(whole.cpu)),
                ("peak_mib", integer(Watch.peakMebibytes)),
                (
                    "steps",
                    .object(
                        steps.all.map {
                            ($0.name, .array([milliseconds($0.seconds), milliseconds($0.cpu)]))
                        })
                ),
                (
                    "files",
                    .object(
                        outcome.stages.map { ($0.name.rawValue, .integer(Int64($0.bytes.count))) })
                ),
            ])
            state = outcome.next
        }
    }

    /// Signatures that F checks, and nothing else: laid out first, then checked by one thread.
    static func bare(_ folder: String) throws {
        var log = try reader(folder)
        let file = try file(&log).bytes
        var (count, cpu): (UInt64, Double) = (0, 0)
        var next: UInt64 = 0
        while next < log.size {
            let end = min(log.size, next + 8_192)
            var entries: [[UInt8]] = []
            try log.entries(next..<end) { entries.append([UInt8](copying: $1)) }
            var signatures = BareSignatures()
            for entry in entries { signatures.take(entry, of: file) }
            let watch = Watch()
            count += UInt64(signatures.check())
            cpu += watch.cpu
            next = end
        }
        line([
            ("signatures", integer(count)), ("cpu_ms", milliseconds(cpu)),
            ("each_ns", .integer(Int64(cpu / Double(max(1, count)) * 1e9))),
        ])
    }

    static func reader(_ folder: String) throws -> LogReader<FolderTiles, SHA256> {
        let tiles = FolderTiles(folder)
        guard let head = try tiles.read("checkpoint", limit: SignedNote.greatestBytes) else {
            throw EpochDaysError.noLog(folder)
        }
        return try LogReader(checkpoint: head.rawSpan, from: tiles)
    }

    /// Log entry 0.
    static func file(_ log: inout LogReader<FolderTiles, SHA256>) throws -> CheckedStatement {
        let bundle = try log.bundle(0)
        let bytes = [UInt8](copying: bundle.entry(0))
        guard let network = network(of: bytes),
            case .good(let file) = CheckedStatement.check(
                bytes, network: network, by: Ed25519.self, hashing: SHA256.self,
                entry: { _ in nil })
        else { throw EpochDaysError.noLog("entry 0") }
        return file
    }

    private static func network(of file: [UInt8]) -> NetworkID? {
        guard let envelope = try? SignedStatement(file.rawSpan) else { return nil }
        return NetworkID(ofFile: envelope.payload, by: SHA256.self)
    }

    static func integer(_ number: UInt64) -> JSON { .integer(Int64(clamping: number)) }

    static func milliseconds(_ seconds: Double) -> JSON { .integer(Int64(seconds * 1_000)) }

    static func line(_ members: [(String, JSON)]) {
        print(JSON.object(members).text)
        fflush(nil)
    }
}

enum EpochDaysError: Error {
    case noLog(String)
    case notClosed(Epoch)
}
