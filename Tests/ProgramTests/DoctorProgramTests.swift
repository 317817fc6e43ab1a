import Foundation
import Glibc
import Testing

@Suite("doctor: the built program on this machine", .serialized)
struct DoctorProgramTests {
    struct Check: Decodable {
        let id: String
        let state: String
        let cause: String
        let fix: String?
    }

    struct Report: Decodable {
        let schema: String
        let checks: [Check]
    }

    /// Runs it in a folder of its own, with a configuration.
    static func run(
        _ arguments: String, box: String = "", before: String = ""
    ) throws -> (output: String, exitCode: Int32) {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-doctor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try box.write(
            to: folder.appendingPathComponent("box.toml"), atomically: true, encoding: .utf8)
        let step = Transcript.Step(
            command: "\(before) earshot doctor --config box.toml \(arguments) 2>&1", expected: [],
            exitCode: 0)
        return try step.run(in: folder)
    }

    static func report(_ arguments: String, box: String = "") throws -> (Report, Int32) {
        let (output, exitCode) = try run("--json \(arguments)", box: box)
        return (try JSONDecoder().decode(Report.self, from: Data(output.utf8)), exitCode)
    }

    @Test("every finding is there once, each within five seconds together, and the code fits them")
    func all() throws {
        let begin = Date()
        let (report, exitCode) = try Self.report("")
        #expect(Date().timeIntervalSince(begin) < 15)
        #expect(report.schema == "earshot.doctor/1")
        let ids = report.checks.map(\.id)
        #expect(Set(ids).count == ids.count)
        for id in [
            "radio", "radio.permission", "radio.udev", "radio.bridge", "gpsd", "clock", "port.1680",
        ] {
            #expect(ids.contains(id), "\(id)")
        }
        for check in report.checks {
            #expect(["ok", "warn", "fail", "skip"].contains(check.state))
            #expect((check.fix != nil) == ["warn", "fail"].contains(check.state), "\(check)")
        }
        let states = report.checks.map(\.state)
        let code: Int32 = states.contains("fail") ? 1 : states.contains("warn") ? 3 : 0
        #expect(exitCode == code)
    }

    /// A UDP port that this process holds. Not one of those the kernel gives out: nobody else has it
    /// by chance when it is let go. No child process inherits it.
    static func heldPort() throws -> (number: UInt16, descriptor: Int32) {
        let descriptor = socket(
            AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        for offset in 0..<10_000 as Range<Int32> {
            let number = UInt16(10_000 + (getpid() + offset) % 10_000)
            name.sin_port = number.bigEndian
            let isOurs = unsafe withUnsafeBytes(of: &name) { bytes in
                unsafe bind(
                    descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self),
                    socklen_t(bytes.count)) == 0
            }
            if isOurs { return (number, descriptor) }
        }
        throw POSIXError(.EADDRINUSE)
    }

    @Test("a port that somebody has is named with its holder, and free again afterwards")
    func port() throws {
        let (number, descriptor) = try Self.heldPort()
        let box = "forwarders.listen = \"127.0.0.1:\(number)\""
        let (report, exitCode) = try Self.report("port.1680", box: box)
        close(descriptor)
        #expect(exitCode == 1 && report.checks.map(\.state) == ["fail"])
        #expect(report.checks[0].cause.contains("(process \(getpid()))"), "\(report)")
        #expect(report.checks[0].cause.contains("UDP port \(number)"), "\(report)")
        #expect(report.checks[0].fix?.contains("stop it") == true)
        #expect(try Self.report("port.1680", box: box).0.checks[0].state == "ok")
        #expect(
            try Self.report("port.1680", box: "forwarders.enabled = false").0.checks[0].state
                == "skip")
    }

    @Test("gpsd that is named and away is a failure; that is only the default, a warning")
    func gpsdAway() throws {
        let (named, code) = try Self.report("gpsd", box: "position.gpsd = \"127.0.0.1:1\"")
        #expect(code == 1 && named.checks[0].cause.contains("Connection refused"))
        #expect(
            try Self.report("gpsd", box: "position.source = \"none\"").0.checks[0].state == "skip")
        let (fixed, fine) = try Self.report(
            "gpsd", box: "position.source = \"fixed\"\nposition.fixed = \"47,8\"")
        #expect(fine == 0 && fixed.checks[0].state == "ok")
    }

    @Test("a real gpsd without a receiver says so")
    func gpsdWithoutReceiver() throws {
        let port = 20_000 + Int(getpid()) % 20_000
        let gpsd = Process()
        gpsd.executableURL = URL(fileURLWithPath: "/usr/sbin/gpsd")
        let control = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-gpsd-\(getpid())").path
        gpsd.arguments = ["-N", "-n", "-S", "\(port)", "-F", control]
        gpsd.standardError = FileHandle.nullDevice
        try gpsd.run()
        defer {
            kill(gpsd.processIdentifier, SIGKILL)
            gpsd.waitUntilExit()
            try? FileManager.default.removeItem(atPath: control)
        }
        var last = ""
        for _ in 0..<20 {
            let (report, exitCode) = try Self.report(
                "gpsd", box: "position.gpsd = \"127.0.0.1:\(port)\"")
            last = report.checks[0].cause
            if last.contains("has no receiver") {
                #expect(exitCode == 1 && report.checks[0].fix?.contains("DEVICES") == true)
                return
            }
            usleep(100_000)
        }
        Issue.record("\(last)")
    }

    @Test(
        "a configuration with mistakes is told with place and suggestion, and nothing is hidden by it"
    )
    func configuration() throws {
        let (report, exitCode) = try Self.report(
            "config storage", box: "[radio]\nantena_gain_db = 2\ndevice = \"ttyACM0\"\n")
        #expect(exitCode == 1)
        #expect(report.checks[0].cause.contains("box.toml:2:1"))
        #expect(report.checks[0].cause.contains("did you mean \"radio.antenna_gain_db\"?"))
        #expect(report.checks[1].id == "storage")
    }

    @Test("unknown code that is let in is red")
    func unknownCode() throws {
        let (report, exitCode) = try Self.report(
            "radio.unknown_firmware", box: "radio.accept_unknown_firmware = true")
        #expect(exitCode == 1 && report.checks[0].state == "fail")
    }

    @Test("a radio that is not there is named, and one over TCP that does not answer")
    func radio() throws {
        let (away, code) = try Self.report("radio", box: "radio.device = \"usb:NONE\"")
        #expect(code == 1 && away.checks[0].cause.contains("usb:NONE is configured and not there"))
        let (silent, _) = try Self.report("radio", box: "radio.device = \"tcp:127.0.0.1:1\"")
        #expect(silent.checks[0].cause.contains("refuses connections"), "\(silent)")
        #expect(
            silent.checks.allSatisfy {
                $0.id == "radio" || $0.state != "fail" || $0.id == "radio.firmware"
            })
    }

    @Test("a name that is no finding gets a suggestion; output into a file has no colour")
    func names() throws {
        let (output, exitCode) = try Self.run("radio.udve")
        #expect(exitCode == 2 && output.contains("did you mean radio.udev?"), "\(output)")
        #expect(!(try Self.run("").output.contains("\u{1b}")))
    }

    @Test("--fix where nothing is safe to fix says so, and changes nothing")
    func fix() throws {
        guard !FileManager.default.fileExists(atPath: "/run/udev/control") else { return }
        let (output, _) = try Self.run("--fix port.1680")
        #expect(output.contains("nothing here can be fixed safely"), "\(output)")
        #expect(!FileManager.default.fileExists(atPath: "/etc/udev/rules.d/60-earshot.rules"))
    }

    @Test("somebody without rights gets the same findings")
    func nobody() throws {
        guard geteuid() == 0 else { return }
        let (output, exitCode) = try Self.run(
            "--json",
            before: "chmod 755 . ; exec setpriv --reuid=65534 --regid=65534 --clear-groups")
        let report = try JSONDecoder().decode(Report.self, from: Data(output.utf8))
        #expect(report.checks.count == 13 && exitCode != 2)
    }
}
