import Attestation
import Foundation
import ScriptedOracle
import Testing
import Units

/// `earshot-hotspot` as a process, in a folder of its own, with `earshot` beside it.
final class Hotspot {
    let folder: URL
    let radio: Int
    private(set) var program: RunningProgram?

    /// - Parameter settings: lines of TOML beside those that every test needs.
    init(_ settings: String = "", radioPort: Int = Hotspot.freePort()) throws {
        radio = radioPort
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-box-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = """
            radio.device = "tcp:127.0.0.1:\(radio)"
            radio.antenna_gain_db = 2
            radio.accept_unknown_firmware = true
            radio.firmware_directory = "\(folder.path)/code"
            position.source = "fixed"
            position.fixed = "47.3769,8.5417"
            hotspot.socket = "\(folder.path)/socket"
            hotspot.page = "off"
            forwarders.listen = "127.0.0.1:\(Self.freePort(SOCK_DGRAM.rawValue))"
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
        try Data(network.file).write(to: folder.appendingPathComponent("network"))
        #expect(try run("init --network network --state state --config box.toml").exitCode == 0)
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

    /// Waits until `status` says something.
    func status(says text: String) throws -> Bool {
        for _ in 0..<150 {
            if try run("status --config box.toml").output.contains(text) { return true }
            usleep(100_000)
        }
        return false
    }
}
