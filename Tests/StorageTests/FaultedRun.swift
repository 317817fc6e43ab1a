import Foundation

/// `spool-drive` under the fault shim, in a folder of its own.
struct FaultedRun: Sendable {
    private(set) var folder: TestFolder
    private(set) var claims = Claims()
    private(set) var exitCode: Int32 = 0
    private(set) var wasKilled = false
    private(set) var output = ""

    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let products = URL(fileURLWithPath: CommandLine.arguments[0])
        .resolvingSymlinksInPath().deletingLastPathComponent().path

    /// The shim, built once for the run of the tests.
    static let shim: String = {
        let path = NSTemporaryDirectory() + "earshot-fault-shim-\(getpid()).so"
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = [
            "cc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", path,
            top.appendingPathComponent("Tests/FaultShim/fault-shim.c").path, "-ldl",
        ]
        try? compiler.run()
        compiler.waitUntilExit()
        precondition(compiler.terminationStatus == 0, "the fault shim does not build")
        return path
    }()

    init(in folder: TestFolder) { self.folder = folder }

    /// The same run again, to go another way from here.
    func copy() throws -> FaultedRun {
        var copy = self
        copy.folder = try folder.copy()
        return copy
    }

    /// Drives the spool once more; what it says adds to the claims.
    mutating func drive(seed: Int, commits: Int, _ faults: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.products + "/spool-drive")
        process.arguments = [folder.spool, "\(seed)", "\(commits)"]
        var environment = ProcessInfo.processInfo.environment
        environment["LD_PRELOAD"] = Self.shim
        environment["FAULT_DIR"] = folder.spool
        environment.merge(faults) { $1 }
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        exitCode = process.terminationStatus
        wasKilled = process.terminationReason == .uncaughtSignal
        claims.begin()
        for line in output.split(separator: "\n") { claims.hear(line) }
    }
}

/// What a driven program said, and what must therefore be on disk.
struct Claims: Sendable {
    /// Kinds by number: told to be kept, or asked for and perhaps kept.
    private(set) var kept: [UInt64: UInt8] = [:]
    private(set) var asked: [UInt64: UInt8] = [:]
    /// Asked to be forgotten; told to be.
    private(set) var possible: [UInt64: UInt8] = [:]
    private(set) var perhapsForgotten: Set<UInt64> = []
    private(set) var leaving: Set<UInt64> = []
    private(set) var forgotten: Set<UInt64> = []
    private(set) var evicted: Set<UInt64> = []
    private(set) var commits = 0
    private(set) var failures: [String] = []
    private(set) var hasEnded = false

    /// A new run: what the last one had asked for and was not told may be, or not.
    mutating func begin() {
        hasEnded = false
        possible.merge(asked) { $1 }
        asked = [:]
        perhapsForgotten.formUnion(leaving)
        leaving = []
    }

    /// What may be there, of what nobody was told to be kept.
    func mayHold(_ number: UInt64, kind: UInt8) -> Bool {
        (kept[number] ?? asked[number] ?? possible[number]) == kind
    }

    mutating func hear(_ line: Substring) {
        let words = line.split(separator: " ")
        let number = words.count > 1 ? UInt64(words[1]) ?? 0 : 0
        switch words.first {
        case "+": asked[number] = words.count > 2 ? UInt8(words[2]) : nil
        case "-": leaving.insert(number)
        case "~": evicted.insert(number)
        case "kept":
            commits += 1
            for (number, kind) in asked { kept[number] = kind }
            asked = [:]
            forgotten.formUnion(leaving)
            leaving = []
        case "failed":
            failures.append(String(line))
            asked = asked.filter { $0.key <= number }
        case "cannot:": failures.append(String(line))
        case "end": hasEnded = true
        default: break
        }
    }
}
