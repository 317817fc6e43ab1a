import Foundation

/// Python's json and tomllib, asked about many documents at once.
enum PythonReference {
    static func answers(kind: String, documents: [[UInt8]]) throws -> [String] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        let script = root.appending(path: "Differential/peers/notation_reference.py")
        let scratch = FileManager.default.temporaryDirectory
            .appending(path: "earshot-notation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let lines = documents.map { document in
            "\(kind) " + document.map { String(format: "%02x", $0) }.joined() + "\n"
        }
        let input = scratch.appending(path: "in")
        let output = scratch.appending(path: "out")
        try Data(lines.joined().utf8).write(to: input)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", script.path]
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(code: process.terminationStatus) }
        let answers = try String(contentsOf: output, encoding: .utf8)
        return answers.split(separator: "\n").map(String.init)
    }

    struct Failed: Error {
        let code: Int32
    }

    static func tagged(_ text: String) -> String {
        "s" + text.utf8.map { String(format: "%02x", $0) }.joined()
    }

    static func tagged(_ value: Double) -> String {
        value.isNaN ? "fnan" : "f" + String(format: "%016lx", value.bitPattern)
    }
}
