import Foundation
import Glibc
import Testing

/// A program of this build that runs until it is told to end.
private final class SpokenProgram {
    let process = Process()
    let input = Pipe()
    private let output = Pipe()
    let complaints: URL

    init(_ arguments: [String], in folder: URL) throws {
        complaints = folder.appendingPathComponent("complaints-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: complaints.path, contents: nil)
        process.executableURL = Built.folder.appendingPathComponent("earshot")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: complaints)
        try process.run()
    }

    /// The next line of standard output as JSON; waits for it.
    func line() throws -> [String: Any] {
        var bytes = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte.first != 0x0a {
            guard !byte.isEmpty else { break }
            bytes.append(byte)
        }
        return try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
    }

    func complaint(containing text: String) throws -> Bool {
        for _ in 0..<1000 {
            if try String(contentsOf: complaints, encoding: .utf8).contains(text) { return true }
            usleep(20_000)
        }
        return false
    }

    func end(_ signal: Int32 = SIGINT) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// A descriptor with a short patience.
private struct HostTalk {
    let descriptor: Int32

    func write(_ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
    }

    /// What comes until so many bytes are there, or nothing more comes for a while.
    func read(_ count: Int, patience: Int32 = 5000) -> [UInt8] {
        var all: [UInt8] = []
        while all.count < count {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&waiting, 1, patience) == 1 else { break }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let got = unsafe chunk.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            guard got > 0 else { break }
            all += chunk[..<got]
        }
        return all
    }

    func line() throws -> [String: Any] {
        var bytes: [UInt8] = []
        while bytes.last != 0x0a {
            let next = read(1, patience: 5000, chunk: 1)
            guard !next.isEmpty else { break }
            bytes += next
        }
        return try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
    }

    private func read(_ count: Int, patience: Int32, chunk: Int) -> [UInt8] {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, patience) == 1 else { return [] }
        var byte: UInt8 = 0
        return unsafe Glibc.read(descriptor, &byte, 1) == 1 ? [byte] : []
    }

    static func connected(to address: String) throws -> HostTalk {
        let port = try #require(UInt16(address.split(separator: ":").last ?? ""))
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(result == 0)
        return HostTalk(descriptor: descriptor)
    }
}

@Suite("Emulators and the air as processes", .serialized)
struct EmulatorProcessTests {
    /// The bridge's PING: order, no payload; its answer has 21 bytes of payload behind four.
    static let ping: [UInt8] = [0x31, 0, 0, 0x00]

    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ear-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test("at a pseudo-terminal: answers, is drained for each host, and leaves no link")
    func terminal() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let link = folder.appendingPathComponent("radio").path
        let radio = try SpokenProgram(
            ["radio", "emulate", "--corecell", "--pty", link], in: folder)
        #expect(try radio.line()["ready"] as? String == link)
        for _ in 0..<3 {
            let host = HostTalk(descriptor: unsafe open(link, O_RDWR | O_NOCTTY | O_CLOEXEC))
            host.write(Self.ping)
            #expect(host.read(25).count == 25)
            // Asked, and not read by this host.
            host.write(Self.ping)
            usleep(100_000)
            close(host.descriptor)
            usleep(100_000)
        }
        let last = HostTalk(descriptor: unsafe open(link, O_RDWR | O_NOCTTY | O_CLOEXEC))
        #expect(last.read(1, patience: 200).isEmpty)
        close(last.descriptor)
        #expect(radio.end() == 0)
        #expect(!FileManager.default.fileExists(atPath: link))
        #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: link)) == nil)
    }

    @Test("at a port: the next host is taken when one has gone; input may be garbage and end")
    func port() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let radio = try SpokenProgram(
            ["radio", "emulate", "--corecell", "--tcp", "127.0.0.1:0"], in: folder)
        let address = try #require(try radio.line()["ready"] as? String)
        radio.input.fileHandleForWriting.write(Data("\u{1}\u{2}garbage\n{\"colour\":1}\n".utf8))
        try radio.input.fileHandleForWriting.close()
        #expect(try radio.complaint(containing: "line 1: not JSON"))
        #expect(try radio.complaint(containing: "line 2: \"crc\" is missing"))
        for _ in 0..<3 {
            let host = try HostTalk.connected(to: address)
            host.write(Self.ping)
            #expect(host.read(25).count == 25)
            close(host.descriptor)
        }
        #expect(radio.end(SIGTERM) == 0)
    }

    @Test("two stations on one air hear each other, and a name is nobody else's")
    func air() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let air = try SpokenProgram(
            ["radio", "air", "--listen", "127.0.0.1:0", "--seed", "7"], in: folder)
        let address = try #require(try air.line()["ready"] as? String)
        var talks: [HostTalk] = []
        for name in ["a", "b", "a"] {
            let talk = try HostTalk.connected(to: address)
            talk.write(
                Array(#"{"join":{"version":1,"name":"\#(name)","sent_ns":1}}"#.utf8) + [0x0a])
            talks.append(talk)
        }
        #expect(try talks[0].line()["joined"] != nil)
        #expect(try talks[1].line()["joined"] != nil)
        #expect(try talks[2].line()["refused"] != nil)
        let emulated = try SpokenProgram(
            ["radio", "emulate", "--corecell", "--tcp", "127.0.0.1:0", "--air", address],
            in: folder)
        #expect(try emulated.line()["ready"] != nil)
        talks[0].write(Array(#"{"ping":{"sent_ns":1}}"#.utf8) + [0x0a])
        let pong = try talks[0].line()["pong"] as? [String: Any]
        let clock = try #require(pong?["clock_ns"] as? Int)
        talks[0].write(
            Array(
                (#"{"emit":{"freq_hz":868100000,"sf":7,"bw_hz":125000,"cr":"4/5","crc":"ok","#
                    + #""power_dbm":14,"phy_hex":"4001","start_ns":\#(clock),"#
                    + #""end_ns":\#(clock + 30_000_000)}}"#).utf8) + [0x0a])
        let answer = try talks[1].line()["arrival"] as? [String: Any]
        #expect(answer?["phy_hex"] as? String == "4001")
        #expect(answer?["rssi_dbm"] as? Double == -86)
        #expect(emulated.end() == 0)
        #expect(air.end() == 0)
        let counts = try air.line()["ended"] as? [String: Any]
        #expect(counts?["good"] as? Int == 2)
    }

    @Test("what a light radio sends, a concentrator hears, both emulated, both by our own drivers")
    func wholeWay() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let code = folder.appendingPathComponent("code").path
        let maker = try SpokenProgram(["radio", "firmware", "make-up", code], in: folder)
        maker.process.waitUntilExit()
        let air = try SpokenProgram(["radio", "air", "--listen", "127.0.0.1:0"], in: folder)
        let address = try #require(try air.line()["ready"] as? String)
        let emulators = try ["--corecell", "--firmware-link"].map { kind in
            try SpokenProgram(
                ["radio", "emulate", kind, "--tcp", "127.0.0.1:0", "--air", address], in: folder)
        }
        let radios = try emulators.map { try #require(try $0.line()["radio"] as? String) }
        let listener = try SpokenProgram(
            [
                "radio", "listen", "--plan", "EU868", "--radio", radios[0], "--firmware", code,
                "--accept-unknown-firmware", "--json", "--count", "1", "--for", "60s",
            ], in: folder)
        #expect(try listener.complaint(containing: "hears with"))
        let sender = try SpokenProgram(
            [
                "radio", "send", "--plan", "EU868", "--freq", "868100000", "--sf", "7", "--power",
                "14", "--antenna-gain", "0", "--radio", radios[1], "40010203",
            ], in: folder)
        let heard = try listener.line()
        #expect(heard["phy_hex"] as? String == "40010203")
        #expect(heard["crc"] as? String == "ok")
        let sent = try emulators[1].line()["tx"] as? [String: Any]
        #expect(sent?["phy_hex"] as? String == "40010203")
        #expect(sent?["power_dbm"] as? Int == 14)
        _ = sender.end()
        listener.process.waitUntilExit()
        #expect(listener.process.terminationStatus == 0)
        for program in emulators + [air] { #expect(program.end() == 0) }
    }
}
