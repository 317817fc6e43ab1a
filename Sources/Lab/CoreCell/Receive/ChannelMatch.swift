import Air
import Airwaves
import Radios
import Units

/// Whether a channel hears a frame, and if not, how far it came.
enum ChannelMatch {
    case heard
    case missed(MissedFrame)

    /// A LoRa modem follows a quarter of its bandwidth; the FSK modem's filter is as wide as LoRa's
    /// narrowest.
    static func isNear(_ carrier: Int64, _ channel: ListenedChannel) -> Bool {
        let width: Int64 =
            switch channel.kind {
            case .multiple, .fsk: 125_000
            case .service(let modem): Int64(modem.modulation.bandwidth.hertz.value)
            }
        return (carrier - channel.nominal).magnitude <= UInt64(width) / 4
    }

    static func judge(
        _ frame: AirFrame, on channel: ListenedChannel, of chip: ConcentratorChip
    ) -> ChannelMatch {
        switch (frame.modulation, channel.kind) {
        case (.loRa(let modulation), .multiple(let factors)):
            let factor = modulation.spreadingFactor
            guard modulation.bandwidth == .kHz125, factors >> (factor.rawValue - 5) & 1 == 1 else {
                return .missed(.modulation)
            }
            guard frame.framing.header == .explicit else { return .missed(.framing) }
            return judge(
                frame, modulation, peaks: chip.peaks(of: factor),
                isOptimised: modulation.needsLowDataRateOptimisation)
        case (.loRa(let modulation), .service(let modem)):
            guard modulation.bandwidth == modem.modulation.bandwidth,
                modulation.spreadingFactor == modem.modulation.factor
            else { return .missed(.modulation) }
            guard agrees(frame, modulation, modem) else { return .missed(.framing) }
            return judge(
                frame, modulation, peaks: modem.peaks, isOptimised: modem.isOptimised)
        case (.fsk(let rate), .fsk(let ticks)):
            let isSame = rate > 0 && 32_000_000 / rate == UInt32(ticks)
            return isSame ? .heard : .missed(.modulation)
        default: return .missed(.modulation)
        }
    }

    private static func judge(
        _ frame: AirFrame, _ modulation: LoRaModulation, peaks: (UInt8, UInt8), isOptimised: Bool
    ) -> ChannelMatch {
        // Networks of either kind have the private word at SF5 and SF6.
        let word = modulation.spreadingFactor <= .sf6 ? SyncWord.private : frame.syncWord
        guard SyncWord(peaks: peaks) == word else { return .missed(.syncWord) }
        guard !frame.hasInvertedPolarity else { return .missed(.polarity) }
        let sentOptimised =
            switch frame.framing.lowDataRateOptimisation {
            case .automatic: modulation.needsLowDataRateOptimisation
            case .on: true
            case .off: false
            }
        guard sentOptimised == isOptimised,
            frame.framing.preambleSymbols >= LoRaModulation.shortestPreamble
        else { return .missed(.framing) }
        return .heard
    }

    private static func agrees(
        _ frame: AirFrame, _ modulation: LoRaModulation, _ modem: ServiceModem
    ) -> Bool {
        guard let implicit = modem.implicit else { return frame.framing.header == .explicit }
        return frame.framing.header == .implicit && frame.payload.count == Int(implicit.length)
            && modulation.codingRate.rawValue == 4 + implicit.rate
            && frame.framing.hasChecksum == implicit.hasChecksum
    }
}
