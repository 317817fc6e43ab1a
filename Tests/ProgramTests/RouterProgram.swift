import Attestation
import Foundation
import Primitives
import Testing

/// `scripted-router` as a process: its entry for a network file first, then the router itself.
final class RouterProgram {
    /// Part `router` of a network file.
    let entry: MessageValue
    let port: Int
    private let folder: URL
    private let seed = String(repeating: "5a", count: 32)
    private(set) var program: RunningProgram?

    init(in folder: URL) throws {
        self.folder = folder
        port = Hotspot.freePort()
        let asked = try RunningProgram(
            [
                "--network-id", "0123456789abcdef", "--seed", seed, "--listen",
                "127.0.0.1:\(port)", "--entry",
            ], of: "scripted-router", in: folder)
        let line = try #require(asked.line(with: "earshot.router-entry"), "\(asked.said)")
        let json = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let address = try Address(parsing: try #require(json?["key"] as? String))
        let hash = try #require(json?["tls_key_hash"] as? String)
        let bytes = stride(from: 0, to: 64, by: 2).compactMap { place in
            let start = hash.index(hash.startIndex, offsetBy: place)
            return UInt8(hash[start..<hash.index(start, offsetBy: 2)], radix: 16)
        }
        entry = .record([
            .bytes(address.key.bytes.bytes), .bytes(bytes), .text("127.0.0.1"),
            .unsigned(UInt64(port)),
        ])
    }

    deinit { program?.kill() }

    /// - Parameter answer: a frame for RX1 of each uplink, as hexadecimal digits.
    @discardableResult
    func start(for network: NetworkID, answer: String? = nil) throws -> RunningProgram {
        let program = try RunningProgram(
            ["--network-id", "\(network)", "--seed", seed, "--listen", "127.0.0.1:\(port)"]
                + (answer.map { ["--answer", $0] } ?? []), of: "scripted-router", in: folder)
        #expect(program.line(with: "earshot.router-entry") != nil, "\(program.said)")
        self.program = program
        return program
    }

    func stop() {
        program?.kill()
        _ = program?.ending()
    }
}
