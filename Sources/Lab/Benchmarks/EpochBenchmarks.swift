import Attestation
import EpochReplay
import EpochWorld
import Epochs
import EvidenceLog
import Glibc
import Host
import Maps
import Primitives
import Registry
import Signing
import Storage

/// An epoch of 100 hotspots of the main network computed from a log on disk, all of F: entries against
/// the head, signatures, rules, pay, files. Beside it the signatures alone, and two threads.
func epochBenchmarks() -> [Benchmark] {
    let bench = EpochRun()
    let name = "a day of 100 hotspots, all of F"
    return [
        Benchmark(group: "oracle", name: name, contender: "earshot", operations: 1) {
            bench.outcome(threads: 1)
        },
        Benchmark(group: "oracle", name: name, contender: "two threads", operations: 1) {
            bench.outcome(threads: 2)
        },
        Benchmark(group: "oracle", name: name, contender: "signatures alone", operations: 1) {
            bench.signatures()
        },
    ]
}

/// The log, made when it is first used in a folder of its own.
private final class EpochRun {
    private let folder: String
    private var made: Made?

    private struct Made {
        var log: LogReader<FolderTiles, SHA256>
        let genesis: EpochState
        let signatures: BareSignatures
    }

    init() {
        let place = unsafe getenv("EARSHOT_BENCH_DIR").map { unsafe String(cString: $0) }
        folder = "\(place ?? ".cache")/epoch-bench"
    }

    func outcome(threads: Int) -> UInt64 {
        do {
            var made = try ready()
            let outcome = try EpochReplay.outcome(
                after: made.genesis, in: &made.log, maps: [ShippedMaps.places],
                dividing: ThreadDivision(threads: threads))
            guard let outcome else { preconditionFailure("the made-up day has closed") }
            return outcome.root.hash(by: SHA256.self).words.0
        } catch { fatalError("\(error)") }
    }

    func signatures() -> UInt64 {
        do { return UInt64(try ready().signatures.check()) } catch { fatalError("\(error)") }
    }

    private func ready() throws -> Made {
        if let made { return made }
        Folder.removeAll(folder)
        _ = try EpochWorld(
            seed: 1, hotspots: 100, map: ShippedMaps.places, dividing: ThreadDivision()
        ).write(to: folder, epochs: 1)
        let tiles = FolderTiles(folder)
        guard let head = try tiles.read("checkpoint", limit: SignedNote.greatestBytes) else {
            preconditionFailure("a log that was made has a head")
        }
        var log = try LogReader<FolderTiles, SHA256>(checkpoint: head.rawSpan, from: tiles)
        var entries: [[UInt8]] = []
        try log.entries(0..<log.size) { entries.append([UInt8](copying: $1)) }
        var signatures = BareSignatures()
        for entry in entries { signatures.take(entry, of: entries[0]) }
        let new = Made(log: log, genesis: try genesis(entries[0]), signatures: signatures)
        made = new
        return new
    }

    private func genesis(_ file: [UInt8]) throws -> EpochState {
        let envelope = try SignedStatement(file.rawSpan)
        let network = NetworkID(ofFile: envelope.payload, by: SHA256.self)
        guard
            case .good(let statement) = CheckedStatement.check(
                file, network: network, by: Ed25519.self, hashing: SHA256.self,
                entry: { _ in nil })
        else { preconditionFailure("entry 0 is the network file") }
        return EpochState(
            genesis: try Registry(statement, places: PlaceTables([ShippedMaps.places])))
    }
}
