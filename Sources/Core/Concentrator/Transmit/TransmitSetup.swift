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

/// An entry of a board's table of power: what comes out, and what makes it.
public struct GainStep: Hashable, Sendable {
    /// Whole dBm.
    public let power: Int8
    public let hasAmplifier: Bool
    /// 0...22, the SX1250's own.
    public let index: UInt8

    public init(power: Int8, hasAmplifier: Bool, index: UInt8) {
        precondition(index <= 22, "power index \(index) of an SX1250")
        self.power = power
        self.hasAmplifier = hasAmplifier
        self.index = index
    }

    var register: UInt8 { (hasAmplifier ? 0x40 : 0) + index }
}

/// A LoRa frame to be sent through an SX1250. `operations` puts all of it into one request, as
/// sx1302_hal 2.1.0 does: for five bytes at a time, 41 operations in 302 bytes.
public struct TransmitSetup: Hashable, Sendable {
    public let radio: Radio
    public let frequency: Hertz
    public let modulation: LoRaModulation
    public let framing: LoRaFraming
    public let hasInvertedPolarity: Bool
    public let gain: GainStep
    public let syncWord: SyncWord
    public let payload: [UInt8]
    public let trigger: TransmitTrigger

    public init(
        radio: Radio, frequency: Hertz, modulation: LoRaModulation,
        framing: LoRaFraming = LoRaFraming(), hasInvertedPolarity: Bool, gain: GainStep,
        syncWord: SyncWord = .public, payload: [UInt8], trigger: TransmitTrigger
    ) throws(TransmitError) {
        guard CalibrationBand.containing(frequency) != nil else { throw .noSuchBand(frequency) }
        guard modulation.bandwidth >= .kHz125 else { throw .bandwidth(modulation.bandwidth) }
        guard 1...LoRaModulation.longestPayload ~= payload.count else {
            throw .length(found: payload.count)
        }
        guard framing.preambleSymbols >= LoRaModulation.shortestPreamble else {
            throw .preamble(found: framing.preambleSymbols)
        }
        self.radio = radio
        self.frequency = frequency
        self.modulation = modulation
        self.framing = framing
        self.hasInvertedPolarity = hasInvertedPolarity
        self.gain = gain
        self.syncWord = syncWord
        self.payload = payload
        self.trigger = trigger
    }
}

/// Why a frame cannot be sent.
public enum TransmitError: Error, Equatable, Sendable, CustomStringConvertible {
    case noSuchBand(Hertz)
    case bandwidth(Bandwidth)
    case length(found: Int)
    case preamble(found: UInt16)

    public var description: String {
        switch self {
        case .noSuchBand(let frequency):
            "\(frequency) is in no band that an SX1250 can be calibrated for"
        case .bandwidth(let bandwidth):
            "a concentrator sends 125, 250 or 500 kHz, not \(bandwidth)"
        case .length(let found): "a frame has 1 to 255 bytes; this has \(found)"
        case .preamble(let found): "a preamble has 6 symbols or more; this has \(found)"
        }
    }
}
