import PositionFixes
import Positioning
import Primitives
import Units

extension FuzzTarget {
    /// Lines that call themselves gpsd's, to the judge of positions: each is read or passed over.
    static let gpsdLine = FuzzTarget(name: "gpsd-line") { bytes in
        var judge = PositionJudge()
        var uptime = Nanoseconds(0)
        let lines = [UInt8](copying: bytes).split(separator: 0x0A, omittingEmptySubsequences: false)
        for line in lines.prefix(64) {
            uptime = uptime + Nanoseconds(1_000_000_000)
            guard case .event(let event)? = GPSDReport(parsing: Array(line).rawSpan) else {
                continue
            }
            if case .fix(let fix) = event, let place = fix.place {
                precondition(abs(place.latitude) <= 90 && abs(place.longitude) <= 180, "\(place)")
            }
            let clock = Nanoseconds(1_795_227_480_000_000_000) + uptime
            _ = judge.handle(event, at: Moment(uptime: uptime, clock: clock))
        }
    }
}
