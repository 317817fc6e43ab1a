import Foundation
import Testing

/// A world of a few hotspots in a folder of its own, made by the built `earshot simulate`.
struct SimulatedWorld {
    let folder: URL
    /// What the command said.
    let report: String

    init(seed: Int = 7, hotspots: Int = 4, epochs: Int = 1, packets: Int = 24) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-world-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true)
        let made = try Self.run(
            "simulate --network demo --seed \(seed) --hotspots \(hotspots) "
                + "--epochs \(epochs) --packets \(packets) --out world", in: folder)
        report = made.output
        try #require(made.exitCode == 0, "\(made.output)")
    }

    func run(_ command: String) throws -> (output: String, exitCode: Int32) {
        try Self.run(command, in: folder)
    }

    private static func run(
        _ command: String, in folder: URL
    ) throws -> (output: String, exitCode: Int32) {
        try Transcript.Step(command: "earshot \(command)", expected: [], exitCode: 0)
            .run(in: folder)
    }

    func file(_ name: String) -> URL { folder.appendingPathComponent("world/\(name)") }

    /// What an auditor is given.
    func publish() throws {
        for secret in ["keys", "journal"] {
            try FileManager.default.removeItem(at: file(secret))
        }
    }

    /// Every file that was published: tiles of earlier sizes too.
    func evidence() throws -> [String] {
        let all =
            FileManager.default.enumerator(atPath: file("").path)?
            .compactMap { $0 as? String } ?? []
        return all.filter { name in
            var isFolder: ObjCBool = false
            let path = file(name).path
            guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                !isFolder.boolValue
            else { return false }
            return name == "checkpoint" || name == "network" || name.hasPrefix("epochs/")
                || name.hasPrefix("tile/")
        }.sorted()
    }
}
