import Foundation
import Testing

@Suite("radio emulate and radio listen: what goes in comes out", .serialized)
struct EmulateAndListenTests {
    static let fields = [
        #""freq_hz":868100000,"sf":7,"bw_hz":125000,"cr":"4/5","rssi_dbm":-60,"snr_db":9,"#
            + #""crc":"ok","phy_hex":"40f17dbe4900020001954378762b11ff0d""#,
        #""freq_hz":868100000,"sf":7,"bw_hz":125000,"cr":"4/7","rssi_dbm":-101,"snr_db":-3,"#
            + #""crc":"bad","phy_hex":"00ff""#,
    ]

    @Test(
        "frames on standard input come out with equal fields",
        arguments: ["--corecell", "--firmware-link"])
    func equal(kind: String) throws {
        let emulator = try Emulator(kind)
        // A light radio hears one channel: not that of the plan's first beacons, but this.
        let channel = kind == "--firmware-link" ? ["--freq", "868100000", "--sf", "7"] : []
        let listener = try emulator.run(
            "listen", ["--json", "--count", "\(Self.fields.count)"] + channel)
        try #require(
            listener.waits(for: channel.isEmpty ? "hears with" : "hears 868.1 MHz"),
            "\(listener.said)")
        for (index, line) in Self.fields.enumerated() {
            try emulator.program.tell("{\(line)}")
            for _ in 0..<500 where listener.lines.count <= index { usleep(10_000) }
        }
        #expect(listener.ending() == 0, "\(listener.said) \(emulator.program.said)")
        try #require(listener.lines.count == Self.fields.count, "\(listener.said)")
        for (line, wanted) in zip(listener.lines, Self.fields) {
            try FrameLine.compare(String(line), "{\(wanted)}")
        }
    }

    /// The concentrator's way is in `RadioProgramTests`, on an emulator in this process.
    @Test("a frame that a radio board sends is a tx line")
    func sent() throws {
        let emulator = try Emulator("--firmware-link")
        let sender = try emulator.sendsThreeBytes()
        #expect(sender.lines.first?.hasPrefix("sent 3 bytes at 868.1") == true, "\(sender.lines)")
    }

    @Test("a radio that somebody has is busy, by name")
    func busy() throws {
        let emulator = try Emulator("--corecell")
        let first = try emulator.run("listen", [])
        try #require(first.waits(for: "hears with"), "\(first.said)")
        let second = try emulator.run("listen", [])
        #expect(second.ending() == 69)
        #expect(second.said.contains("in use") || second.said.contains("busy"), "\(second.said)")
        first.interrupt()
        #expect(first.ending() == 0)
    }
}
