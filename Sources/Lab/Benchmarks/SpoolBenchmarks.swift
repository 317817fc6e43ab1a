import Glibc
import Primitives
import Seeds
import Spool
import Storage

/// The hotspot's spool on the disk of `EARSHOT_BENCH_DIR`, or else of `.cache`: what a statement of
/// 300 bytes costs until it is on disk, beside the same bytes written bare. The spool has 64 MiB and
/// is full after some rounds: evicting and removing is in the figures.
func spoolBenchmarks() -> [Benchmark] {
    let bench = SpoolBench()
    return [1, 10, 100, 800].flatMap { batch in
        [
            Benchmark(
                group: "hotspot", name: "keep statements, \(batch) a commit", operations: batch
            ) { bench.keep(batch) },
            Benchmark(
                group: "hotspot", name: "keep statements, \(batch) a commit",
                contender: "write+fdatasync", operations: batch
            ) { bench.writeBare(batch) },
        ]
    } + [
        Benchmark(group: "hotspot", name: "forget statements, 100 a commit", operations: 100) {
            bench.keepAndForget(100)
        },
        Benchmark(group: "hotspot", name: "check a record's bytes (300)", operations: 1_000) {
            bench.scan()
        },
        Benchmark(group: "hotspot", name: "open a spool of 10,000 statements", operations: 1) {
            bench.open()
        },
    ]
}

/// A spool in a folder of its own, made when it is first used.
private final class SpoolBench {
    private static let bytes = 300
    private let folder: String
    private var spool: SpoolFiles?
    private var bare: Int32 = -1
    private var bareEnd: off_t = 0
    private let payload: [UInt8]

    init() {
        let place = unsafe getenv("EARSHOT_BENCH_DIR").map { unsafe String(cString: $0) }
        folder = "\(place ?? ".cache")/spool-bench"
        var chance = SeededNumbers(seed: 1)
        payload = chance.bytes(Self.bytes - RecordHeader.overhead)
    }

    private func use<Result>(_ body: (SpoolFiles) throws(SpoolError) -> Result) -> Result {
        do {
            if spool == nil {
                _ = unsafe mkdir(folder, 0o700)
                let limits = try SpoolLimits(bytes: 64 << 20, payload: 4_096)
                spool = try SpoolFiles(
                    directory: folder + "/evidence", limits: limits, kinds: SpoolKinds(held: []))
            }
            guard let spool else { preconditionFailure("no spool") }
            return try body(spool)
        } catch { fatalError("\(error)") }
    }

    func keep(_ count: Int) -> UInt64 {
        let payload = payload
        return use { spool throws(SpoolError) in
            for _ in 0..<count {
                try spool.append(kind: 1, number: spool.highest + 1, payload.rawSpan)
            }
            try spool.commit()
            return spool.keptThrough &+ UInt64(spool.takeEvicted().count)
        }
    }

    func keepAndForget(_ count: Int) -> UInt64 {
        let through = keep(count)
        return use { spool throws(SpoolError) in
            for number in through - UInt64(count) + 1...through { spool.forget(number) }
            try spool.commit()
            return spool.status.totals.acknowledged
        }
    }

    /// One write and one fdatasync of as many bytes, 16 MiB at most in one file.
    func writeBare(_ count: Int) -> UInt64 {
        if bare < 0 || bareEnd > 16 << 20 {
            _ = unsafe mkdir(folder, 0o700)
            if bare >= 0 { close(bare) }
            bare = unsafe Glibc.open(folder + "/bare", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            bareEnd = 0
        }
        let bytes = [UInt8](repeating: 7, count: count * Self.bytes)
        let put = unsafe bytes.withUnsafeBytes { bytes in
            unsafe pwrite(bare, bytes.baseAddress, bytes.count, bareEnd)
        }
        precondition(put == bytes.count && fdatasync(bare) == 0, "the disk does not take bytes")
        bareEnd += off_t(put)
        return UInt64(put)
    }

    private lazy var segment: (header: SegmentHeader, bytes: [UInt8]) = {
        guard let limits = try? SpoolLimits(bytes: 64 << 20, payload: 4_096) else {
            preconditionFailure("limits")
        }
        var journal = SpoolJournal(limits: limits, kinds: SpoolKinds(held: []))
        let payload = payload
        for number in UInt64(1)...800 {
            try? journal.append(kind: 1, number: number, payload.rawSpan)
        }
        let bytes = journal.seal(salt: 1).bytes
        guard let header = try? SegmentHeader(parsing: bytes.rawSpan) else {
            preconditionFailure("a segment without a header")
        }
        return (header, bytes)
    }()

    func scan() -> UInt64 {
        var sum: UInt64 = 0
        let segment = segment
        var left = 1_000
        while left > 0 {
            var scan = SegmentScan(segment.bytes.rawSpan, header: segment.header)
            while left > 0, case .record(let record) = scan.next() {
                sum &+= record.header.number
                left -= 1
            }
        }
        return sum
    }

    /// A spool of 10,000 statements, opened and every record read.
    func open() -> UInt64 {
        let path = folder + "/full"
        do {
            let limits = try SpoolLimits(bytes: 64 << 20, payload: 4_096)
            _ = unsafe mkdir(folder, 0o700)
            let isNew = unsafe access(path, F_OK) != 0
            let spool = try SpoolFiles(
                directory: path, limits: limits, kinds: SpoolKinds(held: []))
            if isNew { try fill(spool) }
            var sum: UInt64 = 0
            try spool.forEachLive { record, payload in sum &+= record.number }
            return sum
        } catch { fatalError("\(error)") }
    }

    private func fill(_ spool: SpoolFiles) throws(SpoolError) {
        let payload = payload
        for number in UInt64(1)...10_000 {
            try spool.append(kind: 1, number: number, payload.rawSpan)
        }
        try spool.commit()
    }
}
