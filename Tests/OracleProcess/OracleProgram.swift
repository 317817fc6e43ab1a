public import Foundation
import Glibc
import Notation
public import Primitives
import Units

/// `earshot-network` as processes on one data folder, for tests: a network whose periods last a tenth
/// of a second.
public final class OracleProgram {
    public let folder: URL
    public let data: String
    public let network: NetworkID
    public let genesis: Double
    public private(set) var process: Process?
    public private(set) var port: UInt16 = 0
    private let said: Said

    final class Said: @unchecked Sendable {
        private let lock = NSLock()
        private var text = ""
        func add(_ more: String) { lock.withLock { text += more } }
        var all: String { lock.withLock { text } }
    }

    public static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// An empty one, of the caller's to remove.
    public static func makeFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    struct Failure: Error { let said: String }

    public static let programs = URL(fileURLWithPath: CommandLine.arguments[0])
        .resolvingSymlinksInPath().deletingLastPathComponent()

    /// The shim that counts and breaks system calls, built once.
    public static let shim: String = {
        let path = NSTemporaryDirectory() + "earshot-oracle-shim-\(getpid()).so"
        let source = top.appendingPathComponent("Tests/FaultShim/fault-shim.c").path
        let made = try? command(
            ["/usr/bin/cc", "-O1", "-shared", "-fPIC", "-o", path, source, "-ldl"])
        precondition(made?.code == 0, "the fault shim does not build")
        return path
    }()

    public static func command(
        _ words: [String], environment: [String: String] = [:]
    ) throws -> (output: String, code: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }

    public static func run(_ arguments: String...) throws -> (output: String, code: Int32) {
        try command([programs.appendingPathComponent("earshot-network").path] + arguments)
    }

    /// Founds the network.
    public init(age: Double = 0) throws {
        let folder = try Self.makeFolder()
        let demo = Self.top.appendingPathComponent("networks/demo.toml")
        let begin = Nanoseconds(UInt64((Date().timeIntervalSince1970 - age) * 1e9))
        let source = try String(contentsOf: demo, encoding: .utf8)
            .replacingOccurrences(of: "period_ms = 1_000", with: "period_ms = 100")
            .replacingOccurrences(
                of: "\nname =", with: "\ngenesis = \"\(RFC3339.text(of: begin))\"\nname =")
        let path = folder.appendingPathComponent("network.toml")
        try source.write(to: path, atomically: true, encoding: .utf8)
        let made = try Self.run(
            "init", "--network", path.path, "--data", folder.appendingPathComponent("data").path,
            "--rules", Self.top.appendingPathComponent("networks/rules.toml").path,
            "--chain-steps", "20000", "--json")
        let json = try JSONSerialization.jsonObject(with: Data(made.output.utf8)) as? [String: Any]
        guard made.code == 0, let id = json?["network"] as? String,
            let bits = UInt64(id, radix: 16)
        else { throw Failure(said: made.output) }
        self.folder = folder
        data = folder.appendingPathComponent("data").path
        network = NetworkID(bits: bits)
        genesis = Date().timeIntervalSince1970 - age
        said = Said()
    }

    private init(copying other: OracleProgram) throws {
        folder = try Self.makeFolder()
        data = folder.appendingPathComponent("data").path
        network = other.network
        genesis = other.genesis
        said = Said()
        try FileManager.default.copyItem(atPath: other.data, toPath: data)
        let adopted = try Self.run("adopt", data, "--only")
        guard adopted.code == 0 else { throw Failure(said: adopted.output) }
    }

    private init(of other: OracleProgram, at data: String) throws {
        folder = try Self.makeFolder()
        self.data = data
        network = other.network
        genesis = other.genesis
        said = Said()
    }

    /// The same network in another folder, as it is there.
    public func other(at data: String) throws -> OracleProgram {
        try OracleProgram(of: self, at: data)
    }

    /// The same data in a folder of its own.
    public func copy() throws -> OracleProgram { try OracleProgram(copying: self) }

    deinit {
        if let process, process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    public var output: String { said.all }

    /// - Returns: whether it got ready; else it has ended.
    @discardableResult
    public func start(
        _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws -> Bool {
        let process = Process()
        process.executableURL = Self.programs.appendingPathComponent("earshot-network")
        process.arguments = ["--data", data, "--listen", "127.0.0.1:0"] + arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        let said = said
        pipe.fileHandleForReading.readabilityHandler = { handle in
            said.add(String(decoding: handle.availableData, as: UTF8.self))
        }
        let before = said.all.count
        try process.run()
        self.process = process
        for _ in 0..<3_000 {
            let text = said.all.dropFirst(before)
            if let line = text.split(separator: "\n").first(where: { $0.contains("event=ready") }),
                let colon = line.lastIndex(of: ":"),
                let port = UInt16(line[line.index(after: colon)...])
            {
                self.port = port
                return true
            }
            if !process.isRunning { return false }
            usleep(5_000)
        }
        return false
    }

    /// - Returns: its exit code; nil when a signal ended it.
    @discardableResult
    public func end(_ signal: Int32 = SIGTERM) -> Int32? {
        guard let process else { return nil }
        if process.isRunning { kill(process.processIdentifier, signal) }
        process.waitUntilExit()
        self.process = nil
        return process.terminationReason == .exit ? process.terminationStatus : nil
    }

    // MARK: HTTP

    public struct Answer {
        public var status = 0
        public var head = ""
        public var body: [UInt8] = []
        public init(status: Int = 0, head: String = "", body: [UInt8] = []) {
            (self.status, self.head, self.body) = (status, head, body)
        }

        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// One request, as curl makes it; status 0 when there was no answer.
    public func ask(
        _ path: String, method: String? = nil, type: String? = nil, body: [UInt8]? = nil
    ) throws -> Answer {
        let file = folder.appendingPathComponent("body-\(UUID().uuidString)")
        let out = folder.appendingPathComponent("answer-\(UUID().uuidString)")
        defer {
            try? FileManager.default.removeItem(at: file)
            try? FileManager.default.removeItem(at: out)
        }
        var words = ["/usr/bin/curl", "-s", "-m", "20", "-D", "-", "-o", out.path]
        if let method { words += ["-X", method] }
        if let body {
            try Data(body).write(to: file)
            words += ["--data-binary", "@\(file.path)", "-H", "Content-Type: \(type ?? "")"]
        }
        let got = try Self.command(words + ["http://127.0.0.1:\(port)\(path)"])
        guard got.code == 0 else { return Answer() }
        let last = got.output.components(separatedBy: "\r\n\r\n").last { $0.hasPrefix("HTTP/") }
        let status = (last ?? "").split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return Answer(
            status: status ?? 0, head: got.output,
            body: [UInt8]((try? Data(contentsOf: out)) ?? Data()))
    }
}
