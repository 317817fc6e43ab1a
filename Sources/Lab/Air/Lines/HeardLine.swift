internal import Airwaves
internal import Notation
internal import Primitives
internal import Radios
public import Units

/// A frame that an emulated radio is told to hear, as it stands on a line:
///
///     {"freq_hz":868100000,"sf":7,"bw_hz":125000,"cr":"4/5","rssi_dbm":-60,"snr_db":9,"crc":"ok",
///      "phy_hex":"40…"}
///
/// FSK has `fsk_bps` in place of `sf`, `bw_hz` and `cr`. May be added: `at_us`, when the frame ends
/// by the radio's clock, what a host then reads as `count_us` (else it begins now); `offset_hz`;
/// `preamble`, `header`, `low_rate`, `inverted`, `sync` as in `AirFrame`'s fields.
public struct HeardLine: Hashable, Sendable {
    public var arrival: Arrival
    /// Microseconds of the radio's clock; nil for a frame that begins when the line is read.
    public var end: UInt64?

    /// Strict: an unknown key is refused by name.
    public init(parsing line: RawSpan) throws(LineRefusal) {
        var fields = try LineFields(parsing: line)
        let checksum = try fields.checksum()
        let frame = try fields.frame(hasChecksum: checksum != .absent)
        let (level, ratio) = try fields.level()
        let offset = try fields.whole("offset_hz", in: -1_000_000...1_000_000, otherwise: Int32(0))
        end = fields.has("at_us") ? try fields.whole("at_us", in: 0...(1 << 52)) : nil
        try fields.finish()
        guard let airtime = frame.airtime else { throw .noAirtime }
        arrival = Arrival(
            frame: frame, level: level, signalToNoise: ratio, checksum: checksum,
            frequencyOffset: offset, start: Nanoseconds(0), end: airtime)
    }

    /// The arrival as it happens, for a radio whose clock began at `zero`.
    public func arrival(at now: Nanoseconds, clockStart zero: Nanoseconds) -> Arrival {
        var placed = arrival
        let airtime = arrival.end
        if let end {
            placed.end = zero + Nanoseconds(end * 1000)
            placed.start = Nanoseconds(placed.end.value - min(placed.end.value, airtime.value))
        } else {
            placed.start = now
            placed.end = now + airtime
        }
        return placed
    }
}

/// A frame that an emulated radio sends, on a line:
///
///     {"tx":{"freq_hz":868100000,"sf":9,"bw_hz":125000,"cr":"4/5","crc":"ok","phy_hex":"40…",
///      "power_dbm":14,"at_us":1234567,"airtime_us":184832}}
///
/// `at_us` is when the preamble begins by the radio's clock.
public enum SentLine {
    /// One line, its end included.
    public static func line(for emission: Emission, clockStart zero: Nanoseconds) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("tx") { $0.object { $0.members(ofSent: emission, zero) } }
        }
        return writer.bytes + [0x0a]
    }
}

extension JSONWriter {
    fileprivate mutating func members(ofSent emission: Emission, _ zero: Nanoseconds) {
        members(of: emission.frame)
        member("crc", emission.frame.framing.hasChecksum ? "ok" : "none")
        payload(emission.frame.payload)
        member("power_dbm", hundredths: emission.power.hundredths)
        member("at_us", Self.microseconds(from: zero, to: emission.start))
        member("airtime_us", Self.microseconds(from: emission.start, to: emission.end))
    }

    /// To the nearest.
    private static func microseconds(from start: Nanoseconds, to end: Nanoseconds) -> UInt64 {
        (end.value - min(start.value, end.value) + 500) / 1000
    }
}

extension AirFrame {
    /// Nil for what no radio sends.
    var airtime: Nanoseconds? {
        Transmission(
            number: 0, frequency: frequency, modulation: modulation, framing: framing,
            radiatedPower: SignalLevel(hundredths: 0), payload: payload
        ).airtime
    }
}
