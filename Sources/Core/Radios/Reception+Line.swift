internal import Airwaves
public import Notation
internal import Primitives
internal import Settings
internal import Units

extension JSONWriter {
    /// A frame as programs read it: what emulators take, then what only a receiver knows. What was
    /// not measured is absent. The names are an interface: they only grow.
    ///
    ///     {"freq_hz":868100000,"sf":7,"bw_hz":125000,"cr":"4/5","rssi_dbm":-60,"snr_db":9.5,
    ///      "crc":"ok","phy_hex":"40…","count_us":1234567,"fine_ns":12,"channel":0}
    public mutating func members(of reception: Reception) {
        member("freq_hz", reception.frequency.value)
        switch reception.modulation {
        case .loRa(let modulation):
            member("sf", modulation.spreadingFactor.rawValue)
            member("bw_hz", modulation.bandwidth.hertz.value)
            member("cr", modulation.codingRate.description)
        case .fsk(let rate): member("fsk_bps", rate)
        }
        if let level = reception.level {
            member("rssi_dbm") { $0.decimal(hundredths: level.hundredths) }
        }
        if let ratio = reception.signalToNoise {
            member("snr_db") { $0.decimal(hundredths: ratio.hundredths) }
        }
        member("crc", reception.checksum.word)
        member("phy_hex") { $0.hex(reception.payload.rawSpan) }
        member("count_us", reception.end.wrapped)
        if let fine = reception.nanosecondsOfSecond { member("fine_ns", fine) }
        if let channel = reception.channel { member("channel", channel) }
    }

    /// A number with at most two decimals.
    public mutating func decimal(hundredths: Int32) {
        raw(Array(Decibels(hundredths: hundredths).number.utf8).rawSpan)
    }
}

extension ChecksumVerdict {
    /// As emulators and listeners write it.
    public var word: String {
        switch self {
        case .good: "ok"
        case .bad, .contradicted: "bad"
        case .absent: "none"
        }
    }
}

extension Reception {
    /// A frame as people read it, on one line.
    public var line: String {
        var parts = ["\(frequency)", "\(modulation)"]
        if let level { parts.append("\(level)") }
        if let signalToNoise { parts.append("snr \(signalToNoise)") }
        parts.append("crc \(checksum.word)")
        if let channel { parts.append("channel \(channel)") }
        parts.append("\(payload.count) byte\(payload.count == 1 ? "" : "s")")
        let text = parts.joined(separator: "  ")
        guard !payload.isEmpty else { return text }
        return text + "  " + Hex.text(of: payload.rawSpan)
    }
}
