import Air
import Airwaves
import Foundation
import Glibc
import Primitives
import Radios
import Testing
import Units

/// An emulated radio behind a TCP port of this machine, by the clock, for programs to connect to. One
/// connection at a time; a frame is heard 20 ms after it was told.
final class EmulatedLine: @unchecked Sendable {
    private let lock = NSLock()
    private var radio: any EmulatedRadio
    private var told: [AirFrame] = []
    private var sent: [Emission] = []
    private var isOver = false
    private let listener: Int32
    let port: UInt16
    private let origin = DispatchTime.now().uptimeNanoseconds

    init(_ make: (Nanoseconds) -> any EmulatedRadio) throws {
        radio = make(Nanoseconds(0))
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = unsafe withUnsafeMutableBytes(of: &name) { bytes in
            let address = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return unsafe bind(descriptor, address, length) == 0 && listen(descriptor, 4) == 0
                && getsockname(descriptor, address, &length) == 0
        }
        try #require(isOpen)
        listener = descriptor
        port = UInt16(bigEndian: name.sin_port)
        Thread { self.serve() }.start()
    }

    /// Closes the port; the thread ends within a few milliseconds.
    func end() { lock.withLock { isOver = true } }

    func put(_ frame: AirFrame) { lock.withLock { told.append(frame) } }

    var emissions: [Emission] { lock.withLock { sent } }

    private var now: Nanoseconds {
        Nanoseconds(DispatchTime.now().uptimeNanoseconds - origin)
    }

    private func serve() {
        var line: Int32 = -1
        var buffer = [UInt8](repeating: 0, count: 8192)
        while !lock.withLock({ isOver }) {
            var waiting = [
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
                pollfd(fd: line, events: Int16(POLLIN), revents: 0),
            ]
            _ = unsafe poll(&waiting, 2, 2)
            if waiting[0].revents != 0 {
                if line >= 0 { close(line) }
                line = accept(listener, nil, nil)
            } else if waiting[1].revents != 0 {
                let count = unsafe read(line, &buffer, buffer.count)
                if count <= 0 {
                    close(line)
                    line = -1
                } else {
                    step(Array(buffer[..<count]), to: line)
                }
            }
            step([], to: line)
        }
        close(listener)
        if line >= 0 { close(line) }
    }

    private func step(_ bytes: [UInt8], to line: Int32) {
        var effects = RadioEffects()
        lock.withLock {
            let now = self.now
            for frame in told {
                let start = now + Nanoseconds(20_000_000)
                let airtime: Nanoseconds
                guard case .loRa(let modulation) = frame.modulation,
                    let span = try? modulation.airtime(of: frame.payload.count)
                else { continue }
                airtime = span
                radio.hear(
                    Arrival(
                        frame: frame, level: SignalLevel(hundredths: -6000),
                        signalToNoise: Decibels(hundredths: 900), start: start,
                        end: start + airtime))
            }
            told.removeAll()
            radio.take(bytes.rawSpan, at: now, effects: &effects)
            radio.pass(to: now, effects: &effects)
            sent += effects.emissions
        }
        guard line >= 0, !effects.outgoing.isEmpty else { return }
        _ = unsafe effects.outgoing.withUnsafeBytes { unsafe write(line, $0.baseAddress, $0.count) }
    }
}

/// A program of this build while it runs.
final class RunningProgram: @unchecked Sendable {
    private let process = Process()
    private let lock = NSLock()
    private let input = Pipe()
    private var output = ""
    private var talk = ""

    init(
        _ arguments: [String], of program: String = "earshot", in folder: URL,
        environment: [String: String] = [:]
    ) throws {
        process.executableURL = Built.folder.appendingPathComponent(program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = [
            "HOME": folder.path, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
            "SWIFT_BACKTRACE": "enable=no",
        ].merging(environment) { $1 }
        process.standardInput = input
        let pipes = (Pipe(), Pipe())
        process.standardOutput = pipes.0
        process.standardError = pipes.1
        pipes.0.fileHandleForReading.readabilityHandler = { [self] handle in
            let text = String(decoding: handle.availableData, as: UTF8.self)
            lock.withLock { output += text }
        }
        pipes.1.fileHandleForReading.readabilityHandler = { [self] handle in
            let text = String(decoding: handle.availableData, as: UTF8.self)
            lock.withLock { talk += text }
        }
        try process.run()
    }

    var lines: [Substring] { lock.withLock { output.split(separator: "\n") } }
    var said: String { lock.withLock { talk } }

    /// Waits, at most 20 s, until standard error holds a text, so many times.
    func waits(for text: String, times: Int = 1) -> Bool {
        for _ in 0..<2000 {
            if says(text, times) { return true }
            if !process.isRunning { break }
            usleep(10_000)
        }
        return says(text, times)
    }

    private func says(_ text: String, _ times: Int) -> Bool {
        said.components(separatedBy: text).count > times
    }

    /// Waits, at most 20 s, for so many lines of standard output.
    func waits(forLines count: Int) -> Bool {
        for _ in 0..<2000 where lines.count < count && process.isRunning { usleep(10_000) }
        return lines.count >= count
    }

    /// Waits, at most 20 s, for a line of standard output that holds a text.
    func line(with text: String) -> String? {
        for _ in 0..<2000 {
            if let found = lines.first(where: { $0.contains(text) }) { return String(found) }
            usleep(10_000)
        }
        return nil
    }

    /// A line for its standard input.
    func tell(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    func interrupt() { process.interrupt() }

    var identifier: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    func kill() { process.terminate() }

    /// The exit code, once it ended; nil when it did not within 20 s, and was killed then.
    func ending() -> Int32? {
        for _ in 0..<2000 where process.isRunning { usleep(10_000) }
        guard !process.isRunning else {
            Glibc.kill(process.processIdentifier, SIGKILL)
            return nil
        }
        // What the pipes still hold.
        usleep(50_000)
        return process.terminationStatus
    }
}
