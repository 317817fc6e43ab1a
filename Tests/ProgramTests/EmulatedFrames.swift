import Foundation
import Testing

/// A frame as a line of JSON, as emulators are told it and listeners print it.
enum FrameLine {
    /// Levels are what a radio measures of them: to one decibel, ratios to a quarter.
    static func compare(_ line: String, _ wanted: String) throws {
        let heard =
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        let told =
            try JSONSerialization.jsonObject(with: Data(wanted.utf8)) as? [String: Any] ?? [:]
        for (name, value) in told {
            let found = try #require(heard[name], "\(name) is absent in \(line)")
            if name == "rssi_dbm" || name == "snr_db" {
                let gap = abs((found as? Double ?? 1e9) - (value as? Double ?? 0))
                #expect(gap <= 1, "\(name): \(line)")
            } else {
                #expect("\(found)" == "\(value)", "\(name): \(line)")
            }
        }
        #expect(heard["count_us"] != nil)
    }
}

extension Emulator {
    /// Sends through the radio; the emulator says what was on air, and the sender has ended.
    func sendsThreeBytes() throws -> RunningProgram {
        let sender = try run(
            "send",
            [
                "--freq", "868100000", "--sf", "7", "--power", "14", "--antenna-gain", "2",
                "c0ffee",
            ])
        let line = try #require(program.line(with: "\"tx\""), "\(sender.said) \(program.said)")
        #expect(
            line.contains(#""phy_hex":"c0ffee""#) && line.contains(#""power_dbm":12"#), "\(line)")
        #expect(sender.waits(for: "silent for"), "\(sender.said)")
        sender.interrupt()
        #expect(sender.ending() == 0)
        return sender
    }
}
