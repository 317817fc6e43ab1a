import Foundation
import Glibc
import Host
import Primitives
import Spool
import Testing

@testable import Storage

@Suite("Spool: a disk that is full, read-only or failing")
struct DiskErrorTests {
    /// Name, shim settings, what the failures must say; empty for those that a commit gets over.
    static let rows: [(name: String, faults: [String: String], says: String)] = [
        ("full, in the middle of a write", fault("write", 12, 20, ENOSPC), "no room is left"),
        ("full, when a segment is begun", fault("create", 9, 6, ENOSPC), "no room is left"),
        ("quota", fault("write", 12, 9, EDQUOT), "quota"),
        ("read-only", fault("write", 12, 9, EROFS), "read-only"),
        ("read-only, when a segment is begun", fault("create", 9, 6, EROFS), "read-only"),
        ("not permitted", fault("create", 9, 6, EACCES), "may not create"),
        ("one sync fails", fault("sync", 25, 1, EIO), ""),
        ("syncs fail for a while", fault("sync", 25, 9, EIO), "the disk failed to bring to disk"),
        ("a sync says that the disk is full", fault("sync", 26, 1, ENOSPC), "no room is left"),
        ("one write fails", fault("write", 12, 1, EIO), ""),
        ("writes fail for a while", fault("write", 12, 9, EIO), "the disk failed to write"),
        ("renames fail", fault("rename", 5, 3, EIO), "the disk failed to rename"),
        ("files are not removed", fault("unlink", 1, 5, EIO), ""),
    ]

    static func fault(_ call: String, _ at: Int, _ many: Int, _ number: Int32) -> [String: String] {
        [
            "FAULT_CALL": call, "FAULT_AT": "\(at)", "FAULT_FOR": "\(many)",
            "FAULT_HOW": "\(number)",
        ]
    }

    @Test("loses nothing, is named, and goes on when it is over", arguments: rows)
    func row(name: String, faults: [String: String], says: String) throws {
        var run = FaultedRun<SpoolClaims>()
        try run.drive(seed: 4, steps: 90, faults)
        #expect(run.claims.hasEnded && run.exitCode == 0)
        #expect(run.claims.failures.isEmpty == says.isEmpty, "\(run.claims.failures)")
        for failure in run.claims.failures { #expect(failure.contains(says), "\(failure)") }
        #expect(run.claims.commits >= 80 - run.claims.failures.count)
        #expect(run.faults == [])
    }

    @Test("and power loss then, with any part of what was not synced lost", arguments: rows)
    func powerLoss(name: String, faults: [String: String], says: String) throws {
        var run = FaultedRun<SpoolClaims>()
        try run.driveTraced(seed: 4, steps: 30, faults)
        let trace = try run.traced()
        try PowerLoss.check(trace, .anything, of: SpoolClaims.self)
        try PowerLoss.check(trace, .nothing, of: SpoolClaims.self)
    }

    @Test("a read that fails once is tried again, block by block", arguments: 1...12)
    func read(at: Int) throws {
        var run = try #require(try KillTests.runs?.torn.copy())
        try run.drive(seed: 5, steps: 30, Self.fault("read", 3 * at, 1, EIO))
        #expect(run.claims.hasEnded && run.claims.failures == [])
        #expect(run.faults == [])
    }

    @Test("after a failed sync the file is left, and its last block's records are written again")
    func abandons() throws {
        var run = FaultedRun<SpoolClaims>()
        try run.driveTraced(seed: 4, steps: 30, Self.fault("sync", 25, 1, EIO))
        let trace = try run.traced()
        var written: [Substring] = []
        for line in trace where line.hasPrefix("write ") && !line.contains(" lock ") {
            written.append(line.split(separator: " ")[1])
        }
        // No file is written to again after another one was.
        var done: Set<Substring> = []
        for (before, after) in zip(written, written.dropFirst()) {
            let base = { (name: Substring) in name.prefix(14) }
            if base(before) != base(after) { done.insert(base(before)) }
            #expect(!done.contains(base(after)))
        }
    }
}

@Suite("Spool: opening what is not ours to open") struct SpoolOpeningTests {
    static let kinds = SpoolKinds(held: [])

    private func limits() throws -> SpoolLimits { try SpoolLimits(bytes: 1 << 20, payload: 1_000) }

    @Test("a second writer is refused, and told who has it; a reader is not")
    func locked() throws {
        let folder = TestFolder()
        let spool = try SpoolFiles(
            directory: folder.spool, limits: try limits(), kinds: Self.kinds)
        try spool.append(kind: 1, number: 1, [1, 2, 3].rawSpan)
        try spool.commit()
        let refusal = #expect(throws: SpoolError.self) {
            _ = try SpoolFiles(directory: folder.spool, limits: try limits(), kinds: Self.kinds)
        }
        guard case .locked(let path, let process, let name) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(path == folder.spool && process == getpid() && !name.isEmpty)
        #expect("\(SpoolError.locked(path: path, by: process, name: name))".contains("(process "))
        #expect(try SpoolCheck(directory: folder.spool).records == 1)
    }

    @Test("a folder that others may write in is refused; a new one and its files are closed")
    func rights() throws {
        let folder = TestFolder()
        let before = umask(0)
        defer { umask(before) }
        let spool = try SpoolFiles(
            directory: folder.spool, limits: try limits(), kinds: Self.kinds)
        try spool.append(kind: 1, number: 1, [1].rawSpan)
        try spool.commit()
        #expect(mode(folder.spool) == 0o700)
        #expect(mode(folder.spool + "/00000001.spool") == 0o600)
        #expect(mode(folder.spool + "/lock") == 0o600)
        let open = TestFolder()
        #expect(unsafe mkdir(open.spool, 0o777) == 0)
        #expect(throws: SpoolError.unsafeFolder(path: open.spool)) {
            _ = try SpoolFiles(directory: open.spool, limits: try limits(), kinds: Self.kinds)
        }
    }

    private func mode(_ path: String) -> UInt32 {
        var about = stat()
        let result = unsafe stat(path, &about)
        return result == 0 ? about.st_mode & 0o777 : 0
    }

    @Test("a folder without a parent, a file, and a newer version are named")
    func named() throws {
        let folder = TestFolder()
        let far = folder.path + "/no/spool"
        #expect(throws: SpoolError.noFolder(path: far)) {
            _ = try SpoolFiles(directory: far, limits: try limits(), kinds: Self.kinds)
        }
        #expect(throws: SpoolError.missingFile(path: far)) { _ = try SpoolCheck(directory: far) }
        try Data().write(to: URL(fileURLWithPath: folder.path + "/file"))
        #expect(throws: SpoolError.self) {
            _ = try SpoolFiles(
                directory: folder.path + "/file", limits: try limits(), kinds: Self.kinds)
        }
        #expect(unsafe mkdir(folder.spool, 0o700) == 0)
        #expect(throws: SpoolError.noSpool(path: folder.spool)) {
            _ = try SpoolCheck(directory: folder.spool)
        }
    }

    @Test("nothing is written when nothing was appended")
    func idle() throws {
        let folder = TestFolder()
        let spool = try SpoolFiles(
            directory: folder.spool, limits: try limits(), kinds: Self.kinds)
        for _ in 0..<100 { try spool.commit() }
        #expect(spool.status.writes == 0 && folder.segments == [])
        try spool.append(kind: 1, number: 1, [1].rawSpan)
        for _ in 0..<100 { try spool.commit() }
        #expect(spool.status.writes == 1)
    }

    @Test("what every refusal says is a whole sentence with what to do")
    func sentences() {
        let path = "/var/lib/earshot/evidence"
        let errors: [SpoolError] = [
            .locked(path: path, by: 1, name: "x"), .locked(path: path, by: nil, name: ""),
            .noFolder(path: path), .unsafeFolder(path: path), .missingFile(path: path),
            .noSpool(path: path), .notPermitted(.open, path: path), .readOnly(path: path),
            .diskFull(path: path), .quotaReached(path: path), .otherVersion(path: path, 2),
            .tooManySegments(path: path, 5_000),
            .diskFailed(.sync, path: path, SystemError(number: EIO)),
            .failed(.read, path: path, SystemError(number: EMFILE)),
        ]
        for error in errors { #expect("\(error)".contains(path) && "\(error)".count > 40) }
    }
}
