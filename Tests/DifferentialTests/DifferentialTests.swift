import Foundation
import Testing

/// A seeded slice of each comparison with an independent implementation; `script/soak NAME` runs
/// the whole. The scripts drive the built `earshot`, as its users would.
@Suite("Differential: the command line against independent implementations")
struct DifferentialTests {
    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let scripts =
        (try? FileManager.default.contentsOfDirectory(
            atPath: top.appendingPathComponent("Tests/Differential").path))?
        .filter { $0.hasSuffix(".py") }.sorted() ?? []

    @Test("agrees with", arguments: scripts)
    func slice(script: String) throws {
        let process = Process()
        process.currentDirectoryURL = Self.top
        process.executableURL = Self.top.appendingPathComponent(".venv/bin/python")
        process.arguments = [
            "Tests/Differential/\(script)", "--earshot", Self.builtProducts + "/earshot", "--slice",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(script):\n\(text.suffix(4_000))")
    }

    /// Beside the test bundle, wherever SwiftPM put it.
    static let builtProducts = URL(fileURLWithPath: CommandLine.arguments[0])
        .resolvingSymlinksInPath().deletingLastPathComponent().path
}
