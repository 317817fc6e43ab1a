internal import Notation
internal import Seeds
public import Units

/// A receiver that does not exist: what it would send, epoch by epoch, at a place and in a state to
/// order. The same seed gives the same bytes.
public struct SatelliteReceiver: Sendable {
    public enum Fault: Equatable, Sendable {
        case nothing
        case noFix
        /// Three satellites.
        case flat
        /// The receiver's clock is off by so many seconds.
        case dated(Int64)
        /// Sends nothing.
        case silent
    }

    public var place: Coordinate
    public var fault = Fault.nothing
    private var random: SeededNumbers

    public init(at place: Coordinate, seed: UInt64) {
        self.place = place
        random = SeededNumbers(seed: seed)
    }

    /// The sentences of one epoch: RMC, GGA, GSA, GSV.
    public mutating func epoch(at time: Nanoseconds) -> String {
        guard fault != .silent else { return "" }
        var time = time
        if case .dated(let seconds) = fault {
            let shift = Int64(clamping: time.value / 1_000_000_000) + seconds
            time = Nanoseconds(
                UInt64(max(0, shift)) * 1_000_000_000 + time.value % 1_000_000_000)
        }
        let bodies = fault == .noFix ? lost(at: time) : found(at: time)
        return bodies.map(NMEA.sentence).joined()
    }

    private mutating func found(at time: Nanoseconds) -> [String] {
        let used = fault == .flat ? 3 : 8
        let north = NMEA.angle(place.latitude + wander(), digits: 2, "N", "S")
        let east = NMEA.angle(place.longitude + wander(), digits: 3, "E", "W")
        let (clock, date) = Self.texts(of: time)
        let height = fault == .flat ? ",M,,M" : "408.0,M,47.0,M"
        let satellites = (1...12).map { $0 <= used ? NMEA.padded($0, 2) : "" }
            .joined(separator: ",")
        return [
            "GPRMC,\(clock),A,\(north),\(east),0.0,0.0,\(date),,,A",
            "GPGGA,\(clock),\(north),\(east),1,\(NMEA.padded(used, 2)),1.2,\(height),,",
            "GPGSA,A,\(fault == .flat ? 2 : 3),\(satellites),2.0,1.2,1.6",
        ] + view(used)
    }

    private func lost(at time: Nanoseconds) -> [String] {
        let (clock, date) = Self.texts(of: time)
        return [
            "GPRMC,\(clock),V,,,,,,,\(date),,,N",
            "GPGGA,\(clock),,,,,0,00,,,M,,M,,",
            "GPGSA,A,1,,,,,,,,,,,,,,,",
        ] + view(0)
    }

    /// Eight satellites over the sky, strong when they are used.
    private func view(_ used: Int) -> [String] {
        (0..<2).map { page in
            let satellites = (1...4).map { index in
                let number = page * 4 + index
                let strength = number <= used ? 42 : 18
                return "\(NMEA.padded(number, 2)),\(20 + number * 7),"
                    + "\(NMEA.padded(number * 45 % 360, 3)),\(strength)"
            }
            return "GPGSV,2,\(page + 1),08,\(satellites.joined(separator: ","))"
        }
    }

    /// Up to a metre and a half either way.
    private mutating func wander() -> Double {
        (random.fraction() - 0.5) * 2.7e-5
    }

    private static func texts(of time: Nanoseconds) -> (clock: String, date: String) {
        let seconds = Int(time.value / 1_000_000_000)
        let (day, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let hundredths = Int(time.value % 1_000_000_000) / 10_000_000
        let clock =
            NMEA.padded(rest / 3600, 2) + NMEA.padded(rest / 60 % 60, 2)
            + NMEA.padded(rest % 60, 2) + "." + NMEA.padded(hundredths, 2)
        guard let date = CivilDate(daysSince1970: day) else {
            preconditionFailure("day \(day) is on no calendar")
        }
        let text =
            NMEA.padded(date.day, 2) + NMEA.padded(date.month, 2)
            + NMEA.padded(date.year % 100, 2)
        return (clock, text)
    }
}
