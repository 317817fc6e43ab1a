import Foundation
import Testing

/// The firmware runs the same codec on a chip without an operating system, so it must stay within
/// Embedded Swift: no existentials, no reflection, no Foundation.
@Suite("Embedded Swift: the codec compiles for bare metal") struct EmbeddedBuildTests {
    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func sources(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            atPath: top.appendingPathComponent(folder).path
        )
        .filter { $0.hasSuffix(".swift") }.sorted().map { "\(folder)/\($0)" }
    }

    static func compile(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.currentDirectoryURL = top
        process.arguments = ["swiftc"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(
            process.terminationStatus == 0,
            "\(arguments.joined(separator: " ")):\n\(String(decoding: text, as: UTF8.self))")
    }

    @Test(
        "Primitives, CBOR and statements, without a warning",
        arguments: ["aarch64-none-none-elf", "x86_64-unknown-linux-gnu"])
    func compiles(target: String) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-embedded-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let flags = [
            "-target", target, "-swift-version", "6", "-wmo", "-parse-as-library", "-c",
            "-enable-experimental-feature", "Embedded", "-enable-experimental-feature", "Lifetimes",
            "-enable-upcoming-feature", "InternalImportsByDefault",
            "-enable-upcoming-feature", "MemberImportVisibility", "-enable-upcoming-feature",
            "ExistentialAny", "-strict-memory-safety", "-warnings-as-errors", "-I", folder.path,
        ]
        try Self.compile(
            flags + [
                "-module-name", "Primitives", "-emit-module", "-emit-module-path",
                folder.appendingPathComponent("Primitives.swiftmodule").path,
                "-o", folder.appendingPathComponent("Primitives.o").path,
            ] + Self.sources("Sources/Core/Primitives"))
        let attestation =
            try Self.sources("Sources/Core/Attestation/CBOR")
            + Self.sources("Sources/Core/Attestation/COSE")
        try Self.compile(
            flags + [
                "-module-name", "Attestation",
                "-o", folder.appendingPathComponent("Attestation.o").path,
            ] + attestation)
    }
}
