public import Airwaves

/// What a radio says of itself.
public struct RadioIdentity: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// Eight LoRa channels at once, all spreading factors.
        case concentrator
        /// One channel, one spreading factor at a time.
        case light
    }

    public var kind: Kind
    /// As in `SX1303 (CoreCell bridge V01.00.00)`.
    public var model: String
    /// Unique among radios of its kind: the concentrator's EUI or the board's serial number.
    public var eui: EUI64
    /// What its own firmware calls itself.
    public var firmware: String
    public var abilities: RadioAbilities
    /// False when the radio runs code that nobody knows. Then what it says is marked everywhere and
    /// never rewarded.
    public var hasKnownFirmware: Bool

    public init(
        kind: Kind, model: String, eui: EUI64, firmware: String, abilities: RadioAbilities,
        hasKnownFirmware: Bool
    ) {
        self.kind = kind
        self.model = model
        self.eui = eui
        self.firmware = firmware
        self.abilities = abilities
        self.hasKnownFirmware = hasKnownFirmware
    }
}

/// What a radio can do beside hearing and sending LoRa.
public struct RadioAbilities: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Hears a channel before it sends there.
    public static let listenBeforeTalk = RadioAbilities(rawValue: 1)
    /// Dates frames to nanoseconds of GNSS time.
    public static let fineTimestamps = RadioAbilities(rawValue: 2)
    /// Starts a transmission at a time of its clock.
    public static let timedTransmit = RadioAbilities(rawValue: 4)
    /// Counts the pulses of a GNSS receiver.
    public static let pulses = RadioAbilities(rawValue: 8)
    /// Tells the frame's own power apart from the noise.
    public static let signalLevel = RadioAbilities(rawValue: 16)
    public static let fsk = RadioAbilities(rawValue: 32)
}

extension RadioAbilities {
    /// Each by name, for programs and people. The names are an interface: they only grow.
    public var names: [String] {
        let all: [(RadioAbilities, String)] = [
            (.listenBeforeTalk, "listen_before_talk"), (.fineTimestamps, "fine_timestamps"),
            (.timedTransmit, "timed_transmit"), (.pulses, "pulses"),
            (.signalLevel, "signal_level"), (.fsk, "fsk"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}
