import Foundation
import Golden
import Testing

/// A million seeded inputs per function, one hash for all results: here on this machine's CPU, and
/// the very same source as Embedded Swift on an aarch64 in QEMU.
@Suite("Golden: the same bits on every CPU")
struct GoldenTests {
    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Lines `name,count,hash`, without the comments.
    static func expected() throws -> [String] {
        let file = top.appendingPathComponent("Tests/Vectors/arithmetic/golden.csv")
        return try lines(of: String(contentsOf: file, encoding: .utf8))
    }

    static func lines(of text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.hasPrefix("#") }
    }

    @Test("the list of hashes names every function once, and nothing else")
    func complete() throws {
        let names = try Self.expected().map { $0.split(separator: ",")[0] }
        #expect(names == GoldenFunction.all.map { Substring($0.name.description) })
    }

    @Test("this CPU", arguments: GoldenFunction.all.indices)
    func here(index: Int) throws {
        let function = GoldenFunction.all[index]
        let hash = String(function.hash(count: GoldenFunction.fullCount), radix: 16)
        let padded = String(repeating: "0", count: 16 - hash.count) + hash
        #expect(
            try Self.expected()[index] == "\(function.name),\(GoldenFunction.fullCount),\(padded)")
    }

    static let qemuIsThere = ["/usr/bin", "/usr/local/bin"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + "/qemu-system-aarch64")
    }

    @Test(
        "aarch64 in QEMU",
        .enabled(
            if: qemuIsThere,
            "no qemu-system-aarch64: another CPU's bits go unchecked (apt install qemu-system-arm)"),
        .timeLimit(.minutes(5)))
    func elsewhere() throws {
        let process = Process()
        process.executableURL = Self.top.appendingPathComponent("script/golden-aarch64")
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "script/golden-aarch64 failed: \(text)")
        #expect(Self.lines(of: text) == (try Self.expected()))
    }
}
