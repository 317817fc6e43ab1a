import Foundation
import Testing

@Suite(
    "A whole radio behind real libusb: the built program, umockdev, an emulated board", .serialized)
struct RadioOverUSBTests {
    /// All ten ways into a concentrator: eight channels, the service channel, FSK.
    static let frames: [String] = [
        lora(868_100_000, 7, "ok", -60, 9.25, 1), lora(868_300_000, 8, "ok", -71, -3.5, 13),
        lora(868_500_000, 9, "bad", -118, -7.25, 64), lora(867_100_000, 7, "none", -43, 11, 65),
        lora(867_300_000, 10, "ok", -100, 0, 20), lora(867_500_000, 7, "ok", -97, 5.75, 255),
        lora(867_700_000, 7, "ok", -80, 4, 128), lora(867_900_000, 12, "ok", -120, -12, 5),
        lora(868_300_000, 7, "ok", -66, 9, 33, bandwidth: 250_000),
        #"{"freq_hz":868800000,"fsk_bps":50000,"rssi_dbm":-70,"snr_db":9,"crc":"ok","#
            + #""phy_hex":"0102030405"}"#,
    ]

    private static func lora(
        _ frequency: Int, _ factor: Int, _ checksum: String, _ level: Double, _ ratio: Double,
        _ count: Int, bandwidth: Int = 125_000
    ) -> String {
        let bytes = (0..<count).map { String(format: "%02x", ($0 * 7 + count) & 0xff) }.joined()
        return #"{"freq_hz":\#(frequency),"sf":\#(factor),"bw_hz":\#(bandwidth),"cr":"4/5","#
            + #""rssi_dbm":\#(level),"snr_db":\#(ratio),"crc":"\#(checksum)","phy_hex":"\#(bytes)"}"#
    }

    @Test("listed, asked, heard with every field, held alone, and given back")
    func listen() throws {
        let emulator = try Emulator("--corecell", at: .bus)
        #expect(emulator.address == "usb:C001FF10A1B2")
        let list = try emulator.start(["radio", "list"], ["--json"])
        #expect(list.ending() == 0)
        let device = try #require(Self.object(list.lines.first)["devices"] as? [[String: Any]])[0]
        #expect(device["addresses"] as? [String] == [emulator.address])
        #expect(device["usb_id"] as? String == "0483:5740" && device["likely"] as? Bool == true)
        #expect(device["access"] as? String == "allowed")
        #expect((device["held_by"] as? [Any])?.isEmpty == true, "a radio does not hold itself")
        // The only one on the bus need not be named.
        let info = try emulator.start(["radio", "info"], ["--json"])
        #expect(info.ending() == 0, "\(info.said)")
        #expect(Self.object(info.lines.first)["bridge_firmware"] as? String == "01.00.00")
        let doctor = try emulator.start(["doctor"], ["--json"])
        #expect(doctor.ending() != nil)
        let checks = Self.object(doctor.lines.first)["checks"] as? [[String: Any]]
        let bridge = checks?.first { $0["id"] as? String == "radio.bridge" }
        #expect(bridge?["state"] as? String == "ok", "\(doctor.lines)")

        let listener = try emulator.run("listen", ["--json", "--trace", "line.txt"])
        try #require(listener.waits(for: "hears with"), "\(listener.said)")
        let second = try emulator.run("listen", [])
        #expect(second.ending() == 69)
        #expect(second.said.contains("/dev/bus/usb/001/002 is in use by earshot"), "\(second.said)")
        for (index, frame) in Self.frames.enumerated() {
            try emulator.program.tell(frame)
            #expect(listener.waits(forLines: index + 1), "\(frame): \(listener.said)")
        }
        listener.interrupt()
        #expect(listener.ending() == 0)
        #expect(listener.said.contains("10 frames, 1 with a bad checksum"), "\(listener.said)")
        for (line, frame) in zip(listener.lines, Self.frames) {
            // Of FSK no ratio is measured.
            let wanted = frame.contains("fsk") ? frame.replacing(#""snr_db":9,"#, with: "") : frame
            try FrameLine.compare(String(line), wanted)
        }
        let trace = try String(
            contentsOf: emulator.folder.appendingPathComponent("line.txt"), encoding: .utf8)
        // PING under the probe's number, and an answer of 21 bytes behind a header of four.
        #expect(trace.hasPrefix("> 45000000\n< 45001540"), "\(trace.prefix(60))")
    }

    private static func object(_ line: Substring?) -> [String: Any] {
        let object = try? JSONSerialization.jsonObject(with: Data((line ?? "").utf8))
        return object as? [String: Any] ?? [:]
    }

    @Test("what the host sends is a tx line")
    func send() throws {
        let emulator = try Emulator("--corecell", at: .bus)
        let sender = try emulator.sendsThreeBytes()
        #expect(sender.lines.first?.hasPrefix("sent 3 bytes at 868.1") == true, "\(sender.lines)")
    }

    /// The start takes 160 answers, and then about 58 come a second.
    @Test("unplugged while listening, and back: hears again within 10 s of it, the same process")
    func replug() throws {
        let emulator = try Emulator("--corecell", at: .bus, ["--fault", "unplug@250"])
        let listener = try emulator.run("listen", ["--json"])
        try #require(listener.waits(for: "hears with"), "\(listener.said)")
        try emulator.program.tell(Self.frames[0])
        #expect(listener.waits(forLines: 1))
        try #require(listener.waits(for: "was unplugged"), "\(listener.said)")
        // Away for two seconds of these.
        let start = ContinuousClock.now
        try #require(listener.waits(for: "hears with", times: 2), "\(listener.said)")
        let took = ContinuousClock.now - start
        #expect(took > .seconds(2) && took < .seconds(12), "\(took)")
        try emulator.program.tell(Self.frames[1])
        #expect(listener.waits(forLines: 2))
        listener.interrupt()
        #expect(listener.ending() == 0)
        #expect(listener.said.contains("2 frames"), "\(listener.said)")
    }

    /// Every fault of the bus by itself is in `USBLinkTests`. A start takes some 670 reads, 160
    /// writes and 150 answers.
    @Test("what only disturbs passes unnoticed; a stall and half a request are named and got over")
    func faults() throws {
        let emulator = try Emulator(
            "--corecell", at: .bus,
            [
                "--fault",
                "empty-packet@700,short-write@200,truncate@240,stall-read@800,hang-write@520",
            ])
        let listener = try emulator.run("listen", ["--json"])
        try #require(listener.waits(for: "hears with"), "\(listener.said)")
        try #require(listener.waits(for: "stalled reading; waiting for it"), "\(listener.said)")
        #expect(listener.said.components(separatedBy: "waiting for it").count == 2)
        try #require(listener.waits(for: "hears with", times: 2), "\(listener.said)")
        try #require(listener.waits(for: "bytes reached the radio; waiting"), "\(listener.said)")
        try #require(listener.waits(for: "hears with", times: 3), "\(listener.said)")
        try emulator.program.tell(Self.frames[0])
        #expect(listener.waits(forLines: 1), "\(listener.said)")
        listener.interrupt()
        #expect(listener.ending() == 0)
        #expect(listener.said.contains("1 broken-frame"), "\(listener.said)")
    }

    @Test("a board that speaks our own link, on the same bus")
    func light() throws {
        let emulator = try Emulator("--firmware-link", at: .bus)
        let listener = try emulator.run(
            "listen", ["--json", "--count", "1", "--freq", "868100000", "--sf", "7"])
        try #require(listener.waits(for: "hears 868.1 MHz"), "\(listener.said)")
        try emulator.program.tell(Self.frames[0])
        #expect(listener.ending() == 0, "\(listener.said)")
        try FrameLine.compare(
            String(try #require(listener.lines.first)), Self.frames[0])
    }

    /// umockdev's sockets have 107 bytes for their path, and 27 of them behind the folder's.
    @Test("a folder with a path of 80 bytes will do; of 81 it is refused by name")
    func longPath() throws {
        for (length, isShort) in [(80, true), (81, false)] {
            let folder = "/tmp/" + String(repeating: "x", count: length - 5 - 16)
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            guard isShort else {
                let program = try RunningProgram(
                    ["radio", "emulate", "--corecell", "--usb"],
                    in: FileManager.default.temporaryDirectory,
                    environment: ["LD_PRELOAD": "libumockdev-preload.so.0", "TMPDIR": folder])
                #expect(program.ending() == 1)
                #expect(program.said.contains("choose a shorter TMPDIR"), "\(program.said)")
                continue
            }
            let emulator = try Emulator("--corecell", at: .bus, testbeds: folder)
            let info = try emulator.start(["radio", "info"], [])
            #expect(info.ending() == 0, "\(info.said)")
        }
    }

    @Test("without umockdev's library preloaded there is no bus, and it says what to do")
    func notPreloaded() throws {
        let step = Transcript.Step(
            command: "earshot radio emulate --corecell --usb < /dev/null", expected: [],
            exitCode: 1)
        let (output, code) = try step.run(in: FileManager.default.temporaryDirectory)
        #expect(code == 1)
        #expect(
            output.contains("umockdev-wrapper") && output.contains("libumockdev-preload.so.0"),
            "\(output)")
        let (refusal, usage) = try Transcript.Step(
            command: "earshot radio emulate --corecell --pty radio --fault stall-read@3",
            expected: [], exitCode: 2
        ).run(in: FileManager.default.temporaryDirectory)
        #expect(usage == 2 && refusal.contains("go with --usb"), "\(refusal)")
    }
}
