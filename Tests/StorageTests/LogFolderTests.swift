import EvidenceLog
import Foundation
import Primitives
import Seeds
import Signing
import Storage
import Testing

/// A log of made-up entries for tests.
enum TestLog {
    static let secret: SecretKey = {
        guard let key = SecretKey(seed: [UInt8](repeating: 9, count: 32).rawSpan) else {
            preconditionFailure("32 bytes are a seed")
        }
        return key
    }()

    static let key = NoteKey(
        name: "earshot/0123456789abcdef/test", key: secret.publicKey, by: SHA256.self)

    /// The bytes of an entry are known to whoever knows its index.
    static func entry(_ index: UInt64) -> [UInt8] {
        var numbers = SeededNumbers(seed: index)
        return numbers.bytes(numbers.below(300))
    }

    static func entries(_ range: Range<UInt64>) -> [[UInt8]] { range.map(entry) }

    static func root(_ size: UInt64) -> Hash256 {
        var frontier = TreeFrontier<SHA256>()
        for index in 0..<size {
            let entry = entry(index)
            frontier.append(TreeHash.leaf(entry.rawSpan, by: SHA256.self))
        }
        return frontier.root
    }

    static func open(_ folder: TestFolder) throws(LogFolderError) -> LogFolder {
        try LogFolder(directory: folder.log, key: key)
    }

    /// What is wrong with what is published in the folder; nil when there is no head.
    static func published(_ path: String) throws -> LogReader<FolderTiles, SHA256>? {
        let tiles = FolderTiles(path)
        guard let bytes = try tiles.read("checkpoint", limit: 20_000) else { return nil }
        let reader = try LogReader<FolderTiles, SHA256>(checkpoint: bytes.rawSpan, from: tiles)
        try reader.check(signedBy: key, by: Ed25519.self)
        return reader
    }
}

extension TestFolder {
    var log: String { path + "/log" }

    func names(_ below: String) -> [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: path + "/" + below)) ?? []).sorted()
    }
}

@Suite("Log folder: what is appended stands, what is published can be read by strangers")
struct LogFolderTests {
    @Test(
        "entries of many batches are there with their indexes, published or not, and after reopening"
    )
    func life() throws {
        let folder = TestFolder(isInMemory: true)
        var numbers = SeededNumbers(seed: 1)
        var size: UInt64 = 0
        for round in 0..<12 {
            let log = try TestLog.open(folder)
            #expect(try log.size == size && log.root(at: size) == TestLog.root(size))
            for _ in 0..<6 {
                let count = UInt64(1 + numbers.below(round.isMultiple(of: 3) ? 400 : 20))
                #expect(try log.append(TestLog.entries(size..<size + count)) == size)
                size += count
                if numbers.below(3) == 0 { try log.publish(by: TestLog.secret) }
            }
            let old = UInt64(numbers.below(Int(size)))
            #expect(try log.root(at: old) == TestLog.root(old))
            let proof = try log.inclusion(of: old, in: size)
            let entry = TestLog.entry(old)
            try proof.check(
                leaf: TreeHash.leaf(entry.rawSpan, by: SHA256.self), root: TestLog.root(size),
                by: SHA256.self)
            try log.consistency(from: old, to: size).check(
                oldRoot: TestLog.root(old), newRoot: TestLog.root(size), by: SHA256.self)
            var next: UInt64 = 0
            var wrong = 0
            try log.entries(0..<size) { index, bytes in
                if index != next || [UInt8](copying: bytes) != TestLog.entry(index) { wrong += 1 }
                next += 1
            }
            #expect(next == size && wrong == 0)
        }
        #expect(size > 1_000)
    }

    @Test("a published log is read from its files alone; partial files go when full ones are there")
    func files() throws {
        let folder = TestFolder(isInMemory: true)
        let log = try TestLog.open(folder)
        #expect(try TestLog.published(folder.log) == nil)
        for end in [3, 7, 255, 256, 300, 600] as [UInt64] {
            try log.append(TestLog.entries(log.size..<end))
            let note = try log.publish(by: TestLog.secret)
            #expect(try log.publish(by: TestLog.secret) == note && log.publishedSize == end)
            var reader = try #require(try TestLog.published(folder.log))
            #expect(reader.note == note && reader.size == end)
            #expect(reader.head.root == TestLog.root(end))
            var wrong = 0
            try reader.entries(0..<end) { index, bytes in
                if [UInt8](copying: bytes) != TestLog.entry(index) { wrong += 1 }
            }
            #expect(wrong == 0)
            let proof = try reader.proof(of: end - 1)
            let leaf = try reader.leaf(end - 1)
            _ = try proof.check(
                leaf: leaf, index: end - 1, log: TestLog.key, by: Ed25519.self,
                hashing: SHA256.self)
        }
        #expect(
            folder.names("log/tile") == [
                "0", "0/000", "0/001", "0/002.p", "0/002.p/88", "1", "1/000.p", "1/000.p/1",
                "1/000.p/2", "entries", "entries/000", "entries/001", "entries/002.p",
                "entries/002.p/88",
            ])
    }

    @Test("a longer journal is begun anew, and published segments go")
    func segments() throws {
        let folder = TestFolder(isInMemory: true)
        let log = try TestLog.open(folder)
        let large = [[UInt8]](repeating: [UInt8](repeating: 5, count: 60_000), count: 100)
        for _ in 0..<24 { try log.append(large) }
        #expect(folder.names("log/journal").count == 4)
        try log.publish(by: TestLog.secret)
        #expect(folder.names("log/journal") == ["lock"])
        try log.append([[1]])
        #expect(folder.names("log/journal").count == 2)
        let size = log.size
        #expect(throws: LogFolderError.self) { _ = try TestLog.open(folder) }
        #expect(size == 2_401)
    }
}
