import Diagnosis
import Foundation
import Glibc
import Host
import Testing
import Units

/// A UDP socket of this process on a port the kernel chose.
private final class BusyPort {
    let descriptor: Int32
    private(set) var number: UInt16 = 0

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        try #require(descriptor >= 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = unsafe withUnsafeMutableBytes(of: &name) { bytes in
            let address = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return unsafe bind(descriptor, address, length) == 0
                && getsockname(descriptor, address, &length) == 0
        }
        try #require(found)
        number = UInt16(bigEndian: name.sin_port)
    }

    deinit { close(descriptor) }
}

@Suite("Machine: what the doctor sees of the real one")
struct MachineTests {
    @Test("a UDP port that is held names this process; given back, it is free")
    func port() throws {
        var busy: BusyPort? = try BusyPort()
        let number = try #require(busy?.number)
        guard case .held(let holders) = UDPPort.observe(number) else {
            Issue.record("\(UDPPort.observe(number))")
            return
        }
        #expect(holders.map(\.identifier) == [getpid()])
        #expect(holders.first?.name.isEmpty == false)
        busy = nil
        #expect(UDPPort.observe(number) == .free)
    }

    @Test("a process is found by the path it has open, and only by that")
    func holders() throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "earshot-held-\(UUID().uuidString)").path
        #expect(FileManager.default.createFile(atPath: path, contents: Data()))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(Processes.holding([path]) == [])
        let file = unsafe open(path, O_RDONLY)
        defer { close(file) }
        #expect(Processes.holding([path]).map(\.identifier) == [getpid()])
        #expect(Processes.holding([path + "x"]) == [])
    }

    @Test("names that do not run are not found; the first of the list wins")
    func running() throws {
        let comm = try String(contentsOfFile: "/proc/self/comm", encoding: .utf8)
        let own = comm.trimmingCharacters(in: .newlines)
        #expect(Processes.firstRunning(of: ["no-such-program"]) == nil)
        #expect(Processes.firstRunning(of: ["no-such-program", own]) == own)
    }

    @Test("the clock is this machine's, whatever the kernel thinks of it")
    func clock() {
        let before = WallClock.now
        let seen = MachineState.clock()
        #expect(before <= seen.now && seen.now <= WallClock.now)
    }

    @Test("a state directory that is not there yet is judged by the nearest above it")
    func storage() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let there = try #require(MachineState.storage(folder))
        #expect(there.isStateDirectory && there.total > 0 && there.free <= there.total)
        let above = try #require(MachineState.storage(folder + "/earshot-none/deeper"))
        #expect(!above.isStateDirectory && above.path == folder && above.total == there.total)
    }

    @Test("the user is the one who runs this")
    func user() {
        #expect(MachineState.user().isRoot == (geteuid() == 0))
        #expect(!MachineState.user().name.isEmpty)
    }
}

@Suite("udev: the rule is written whole, and udev is told")
struct UdevRulesTests {
    private let root = FileManager.default.temporaryDirectory
        .appending(path: "earshot-udev-\(UUID().uuidString)")

    /// A machine's directories; udev's is a program that writes down what it was told.
    private func prepare(withUdev: Bool = true, code: Int = 0) throws -> UdevRules {
        for name in ["run/udev", "etc/udev/rules.d", "usr/lib/udev/rules.d"] {
            try FileManager.default.createDirectory(
                at: root.appending(path: name), withIntermediateDirectories: true)
        }
        if withUdev { try Data().write(to: root.appending(path: "run/udev/control")) }
        let program = root.appending(path: "udevadm")
        try "#!/bin/sh\necho \"$@\" >> '\(root.path)/told'\nexit \(code)\n".write(
            to: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: program.path)
        return UdevRules(root: root.path, program: program.path)
    }

    private var rule: String { root.path + "/etc/udev/rules.d/60-earshot.rules" }

    @Test("absent, then present; another text is seen, and replaced")
    func install() throws {
        let rules = try prepare()
        defer { try? FileManager.default.removeItem(at: root) }
        #expect(rules.observe() == .absent)
        let done = try rules.install()
        #expect(done.first == "wrote \(rule)" && done.count == 3)
        #expect(rules.observe() == .present(path: rule))
        let told = try String(contentsOfFile: root.path + "/told", encoding: .utf8)
        #expect(
            told == """
                control --reload
                trigger --action=change --subsystem-match=usb --subsystem-match=tty

                """)
        try "# mine\n".write(toFile: rule, atomically: true, encoding: .utf8)
        #expect(rules.observe() == .other(path: rule))
        _ = try rules.install()
        #expect(try String(contentsOfFile: rule, encoding: .utf8) == UdevRule.text)
        let left = try FileManager.default.contentsOfDirectory(
            atPath: root.path + "/etc/udev/rules.d")
        #expect(left == ["60-earshot.rules"])
    }

    @Test("a package's rule counts")
    func packaged() throws {
        let rules = try prepare()
        defer { try? FileManager.default.removeItem(at: root) }
        let path = root.path + "/usr/lib/udev/rules.d/60-earshot.rules"
        try UdevRule.text.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(rules.observe() == .present(path: path))
    }

    @Test("no udev, no rule")
    func container() throws {
        let rules = try prepare(withUdev: false)
        defer { try? FileManager.default.removeItem(at: root) }
        #expect(rules.observe() == .noUdev)
    }

    @Test("a step that fails is named")
    func failures() throws {
        let rules = try prepare(code: 3)
        defer { try? FileManager.default.removeItem(at: root) }
        #expect(throws: RepairFailure.failed("\(root.path)/udevadm control --reload", code: 3)) {
            try rules.install()
        }
        let none = UdevRules(root: root.path, program: root.path + "/none")
        do throws(RepairFailure) {
            _ = try none.install()
            Issue.record("a program that is not there ran")
        } catch { #expect(error.description.contains("No such file or directory"), "\(error)") }
        try FileManager.default.removeItem(atPath: root.path + "/etc/udev/rules.d")
        do throws(RepairFailure) {
            _ = try rules.install()
            Issue.record("a file was written into no directory")
        } catch { #expect(error.description.hasPrefix("cannot write \(rule).new"), "\(error)") }
    }

    @Test("a device's line matches each key once, and every line ends in what it sets")
    func text() {
        let lines = UdevRule.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == 4)
        for line in lines.filter({ $0.hasPrefix("SUBSYSTEM") }) {
            #expect(line.contains("\"0483\"") && line.contains("\"5740\""))
            #expect(line.contains("GROUP=\"dialout\"") && line.contains("MODE=\"0660\""))
            #expect(line.contains("_IGNORE}=\"1\""))
        }
    }
}
