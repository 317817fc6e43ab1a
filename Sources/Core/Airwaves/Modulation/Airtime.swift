public import Units

extension LoRaModulation {
    /// The longest payload a LoRa header can announce, in bytes.
    public static let longestPayload = 255

    /// The fewest preamble symbols a concentrator sends or finds.
    public static let shortestPreamble: UInt16 = 6

    /// Time on air of `length` payload bytes: exact, for every combination. A transmission is a
    /// whole number of quarter symbols, a symbol has at least 32 chips, and a chip is a whole number
    /// of nanoseconds, so nothing is ever rounded.
    ///
    /// Refuses more than 255 bytes and fewer than 6 preamble symbols. Constant cost. The formula is
    /// that of Semtech's SX1261/2 data sheet, 6.1.4.
    public func airtime(
        of length: Int, framing: LoRaFraming = LoRaFraming()
    ) throws(ModulationError) -> Nanoseconds {
        guard length >= 0, length <= Self.longestPayload else {
            throw .payloadOutOfRange(found: length)
        }
        guard framing.preambleSymbols >= Self.shortestPreamble else {
            throw .preambleTooShort(found: Int(framing.preambleSymbols))
        }
        let quarters =
            preambleQuarterSymbols(framing)
            + 4 * payloadSymbols(of: length, framing: framing)
        return Nanoseconds(quarters * (symbolDuration.value / 4))
    }

    /// The most payload bytes whose time on air is within a limit, such as a regional plan's dwell
    /// time; nil when not even an empty payload is. Time grows with length, so eight halvings.
    public func largestPayload(
        within limit: Nanoseconds, framing: LoRaFraming = LoRaFraming()
    ) throws(ModulationError) -> Int? {
        guard try airtime(of: 0, framing: framing) <= limit else { return nil }
        var (fits, exceeds) = (0, Self.longestPayload + 1)
        while exceeds - fits > 1 {
            let middle = (fits + exceeds) / 2
            if try airtime(of: middle, framing: framing) <= limit {
                fits = middle
            } else {
                exceeds = middle
            }
        }
        return fits
    }

    /// The preamble, two symbols of sync word and 2.25 of start of frame; SF5 and SF6 add two more.
    private func preambleQuarterSymbols(_ framing: LoRaFraming) -> UInt64 {
        4 * UInt64(framing.preambleSymbols) + (spreadingFactor.isShort ? 25 : 17)
    }

    /// Eight symbols that always come (they hold the header), then whole blocks of the coding rate.
    private func payloadSymbols(of length: Int, framing: LoRaFraming) -> UInt64 {
        let spread = Int(spreadingFactor.rawValue)
        let bitsBesideHeader =
            8 * length + (framing.hasChecksum ? 16 : 0) + (framing.header == .explicit ? 20 : 0)
            + (spreadingFactor.isShort ? 0 : 8) - 4 * spread
        guard bitsBesideHeader > 0 else { return 8 }
        let bitsPerBlock = 4 * (isOptimised(framing) ? spread - 2 : spread)
        let blocks = UInt64((bitsBesideHeader + bitsPerBlock - 1) / bitsPerBlock)
        return 8 + blocks * codingRate.symbolsPerBlock
    }

    private func isOptimised(_ framing: LoRaFraming) -> Bool {
        switch framing.lowDataRateOptimisation {
        case .automatic: needsLowDataRateOptimisation
        case .on: true
        case .off: false
        }
    }
}
