internal import Airwaves
internal import FirmwareProtocol
internal import Radios
internal import Units

extension RadioIdentity {
    init(_ capabilities: Capabilities) {
        let firmware = capabilities.firmware.text
        self.init(
            kind: .light, model: "\(capabilities.chip.name) (\(capabilities.board.text))",
            eui: EUI64(bits: capabilities.serial), firmware: firmware,
            abilities: RadioAbilities(capabilities),
            hasKnownFirmware: KnownFirmware.names.contains(firmware))
    }
}

/// The firmware that is known, by the name it gives itself. A name proves nothing about a board; it
/// keeps apart what does not even claim to be the real thing, such as an emulator.
enum KnownFirmware {
    static let names = ["earshot-firmware 0.1"]
}

extension RadioAbilities {
    /// The chips measure a frame's own level whatever the board is; none hears a channel first.
    init(_ capabilities: Capabilities) {
        self = .signalLevel
        if capabilities.has(Capabilities.timedTransmit) { insert(.timedTransmit) }
        if capabilities.has(Capabilities.pulsePerSecond) { insert(.pulses) }
    }
}

extension Capabilities.Chip {
    var name: String {
        switch self {
        case .none: "no radio"
        case .sx1261: "SX1261"
        case .sx1262: "SX1262"
        case .sx1268: "SX1268"
        }
    }
}

extension Capabilities {
    /// A board that needs longer to prepare a transmission serves no window of a device.
    static let longestLead: UInt32 = 500_000

    /// Why this board cannot serve a channel; nil when it can. What else a channel needs (its
    /// bandwidth) only the answer to `configure` tells.
    func fault(for channel: ListeningChannel) -> RadioFault? {
        guard chip != .none else {
            return RadioFault(.unsupported, "the radio board says that it has no radio")
        }
        guard reaches(channel.frequency) else {
            return RadioFault(
                .unsupported,
                "the plan's channel \(channel.frequency) is outside of the radio's \(range)")
        }
        guard knows(channel.spreadingFactor) else {
            return RadioFault(
                .unsupported, "the radio does not know \(channel.spreadingFactor)")
        }
        guard leadMicroseconds <= Self.longestLead else {
            return RadioFault(
                .unsupported,
                "the radio needs \(leadMicroseconds) us to prepare a transmission, more than half "
                    + "a second")
        }
        return nil
    }
}
