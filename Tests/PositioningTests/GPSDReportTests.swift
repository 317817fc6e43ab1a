import PositionFixes
import Positioning
import Primitives
import Seeds
import Testing
import Units

@Suite("gpsd: its lines become events, and nothing else gets through")
struct GPSDReportTests {
    static func event(_ line: String) -> PositionEvent? {
        guard case .event(let event)? = GPSDReport(parsing: Array(line.utf8).rawSpan) else {
            return nil
        }
        return event
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
        "{\"class\":\"TPV\"", "{\"class\":\"DEVICES\",\"devices\":3}",
        "{\"class\":\"PPS\",\"real_sec\":1,\"real_nsec\":0,\"clock_sec\":1}",
        "{\"class\":\"PPS\",\"real_sec\":1,\"real_nsec\":1000000000,\"clock_sec\":1,\"clock_nsec\":0}",
        // From these libgps 3.22 never returns.
        "{\"class\":\"DEVICES\",\"x\":[{\"class\":\"DEVICE\",\"path\":\"a\"}]}",
        "{\"class\":\"DEVICES\",\"devices\":[{\"class\":\"DEVICE\",\"path\":\"a\"},]}",
        "{\"class\":\"TPV\",\"mode\":\"x", "\0{\"class\":\"TPV\",\"mode\":3}",
        "{\"class\":\"TPV\",\"device\":\"\(String(repeating: "x", count: 10_241))\",\"mode\":3}",
    ]

    @Test("what concerns nobody or cannot be read is no event", arguments: refused)
    func nothing(line: String) { #expect(Self.event(line) == nil, "\(line.prefix(40))") }
}
