import Attestation
import EvidenceLog
import Foundation
import Notation
import Primitives
import PublishedLogs
import ScriptedOracle
import Seeds
import Signing
import Storage
import Testing
import Units

/// A folder with a log of a scripted network, gone with it.
final class PublishedFolder {
    let path = NSTemporaryDirectory() + "earshot-published-\(UUID().uuidString)"
    static let network = ScriptedNetwork(
        name: "test", keys: OracleKeys(seed: 5), periods: .demo,
        genesis: Nanoseconds(1_800_000_000_000_000_000), url: "https://oracle.example.net")

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A statement that the log takes; one of each number.
    static func statement(_ number: UInt64, on network: NetworkID? = nil) throws -> [UInt8] {
        let payload = try Seal(
            sequence: number, window: Window(number / 9),
            seal: Hash256(words: (number, 2, 3, 4))
        ).payload()
        let context = StatementContext(
            network: network ?? Self.network.id, type: MessageType.seal.name)
        return Statement.sign(payload.rawSpan, in: context, by: Self.network.keys.stranger)
    }

    static func sessionKey() throws -> [UInt8] {
        let message = Message(
            .sessionKey, ("sequence", .unsigned(1)),
            ("session_key", .bytes([UInt8](repeating: 1, count: 32))),
            ("first_period", .unsigned(1)), ("last_period", .unsigned(2)))
        let payload = try message.payload()
        let context = StatementContext(network: network.id, type: MessageType.sessionKey.name)
        return Statement.sign(payload.rawSpan, in: context, by: network.keys.stranger)
    }

    /// Entry 0 and so many seals.
    static func entries(_ count: Int) throws -> [[UInt8]] {
        try [network.file] + (1..<UInt64(max(1, count))).map { try statement($0) }
    }

    /// The log's key, or what else shall sign its heads.
    static func key(_ secret: borrowing SecretKey, origin: String? = nil) -> NoteKey {
        let own = LogOrigin.name(of: network.keys.oracle.publicKey, on: network.id)
        return NoteKey(name: origin ?? own, key: secret.publicKey, by: SHA256.self)
    }

    init(_ entries: [[UInt8]], by secret: borrowing SecretKey, origin: String? = nil) throws {
        let log = try LogFolder(directory: path, key: Self.key(secret, origin: origin))
        if !entries.isEmpty { try log.append(entries) }
        try log.publish(by: secret)
    }

    convenience init(_ entries: [[UInt8]]) throws {
        try self.init(entries, by: Self.network.keys.log)
    }

    /// - Parameter stored: whether all files of the folder are compared.
    func audit(
        threads: Int = 2, network: [UInt8]? = nil, stored: Bool = false
    ) throws -> LogAudit {
        let source = try LogSource(path, userAgent: "earshot/test")
        let bytes = try source.checkpoint()
        return try LogAudit(
            checkpoint: bytes.rawSpan, from: source, network: network,
            folder: stored ? source.folder : nil,
            threads: threads)
    }

    func change(_ name: String, _ body: (inout [UInt8]) -> Void) throws {
        let place = URL(fileURLWithPath: "\(path)/\(name)")
        var bytes = [UInt8](try Data(contentsOf: place))
        body(&bytes)
        try Data(bytes).write(to: place)
    }
}

@Suite("Audit of a log: all that is wrong with it is named, and nothing else")
struct LogAuditTests {
    @Test("a sound log is sound, on any number of threads", arguments: [1, 2, 7])
    func sound(threads: Int) throws {
        let folder = try PublishedFolder(PublishedFolder.entries(700))
        let audit = try folder.audit(threads: threads)
        #expect(audit.isSound && audit.problems == [] && audit.checked == 700)
        #expect(audit.size == 700 && audit.identity?.network == PublishedFolder.network.id)
        #expect(audit.identity?.hash == PublishedFolder.network.hash)
    }

    /// The codes of a log's problems, and the entries they concern.
    private func found(_ folder: PublishedFolder) throws -> [String] {
        let audit = try folder.audit()
        #expect(audit.isSound == audit.problems.isEmpty)
        for problem in audit.problems { #expect(problem.description.count > 20) }
        return audit.problems.map { "\($0.code) \($0.index.map(String.init) ?? "-")" }
    }

    @Test("statements: unsigned, of another network, not logged, no statements, twice")
    func statements() throws {
        var entries = try PublishedFolder.entries(600)
        entries[3][entries[3].count - 1] ^= 1
        entries[300] = try PublishedFolder.statement(300, on: NetworkID(bits: 7))
        entries[301] = try PublishedFolder.sessionKey()
        entries[302] = []
        entries[303] = PublishedFolder.network.file
        entries[599] = entries[20]
        let folder = try PublishedFolder(entries)
        #expect(
            try found(folder) == [
                "statement 3", "statement 300", "misplaced 301", "statement 302",
                "misplaced 303", "twice 303", "twice 599",
            ])
    }

    @Test("heads: of nobody, of another name, over nothing")
    func heads() throws {
        let keys = PublishedFolder.network.keys
        let entries = try PublishedFolder.entries(9)
        let stranger = try PublishedFolder(entries, by: keys.stranger)
        #expect(try found(stranger) == ["head -"])
        let other = try PublishedFolder(
            entries, by: keys.log, origin: "earshot/0123456789abcdef/other")
        #expect(try found(other) == ["identity 0"])
        let headless = try PublishedFolder(Array(entries.dropFirst()))
        #expect(try found(headless) == ["identity 0"])
        let empty = try PublishedFolder([])
        #expect(try found(empty) == ["empty -"])
    }

    @Test("files: each fault once, and what can still be read is read")
    func files() throws {
        let folder = try PublishedFolder(PublishedFolder.entries(700))
        try folder.change("tile/entries/001") { $0[10] ^= 1 }
        #expect(try found(folder) == ["otherEntry 256"])
        try folder.change("tile/0/000") { $0[10] ^= 1 }
        #expect(try found(folder) == ["otherTile -", "otherEntry 256"])
        try FileManager.default.removeItem(atPath: folder.path + "/tile/entries/002.p/188")
        #expect(try found(folder) == ["otherTile -", "otherEntry 256", "missing -"])
        try folder.change("tile/0/002.p/188") { $0[0] ^= 1 }
        #expect(try found(folder) == ["otherRoot -"])
        #expect(try folder.audit().size == 700)
        try folder.change("checkpoint") { $0 = [0x61] }
        #expect(try found(folder) == ["head -"])
        #expect(try folder.audit().size == nil)
    }

    @Test("the file network is entry 0, byte for byte, where it is published")
    func networkFile() throws {
        let folder = try PublishedFolder(PublishedFolder.entries(3))
        #expect(try folder.audit(network: PublishedFolder.network.file).isSound)
        var other = PublishedFolder.network.file
        other[100] ^= 1
        #expect(try folder.audit(network: other).problems == [.network])
        #expect(try folder.audit(network: []).problems == [.network])
    }

    @Test("a hundred problems are named, all are counted")
    func many() throws {
        var entries = try PublishedFolder.entries(200)
        for index in 1..<180 { entries[index] = [UInt8(index)] }
        let audit = try PublishedFolder(entries).audit()
        #expect(audit.problems.count == 100 && audit.problemCount == 179)
    }
}

@Suite("Source of a log: folders and addresses") struct LogSourceTests {
    @Test("an address that is none, or not encrypted, is refused")
    func addresses() {
        for place in ["http://log.example.net", "https://", "https://a b", "https://x/?q"] {
            #expect(throws: LogSourceError.self) {
                _ = try LogSource(place, userAgent: "earshot/test")
            }
        }
    }

    @Test("a folder without a head says what is missing; a file over its bound is refused")
    func folders() throws {
        let folder = try PublishedFolder(PublishedFolder.entries(3))
        let source = try LogSource(folder.path, userAgent: "earshot/test")
        let head = try source.checkpoint()
        #expect(try source.read("checkpoint", limit: head.count) == head)
        #expect(throws: LogSourceError.self) {
            _ = try source.read("checkpoint", limit: head.count - 1)
        }
        #expect(try source.read("epochs/7/result", limit: 10) == nil)
        #expect(throws: LogSourceError.noLog(place: folder.path + "/tile")) {
            _ = try LogSource(folder.path + "/tile", userAgent: "earshot/test").checkpoint()
        }
        try folder.change("tile/0/000.p/3") { $0 += [1] }
        #expect(throws: LogReadError.self) {
            _ = try LogReader<LogSource, SHA256>(checkpoint: head.rawSpan, from: source)
        }
    }
}

@Suite("Files of earlier sizes, which no head needs any more, are compared too")
struct OutgrownFileTests {
    /// A log whose heads had 3, 200, 300 and 520 entries.
    private static let sizes = [3, 200, 300, 520]

    private func folder() throws -> (PublishedFolder, kept: [String: [UInt8]]) {
        let entries = try PublishedFolder.entries(Self.sizes[Self.sizes.count - 1])
        let folder = try PublishedFolder(Array(entries[..<Self.sizes[0]]))
        let key = PublishedFolder.key(PublishedFolder.network.keys.log)
        let log = try LogFolder(directory: folder.path, key: key)
        var kept: [String: [UInt8]] = [:]
        for (from, to) in zip(Self.sizes, Self.sizes.dropFirst()) {
            for name in try folder.tiles() where name.contains(".p/") {
                kept[name] = try folder.bytes(name)
            }
            try log.append(Array(entries[from..<to]))
            try log.publish(by: PublishedFolder.network.keys.log)
        }
        return (folder, kept)
    }

    @Test("whole, they are no fault; one flipped bit in any of them is named with the file")
    func flips() throws {
        let (folder, kept) = try folder()
        // An auditor's copy that was made at each size has them all.
        for (name, bytes) in kept { try folder.put(name, bytes) }
        #expect(kept.count >= 6)
        #expect(try folder.audit(stored: true).problems == [])
        for name in kept.keys.sorted() {
            let bytes = try #require(kept[name])
            for place in [0, bytes.count / 2, bytes.count - 1] {
                var changed = bytes
                changed[place] ^= 4
                try folder.put(name, changed)
                let audit = try folder.audit(stored: true)
                #expect(
                    audit.problems.map(\.code) == ["outgrown"]
                        && audit.problems[0].description.hasPrefix("\(name) "), "\(name)")
                // By the web nobody lists files, and nobody needs these.
                #expect(try folder.audit().isSound, "\(name)")
            }
            try folder.put(name, Array(bytes.dropLast()))
            #expect(try folder.audit(stored: true).problems.count == 1, "\(name), shorter")
            try folder.put(name, bytes)
        }
    }

    @Test("files ahead of the head, half-written ones and strangers are no business of an audit")
    func others() throws {
        let (folder, _) = try folder()
        try folder.put("tile/0/002.p/200", [UInt8](repeating: 7, count: 200 * 32))
        try folder.put("tile/0/777", [UInt8](repeating: 7, count: 256 * 32))
        try folder.put("tile/0/001.part", [1])
        try folder.put("tile/notes.txt", [1])
        #expect(try folder.audit(stored: true).problems == [])
    }
}

extension PublishedFolder {
    func tiles() throws -> [String] {
        (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? [])
            .filter { name in
                var isFolder: ObjCBool = false
                let there = unsafe FileManager.default.fileExists(
                    atPath: "\(path)/\(name)", isDirectory: &isFolder)
                return there && !isFolder.boolValue && name.hasPrefix("tile/")
            }.sorted()
    }

    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
    }

    func put(_ name: String, _ bytes: [UInt8]) throws {
        let place = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: place)
    }
}
