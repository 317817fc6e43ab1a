import Foundation
import Host
import Primitives
import RouterLink
import Signing
import Testing
import Units

/// openssl(1) as the router: its own key file, its own handshake, its own exporter value.
@Suite("RouterLink: against openssl s_server", .serialized) struct IndependentServerTests {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-routerlink-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test(
        "the same exporter value and the same hash of the key", arguments: ["ed25519", "EC", "RSA"])
    func exporter(algorithm: String) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let options = algorithm == "EC" ? ["-pkeyopt", "ec_paramgen_curve:P-256"] : []
        try openssl(["genpkey", "-algorithm", algorithm, "-out", "key.pem"] + options)
        try openssl([
            "req", "-new", "-x509", "-key", "key.pem", "-subj", "/CN=router", "-out", "cert.pem",
        ])
        try openssl(["pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "key.der"])
        let info = [UInt8](try Data(contentsOf: folder.appendingPathComponent("key.der")))
        let port = try RawServer(listens: false).port
        let server = try started([
            "s_server", "-accept", "127.0.0.1:\(port)", "-tls1_3", "-key", "key.pem", "-cert",
            "cert.pem", "-naccept", "1", "-keymatexport", "EXPORTER-Channel-Binding",
            "-keymatexportlen", "32",
        ])
        defer { if server.isRunning { server.terminate() } }
        #expect(said(until: "ACCEPT"))
        let turner = try Turner(
            to: RouterConnection.Place(
                host: "127.0.0.1", port: port, keyHash: SHA256.hash(info.rawSpan)))
        turner.turn { _ in turner.binding != nil }
        let binding = try #require(turner.binding, "\(turner.happened)")
        turner.connection.send(Array("what the box says\n".utf8))
        let hex = binding.bytes.map { String(format: "%02X", $0) }.joined()
        #expect(said(until: "Keying material: \(hex)"), "\(output)")
        #expect(said(until: "what the box says"))
    }

    private func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = Pipe()
        process.standardError = FileHandle.nullDevice
        return process
    }

    private func openssl(_ arguments: [String]) throws {
        let process = process(arguments)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(arguments)")
    }

    private func started(_ arguments: [String]) throws -> Process {
        let file = folder.appendingPathComponent("said")
        try Data().write(to: file)
        let process = process(arguments)
        process.standardOutput = try FileHandle(forWritingTo: file)
        try process.run()
        return process
    }

    private var output: String {
        (try? String(contentsOf: folder.appendingPathComponent("said"), encoding: .utf8)) ?? ""
    }

    /// False when ten seconds passed.
    private func said(until text: String) -> Bool {
        for _ in 0..<1_000 {
            if output.contains(text) { return true }
            usleep(10_000)
        }
        return false
    }
}
