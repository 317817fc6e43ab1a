import Foundation
import Glibc

/// `radio-probe` in a process of its own: orders in, one line of answer each.
final class Probe {
    static let library = "libumockdev-preload.so.0"
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var waiting: [UInt8] = []

    struct Silent: Error {}

    /// Beside the test bundle.
    static let path = URL(fileURLWithPath: CommandLine.arguments[0])
        .resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("radio-probe")

    /// - Parameter testbed: the device's, for a host.
    init(_ arguments: [String], testbed: String? = nil) throws {
        process.executableURL = Self.path
        process.arguments = arguments
        // The path of umockdev's sockets must stay below 108 bytes.
        process.environment = [
            "LD_PRELOAD": Self.library, "TMPDIR": "/tmp", "SWIFT_BACKTRACE": "enable=no",
        ].merging(testbed.map { ["UMOCKDEV_DIR": $0] } ?? [:]) { $1 }
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// The answer to an order; throws when none comes within ten seconds.
    func ask(_ order: String) throws -> String {
        try input.fileHandleForWriting.write(contentsOf: Data((order + "\n").utf8))
        return try line()
    }

    func line() throws -> String {
        while true {
            if let end = waiting.firstIndex(of: 0x0a) {
                defer { waiting.removeFirst(end + 1) }
                return String(decoding: waiting[..<end], as: UTF8.self)
            }
            var wait = pollfd(
                fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&wait, 1, 10_000) == 1 else { throw Silent() }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Silent() }
            waiting.append(contentsOf: more)
        }
    }

    /// Its exit code; the end of its input is its order to end.
    func end() -> Int32 {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationReason == .exit
            ? process.terminationStatus : -process.terminationStatus
    }
}

/// A device and a host on a bus of their own.
struct EmulatedBus {
    let device: Probe
    let host: Probe
    static let serial = "206A35845243"
    static let address = "usb:\(serial)"

    init(_ arguments: [String] = []) throws {
        device = try Probe(["device"] + arguments)
        let words = try device.line().split(separator: " ")
        guard words.count == 2, words[0] == "ready" else { throw Probe.Silent() }
        host = try Probe(["host"], testbed: String(words[1]))
    }

    /// The host first: umockdev's library aborts it when its device's process dies.
    func end() -> [Int32] { [host.end(), device.end()] }
}
