import Foundation
import Testing

@Suite("Vectors and tables of the concentrator are what their scripts make")
struct VectorScriptTests {
    static let scripts = [
        "Tests/Vectors/concentrator/make.py", "Tests/Vectors/concentrator/transmit.py",
        "Tests/Vectors/concentrator/fine.py", "script/make-concentrator-registers",
    ]

    @Test("nothing was changed by hand", arguments: scripts)
    func upToDate(script: String) throws {
        let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        process.currentDirectoryURL = top
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", script, "--check"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
    }
}
