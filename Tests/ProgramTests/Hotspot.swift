import Attestation
import Foundation
import Primitives
import ScriptedOracle
import Testing
import Units

/// `earshot-hotspot` as a process, in a folder of its own, with `earshot` beside it.
final class Hotspot {
    let folder: URL
    let radio: Int
    /// Of UDP, where packet forwarders are served.
    let forwarders: Int
    private(set) var program: RunningProgram?

    /// - Parameters:
    ///   - settings: lines of TOML beside those that every test needs.
    ///   - place: nil where the settings say who knows it.
    init(
        _ settings: String = "", radioPort: Int = Hotspot.freePort(),
        place: String? = "47.3769,8.5417"
    ) throws {
        radio = radioPort
        forwarders = Self.freePort(SOCK_DGRAM.rawValue)
        let position = place.map { "position.source = \"fixed\"\nposition.fixed = \"\($0)\"" }
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-box-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = """
            radio.device = "tcp:127.0.0.1:\(radio)"
            radio.antenna_gain_db = 2
            radio.accept_unknown_firmware = true
            radio.firmware_directory = "\(folder.path)/code"
            \(position ?? "")
            hotspot.socket = "\(folder.path)/socket"
            hotspot.page = "off"
            forwarders.listen = "127.0.0.1:\(forwarders)"
            \(settings)
            """
        try Data(text.utf8).write(to: folder.appendingPathComponent("box.toml"))
    }

    deinit {
        if let program, program.isRunning { kill(program.identifier, SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// A port of 127.0.0.1 that was free a moment ago.
    static func freePort(_ kind: UInt32 = SOCK_STREAM.rawValue) -> Int {
        let socket = socket(AF_INET, Int32(kind), 0)
        defer { close(socket) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe bind(socket, $0, length)
                _ = unsafe getsockname(socket, $0, &length)
            }
        }
        return Int(UInt16(bigEndian: name.sin_port))
    }

    /// The network file of a scripted oracle that is not there.
    func pin() throws {
        let genesis = Nanoseconds(UInt64(Date().timeIntervalSince1970 - 100) * 1_000_000_000)
        let network = ScriptedNetwork(
            name: "test", keys: OracleKeys(seed: 7), periods: .demo, genesis: genesis,
            url: "http://127.0.0.1:\(Self.freePort())")
        try pin(network)
    }

    func pin(_ network: ScriptedNetwork) throws {
        try Data(network.file).write(to: folder.appendingPathComponent("network"))
        #expect(try run("init --network network --state state --config box.toml").exitCode == 0)
    }

    /// The box's key, once it is pinned.
    var key: PublicKey {
        get throws {
            let shown = try run("key show state/hotspot.key").output
            let text = try #require(shown.firstMatch(of: /ear1[a-z0-9]+/)?.0)
            return try Address(parsing: String(text)).key
        }
    }

    /// What a command prints with `--json`, when that is one object.
    func json(_ command: String) throws -> [String: Any] {
        let text = try run("\(command) --json --socket socket").output
        let object = try? JSONSerialization.jsonObject(with: Data(text.utf8))
        return object as? [String: Any] ?? [:]
    }

    /// A member of the status by its path: `["oracle", "state"]`.
    func status(_ path: String...) throws -> Any? {
        var value: Any? = try json("status")
        for name in path { value = (value as? [String: Any])?[name] }
        return value
    }

    /// The sentences of `why` on statements of a kind, which it prints one object a line.
    func why(_ kind: String) throws -> [String] {
        let lines = try run("why --json --socket socket").output.split(separator: "\n")
        let reports = lines.map {
            (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any] ?? [:]
        }
        return reports.filter { $0["kind"] as? String == kind }
            .compactMap { $0["sentence"] as? String }
    }

    /// A command of `earshot`.
    func run(_ command: String) throws -> (output: String, exitCode: Int32) {
        let result = try Transcript.Step(command: "earshot \(command)", expected: [], exitCode: 0)
            .run(in: folder)
        return (result.output, result.exitCode)
    }

    @discardableResult
    func start(_ environment: [String: String] = [:]) throws -> RunningProgram {
        let program = try RunningProgram(
            ["--config", "box.toml", "--state", "state", "--foreground"],
            of: "earshot-hotspot", in: folder, environment: environment)
        self.program = program
        return program
    }

    /// What a power cut does to a process, and the start after it.
    func killAndRestart() throws {
        let old = try #require(program)
        kill(old.identifier, SIGKILL)
        _ = old.ending()
        #expect(try start().line(with: "event=ready") != nil)
    }

    /// Waits until `status` says something.
    func status(says text: String) throws -> Bool {
        try eventually { try run("status --config box.toml").output.contains(text) }
    }
}

/// Waits until something holds, at most so long. What it waits for comes long before, or never.
func eventually(within seconds: Double = 30, _ holds: () throws -> Bool) rethrows -> Bool {
    let end = Date() + seconds
    while Date() < end {
        if try holds() { return true }
        usleep(100_000)
    }
    return try holds()
}
