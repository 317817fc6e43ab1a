import Notation
import PositionFixes
import SatelliteReceiver
import Testing
import Units

@testable import Positioning

@Suite("libgps: lines of gpsd become events, and nothing else gets through")
struct ReportTests {
    static func event(_ line: String) -> PositionEvent? {
        var reports = GPSDReports()
        return reports.event(of: Array(line.utf8)[...])
    }

    static let time = "\"time\":\"2026-11-21T03:00:00.500Z\""
    static let instant = Nanoseconds(1_795_230_000_500_000_000)

    static let cases: [(String, Fix)] = [
        ("{\"class\":\"TPV\",\"mode\":1}", Fix(mode: .none)),
        ("{\"class\":\"TPV\",\"mode\":3}", Fix(mode: .full)),
        ("{\"class\":\"TPV\",\"mode\":2,\(time)}", Fix(mode: .flat, time: instant)),
        (
            "{\"class\":\"TPV\",\"mode\":3,\(time),\"leapseconds\":18,\"eph\":12.1}",
            Fix(mode: .full, accuracy: Metres(13), time: instant, leapSeconds: 18)
        ),
        (
            "{\"class\":\"TPV\",\"mode\":3,\"epx\":3.0,\"epy\":4.0}",
            Fix(mode: .full, accuracy: Metres(5))
        ),
        ("{\"class\":\"TPV\",\"mode\":3,\"epx\":3.0}", Fix(mode: .full)),
        ("{\"class\":\"TPV\",\"mode\":3,\"eph\":-1.0}", Fix(mode: .full)),
        ("{\"class\":\"TPV\",\"mode\":3,\"lat\":90.1,\"lon\":8.0}", Fix(mode: .full)),
        ("{\"class\":\"TPV\",\"mode\":3,\"lat\":47.0}", Fix(mode: .full)),
        (
            "{\"class\":\"TPV\",\"mode\":3,\"eph\":1e300}",
            Fix(mode: .full, accuracy: Metres(1_000_000_000))
        ),
    ]

    @Test("fixes, with nil for what is no number or not said", arguments: cases)
    func fixes(line: String, fix: Fix) { #expect(Self.event(line) == .fix(fix)) }

    @Test("a place")
    func place() throws {
        let line = "{\"class\":\"TPV\",\"mode\":3,\"lat\":47.25,\"lon\":-8.5}"
        let place = try Coordinate(latitude: 47.25, longitude: -8.5)
        #expect(Self.event(line) == .fix(Fix(mode: .full, place: place)))
    }

    @Test("a line forgets what the line before it said")
    func fresh() {
        var reports = GPSDReports()
        let full =
            "{\"class\":\"TPV\",\"mode\":3,\(Self.time),\"leapseconds\":18,\"lat\":1.0,\"lon\":2.0,\"eph\":5.0}"
        #expect(reports.event(of: Array(full.utf8)[...]) != nil)
        let bare = reports.event(of: Array("{\"class\":\"TPV\",\"mode\":3}".utf8)[...])
        #expect(bare == .fix(Fix(mode: .full)))
    }

    @Test("satellites, receivers, pulses")
    func others() {
        let sky =
            "{\"class\":\"SKY\",\"satellites\":[{\"PRN\":1,\"el\":1,\"az\":2,\"ss\":3,\"used\":true},"
            + "{\"PRN\":2,\"el\":1,\"az\":2,\"ss\":3,\"used\":false}]}"
        #expect(Self.event(sky) == .satellites(used: 1, seen: 2))
        #expect(Self.event("{\"class\":\"DEVICES\",\"devices\":[]}") == .receivers(0))
        #expect(
            Self.event(
                "{\"class\":\"DEVICES\",\"devices\":[{\"class\":\"DEVICE\",\"path\":\"/dev/x\"}]}")
                == .receivers(1))
        let pulse =
            "{\"class\":\"PPS\",\"device\":\"/dev/x\",\"real_sec\":1795230000,\"real_nsec\":0,"
            + "\"clock_sec\":1795230000,\"clock_nsec\":1000,\"precision\":-20}"
        let real = Nanoseconds(1_795_230_000_000_000_000)
        #expect(
            Self.event(pulse) == .pulse(SecondPulse(real: real, clock: real + Nanoseconds(1000))))
    }

    static let refused = [
        "", "{}", "garbage", "{\"class\":\"AIS\",\"type\":1}",
        "{\"class\":\"ERROR\",\"message\":\"x\"}",
        "{\"class\":\"TPV\"", "{\"class\":\"TPV\",\"mode\":\"x", "\0{\"class\":\"TPV\",\"mode\":3}",
        "{\"class\":\"TPV\",\"device\":\"\(String(repeating: "x", count: 10_241))\",\"mode\":3}",
    ]

    @Test("what concerns nobody or cannot be read is no event", arguments: refused)
    func nothing(line: String) { #expect(Self.event(line) == nil, "\(line.prefix(40))") }

    @Test("ten thousand damaged lines are survived")
    func damaged() {
        let good = Array(
            "{\"class\":\"TPV\",\"device\":\"x\",\"mode\":3,\(Self.time),\"lat\":1.0,\"lon\":2.0}"
                .utf8)
        var reports = GPSDReports()
        var seed: UInt64 = 7
        var heard = 0
        for _ in 0..<10_000 {
            var line = good
            for _ in 0..<3 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                line[14 + Int((seed >> 33) % UInt64(line.count - 14))] = UInt8((seed >> 20) & 0xff)
            }
            if reports.event(of: line[...]) != nil { heard += 1 }
        }
        #expect(heard > 0 && heard < 10_000)
    }
}

@Suite("Receiver: NMEA as receivers send it, the same for the same seed")
struct SatelliteReceiverTests {
    @Test("checksums, by a published sentence")
    func checksum() {
        // The example of RMC that every description of NMEA 0183 gives.
        #expect(
            NMEA.sentence("GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W")
                .hasSuffix("*6A\r\n"))
    }

    @Test("an epoch names its instant and place, and comes again from the same seed")
    func epoch() throws {
        let place = try Coordinate(latitude: 47.5, longitude: -8.25)
        var one = SatelliteReceiver(at: place, seed: 3)
        var two = SatelliteReceiver(at: place, seed: 3)
        var other = SatelliteReceiver(at: place, seed: 4)
        let text = one.epoch(at: ReportTests.instant)
        #expect(text == two.epoch(at: ReportTests.instant))
        #expect(text != other.epoch(at: ReportTests.instant))
        #expect(text != one.epoch(at: ReportTests.instant), "a real place wanders")
        #expect(text.contains("GPRMC,030000.50,A,47") && text.contains(",211126,"))
        #expect(text.contains(",008") && text.contains(",W,"))
        one.fault = .silent
        #expect(one.epoch(at: ReportTests.instant) == "")
        one.fault = .dated(-86_400)
        #expect(one.epoch(at: ReportTests.instant).contains(",201126,"))
        one.fault = .noFix
        #expect(one.epoch(at: ReportTests.instant).contains("030000.50,V,"))
    }
}
