public import Airwaves
public import Units

/// When a transmission begins.
public enum TransmitTrigger: Hashable, Sendable {
    case immediate
    /// At a time of `ConcentratorClock`; the chip's start delay is already taken off inside.
    case at(microseconds: UInt32)
    /// At the next pulse of the GNSS receiver.
    case pulse
}

/// A frame, or a bare carrier, to be sent through an SX1250. `operations` puts all of it into one
/// request, as sx1302_hal 2.1.0 does: for five bytes of LoRa at a time, 41 operations in 302 bytes.
/// Checked when made, so the request cannot hold what the chip would not understand.
public struct TransmitSetup: Hashable, Sendable {
    public let radio: Radio
    public let frequency: Hertz
    public let signal: TransmitSignal
    public let gain: GainStep
    /// Empty for a bare carrier.
    public let payload: [UInt8]
    public let trigger: TransmitTrigger

    public init(
        radio: Radio, frequency: Hertz, signal: TransmitSignal, gain: GainStep,
        payload: [UInt8], trigger: TransmitTrigger
    ) throws(TransmitError) {
        guard CalibrationBand.containing(frequency) != nil else { throw .noSuchBand(frequency) }
        var lengths = 1...LoRaModulation.longestPayload
        switch signal {
        case .loRa(let signal): try signal.check()
        case .fsk(let signal): try signal.check()
        case .carrier(let signal):
            try signal.check()
            lengths = 0...0
        }
        guard lengths ~= payload.count else {
            throw .length(found: payload.count, allowed: lengths)
        }
        self.radio = radio
        self.frequency = frequency
        self.signal = signal
        self.gain = gain
        self.payload = payload
        self.trigger = trigger
    }

    public init(
        radio: Radio, frequency: Hertz, modulation: LoRaModulation,
        framing: LoRaFraming = LoRaFraming(), hasInvertedPolarity: Bool, gain: GainStep,
        syncWord: SyncWord = .public, payload: [UInt8], trigger: TransmitTrigger
    ) throws(TransmitError) {
        try self.init(
            radio: radio, frequency: frequency,
            signal: .loRa(
                LoRaSignal(
                    modulation, framing: framing, hasInvertedPolarity: hasInvertedPolarity,
                    syncWord: syncWord)),
            gain: gain, payload: payload, trigger: trigger)
    }
}

/// Why something cannot be sent.
public enum TransmitError: Error, Equatable, Sendable {
    case noSuchBand(Hertz)
    case bandwidth(Bandwidth)
    case length(found: Int, allowed: ClosedRange<Int>)
    case preamble(found: UInt16, least: UInt16)
    case bitRate(found: UInt32)
    case deviation(found: Hertz)
    case syncWord(found: Int)
    /// Kilohertz.
    case carrierOffset(found: Int)

    /// The closed list of refusals; each has a vector in the tests.
    public enum Code: CaseIterable, Sendable {
        case noSuchBand, bandwidth, length, preamble, bitRate, deviation, syncWord, carrierOffset
    }

    public var code: Code {
        switch self {
        case .noSuchBand: .noSuchBand
        case .bandwidth: .bandwidth
        case .length: .length
        case .preamble: .preamble
        case .bitRate: .bitRate
        case .deviation: .deviation
        case .syncWord: .syncWord
        case .carrierOffset: .carrierOffset
        }
    }
}

extension TransmitError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuchBand(let frequency):
            "\(frequency) is in no band that an SX1250 can be calibrated for"
        case .bandwidth(let bandwidth):
            "a concentrator sends 125, 250 or 500 kHz, not \(bandwidth)"
        case .length(let found, let allowed):
            allowed.upperBound == 0
                ? "a bare carrier has no payload; this has \(found) bytes"
                : "a frame has 1 to \(allowed.upperBound) bytes; this has \(found)"
        case .preamble(let found, let least):
            least == LoRaModulation.shortestPreamble
                ? "a LoRa preamble has \(least) symbols or more; this has \(found)"
                : "an FSK preamble has \(least) bytes or more; this has \(found)"
        case .bitRate(let found):
            "FSK has 500 to 250000 bits per second; this has \(found)"
        case .deviation(let found):
            "FSK deviates by 1 kHz to 200 kHz; this by \(found)"
        case .syncWord(let found): "FSK's sync word has 1 to 8 bytes; this has \(found)"
        case .carrierOffset(let found):
            "a carrier lies at most 65 kHz beside its frequency; this \(found) kHz"
        }
    }
}
