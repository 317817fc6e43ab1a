import Attestation
import Foundation
import Glibc
import HexGrid
import Notation
import OracleAPI
import OracleHost
import Primitives
import Signing
import Units

/// `earshot-network` as processes on one data folder: a network whose periods last a tenth of a
/// second.
final class OracleProgram {
    let folder: URL
    var data: String { folder.appendingPathComponent("data").path }
    let network: NetworkID
    let genesis: Double
    private(set) var process: Process?
    private(set) var port: UInt16 = 0
    private let said: Said

    final class Said: @unchecked Sendable {
        private let lock = NSLock()
        private var text = ""
        func add(_ more: String) { lock.withLock { text += more } }
        var all: String { lock.withLock { text } }
    }

    static let programs = URL(fileURLWithPath: CommandLine.arguments[0])
        .resolvingSymlinksInPath().deletingLastPathComponent()

    /// The shim that counts and breaks system calls, built once.
    static let shim: String = {
        let path = NSTemporaryDirectory() + "earshot-oracle-shim-\(getpid()).so"
        let source = OracleBench.top.appendingPathComponent("Tests/FaultShim/fault-shim.c").path
        let made = try? command(
            ["/usr/bin/cc", "-O1", "-shared", "-fPIC", "-o", path, source, "-ldl"])
        precondition(made?.code == 0, "the fault shim does not build")
        return path
    }()

    static func command(
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

    static func run(_ arguments: String...) throws -> (output: String, code: Int32) {
        try command([programs.appendingPathComponent("earshot-network").path] + arguments)
    }

    /// Founds the network.
    init(age: Double = 0) throws {
        let folder = try OracleBench.makeFolder()
        let demo = OracleBench.top.appendingPathComponent("networks/demo.toml")
        let begin = Nanoseconds(UInt64((Date().timeIntervalSince1970 - age) * 1e9))
        let source = try String(contentsOf: demo, encoding: .utf8)
            .replacingOccurrences(of: "period_ms = 1_000", with: "period_ms = 100")
            .replacingOccurrences(
                of: "\nname =", with: "\ngenesis = \"\(RFC3339.text(of: begin))\"\nname =")
        let path = folder.appendingPathComponent("network.toml")
        try source.write(to: path, atomically: true, encoding: .utf8)
        let made = try Self.run(
            "init", "--network", path.path, "--data", folder.appendingPathComponent("data").path,
            "--rules", OracleBench.top.appendingPathComponent("networks/rules.toml").path,
            "--chain-steps", "20000", "--json")
        let json = try JSONSerialization.jsonObject(with: Data(made.output.utf8)) as? [String: Any]
        guard made.code == 0, let id = json?["network"] as? String,
            let bits = UInt64(id, radix: 16)
        else { throw OracleBench.Failure(said: made.output) }
        self.folder = folder
        network = NetworkID(bits: bits)
        genesis = Date().timeIntervalSince1970 - age
        said = Said()
    }

    private init(copying other: OracleProgram) throws {
        folder = try OracleBench.makeFolder()
        network = other.network
        genesis = other.genesis
        said = Said()
        try FileManager.default.copyItem(atPath: other.data, toPath: data)
    }

    /// The same data in a folder of its own.
    func copy() throws -> OracleProgram { try OracleProgram(copying: self) }

    deinit {
        if let process, process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    var output: String { said.all }

    /// - Returns: whether it got ready; else it has ended.
    @discardableResult
    func start(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> Bool {
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
    func end(_ signal: Int32 = SIGTERM) -> Int32? {
        guard let process else { return nil }
        if process.isRunning { kill(process.processIdentifier, signal) }
        process.waitUntilExit()
        self.process = nil
        return process.terminationReason == .exit ? process.terminationStatus : nil
    }

    // MARK: HTTP

    struct Answer {
        var status = 0
        var head = ""
        var body: [UInt8] = []
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// One request, as curl makes it; status 0 when there was no answer.
    func ask(
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

    func post(_ statements: [[UInt8]]) throws -> IngestAnswer? {
        let answer = try ask(
            "/v1/statements", type: "application/cbor-seq", body: statements.flatMap { $0 })
        guard answer.status == 200 else { return nil }
        return try IngestAnswer(parsing: answer.body.rawSpan)
    }

    /// Where statements stand by the receipts of an answer.
    func places(_ answer: IngestAnswer?) throws -> [Hash256: UInt64] {
        var places: [Hash256: UInt64] = [:]
        for bytes in answer?.receipts ?? [] {
            for entry in try read(bytes, as: Receipt.self).entries {
                places[entry.statement] = entry.index
            }
        }
        return places
    }

    /// Size and root of the newest head.
    func head() throws -> (size: UInt64, root: String)? {
        let answer = try ask("/checkpoint")
        let lines = answer.text.split(separator: "\n")
        guard answer.status == 200, lines.count > 2, let size = UInt64(lines[1]) else {
            return nil
        }
        return (size, String(lines[2]))
    }

    // MARK: Statements

    var window: Window {
        Window(UInt64(max(0, (Date().timeIntervalSince1970 - genesis) / 6)))
    }

    func sign<Typed: TypedMessage>(
        _ message: Typed, by key: TestKey, on other: NetworkID? = nil
    ) throws -> [UInt8] {
        let payload = try message.payload()
        let context = StatementContext(network: other ?? network, type: Typed.type.name)
        return Statement.sign(payload.rawSpan, in: context, by: key.key)
    }

    func registration(of hotspot: TestKey, by owner: TestKey, _ sequence: UInt64) throws -> [UInt8]
    {
        let claim = OwnershipClaim(of: hotspot.key, for: owner.key.publicKey, in: network)
        let cell = Cell(
            containing: try Coordinate(latitude: 47.37, longitude: 8.54),
            resolution: try Resolution(12))
        return try sign(
            Registration(
                sequence: sequence, hotspotKey: hotspot.key.publicKey,
                hotspotSignature: claim.signature,
                place: AssertedPlace(
                    cell: cell, height: Metres(12), gain: Decibels(hundredths: 230), plan: "EU868"),
                radioClass: .light, measures: [.signalRSSI, .counter], depositCredits: 0),
            by: owner)
    }

    func seal(_ number: UInt64, by key: TestKey, of window: Window? = nil) throws -> [UInt8] {
        let seal = Seal(
            sequence: number, window: window ?? self.window,
            seal: Hash256(words: (number, 1, 2, 3)))
        return try sign(seal, by: key)
    }
}
