import EvidenceLog
import Foundation
import Glibc
import Host
import Primitives
import Seeds
import Signing
import Testing

@testable import Storage

@Suite("Log folder: a disk that is full, read-only or failing")
struct LogDiskErrorTests {
    /// Name, shim settings, what the failures must say.
    static let rows: [(name: String, faults: [String: String], says: String)] = [
        ("full, in the middle of a write", fault("write", 12, 20, ENOSPC), "no room is left"),
        ("full, when files are made", fault("create", 5, 6, ENOSPC), "no room is left"),
        ("full, when folders are made", fault("folder", 2, 3, ENOSPC), "no room is left"),
        ("quota", fault("write", 12, 9, EDQUOT), "quota"),
        ("read-only", fault("write", 12, 9, EROFS), "read-only"),
        ("read-only, when files are made", fault("create", 5, 6, EROFS), "read-only"),
        ("not permitted", fault("create", 5, 6, EACCES), "may not create"),
        ("one sync fails", fault("sync", 12, 1, EIO), "the disk failed to bring to disk"),
        ("syncs fail for a while", fault("sync", 12, 9, EIO), "the disk failed to bring to disk"),
        ("a sync says that the disk is full", fault("sync", 13, 1, ENOSPC), "no room is left"),
        ("one write fails", fault("write", 12, 1, EIO), "the disk failed to write"),
        ("writes fail for a while", fault("write", 12, 9, EIO), "the disk failed to write"),
        ("renames fail", fault("rename", 3, 4, EIO), "the disk failed to rename"),
        ("files are not removed", fault("unlink", 1, 5, EIO), ""),
    ]

    static func fault(_ call: String, _ at: Int, _ many: Int, _ number: Int32) -> [String: String] {
        DiskErrorTests.fault(call, at, many, number)
    }

    @Test("loses nothing, is named, and goes on when it is over", arguments: rows)
    func row(name: String, faults: [String: String], says: String) throws {
        var run = FaultedRun<LogClaims>()
        try run.drive(seed: 4, steps: 60, faults)
        #expect(run.claims.hasEnded)
        #expect(run.claims.failures.isEmpty == says.isEmpty, "\(run.claims.failures)")
        for failure in run.claims.failures { #expect(failure.contains(says), "\(failure)") }
        #expect(run.claims.kept.count > 300)
        #expect(run.faults == [])
    }

    @Test(
        "and power loss then, with any part of what was not synced lost",
        arguments: rows.filter { ["folder", "sync", "rename"].contains($0.faults["FAULT_CALL"]) })
    func powerLoss(name: String, faults: [String: String], says: String) throws {
        var run = FaultedRun<LogClaims>()
        try run.driveTraced(seed: 4, steps: 16, faults)
        let trace = try run.traced()
        try PowerLoss.check(trace, .anything, of: LogClaims.self)
        try PowerLoss.check(trace, .nothing, of: LogClaims.self)
    }
}

@Suite("Log folder: power loss after every call, with any part of what was not synced lost")
struct LogPowerLossTests {
    static let trace = try? PowerLoss.trace(of: LogClaims.self, killedAt: 62, steps: (60, 20))

    @Test(
        "what was kept is there, and no head that could be seen is contradicted",
        arguments: 0..<4)
    func anywhere(fate: Int) throws {
        let trace = try #require(Self.trace)
        #expect(trace.count > 300)
        try PowerLoss.check(trace, PowerLoss.Fate.allCases[fate], of: LogClaims.self)
    }
}

@Suite("Log folder: opening what is not ours to open, or is damaged")
struct LogOpeningTests {
    @Test("a second writer is refused and told who has it; readers are not")
    func locked() throws {
        let folder = TestFolder()
        let log = try TestLog.open(folder)
        try log.append(TestLog.entries(0..<9))
        try log.publish(by: TestLog.secret)
        let refusal = #expect(throws: LogFolderError.self) { _ = try TestLog.open(folder) }
        guard case .disk(.locked(let path, let process, let name)) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(path == folder.log + "/journal" && process == getpid() && !name.isEmpty)
        #expect(try TestLog.published(folder.log)?.size == 9)
        #expect(log.size == 9)
    }

    @Test("a folder that others may write in is refused; the journal is closed, the rest is open")
    func rights() throws {
        let folder = TestFolder()
        let before = umask(0o022)
        defer { umask(before) }
        let log = try TestLog.open(folder)
        try log.append(TestLog.entries(0..<9))
        try log.publish(by: TestLog.secret)
        for (name, mode) in [
            ("", 0o755), ("/journal", 0o700), ("/journal/lock", 0o600), ("/checkpoint", 0o644),
            ("/tile/0/000.p/9", 0o644), ("/tile/entries", 0o755),
        ] as [(String, UInt32)] {
            #expect(Self.mode(folder.log + name) == mode, "\(name)")
        }
        let open = TestFolder()
        #expect(unsafe mkdir(open.log, 0o777) == 0)
        #expect(unsafe chmod(open.log, 0o777) == 0)
        #expect(throws: LogFolderError.disk(.unsafeFolder(path: open.log))) {
            _ = try TestLog.open(open)
        }
        let far = open.path + "/no/log"
        #expect(throws: LogFolderError.disk(.noFolder(path: far))) {
            _ = try LogFolder(directory: far, key: TestLog.key)
        }
    }

    private static func mode(_ path: String) -> UInt32 {
        var about = stat()
        let result = unsafe stat(path, &about)
        return result == 0 ? about.st_mode & 0o777 : 0
    }

    /// A log with a published part and a part that only the journal has.
    private func made(isPublished: Bool = true) throws -> TestFolder {
        let folder = TestFolder(isInMemory: true)
        let log = try TestLog.open(folder)
        try log.append(TestLog.entries(0..<600))
        if isPublished { try log.publish(by: TestLog.secret) }
        for index in 600..<640 as Range<UInt64> { try log.append([TestLog.entry(index)]) }
        return folder
    }

    private func refusal(_ folder: TestFolder) -> LogFolderError? {
        do throws(LogFolderError) {
            _ = try TestLog.open(folder)
            return nil
        } catch {
            // A process that another test starts has this one's files until it is itself.
            if case .disk(.locked) = error {
                usleep(2_000)
                return refusal(folder)
            }
            #expect(error.description.contains(folder.log) && error.description.count > 40)
            return error
        }
    }

    private func change(_ file: String, _ body: (inout [UInt8]) -> Void) throws {
        let place = URL(fileURLWithPath: file)
        var bytes = [UInt8](try Data(contentsOf: place))
        body(&bytes)
        try Data(bytes).write(to: place)
    }

    @Test("another log's head, and a head with a changed byte, are refused")
    func heads() throws {
        let folder = try made()
        let other = NoteKey(
            name: "earshot/fedcba9876543210/test", key: TestLog.secret.publicKey, by: SHA256.self)
        #expect(throws: LogFolderError.self) {
            _ = try LogFolder(directory: folder.log, key: other)
        }
        #expect(refusal(folder) == nil)
        try change(folder.log + "/checkpoint") { $0[$0.count - 10] ^= 1 }
        guard case .otherLog = refusal(folder) else {
            Issue.record("opened")
            return
        }
    }

    @Test("a damaged tile at the edge is refused, named")
    func tiles() throws {
        for (name, code) in [
            ("tile/0/002.p/88", TileFault.Code.otherRoot), ("tile/1/000.p/2", .otherRoot),
            ("tile/entries/002.p/88", .otherEntry),
        ] {
            let folder = try made()
            try change("\(folder.log)/\(name)") { $0[$0.count - 1] ^= 1 }
            guard case .broken(_, let fault) = refusal(folder) else {
                Issue.record("\(name)")
                continue
            }
            #expect(fault.code == code, "\(fault)")
        }
    }

    @Test("every flipped bit of the journal is found, but in its last batch, which may be torn")
    func journal() throws {
        let folder = try made(isPublished: false)
        let name = try #require(folder.names("log/journal").first { $0 != "lock" })
        let path = "\(folder.log)/journal/\(name)"
        let good = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let last = good.count - 2 - TestLog.entry(639).count - JournalBatch.headCount
        for place in stride(from: 0, to: last, by: 997) {
            try change(path) { $0[place] ^= 1 << UInt8(place & 7) }
            let error = refusal(folder)
            guard case .journal = error else {
                Issue.record("byte \(place): \(String(describing: error))")
                continue
            }
            try Data(good).write(to: URL(fileURLWithPath: path))
        }
        try change(path) { $0[last + 20] ^= 1 }
        #expect(try TestLog.open(folder).size == 639)
    }

    @Test("a journal whose first segment is gone is refused")
    func gap() throws {
        let folder = try made()
        try FileManager.default.moveItem(
            atPath: folder.log + "/checkpoint", toPath: folder.log + "/away")
        try FileManager.default.removeItem(atPath: folder.log + "/away")
        // The journal's only segment begins with entry 0, so this is whole; one that begins later
        // is not.
        #expect(try TestLog.open(folder).size == 640)
        let late = TestFolder(isInMemory: true)
        let log = try LogFolder(
            directory: late.log, key: TestLog.key,
            limits: LogFolderLimits(segment: 500, tidy: 100, waiting: 1 << 20))
        for index in 0..<20 as Range<UInt64> { try log.append([TestLog.entry(index)]) }
        let names = late.names("log/journal").filter { $0 != "lock" }
        #expect(names.count > 3)
        let copy = TestFolder(isInMemory: true)
        try FileManager.default.copyItem(atPath: late.log, toPath: copy.log)
        try FileManager.default.removeItem(atPath: "\(copy.log)/journal/\(names[1])")
        guard case .journal(_, .gap) = refusal(copy) else {
            Issue.record("opened")
            return
        }
    }
}
