import Foundation

/// A terminal session as docs/cli.md shows it: commands behind `$ `, then what they print, then
/// `exit N` in brackets where N is not 0. `…` stands for any text on its line.
struct Transcript: Sendable {
    struct Step: Sendable {
        let command: String
        let expected: [String]
        let exitCode: Int32
    }

    let line: Int
    let steps: [Step]

    /// Every ```console block of a Markdown text.
    static func all(in markdown: String) -> [Transcript] {
        var found: [Transcript] = []
        var block: (start: Int, lines: [Substring])?
        let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if line == "```console" {
                block = (index + 1, [])
            } else if line == "```", let (start, lines) = block {
                found.append(Transcript(line: start, steps: Self.steps(of: lines)))
                block = nil
            } else {
                block?.lines.append(line)
            }
        }
        return found
    }

    private static func steps(of lines: [Substring]) -> [Step] {
        var steps: [Step] = []
        var command: String?
        var expected: [String] = []
        var exitCode: Int32 = 0
        func finish() {
            guard let command else { return }
            steps.append(Step(command: command, expected: expected, exitCode: exitCode))
        }
        for line in lines {
            if line.hasPrefix("$ ") {
                finish()
                (command, expected, exitCode) = (String(line.dropFirst(2)), [], 0)
            } else if let match = line.wholeMatch(of: /\[exit ([0-9]+)\]/) {
                exitCode = Int32(match.1) ?? -1
            } else {
                expected.append(String(line))
            }
        }
        finish()
        return steps
    }
}

extension Transcript.Step {
    /// Runs the command by `sh` in a folder, with the built programs first on the PATH; what it
    /// writes to standard output and standard error comes as one text, as on a terminal.
    func run(in folder: URL) throws -> (output: String, exitCode: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": "\(Built.folder.path):/usr/bin:/bin", "HOME": folder.path, "LC_ALL": "C.UTF-8",
        ]
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: bytes, as: UTF8.self), process.terminationStatus)
    }

    func matches(_ output: String) -> Bool {
        var lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        guard lines.count == expected.count else { return false }
        return zip(lines, expected).allSatisfy { Self.matches(String($0), pattern: $1) }
    }

    private static func matches(_ line: String, pattern: String) -> Bool {
        var rest = Substring(line)
        let parts = pattern.split(separator: "…", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == 0 {
                guard rest.hasPrefix(part) else { return false }
                rest = rest.dropFirst(part.count)
            } else if index == parts.count - 1 {
                return rest.hasSuffix(part)
            } else if !part.isEmpty {
                guard let found = rest.range(of: part) else { return false }
                rest = rest[found.upperBound...]
            }
        }
        return parts.count > 1 || rest.isEmpty
    }
}

/// The programs of this build: beside the test bundle, wherever SwiftPM put it.
enum Built {
    static let folder = URL(fileURLWithPath: CommandLine.arguments[0])
        .resolvingSymlinksInPath().deletingLastPathComponent()

    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
}
