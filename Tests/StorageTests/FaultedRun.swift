import Foundation

/// What a driven program said on standard output, and what must therefore be there for good.
protocol DrivenClaims: Sendable {
    /// Its name beside the tests.
    static var program: String { get }
    /// What it drives, in a test's folder.
    static func path(in folder: TestFolder) -> String

    init()
    var hasEnded: Bool { get }
    var failures: [String] { get }
    /// A new run begins.
    mutating func begin()
    mutating func hear(_ line: Substring)
    /// What the disk shows to others when a run is over.
    mutating func look(in path: String)
    /// Whether the disk holds what was promised, and goes on from there: what is wrong.
    func faults(in path: String) -> [String]
}

extension DrivenClaims {
    mutating func look(in path: String) {}
}

/// A driven program under the fault shim, in a folder of its own.
struct FaultedRun<Claims: DrivenClaims>: Sendable {
    let folder: TestFolder
    private(set) var claims = Claims()
    private(set) var exitCode: Int32 = 0
    private(set) var wasKilled = false
    /// What the programs did and said so far, call by call.
    private var trace: String { folder.path + "/trace" }
    private var path: String { Claims.path(in: folder) }

    init() { folder = TestFolder(isInMemory: true) }

    private init(_ folder: TestFolder, _ claims: Claims) {
        self.folder = folder
        self.claims = claims
    }

    /// The same run again, to go another way from here.
    func copy() throws -> FaultedRun {
        let other = TestFolder(isInMemory: true)
        if FileManager.default.fileExists(atPath: path) {
            try FileManager.default.copyItem(atPath: path, toPath: Claims.path(in: other))
        }
        var copy = FaultedRun(other, claims)
        copy.wasKilled = wasKilled
        return copy
    }

    /// Drives once more; what is said adds to the claims.
    mutating func drive(seed: Int, steps: Int, _ faults: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: "\(FaultShim.products)/\(Claims.program)")
        process.arguments = [path, "\(seed)", "\(steps)"]
        var environment = ProcessInfo.processInfo.environment
        environment["LD_PRELOAD"] = FaultShim.path
        environment["FAULT_DIR"] = path
        environment.merge(faults) { $1 }
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        exitCode = process.terminationStatus
        wasKilled = process.terminationReason == .uncaughtSignal
        claims.begin()
        for line in output.split(separator: "\n") { claims.hear(line) }
        claims.look(in: path)
    }

    /// Drives once more, with every call written down.
    mutating func driveTraced(
        seed: Int, steps: Int, _ faults: [String: String] = [:]
    ) throws {
        try drive(seed: seed, steps: steps, faults.merging(["FAULT_TRACE": trace]) { $1 })
    }

    /// The calls of all traced runs, and between them what was said.
    func traced() throws -> [Substring] {
        try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
    }

    /// What is wrong with the disk after all that was said.
    var faults: [String] { claims.faults(in: path) }
}

/// The library that makes calls of a program fail, built once for the run of the tests.
enum FaultShim {
    static let products = URL(fileURLWithPath: CommandLine.arguments[0])
        .resolvingSymlinksInPath().deletingLastPathComponent().path
    private static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let path: String = {
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
}
