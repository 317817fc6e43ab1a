import Foundation
import Glibc
import Host
import Settings
import Units
import WebClient

/// `servers.py` in a process of its own.
final class Servers: @unchecked Sendable {
    static let shared: Servers = {
        do { return try Servers() } catch { preconditionFailure("no servers: \(error)") }
    }()

    private let process = Process()
    private let input = Pipe()
    private var ports: [String: UInt16] = [:]
    let folder: URL

    struct NotReady: Error { let said: String }

    private init() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-web-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try tempt()
        let output = Pipe()
        process.executableURL = tests.appendingPathComponent("../../.venv/bin/python").standardized
        process.arguments = [tests.appendingPathComponent("servers.py").path, folder.path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var said = ""
        while !said.hasSuffix("ready\n") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw NotReady(said: said) }
            said += String(decoding: more, as: UTF8.self)
        }
        for line in said.split(separator: "\n").dropLast() {
            let words = line.split(separator: " ")
            ports[String(words[0])] = UInt16(words[1])
        }
    }

    /// What a user's machine may have, and no request may follow. Before any client's first look.
    private func tempt() throws {
        let netrc = "machine localhost login me password secret\n"
        try Data(netrc.utf8).write(to: folder.appendingPathComponent(".netrc"))
        unsafe setenv("HOME", folder.path, 1)
        for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            unsafe setenv(name, "http://127.0.0.1:1", 1)
        }
    }

    /// `localhost:PORT`, as errors show it.
    func name(_ server: String) -> String { "localhost:\(ports[server] ?? 0)" }

    func endpoint(_ server: String, path: String = "") throws -> APIEndpoint {
        let scheme = server == "clear" ? "http" : "https"
        let name = self.name(server == "clear" ? "plain" : server)
        return try APIEndpoint(parsing: "\(scheme)://\(name)\(path)")
    }

    var authorities: String { folder.appendingPathComponent("authority.pem").path }

    /// A client that believes in the test's own authority.
    func client(
        stop: Wake? = nil, change: (inout WebSettings) -> Void = { _ in }
    ) throws -> WebClient {
        var settings = WebSettings(userAgent: "earshot/1.2.3", authorities: authorities)
        change(&settings)
        return WebClient(settings, stop: try stop ?? Wake())
    }
}

extension Nanoseconds {
    static func milliseconds(_ count: UInt64) -> Nanoseconds { Nanoseconds(count * 1_000_000) }
}
