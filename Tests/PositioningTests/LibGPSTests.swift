import CGPS
import Foundation
import Notation
import PositionFixes
import Positioning
import Primitives
import Seeds
import Testing
import Units

/// gpsd's own library as a second reader. It is given well-formed lines alone: from others it may
/// never return.
@Suite("libgps reads gpsd's lines as we do") @safe
struct LibGPSTests {
    @Test("two thousand lines as gpsd writes them, with fields left out at random")
    func lines() throws {
        guard let state = unsafe earshot_gps_new() else { throw CocoaError(.fileReadUnknown) }
        defer { unsafe free(state) }
        var numbers = SeededNumbers(seed: 322)
        var seen: [Int: Int] = [:]
        for _ in 0..<2_000 {
            let line = numbers.gpsdLine()
            let ours = GPSDReport(parsing: Array(line.utf8).rawSpan)
            var text = line.utf8CString
            let theirs = unsafe text.withUnsafeMutableBufferPointer { characters in
                unsafe earshot_gps_unpack(state, characters.baseAddress)
            }
            seen[Int(theirs.kind), default: 0] += 1
            #expect(ours == report(theirs), "\(line)")
        }
        #expect(seen.count >= 4, "\(seen)")
    }

    private func report(_ theirs: earshot_gps_report) -> GPSDReport? {
        switch UInt32(theirs.kind) {
        case EARSHOT_GPS_FIX.rawValue: .event(.fix(fix(theirs)))
        case EARSHOT_GPS_SATELLITES.rawValue:
            .event(
                .satellites(
                    used: Int(theirs.satellites_used), seen: Int(theirs.satellites_seen)))
        case EARSHOT_GPS_RECEIVERS.rawValue: .event(.receivers(Int(theirs.receivers)))
        case EARSHOT_GPS_PULSE.rawValue:
            .event(
                .pulse(SecondPulse(real: time(theirs.pulse_real), clock: time(theirs.pulse_clock))))
        case EARSHOT_GPS_VERSION.rawValue: .version
        default: nil
        }
    }

    private func fix(_ theirs: earshot_gps_report) -> Fix {
        let both =
            (theirs.latitude_error * theirs.latitude_error
            + theirs.longitude_error * theirs.longitude_error).squareRoot()
        let error = theirs.horizontal_error.isFinite ? theirs.horizontal_error : both
        let isDated = theirs.time.seconds != 0 || theirs.time.nanoseconds != 0
        return Fix(
            mode: theirs.mode == 3 ? .full : theirs.mode == 2 ? .flat : .none,
            place: try? Coordinate(latitude: theirs.latitude, longitude: theirs.longitude),
            accuracy: error.isFinite && error >= 0 ? Metres(Int64(error.rounded(.up))) : nil,
            time: isDated ? time(theirs.time) : nil,
            leapSeconds: theirs.leap_seconds == 0 ? nil : theirs.leap_seconds)
    }

    private func time(_ theirs: earshot_gps_time) -> Nanoseconds {
        Nanoseconds(UInt64(theirs.seconds) * 1_000_000_000 + UInt64(theirs.nanoseconds))
    }
}

extension SeededNumbers {
    fileprivate mutating func gpsdLine() -> String {
        switch below(6) {
        case 0:
            return "{\"class\":\"VERSION\",\"release\":\"3.22\",\"rev\":\"3.22\","
                + "\"proto_major\":3,\"proto_minor\":14}"
        case 1:
            let devices = (0..<below(3)).map {
                "{\"class\":\"DEVICE\",\"path\":\"/dev/ttyACM\($0)\"}"
            }
            return "{\"class\":\"DEVICES\",\"devices\":[\(devices.joined(separator: ","))]}"
        case 2:
            let satellites = (0..<1 + below(12)).map { number in
                "{\"PRN\":\(number + 1),\"el\":\(below(90)),\"az\":\(below(360)),\"ss\":\(below(50)),"
                    + "\"used\":\(below(2) == 0)}"
            }
            return "{\"class\":\"SKY\",\"device\":\"x\",\"satellites\":"
                + "[\(satellites.joined(separator: ","))]}"
        case 3:
            return
                "{\"class\":\"PPS\",\"device\":\"/dev/x\",\"real_sec\":\(1_795_230_000 + below(1000)),"
                + "\"real_nsec\":0,\"clock_sec\":\(1_795_230_000 + below(1000)),"
                + "\"clock_nsec\":\(below(1_000_000_000)),\"precision\":-20}"
        default: return fixLine()
        }
    }

    private mutating func fixLine() -> String {
        var fields = ["\"class\":\"TPV\"", "\"device\":\"x\"", "\"mode\":\(below(4))"]
        let hour = below(24), milliseconds = below(1000)
        let shown = (milliseconds < 10 ? "00" : milliseconds < 100 ? "0" : "") + "\(milliseconds)"
        let optional = [
            "\"time\":\"2026-11-21T\(hour < 10 ? "0" : "")\(hour):00:00.\(shown)Z\"",
            "\"leapseconds\":\(below(30))",
            "\"lat\":\(degrees(90)),\"lon\":\(degrees(180))",
            "\"altHAE\":\(degrees(900))", "\"eph\":\(below(9000)).\(1 + below(9))",
            "\"epx\":\(below(90)).\(below(10)),\"epy\":\(below(90)).\(below(10))",
            "\"speed\":0.\(below(100))",
        ]
        for field in optional where below(4) > 0 { fields.append(field) }
        return "{\(fields.joined(separator: ","))}"
    }

    private mutating func degrees(_ bound: Int) -> String {
        "\(below(2) == 0 ? "-" : "")\(below(bound)).\(100_000_000 + below(800_000_000))"
    }
}
