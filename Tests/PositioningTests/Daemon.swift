import Foundation
import Glibc
import SatelliteReceiver

/// A real gpsd of this test's own, on a port of its own, fed by a receiver of ours.
final class Daemon {
    static let path = ["/usr/sbin/gpsd", "/usr/local/sbin/gpsd"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static let reason = "gpsd is not installed: apt install gpsd (script/setup does it)"

    let port: UInt16
    private let source: String
    private var process: Process?
    /// Without a receiver gpsd wants somewhere to be told of one.
    private var control: URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("earshot-gpsd-\(port)")
    }

    init(readingFrom source: UInt16?) throws {
        port = try Self.freePort()
        self.source = source.map { "tcp://127.0.0.1:\($0)" } ?? ""
        try start()
    }

    func start() throws {
        let process = Process()
        guard let path = Self.path else { throw Missing() }
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments =
            ["-N", "-n", "-b", "-S", String(port)]
            + (source.isEmpty ? ["-F", control.path] : [source])
        // Each daemon gets shared memory of its own, else those of two tests meet in it.
        process.environment = [
            "PATH": "/usr/bin:/bin", "GPSD_SHM_KEY": "0x45\(String(port, radix: 16))",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
    }

    /// As a crash does, not as a service that says goodbye.
    func kill() {
        guard let process, process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// gpsd stays and says nothing any more.
    func suspend() { if let process { Glibc.kill(process.processIdentifier, SIGSTOP) } }

    deinit {
        kill()
        try? FileManager.default.removeItem(at: control)
    }

    struct Missing: Error {}

    static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        guard let port = ReceiverServer.bindToLoopback(descriptor) else { throw Missing() }
        return port
    }
}
