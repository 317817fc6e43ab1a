import Box
import CommandTable
import Concentrator
import Diagnosis
import Foundation
import Testing

@Suite("The Debian package says what the programs say")
struct PackageTests {
    private let unit: UnitFile

    init() throws {
        unit = UnitFile(
            try Repository.text("packaging/debian/earshot.earshot-hotspot.service"))
    }

    @Test("its udev rule is the one that doctor --fix writes, where doctor looks for it")
    func udevRule() throws {
        #expect(try Repository.text("packaging/60-earshot.rules") == UdevRule.text)
        let place = "\(UdevRule.packagedDirectories[0])/\(UdevRule.fileName)"
        #expect(try Repository.text("script/package").contains("\"$tree\(place)\""))
    }

    @Test("what the program says by its exit code, systemd acts upon")
    func exitCodes() {
        let final = unit.words("Service", "RestartPreventExitStatus").map { Int32($0) }
        #expect(final == [ExitCode.wrongConfiguration.rawValue, ExitCode.usage.rawValue])
        #expect(!final.contains(ExitCode.temporaryFailure.rawValue))
        #expect(unit["Service", "Restart"] == ["on-failure"])
        #expect(unit["Unit", "StartLimitIntervalSec"] == ["0"])
        #expect(unit["Service", "Type"] == ["notify"])
    }

    @Test("its folders are the program's defaults")
    func folders() throws {
        let state = StateFolder(HotspotSettings.usualStateDirectory)
        #expect(unit["Service", "StateDirectory"].map { "/var/lib/\($0)" } == [state.path])
        #expect(unit["Service", "StateDirectoryMode"] == ["0700"])
        #expect(unit["Unit", "ConditionPathExists"] == [state.networkFile])
        let runtime = unit["Service", "RuntimeDirectory"].map { "/run/\($0)/" }
        #expect(runtime.count == 1 && HotspotSettings.usualSocket.hasPrefix(runtime[0]))
        #expect(FirmwareFile.systemFolder.hasPrefix(state.path + "/"))
        #expect(unit["Service", "ExecStart"] == ["/usr/bin/earshot-hotspot"])
        let configuration = "\(BoxSettings.systemFolder)/\(BoxSettings.usualFile)"
        for name in [
            "script/package", "packaging/debian/rules", "packaging/debian/earshot.postinst",
        ] {
            #expect(try Repository.text(name).contains(configuration), "\(name)")
        }
        for name in ["debian/earshot.postinst", "debian/earshot.postrm", "earshot.sysusers"] {
            #expect(try Repository.text("packaging/\(name)").contains(state.path), "\(name)")
        }
    }

    @Test("the daemon may open radios, and may ask the kernel of its clock")
    func rights() {
        #expect(unit.words("Service", "SupplementaryGroups").contains(UdevRule.group))
        #expect(
            unit["Service", "DeviceAllow"] == ["char-usb_device rw", "char-ttyACM rw"])
        #expect(unit["Service", "DevicePolicy"] == ["closed"])
        // `KernelClock` asks with adjtimex, which @privileged and ProtectClock= take away.
        let calls = unit["Service", "SystemCallFilter"]
        #expect(calls == ["@system-service", "~@privileged @resources", "adjtimex"])
        #expect(unit["Service", "ProtectClock"].isEmpty)
        #expect(unit["Service", "CapabilityBoundingSet"] == [""])
        // libusb waits for news over netlink.
        #expect(unit.words("Service", "RestrictAddressFamilies").contains("AF_NETLINK"))
    }

    @Test("the oracle's unit says what the program says, and gives it nothing it does not need")
    func oracle() throws {
        let unit = UnitFile(try Repository.text("packaging/debian/earshot-network.service"))
        let state = "/var/lib/earshot-network"
        #expect(unit["Service", "StateDirectory"] == ["earshot-network"])
        #expect(unit["Unit", "ConditionPathExists"] == [state + "/network"])
        #expect(unit["Service", "User"] == ["earshot-network"])
        let final = unit.words("Service", "RestartPreventExitStatus").map { Int32($0) }
        #expect(final == [ExitCode.wrongConfiguration.rawValue, ExitCode.usage.rawValue])
        #expect(unit["Service", "Type"] == ["notify"])
        #expect(unit["Service", "ExecStart"] == ["/usr/bin/earshot-network"])
        #expect(unit["Service", "CapabilityBoundingSet"] == [""])
        for key in ["PrivateDevices", "PrivateUsers", "ProtectClock", "NoNewPrivileges"] {
            #expect(unit["Service", key] == ["yes"], "\(key)")
        }
        #expect(
            unit.words("Service", "RestrictAddressFamilies") == ["AF_UNIX", "AF_INET", "AF_INET6"])
        // Keys are closed by the program; what is around them anybody may publish.
        #expect(unit["Service", "StateDirectoryMode"] == ["0755"])
        let settings = try Repository.text(
            "Sources/Programs/earshot-network/NetworkSettings.swift")
        #expect(settings.contains("usualData = \"\(state)\""))
        #expect(settings.contains("systemFolder = \"/etc/earshot-network\""))
        for name in [
            "debian/earshot-network.postinst", "debian/earshot-network.postrm",
            "earshot-network.sysusers",
        ] {
            let text = try Repository.text("packaging/\(name)")
            #expect(text.contains(state), "\(name)")
            // Only an operator founds.
            #expect(!text.contains("\n    earshot-network init"), "\(name)")
        }
    }

    @Test("every section of the changelog becomes one of Debian's, word for word")
    func changelog() throws {
        let awk = Process()
        awk.executableURL = URL(fileURLWithPath: "/usr/bin/awk")
        awk.currentDirectoryURL = Repository.top
        awk.arguments = [
            "-v", "version=9.9", "-v", "date=Sat, 21 Nov 2026 00:00:00 +0000", "-v",
            "who=A Name <a@b.example>", "-f", "packaging/changelog.awk", "CHANGELOG.md",
        ]
        let pipe = Pipe()
        awk.standardOutput = pipe
        try awk.run()
        let text = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        awk.waitUntilExit()
        #expect(awk.terminationStatus == 0)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let source = try Repository.text("CHANGELOG.md").split(separator: "\n")
        let sections = source.filter { $0.hasPrefix("## ") }.count
        #expect(sections >= 1 && lines.count { $0.hasPrefix("earshot (") } == sections)
        #expect(lines.count { $0.hasPrefix(" -- A Name <a@b.example>  Sat, ") } == sections)
        let points = source.filter { $0.hasPrefix("- ") }.flatMap {
            $0.dropFirst(2).split(separator: " ")
        }
        let made = lines.filter { $0.hasPrefix("  ") }.flatMap { line in
            line.split(separator: " ").filter { $0 != "*" }
        }
        #expect(made == points)
        let longest = points.map(\.count).max() ?? 0
        #expect(lines.allSatisfy { $0.count <= max(80, longest + 4) })
    }
}
