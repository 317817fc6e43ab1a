internal import Airwaves
internal import Notation
internal import Primitives
internal import Radios
internal import Units

/// A frame's fields, the same words in every line of emulators and the air.
///
///     "freq_hz":868100000,"sf":7,"bw_hz":125000,"cr":"4/5","phy_hex":"40…"
///     "freq_hz":868800000,"fsk_bps":50000,"phy_hex":"40…"
extension LineFields {
    /// Takes the frame; the checksum's fate is told apart, since it may be "bad" only where a frame
    /// arrives. The payload has at most 255 bytes.
    mutating func frame(hasChecksum: Bool) throws(LineRefusal) -> AirFrame {
        let frequency = Hertz(
            try whole("freq_hz", in: 1...Airspace.highestFrequency.value))
        let modulation = try modulation()
        let framing = LoRaFraming(
            preambleSymbols: try whole(
                "preamble", in: LoRaModulation.shortestPreamble...UInt16.max, otherwise: 8),
            header: try choice("header", of: Self.headers, otherwise: .explicit),
            hasChecksum: hasChecksum,
            lowDataRateOptimisation: try choice(
                "low_rate", of: Self.optimisations, otherwise: .automatic))
        return AirFrame(
            frequency: frequency, modulation: modulation, framing: framing,
            hasInvertedPolarity: try flag("inverted", otherwise: false),
            syncWord: try choice("sync", of: Self.syncWords, otherwise: .public),
            payload: try bytes("phy_hex", most: LoRaModulation.longestPayload))
    }

    private mutating func modulation() throws(LineRefusal) -> FrameModulation {
        if has("fsk_bps") {
            for name in ["sf", "bw_hz", "cr"] where has(name) {
                throw .notTogether("fsk_bps", name)
            }
            return .fsk(bitsPerSecond: try whole("fsk_bps", in: 1...Airspace.fastestFSK))
        }
        let (spread, width) = (
            try whole("sf", in: 5...12), try whole("bw_hz", in: 1...1_000_000_000)
        )
        let rate = try codingRate()
        do throws(ModulationError) {
            return .loRa(
                LoRaModulation(
                    spreadingFactor: try SpreadingFactor(checking: spread),
                    bandwidth: try Bandwidth(checking: width), codingRate: rate))
        } catch { throw .wrongModulation(error.description) }
    }

    private mutating func codingRate() throws(LineRefusal) -> CodingRate {
        try choice("cr", of: CodingRate.allCases.map { ($0.description, $0) })
    }

    static let headers: [(String, LoRaFraming.Header)] = [
        ("explicit", .explicit), ("implicit", .implicit),
    ]
    static let optimisations: [(String, LoRaFraming.LowDataRateOptimisation)] = [
        ("auto", .automatic), ("on", .on), ("off", .off),
    ]
    static let syncWords: [(String, SyncWord)] = [("public", .public), ("private", .private)]
}

extension JSONWriter {
    /// The frame's fields except for its payload; what is usual is left out.
    mutating func members(of frame: AirFrame) {
        member("freq_hz", frame.frequency.value)
        switch frame.modulation {
        case .loRa(let modulation):
            member("sf", modulation.spreadingFactor.rawValue)
            member("bw_hz", modulation.bandwidth.hertz.value)
            member("cr", modulation.codingRate.description)
        case .fsk(let rate): member("fsk_bps", rate)
        }
        let framing = frame.framing
        if framing.preambleSymbols != 8 { member("preamble", framing.preambleSymbols) }
        if framing.header != .explicit { member("header", "implicit") }
        if let word = LineFields.optimisations.first(
            where: { $0.1 == framing.lowDataRateOptimisation }), word.1 != .automatic
        {
            member("low_rate", word.0)
        }
        if frame.hasInvertedPolarity { member("inverted", true) }
        if frame.syncWord != .public { member("sync", "private") }
    }

    mutating func payload(_ bytes: [UInt8]) {
        member("phy_hex") { $0.hex(bytes.rawSpan) }
    }
}
