internal import CGPS
internal import Glibc
public import PositionFixes
internal import Units

/// Reads gpsd's lines by libgps and turns what they say into events. Owns libgps' state, 24 kB on
/// the heap; safe because nobody else sees it and it is freed once.
@safe
public struct GPSDReports: ~Copyable {
    private let state: UnsafeMutablePointer<gps_data_t>
    private var line: [UInt8] = []

    public init() {
        guard let state = unsafe earshot_gps_new() else { preconditionFailure("out of memory") }
        unsafe self.state = state
        line.reserveCapacity(GPSDLimits.longestLine + 1)
    }

    deinit { unsafe free(state) }

    enum Report: Equatable {
        case version
        case event(PositionEvent)
    }

    /// What a line says; nil for what does not concern us, and for what libgps cannot read.
    public mutating func event(of text: ArraySlice<UInt8>) -> PositionEvent? {
        guard case .event(let event)? = report(of: text) else { return nil }
        return event
    }

    mutating func report(of text: ArraySlice<UInt8>) -> Report? {
        guard Self.concernsUs(text), text.count <= GPSDLimits.longestLine else { return nil }
        line.removeAll(keepingCapacity: true)
        line.append(contentsOf: text)
        line.append(0)
        let state = unsafe self.state
        let report = unsafe line.withUnsafeMutableBytes { bytes in
            unsafe bytes.baseAddress.map {
                unsafe earshot_gps_unpack(state, $0.assumingMemoryBound(to: CChar.self))
            }
        }
        return report.flatMap { Self.report($0) }
    }

    /// gpsd names the class first. libgps reads much more, for ships and reference stations, none
    /// of which has to come near us.
    private static let classes = ["TPV", "SKY", "PPS", "DEVICES", "VERSION"].map {
        Array("{\"class\":\"\($0)\"".utf8)
    }

    private static func concernsUs(_ text: ArraySlice<UInt8>) -> Bool {
        classes.contains { text.starts(with: $0) }
    }

    private static func report(_ report: earshot_gps_report) -> Report? {
        switch UInt32(report.kind) {
        case EARSHOT_GPS_FIX.rawValue: .event(.fix(Fix(report)))
        case EARSHOT_GPS_SATELLITES.rawValue:
            .event(
                .satellites(
                    used: Int(report.satellites_used), seen: Int(report.satellites_seen)))
        case EARSHOT_GPS_RECEIVERS.rawValue: .event(.receivers(Int(report.receivers)))
        case EARSHOT_GPS_PULSE.rawValue:
            .event(
                .pulse(
                    SecondPulse(
                        real: Nanoseconds(report.pulse_real),
                        clock: Nanoseconds(report.pulse_clock))))
        case EARSHOT_GPS_VERSION.rawValue: .version
        default: nil
        }
    }
}

extension Fix {
    /// NaN, infinities and places off the earth become nil here; integers come out.
    fileprivate init(_ report: earshot_gps_report) {
        let isUnset = report.time.seconds == 0 && report.time.nanoseconds == 0
        self.init(
            mode: report.mode == MODE_3D ? .full : report.mode == MODE_2D ? .flat : .none,
            place: try? Coordinate(latitude: report.latitude, longitude: report.longitude),
            accuracy: Metres(errorOf: report), time: isUnset ? nil : Nanoseconds(report.time),
            leapSeconds: report.leap_seconds == 0 ? nil : report.leap_seconds)
    }
}

extension Metres {
    /// gpsd's estimate of the horizontal error (95 %), else that of both axes together; rounded up,
    /// so that nobody seems better placed than he is.
    fileprivate init?(errorOf report: earshot_gps_report) {
        var error = report.horizontal_error
        if !error.isFinite {
            error =
                (report.latitude_error * report.latitude_error
                + report.longitude_error * report.longitude_error).squareRoot()
        }
        guard error.isFinite, error >= 0 else { return nil }
        self.init(Int64(min(error, 1e9).rounded(.up)))
    }
}

extension Nanoseconds {
    /// A time before 1970 is 1970: wrong either way. One past the year 2554 stays there.
    fileprivate init(_ time: earshot_gps_time) {
        guard time.seconds >= 0 else {
            self.init(0)
            return
        }
        let whole = UInt64(time.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let rest = Nanoseconds(UInt64(min(max(time.nanoseconds, 0), 999_999_999)))
        self = Nanoseconds(whole.overflow ? .max : whole.partialValue) + rest
    }
}
