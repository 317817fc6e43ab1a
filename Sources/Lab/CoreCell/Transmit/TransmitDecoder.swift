import Air
import Airwaves
import Radios
import Units

/// What a transmit path's registers make: the frame that leaves the antenna, how long it takes, and
/// with what power.
struct TransmitSignal {
    enum Content {
        case frame(AirFrame, airtime: Nanoseconds)
        /// A bare carrier, until it is stopped.
        case carrier
        /// Settings of which no modem makes anything, or anything that another would hear.
        case nothing
    }

    let content: Content
    let register: UInt8
    /// Ticks from the trigger to the first symbol. FSK and the carrier begin at once.
    let delay: UInt64
}

/// Reads a transmit path's registers, by the names and bits of sx1302_hal 2.1.0.
struct TransmitDecoder {
    private let memory: RegisterMemory
    private let offset: UInt16
    private let buffer: UInt16

    init(_ memory: RegisterMemory, path: Int) {
        self.memory = memory
        offset = path == 0 ? 0 : 0x200
        buffer = path == 0 ? 0x5300 : 0x5500
    }

    var signal: TransmitSignal {
        let source = field(0x5220, 1, 0)
        let isFSK = field(0x5209, 0, 0) == 1
        let content: TransmitSignal.Content =
            switch (isFSK, source) {
            case (false, 0): .carrier
            case (false, 1): loRa ?? .nothing
            case (true, 2): fsk ?? .nothing
            default: .nothing
            }
        let delay = !isFSK && source == 1 ? UInt64(word(0x5205)) : 0
        return TransmitSignal(content: content, register: memory[0x520D + offset], delay: delay)
    }

    private func field(_ address: UInt16, _ high: UInt8, _ low: UInt8) -> UInt8 {
        memory.field(address + offset, high, low)
    }

    private func word(_ address: UInt16) -> UInt16 { memory[word: address + offset] }

    /// The register has steps of 32 MHz over 2^18.
    private var frequency: Hertz {
        let high = Int64(memory[0x5225 + offset])
        let steps = high << 16 | Int64(memory[word: 0x5226 + offset])
        let range = Self.frequencies(steps)
        return Hertz(UInt64(RoundNumber.roundest(in: range)))
    }

    /// All that round down to so many steps of 15,625/128 Hz.
    private static func frequencies(_ steps: Int64) -> ClosedRange<Int64> {
        (steps * 15_625 + 127) / 128...((steps + 1) * 15_625 - 1) / 128
    }

    private var loRa: TransmitSignal.Content? {
        guard let modulation, let syncWord else { return nil }
        let framing = LoRaFraming(
            preambleSymbols: UInt16(memory[0x5267 + offset]) << 8 | UInt16(memory[0x5266 + offset]),
            header: field(0x5262, 1, 1) == 0 ? .explicit : .implicit,
            hasChecksum: field(0x5262, 0, 0) == 1,
            lowDataRateOptimisation: optimisation(modulation))
        let payload = Array(memory.slice(buffer, count: Int(memory[0x5263 + offset])))
        guard let airtime = try? modulation.airtime(of: payload.count, framing: framing) else {
            return nil
        }
        let frame = AirFrame(
            frequency: frequency, modulation: .loRa(modulation), framing: framing,
            hasInvertedPolarity: field(0x5269, 1, 1) == 1, syncWord: syncWord, payload: payload)
        return .frame(frame, airtime: airtime)
    }

    private var modulation: LoRaModulation? {
        let codes: [UInt8: Bandwidth] = [4: .kHz125, 5: .kHz250, 6: .kHz500]
        guard let bandwidth = codes[field(0x5260, 7, 4)],
            let factor = SpreadingFactor(rawValue: field(0x5260, 3, 0)),
            let rate = CodingRate(rawValue: 4 + field(0x5261, 2, 0))
        else { return nil }
        return LoRaModulation(spreadingFactor: factor, bandwidth: bandwidth, codingRate: rate)
    }

    private func optimisation(
        _ modulation: LoRaModulation
    ) -> LoRaFraming.LowDataRateOptimisation {
        let isOn = field(0x5261, 5, 4) != 0
        if isOn == modulation.needsLowDataRateOptimisation { return .automatic }
        return isOn ? .on : .off
    }

    private var syncWord: SyncWord? {
        SyncWord(peaks: (field(0x526D, 4, 0), field(0x526E, 4, 0)))
    }

    /// The payload's length goes first, then the payload; LoRaWAN's three bytes of sync word or
    /// others of which the air does not tell.
    private var fsk: TransmitSignal.Content? {
        let ticks = Int64(word(0x5244))
        guard ticks > 0 else { return nil }
        // Slow rates lie closer together than whole bits per second.
        let most = 32_000_000 / ticks
        let rate = RoundNumber.roundest(in: min(most, 32_000_000 / (ticks + 1) + 1)...most)
        let count = Int(memory[0x5240 + offset])
        let payload = Array(memory.slice(buffer + 1, count: min(count, 255)))
        let preamble = Int64(word(0x5242))
        let sync = Int64(field(0x5246, 7, 5)) + 1
        let checksum: Int64 = field(0x5241, 1, 1) == 1 ? 2 : 0
        let bits = 8 * (preamble + sync + 1 + Int64(count) + checksum)
        let airtime = Nanoseconds(UInt64((bits * 1_000_000_000 + rate - 1) / rate))
        let frame = AirFrame(
            frequency: frequency, modulation: .fsk(bitsPerSecond: UInt32(rate)),
            framing: LoRaFraming(hasChecksum: checksum > 0), payload: payload)
        return .frame(frame, airtime: airtime)
    }
}

extension SyncWord {
    /// The word by its two peaks; nil for what no network uses.
    init?(peaks: (UInt8, UInt8)) {
        switch peaks {
        case (6, 8): self = .public
        case (2, 4): self = .private
        default: return nil
        }
    }
}
