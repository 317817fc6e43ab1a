import Foundation

/// A folder of one test's own, gone with it.
final class TestFolder: Sendable {
    let path: String

    /// - Parameter isInMemory: where nothing depends on a disk, a file system in memory is faster.
    init(isInMemory: Bool = false) {
        let memory = "/dev/shm/"
        let isThere = isInMemory && FileManager.default.isWritableFile(atPath: memory)
        path = (isThere ? memory : NSTemporaryDirectory()) + "earshot-spool-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// The same files again, in memory.
    func copy() throws -> TestFolder {
        let copy = TestFolder(isInMemory: true)
        try FileManager.default.copyItem(atPath: spool, toPath: copy.spool)
        return copy
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var spool: String { path + "/spool" }

    /// The spool's segments, ascending.
    var segments: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: spool)) ?? [])
            .filter { $0.hasSuffix(".spool") }.sorted()
    }

    func bytes(of name: String) -> [UInt8] {
        [UInt8]((try? Data(contentsOf: URL(fileURLWithPath: spool + "/" + name))) ?? Data())
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: spool + "/" + name))
    }

    /// Bytes of all segments together.
    var fileBytes: Int { segments.reduce(0) { $0 + bytes(of: $1).count } }
}
