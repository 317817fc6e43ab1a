import Foundation
import Testing

/// A web server that knows nothing of logs: Python's own, over a folder, at a port of its choice.
final class StaticServer {
    private let process = Process()
    let address: String

    init(of folder: URL) throws {
        process.executableURL = Built.top.appendingPathComponent(".venv/bin/python")
        process.arguments = ["-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
        process.currentDirectoryURL = folder
        process.environment = ["PATH": "/usr/bin:/bin"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let match = try #require(line.firstMatch(of: #/ port ([0-9]+)/#), "it says: \(line)")
        address = "http://127.0.0.1:\(match.1)"
    }

    deinit {
        // It was begun by a thread that blocks every other signal, and so does it.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
