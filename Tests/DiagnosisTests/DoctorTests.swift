import Notation
import PositionFixes
import Radios
import Testing
import Units

@testable import Diagnosis

/// A machine on which nothing is wrong, and one observation changed.
enum Patient {
    static let bridge = RadioDevice(
        address: .usb(.serial("2057365A4D33")), title: "STM32 Virtual ComPort",
        path: "/dev/bus/usb/001/004", access: .allowed)
    static let other = RadioDevice(
        address: .usb(.serial("305A")), title: "STM32 Virtual ComPort",
        path: "/dev/bus/usb/001/005", access: .allowed)

    static var healthy: Observations {
        var seen = Observations()
        seen.user = UserObservation(name: "pi", isRoot: false)
        seen.clock = ClockObservation(now: Nanoseconds(1_795_230_000_000_000_000))
        seen.clock.kernel = .synchronised(maximumError: Nanoseconds(4_000_000))
        seen.clock.keeper = "chronyd"
        seen.radios.devices = [bridge]
        seen.udev = .present(path: "/etc/udev/rules.d/60-earshot.rules")
        seen.bridge = .bridge(version: "01.00.00", isCurrent: true)
        seen.firmware = ["agc_fw_sx1250.bin", "arb_fw.bin"].map { name in
            FirmwareObservation(path: "/var/lib/earshot/firmware/\(name)", state: .known)
        }
        seen.position = .gpsd(.fix3D, reason: nil, isChosen: false)
        seen.storage = StorageObservation(
            path: "/var/lib/earshot", isStateDirectory: true, isReadOnly: false, free: 8 << 30,
            total: 32 << 30)
        return seen
    }

    static let lora = ProcessObservation(
        identifier: 812, name: "lora_pkt_fwd", unit: "lora.service")
    static let stranger = ProcessObservation(identifier: 813, name: "screen")
    static let ours = ProcessObservation(identifier: 814, name: "earshot-hotspot")
}

struct Cause: Sendable, CustomTestStringConvertible {
    let name: String
    let id: DoctorCheck.ID
    let state: DoctorCheck.State
    let cause: String
    var fix: String?
    var repair: DoctorRepair?
    let change: @Sendable (inout Observations) -> Void

    var testDescription: String { name }

    init(
        _ name: String, _ id: DoctorCheck.ID, _ state: DoctorCheck.State, _ cause: String,
        fix: String? = nil, repair: DoctorRepair? = nil,
        _ change: @escaping @Sendable (inout Observations) -> Void
    ) {
        self.name = name
        self.id = id
        self.state = state
        self.cause = cause
        self.fix = fix
        self.repair = repair
        self.change = change
    }
}

@Suite("Doctor: each cause alone, named, with its fix")
struct DoctorTests {
    @Test("nothing is wrong with a healthy machine")
    func healthy() {
        let report = DoctorReport(judging: Patient.healthy)
        #expect(report.checks.map(\.id) == DoctorCheck.ID.allCases)
        #expect(report.checks.allSatisfy { $0.state == .good && $0.fix == nil }, "\(report)")
        #expect(report.repairs == [])
    }

    @Test("an empty observation is judged without a fix that is not there")
    func empty() {
        let report = DoctorReport(judging: Observations())
        #expect(report.checks.map(\.id) == DoctorCheck.ID.allCases)
        for check in report.checks {
            let needsFix = check.state == .warning || check.state == .failure
            #expect((check.fix != nil) == needsFix, "\(check)")
        }
    }

    @Test("a cause is told by its own check", arguments: causes)
    func cause(_ row: Cause) throws {
        var seen = Patient.healthy
        row.change(&seen)
        let report = DoctorReport(judging: seen)
        let check = try #require(report.checks.first { $0.id == row.id })
        #expect(check.state == row.state)
        #expect(check.cause.contains(row.cause), "\(check.cause)")
        #expect(check.repair == row.repair)
        if let fix = row.fix {
            #expect(check.fix?.contains(fix) == true, "\(check.fix ?? "no fix")")
        } else {
            #expect(check.fix == nil)
        }
        #expect(report.repairs == (row.repair.map { [$0] } ?? []))
    }

    @Test("a failure of one check leaves every other as it was", arguments: causes)
    func alone(_ row: Cause) {
        var seen = Patient.healthy
        row.change(&seen)
        let failures = DoctorReport(judging: seen).checks.filter { $0.state == .failure }
        #expect(failures.allSatisfy { $0.id == row.id }, "\(failures)")
    }

    @Test("unknown code that is let in is red, and no second failure")
    func letIn() {
        var seen = Patient.healthy
        seen.firmware[0].state = .unknown
        seen.configuration.radio.acceptsUnknownFirmware = true
        let checks = DoctorReport(judging: seen).checks
        #expect(checks.first { $0.id == .firmware }?.state == .warning)
        #expect(checks.filter { $0.state == .failure }.map(\.id) == [.unknownFirmware])
    }

    @Test("every check has a cause that makes it fail or warn")
    func complete() {
        for id in DoctorCheck.ID.allCases {
            #expect(
                Self.causes.contains {
                    $0.id == id && ($0.state == .failure || $0.state == .warning)
                },
                "\(id)")
        }
    }
}

@Suite("Doctor: what it prints")
struct DoctorTextTests {
    static var seen: Observations {
        var seen = Patient.healthy
        seen.port = .held([Patient.lora])
        seen.modemManagerRuns = true
        seen.udev = .absent
        seen.position = .none
        return seen
    }

    @Test("one line per check, the fix below it, the sum at the end")
    func text() {
        let report = DoctorReport(judging: Self.seen).only(["port.1680", "gpsd", "config"])
        #expect(
            report.text(coloured: false) == """
                 OK   config                  no file; everything is as it comes
                 SKIP gpsd                    position.source is none
                 FAIL port.1680               lora_pkt_fwd (process 812) has UDP port 1680
                                              fix: stop it: sudo systemctl disable --now lora.service
                 1 failure, 0 warnings

                """)
    }

    @Test("colour only where it is asked for")
    func colour() {
        let report = DoctorReport(judging: Self.seen).only(["port.1680"])
        #expect(!report.text(coloured: false).contains("\u{1b}"))
        #expect(report.text(coloured: true).contains("\u{1b}[31mFAIL\u{1b}[0m"))
    }

    @Test("a device that names itself with an escape moves no cursor")
    func untrusted() {
        var seen = Self.seen
        seen.radios.devices[0].title = "\u{1b}[2Jradio\n OK  everything"
        let text = DoctorReport(judging: seen).only(["radio"]).text(coloured: false)
        #expect(!text.contains("\u{1b}") && !text.contains("\n OK  everything"), "\(text)")
    }

    @Test("JSON has id, state, cause and fix, null where there is nothing to do")
    func json() {
        var writer = JSONWriter()
        let report = DoctorReport(judging: Self.seen).only(["gpsd", "port.1680"])
        writer.object { report.write(to: &$0) }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"checks":[{"id":"gpsd","state":"skip","cause":"position.source is none","#
                + #""fix":null},{"id":"port.1680","state":"fail","cause":"#
                + #""lora_pkt_fwd (process 812) has UDP port 1680","fix":"#
                + #""stop it: sudo systemctl disable --now lora.service"}]}"#)
    }

    @Test(
        "a name means its check or its group",
        arguments: [("radio", 8), ("radio.udev", 1), ("port", 1), ("rad", 0)])
    func names(name: String, count: Int) {
        #expect(DoctorReport(judging: Self.seen).only([name]).checks.count == count)
    }
}
