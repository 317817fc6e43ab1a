public import Airwaves
import Units

/// How long after a frame's end the chip takes its time, in microseconds to be added to the count.
/// The chip decodes first and then looks at its counter; each stage's cycles are known, and summed
/// here in whole picoseconds as sx1302_hal 2.1.0 does, so the result is the same to the microsecond.
public enum TimestampCorrection {
    /// For a count taken at the end of the frame (`TimestampMode.frameEnd`), of a LoRa frame with
    /// `length` bytes. The bandwidth is 125, 250 or 500 kHz; another traps.
    public static func loRa(
        _ modulation: LoRaModulation, length: Int, hasChecksum: Bool
    ) -> Int32 {
        precondition(0...LoRaModulation.longestPayload ~= length, "\(length) bytes in a frame")
        let frame = Frame(modulation, length: length, hasChecksum: hasChecksum)
        return -Int32(
            (frame.filter + frame.demapping + frame.transform + frame.search + frame.decoding
                + 500_000) / 1_000_000)
    }

    /// For a count taken at the end of the header (`TimestampMode.fine`): what follows the header, less
    /// the filters' delay; towards zero, as sx1302_hal 2.1.0 rounds the difference of the two.
    public static func loRaHeader(
        _ modulation: LoRaModulation, length: Int, hasChecksum: Bool
    ) -> Int32 {
        let frame = Frame(modulation, length: length, hasChecksum: hasChecksum)
        let framing = LoRaFraming(
            preambleSymbols: LoRaModulation.shortestPreamble, hasChecksum: hasChecksum)
        guard let airtime = try? modulation.airtime(of: length, framing: framing) else {
            preconditionFailure("\(length) bytes in a frame")
        }
        // The preamble, its end of 4.25 symbols or 6.25, and eight symbols that hold the header.
        let beyond: UInt64 = modulation.spreadingFactor <= .sf6 ? 25 : 17
        let quarters = 4 * UInt64(framing.preambleSymbols) + beyond + 32
        let rest = airtime.value - quarters * (modulation.symbolDuration.value / 4)
        return Int32((Int64(rest) * 1000 - frame.filter - 500_000) / 1_000_000)
    }

    /// For an FSK frame.
    public static func fsk(bitsPerSecond: UInt32) -> Int32 {
        precondition(bitsPerSecond > 0, "a bit rate of 0")
        return Int32(680_000 / bitsPerSecond) - 20
    }

    /// The stages of one frame's way, in picoseconds.
    private struct Frame {
        let clock: Int64
        let spread: Int64
        let chips: Int64
        /// 1, 2 or 4 for 125, 250 or 500 kHz.
        let speed: Int64
        let isOptimised: Bool
        let fitsInHeader: Bool
        let codingRate: Int64
        /// Symbols of the last block.
        let lastBlock: Int64

        init(_ modulation: LoRaModulation, length: Int, hasChecksum: Bool) {
            speed =
                switch modulation.bandwidth {
                case .kHz125: 1
                case .kHz250: 2
                case .kHz500: 4
                default: preconditionFailure("no concentrator hears \(modulation.bandwidth)")
                }
            clock = 250_000 / speed
            spread = Int64(modulation.spreadingFactor.rawValue)
            chips = 1 << spread
            isOptimised = modulation.needsLowDataRateOptimisation
            let nibbles = Int64(2 * (length + (hasChecksum ? 2 : 0)))
            fitsInHeader = nibbles - (spread - 7) <= 0 || (length == 0 && !hasChecksum)
            let inHeader = spread <= 6 ? spread : spread - 2
            let perBlock = spread - (isOptimised ? 2 : 0)
            if fitsInHeader {
                codingRate = 4
                lastBlock = inHeader
            } else {
                codingRate = Int64(modulation.codingRate.rawValue) - 4
                // In 32 unsigned bits, as the vendor counts, even where it is less than nothing.
                let rest = UInt32(truncatingIfNeeded: nibbles + 5 - inHeader) % UInt32(perBlock)
                lastBlock = rest == 0 ? perBlock : Int64(rest)
            }
        }

        var filter: Int64 { 16_000_000 / speed + 2_031_250 }

        var demapping: Int64 {
            fitsInHeader
                ? clock + chips * clock * 3 / 4 + 3 * clock + (spread - 2) * clock
                : clock * 4 + chips * clock + (spread - (isOptimised ? 2 : 0)) * clock
        }

        var transform: Int64 {
            let half = (spread + 1) / 2
            return clock * ((chips - 6) + 2 * (chips * (half - 1) + 6)) + 4 * clock
        }

        var search: Int64 {
            fitsInHeader
                ? 2 * chips * clock + 3 * clock
                : (isOptimised ? 3 : 5) * (chips * clock + 7 * clock) + 2 * clock
        }

        var decoding: Int64 { 5 * clock + (9 + codingRate) * clock * lastBlock + 3 * clock }
    }
}
