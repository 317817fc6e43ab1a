public import Airwaves
public import Units

/// What is modulated on the carrier.
public enum TransmitSignal: Hashable, Sendable {
    case loRa(LoRaSignal)
    case fsk(FSKSignal)
    /// A bare carrier, for measuring. It has no payload and goes on until it is aborted.
    case carrier(CarrierSignal)
}

/// LoRa as it goes on air.
public struct LoRaSignal: Hashable, Sendable {
    public var modulation: LoRaModulation
    public var framing: LoRaFraming
    /// LoRaWAN's downlinks, so that gateways do not hear each other.
    public var hasInvertedPolarity: Bool
    /// SF5 and SF6 have the private word in either.
    public var syncWord: SyncWord

    public init(
        _ modulation: LoRaModulation, framing: LoRaFraming = LoRaFraming(),
        hasInvertedPolarity: Bool, syncWord: SyncWord = .public
    ) {
        self.modulation = modulation
        self.framing = framing
        self.hasInvertedPolarity = hasInvertedPolarity
        self.syncWord = syncWord
    }
}

/// FSK with Gaussian filter, whitening and a length byte, as LoRaWAN has it. The defaults are
/// LoRaWAN's: 50 kbit/s, 25 kHz, five bytes of preamble, sync word C1 94 C1.
public struct FSKSignal: Hashable, Sendable {
    public var bitsPerSecond: UInt32
    public var deviation: Hertz
    public var preambleBytes: UInt16
    public var hasChecksum: Bool
    public var syncWord: [UInt8]

    public init(
        bitsPerSecond: UInt32 = 50_000, deviation: Hertz = Hertz(25_000),
        preambleBytes: UInt16 = 5, hasChecksum: Bool = true, syncWord: [UInt8] = [0xC1, 0x94, 0xC1]
    ) {
        self.bitsPerSecond = bitsPerSecond
        self.deviation = deviation
        self.preambleBytes = preambleBytes
        self.hasChecksum = hasChecksum
        self.syncWord = syncWord
    }

    /// What sx1302_hal 2.1.0 takes.
    static let bitRates: ClosedRange<UInt32> = 500...250_000
    static let deviations = Hertz(1_000)...Hertz(200_000)
    static let shortestPreamble: UInt16 = 3

    func check() throws(TransmitError) {
        guard Self.bitRates ~= bitsPerSecond else { throw .bitRate(found: bitsPerSecond) }
        guard Self.deviations ~= deviation else { throw .deviation(found: deviation) }
        guard preambleBytes >= Self.shortestPreamble else {
            throw .preamble(found: preambleBytes, least: Self.shortestPreamble)
        }
        guard 1...8 ~= syncWord.count else { throw .syncWord(found: syncWord.count) }
    }
}

/// A carrier beside the frequency that is set: the modulator turns it in steps of a 64th of a
/// deviation of whole 10 kHz, as sx1302_hal 2.1.0 chooses them.
public struct CarrierSignal: Hashable, Sendable {
    /// Kilohertz; 0 is the frequency itself.
    public var offset: Int

    public init(offset: Int = 0) { self.offset = offset }

    static let offsets = -65...65

    /// Hertz; the least ten kilohertz that reach the offset.
    var deviation: Hertz { Hertz(UInt64((abs(offset) + 9) / 10 * 10_000)) }

    /// 64ths of the deviation, towards zero, in two's complement.
    var turn: UInt8 {
        let deviation = Int(deviation.value)
        guard deviation > 0 else { return 0 }
        return UInt8(truncatingIfNeeded: offset * 1000 * 64 / deviation)
    }

    func check() throws(TransmitError) {
        guard Self.offsets ~= offset else { throw .carrierOffset(found: offset) }
    }
}

extension LoRaSignal {
    var isShort: Bool { modulation.spreadingFactor <= .sf6 }

    var isOptimised: Bool {
        switch framing.lowDataRateOptimisation {
        case .automatic: modulation.needsLowDataRateOptimisation
        case .on: true
        case .off: false
        }
    }

    /// The chirps' low pass, which the start delay counts too.
    var lowPass: UInt8 { modulation.spreadingFactor < .sf10 ? 6 : 7 }

    /// The chip's code: 4, 5 and 6 for 125, 250 and 500 kHz.
    var bandwidthCode: UInt8 {
        switch modulation.bandwidth {
        case .kHz250: 5
        case .kHz500: 6
        default: 4
        }
    }

    func check() throws(TransmitError) {
        guard modulation.bandwidth >= .kHz125 else { throw .bandwidth(modulation.bandwidth) }
        guard framing.preambleSymbols >= LoRaModulation.shortestPreamble else {
            throw .preamble(
                found: framing.preambleSymbols, least: LoRaModulation.shortestPreamble)
        }
    }
}
