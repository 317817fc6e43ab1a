import Diagnosis
import PositionFixes
import Radios
import Units

extension DoctorTests {
    static let causes = machineCauses + radioCauses

    private static let machineCauses: [Cause] = [
        Cause("files are named", .configuration, .good, "/etc/earshot/earshot.toml") {
            $0.configuration.files = ["/etc/earshot/earshot.toml"]
        },
        Cause(
            "a typo", .configuration, .failure, "there is no setting \"radio.devise\"",
            fix: "correct that line"
        ) { $0.configuration.problems = ["a.toml:1:1: there is no setting \"radio.devise\""] },
        Cause("several problems", .configuration, .failure, "one (and 2 more)", fix: "correct") {
            $0.configuration.problems = ["one", "two", "three"]
        },
        Cause("1970", .clock, .failure, "1970-01-01T00:00:07Z", fix: "chronyc makestep") {
            $0.clock.now = Nanoseconds(7_000_000_000)
        },
        Cause(
            "a second before the first release", .clock, .failure, "2025-12-31T23:59:59Z",
            fix: "chronyc makestep"
        ) { $0.clock.now = Nanoseconds(1_767_225_599_000_000_000) },
        Cause("the first second", .clock, .good, "synchronised by chronyd, within 4 ms") {
            $0.clock.now = Nanoseconds(1_767_225_600_000_000_000)
        },
        Cause(
            "two hours off by the satellites", .clock, .failure, "contradicts the satellites",
            fix: "chronyc makestep"
        ) { $0.clock.satellites = .differs },
        Cause(
            "nobody keeps the clock", .clock, .warning, "nothing keeps it right",
            fix: "sudo apt install chrony"
        ) {
            $0.clock.kernel = .unsynchronised
            $0.clock.keeper = nil
        },
        Cause(
            "not synchronised yet", .clock, .warning, "chronyd runs and has not",
            fix: "chronyc tracking"
        ) { $0.clock.kernel = .unsynchronised },
        Cause("a container that hides adjtimex", .clock, .skipped, "Operation not permitted") {
            $0.clock.kernel = .silent(reason: "Operation not permitted")
        },
        Cause(
            "gpsd by default and absent", .gpsd, .warning,
            "gpsd does not answer: Connection refused",
            fix: "systemctl start gpsd"
        ) { $0.position = .gpsd(.gone, reason: "Connection refused", isChosen: false) },
        Cause(
            "gpsd configured and absent", .gpsd, .failure, "gpsd does not answer",
            fix: "systemctl start gpsd"
        ) { $0.position = .gpsd(.gone, reason: nil, isChosen: true) },
        Cause(
            "gpsd without a receiver", .gpsd, .failure, "has no receiver", fix: "DEVICES"
        ) { $0.position = .gpsd(.noReceiver, reason: nil, isChosen: true) },
        Cause("no sky", .gpsd, .warning, "too few satellites", fix: "view of the sky") {
            $0.position = .gpsd(.noFix, reason: nil, isChosen: true)
        },
        Cause("a fix is coming", .gpsd, .warning, "waiting for more", fix: "earshot gps status") {
            $0.position = .gpsd(.settling, reason: nil, isChosen: true)
        },
        Cause("a place in the configuration", .gpsd, .good, "in the configuration") {
            $0.position = .configured
        },
        Cause("nobody measures", .gpsd, .skipped, "position.source is none") {
            $0.position = .none
        },
        Cause(
            "another forwarder", .port, .failure, "lora_pkt_fwd (process 812) has UDP port 1680",
            fix: "systemctl disable --now lora.service"
        ) { $0.port = .held([Patient.lora]) },
        Cause("a process of no unit", .port, .failure, "screen", fix: "sudo kill 813") {
            $0.port = .held([Patient.stranger])
        },
        Cause("our own daemon", .port, .good, "earshot-hotspot listens") {
            $0.port = .held([Patient.ours])
        },
        Cause("somebody else's process", .port, .failure, "another user", fix: "sudo earshot") {
            $0.port = .heldUnseen
        },
        Cause(
            "another port than the usual one", .port, .failure,
            "lora_pkt_fwd (process 812) has UDP port 1700",
            fix: "systemctl disable --now lora.service"
        ) {
            $0.portNumber = 1700
            $0.port = .held([Patient.lora])
        },
        Cause("no forwarder is served", .port, .skipped, "forwarders.enabled is false") {
            $0.servesForwarders = false
            $0.port = .held([Patient.lora])
        },
        Cause("no sockets at all", .port, .skipped, "could not be tried") {
            $0.port = .unclear(reason: "Operation not permitted")
        },
        Cause("a full disk", .storage, .failure, "15 MiB of", fix: "make room") {
            $0.storage?.free = (16 << 20) - 1
        },
        Cause("a nearly full disk", .storage, .warning, "255 MiB of", fix: "make room") {
            $0.storage?.free = (256 << 20) - 1
        },
        Cause("enough room", .storage, .good, "256 MiB of") { $0.storage?.free = 256 << 20 },
        Cause("a dying card", .storage, .failure, "read-only", fix: "dmesg") {
            $0.storage?.isReadOnly = true
        },
        Cause("before the first start", .storage, .good, "no state directory yet") {
            $0.storage?.isStateDirectory = false
        },
        Cause("a disk that cannot be asked", .storage, .skipped, "could not") { $0.storage = nil },
    ]

    private static let radioCauses: [Cause] = [
        Cause("no radio", .radio, .failure, "no radio is on USB", fix: "plug in") {
            $0.radios.devices = []
        },
        Cause("no USB", .radio, .failure, "no /sys/bus/usb", fix: "plug in") {
            $0.radios.devices = []
            $0.radios.trouble = "this machine has no USB (no /sys/bus/usb)"
        },
        Cause("two radios", .radio, .warning, "usb:2057365A4D33, usb:305A", fix: "radio.device =") {
            $0.radios.devices = [Patient.bridge, Patient.other]
        },
        Cause("two radios, one chosen", .radio, .good, "usb:305A") {
            $0.radios.devices = [Patient.bridge, Patient.other]
            $0.configuration.radio.device = .usb(.serial("305A"))
        },
        Cause("chosen by its path", .radio, .good, "usb:2057365A4D33") {
            $0.configuration.radio.device = try? RadioAddress(parsing: "tty:/dev/bus/usb/001/004")
        },
        Cause(
            "the chosen one is away", .radio, .failure,
            "usb:77 is configured and not there; there is usb:2057365A4D33", fix: "radio list"
        ) { $0.configuration.radio.device = .usb(.serial("77")) },
        Cause("an emulator that answers", .radio, .good, "no radio of this machine is used") {
            $0.configuration.radio.device = try? RadioAddress(parsing: "tcp:127.0.0.1:4403")
        },
        Cause("an emulator that is away", .radio, .failure, "refused", fix: "start the emulator") {
            $0.configuration.radio.device = try? RadioAddress(parsing: "tcp:127.0.0.1:4403")
            $0.radios.network = "Connection refused"
        },
        Cause(
            "not in the group", .permission, .failure,
            "pi may not open /dev/bus/usb/001/004, which belongs to root:dialout 0660",
            fix: "sudo usermod -aG dialout pi"
        ) { $0.radios.devices[0].access = .denied(owner: "root:dialout 0660") },
        Cause("just unplugged", .permission, .skipped, "just gone") {
            $0.radios.devices[0].access = .gone
        },
        Cause("held by another", .holder, .failure, "screen (process 813)", fix: "kill 813") {
            $0.radios.devices[0].holders = [Patient.stranger]
        },
        Cause("held by our daemon", .holder, .good, "earshot-hotspot has") {
            $0.radios.devices[0].holders = [Patient.ours]
        },
        Cause(
            "no rule", .udev, .warning, "no rule for radios", fix: "sudo earshot doctor --fix",
            repair: .installUdevRule
        ) { $0.udev = .absent },
        Cause(
            "an older rule", .udev, .warning, "is not the rule of this version",
            fix: "sudo earshot doctor --fix", repair: .installUdevRule
        ) { $0.udev = .other(path: "/etc/udev/rules.d/60-earshot.rules") },
        Cause("a container", .udev, .skipped, "no udev runs") { $0.udev = .noUdev },
        Cause(
            "no rule and no right", .permission, .failure, "pi may not open",
            fix: "sudo earshot doctor --fix", repair: .installUdevRule
        ) {
            $0.udev = .absent
            $0.radios.devices[0].access = .denied(owner: "root:root 0600")
        },
        Cause(
            "ModemManager without the rule", .modemManager, .warning, "takes radios for modems",
            fix: "sudo earshot doctor --fix", repair: .installUdevRule
        ) {
            $0.udev = .absent
            $0.modemManagerRuns = true
        },
        Cause(
            "ModemManager without udev", .modemManager, .warning, "takes radios for modems",
            fix: "systemctl disable --now ModemManager"
        ) {
            $0.udev = .noUdev
            $0.modemManagerRuns = true
        },
        Cause("ModemManager with the rule", .modemManager, .good, "told to leave") {
            $0.modemManagerRuns = true
        },
        Cause("an older bridge", .bridge, .warning, "00.02.06", fix: "rlz_010000_CoreCell_USB") {
            $0.bridge = .bridge(version: "00.02.06", isCurrent: false)
        },
        Cause("an unknown bridge", .bridge, .failure, "09.09.09", fix: "rlz_010000_CoreCell_USB") {
            $0.bridge = .unknownBridge(reason: "the bridge runs firmware 09.09.09")
        },
        Cause("another gadget", .bridge, .failure, "no answer", fix: "any STM32") {
            $0.bridge = .silent(reason: "no answer to PING within 1s")
        },
        Cause("not asked", .bridge, .skipped, "another has it") {
            $0.bridge = .notAsked(reason: "another has it")
        },
        Cause("a light radio", .firmware, .skipped, "no concentrator") {
            $0.bridge = .light
            $0.firmware = []
        },
        Cause(
            "code is missing", .firmware, .failure, "arb_fw.bin: No such file",
            fix: "sx1302_hal 2.1.0 and put it into /var/lib/earshot/firmware"
        ) { $0.firmware[1].state = .bad(reason: "No such file or directory") },
        Cause("unknown code", .firmware, .failure, "nobody knows this code", fix: "sx1302_hal") {
            $0.firmware[0].state = .unknown
        },
        Cause(
            "unknown code is let in", .unknownFirmware, .failure, "accept_unknown_firmware is true",
            fix: "remove it"
        ) { $0.configuration.radio.acceptsUnknownFirmware = true },
    ]
}
