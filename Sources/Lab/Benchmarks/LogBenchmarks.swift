import EvidenceLog
import Glibc
import Host
import Primitives
import Seeds
import Signing
import Storage

/// The evidence log on the disk of `EARSHOT_BENCH_DIR`, or else of `.cache`: what a statement of 300
/// bytes costs until it is durable, with its hashes, its tiles and a signed head after each 10,000,
/// beside the same bytes written bare.
func logBenchmarks() -> [Benchmark] {
    let bench = LogBench()
    return [1, 10, 100, 1_000].flatMap { batch in
        [
            Benchmark(
                group: "oracle", name: "log statements, \(batch) a commit", operations: batch
            ) { bench.append(batch) },
            Benchmark(
                group: "oracle", name: "log statements, \(batch) a commit",
                contender: "write+fdatasync", operations: batch
            ) { bench.writeBare(batch) },
        ]
    } + [
        Benchmark(group: "oracle", name: "hash entries into a frontier", operations: 1_000) {
            bench.frontier()
        },
        Benchmark(group: "oracle", name: "hash entries into tiles", operations: 1_000) {
            bench.tiles()
        },
        Benchmark(group: "oracle", name: "read and check entries of a log", operations: 256) {
            bench.read()
        },
        Benchmark(group: "oracle", name: "prove inclusion from tiles", operations: 1) {
            bench.prove()
        },
    ]
}

/// A log in a folder of its own, made when it is first used.
private final class LogBench {
    private let folder: String
    private var log: LogFolder?
    private let secret: SecretKey
    private let key: NoteKey
    private let entries: [[UInt8]]
    private var bare: Int32 = -1
    private var bareEnd: off_t = 0
    private var next: UInt64 = 0
    private var isMade = false
    private var edge = TreeEdge<SHA256>()
    private var reader: LogReader<FolderTiles, SHA256>?

    init() {
        let place = unsafe getenv("EARSHOT_BENCH_DIR").map { unsafe String(cString: $0) }
        folder = "\(place ?? ".cache")/log-bench"
        guard let secret = SecretKey(seed: [UInt8](repeating: 9, count: 32).rawSpan) else {
            preconditionFailure("32 bytes are a seed")
        }
        key = NoteKey(
            name: "earshot/0123456789abcdef/bench", key: secret.publicKey, by: SHA256.self)
        self.secret = secret
        var chance = SeededNumbers(seed: 1)
        entries = (0..<1_000).map { _ in chance.bytes(300) }
    }

    private func opened() throws(LogFolderError) -> LogFolder {
        if let log { return log }
        makeFolder()
        let new = try LogFolder(directory: folder + "/log", key: key)
        log = new
        return new
    }

    /// What an earlier run left is taken away once.
    private func makeFolder() {
        if !isMade { Folder.removeAll(folder) }
        isMade = true
        _ = unsafe mkdir(folder, 0o755)
    }

    func append(_ count: Int) -> UInt64 {
        do {
            let log = try opened()
            let first = try log.append(Array(entries[..<count]))
            if log.size - log.publishedSize >= 10_000 { try log.publish(by: secret) }
            return first
        } catch { fatalError("\(error)") }
    }

    /// One write and one fdatasync of as many bytes, 16 MiB at most in one file.
    func writeBare(_ count: Int) -> UInt64 {
        if bare < 0 || bareEnd > 16 << 20 {
            makeFolder()
            if bare >= 0 { close(bare) }
            bare = unsafe Glibc.open(folder + "/bare", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            bareEnd = 0
        }
        let bytes = [UInt8](repeating: 7, count: count * 300)
        let put = unsafe bytes.withUnsafeBytes { bytes in
            unsafe pwrite(bare, bytes.baseAddress, bytes.count, bareEnd)
        }
        precondition(put == bytes.count && fdatasync(bare) == 0, "the disk does not take bytes")
        bareEnd += off_t(put)
        return UInt64(put)
    }

    func frontier() -> UInt64 {
        var frontier = TreeFrontier<SHA256>()
        for entry in entries {
            frontier.append(TreeHash.leaf(entry.rawSpan, by: SHA256.self))
        }
        return frontier.root.words.0
    }

    func tiles() -> UInt64 {
        var full: UInt64 = 0
        for entry in entries {
            edge.append(TreeHash.leaf(entry.rawSpan, by: SHA256.self)) { _, tile in
                full &+= UInt64(tile.bytes.count)
            }
        }
        return full &+ edge.size
    }

    /// The published log of 100,000 entries that is read.
    private func published() throws -> LogReader<FolderTiles, SHA256> {
        if let reader { return reader }
        makeFolder()
        let path = folder + "/read"
        let log = try LogFolder(directory: path, key: key)
        for _ in 0..<100 { try log.append(entries) }
        let note = try log.publish(by: secret)
        return try LogReader(checkpoint: note.bytes.rawSpan, from: FolderTiles(path))
    }

    func read() -> UInt64 {
        do {
            var reader = try published()
            let bundle = try reader.bundle(next % 390)
            next += 1
            self.reader = reader
            return UInt64(bundle.bytes.count)
        } catch { fatalError("\(error)") }
    }

    func prove() -> UInt64 {
        do {
            var reader = try published()
            next += 7_919
            let proof = try reader.proof(of: next % 100_000)
            self.reader = reader
            return UInt64(proof.path.count)
        } catch { fatalError("\(error)") }
    }
}
