internal import FirmwareProtocol
internal import RadioChip

/// Where the fields of a modulation stand in the payload of a request, for refusals.
struct ModulationOffset {
    let first: UInt32

    static let ofConfigure = ModulationOffset(first: 1)
    static let ofTransmit = ModulationOffset(first: 13)

    var frequency: UInt32 { first }
    var bandwidth: UInt32 { first + 4 }
    var preamble: UInt32 { first + 11 }
    var flags: UInt32 { first + 13 }
}

/// What the board's filters and antenna switch are built for.
struct FrequencyRange: Sendable {
    let lowestHertz: UInt32
    let highestHertz: UInt32

    /// The chip's settings for a modulation; refuses what the chip or the board cannot do, with the
    /// offset of the field.
    func settings(
        for modulation: Modulation, at offset: ModulationOffset
    ) throws(Refusal) -> LoRaSettings {
        let hertz = modulation.frequencyHertz
        guard hertz >= lowestHertz, hertz <= highestHertz else {
            throw Refusal(.notCapable, detail: offset.frequency)
        }
        guard let bandwidth = ChipBandwidth(hertz: modulation.bandwidthHertz) else {
            throw Refusal(.notCapable, detail: offset.bandwidth)
        }
        // Six symbols are the fewest that any LoRa receiver is promised to find.
        guard modulation.preambleSymbols >= 6 else {
            throw Refusal(.notCapable, detail: offset.preamble)
        }
        return LoRaSettings(
            frequency: FrequencyWord(hertz: hertz), bandwidth: bandwidth,
            spreadingFactor: modulation.spreadingFactor, codingRate: modulation.codingRate - 4,
            syncWord: modulation.syncWord, preambleSymbols: modulation.preambleSymbols,
            isInverted: modulation.flags & Modulation.isInverted != 0,
            hasCRC: modulation.flags & Modulation.hasCRC != 0,
            hasImplicitHeader: modulation.flags & Modulation.hasImplicitHeader != 0)
    }
}

extension LoRaSettings {
    /// What the registers stand for.
    var modulation: Modulation {
        Modulation(
            frequencyHertz: frequency.hertz, bandwidthHertz: bandwidth.hertz,
            spreadingFactor: spreadingFactor, codingRate: codingRate + 4, syncWord: syncWord,
            preambleSymbols: preambleSymbols,
            flags: (isInverted ? Modulation.isInverted : 0) | (hasCRC ? Modulation.hasCRC : 0)
                | (hasImplicitHeader ? Modulation.hasImplicitHeader : 0))
    }
}
