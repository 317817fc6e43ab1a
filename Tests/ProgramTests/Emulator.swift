import Foundation
import Testing

/// `earshot radio emulate` as a process, and what it says of itself.
final class Emulator {
    let program: RunningProgram
    let folder: URL
    let address: String
    /// What a host needs to find it.
    private let environment: [String: String]

    /// Where the radio's line is.
    enum Line {
        case terminal
        /// Below libusb. umockdev's library is for the programs under test alone, never for the
        /// process of the tests.
        case bus
    }

    private static let library = ["LD_PRELOAD": "libumockdev-preload.so.0"]

    /// - Parameter testbeds: where umockdev makes its folder.
    init(
        _ kind: String, at line: Line = .terminal, _ more: [String] = [],
        testbeds: String = "/tmp"
    ) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-emulate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let place =
            switch line {
            case .terminal: ["--pty", folder.appendingPathComponent("radio").path]
            case .bus: ["--usb"]
            }
        program = try RunningProgram(
            ["radio", "emulate", kind, "--eui", "0016c001ff10a1b2"] + place + more, in: folder,
            environment: line == .bus ? Self.library.merging(["TMPDIR": testbeds]) { $1 } : [:])
        let ready = try #require(program.line(with: "ready"), "\(program.said)")
        let object = try JSONSerialization.jsonObject(with: Data(ready.utf8)) as? [String: Any]
        address = try #require(object?["radio"] as? String)
        let testbed = object?["umockdev_dir"] as? String
        environment = testbed.map { Self.library.merging(["UMOCKDEV_DIR": $0]) { $1 } } ?? [:]
        let code = Transcript.Step(
            command: "earshot radio firmware make-up code", expected: [], exitCode: 0)
        #expect(try code.run(in: folder).exitCode == 0)
    }

    deinit {
        program.kill()
        try? FileManager.default.removeItem(at: folder)
    }

    func run(_ command: String, _ arguments: [String]) throws -> RunningProgram {
        try start(
            ["radio", command],
            [
                "--plan", "EU868", "--radio", address, "--firmware", "code",
                "--accept-unknown-firmware",
            ] + arguments)
    }

    /// A command that finds the radio by itself, or needs none.
    func start(_ command: [String], _ arguments: [String]) throws -> RunningProgram {
        try RunningProgram(command + arguments, in: folder, environment: environment)
    }
}
