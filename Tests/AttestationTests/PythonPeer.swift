import Foundation
import Testing

/// `Tests/Differential/peers/cbor_cose.py`: cbor2 and pycose on the other side of a pipe.
enum PythonPeer {
    private static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The lines the script prints for its arguments, given `input` on standard input.
    static func lines(_ arguments: [String], input: [String] = []) throws -> [String] {
        let python = top.appendingPathComponent(".venv/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw Failure(description: ".venv/bin/python is missing: run script/setup test")
        }
        let text = input.map { $0 + "\n" }.joined()
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-peer-\(UUID().uuidString)")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = python
        process.currentDirectoryURL = top
        process.arguments = ["Tests/Differential/peers/cbor_cose.py"] + arguments
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let printed = String(decoding: data, as: UTF8.self)
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(arguments): \(printed.suffix(2_000))")
        }
        return printed.split(separator: "\n").map(String.init)
    }
}
