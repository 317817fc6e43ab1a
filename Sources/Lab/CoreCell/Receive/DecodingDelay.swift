import Airwaves
import Units

/// How long after a frame's end, or how long before it, the chip looks at its counter, in
/// microseconds: what drivers take off again. From the vendor's account of the modem's stages
/// (sx1302_hal 2.1.0), written on its own in beats of the modem's clock, not through the driver's.
struct DecodingDelay {
    private let factor: Int64
    private let codingRate: Int64
    /// 1, 2 or 4 for 125, 250 and 500 kHz.
    private let speed: Int64
    private let isOptimised: Bool
    private let length: Int64
    private let checksum: Int64

    init(_ modulation: LoRaModulation, length: Int, hasChecksum: Bool) {
        factor = Int64(modulation.spreadingFactor.rawValue)
        codingRate = Int64(modulation.codingRate.rawValue) - 4
        speed = Int64(modulation.bandwidth.hertz.value) / 125_000
        isOptimised = modulation.needsLowDataRateOptimisation
        self.length = Int64(length)
        checksum = hasChecksum ? 2 : 0
    }

    /// Behind the end of the frame, once all is decoded.
    var afterEnd: Int64 {
        // A beat is 250 ns at 125 kHz; filters take 16 us there and 2.03125 us anywhere.
        let filters = 16_000_000 / speed + 2_031_250
        return (filters + beats * 250_000 / speed + 500_000) / 1_000_000
    }

    private var chips: Int64 { 1 << factor }
    private var reduced: Int64 { isOptimised ? 2 : 0 }
    private var isInHeader: Bool {
        2 * (length + checksum) <= factor - 7 || length + checksum == 0
    }

    private var beats: Int64 { transformBeats + searchBeats + demapBeats + decodeBeats }

    private var transformBeats: Int64 {
        chips - 6 + 2 * (chips * ((factor + 1) / 2 - 1) + 6) + 4
    }

    private var searchBeats: Int64 {
        isInHeader ? 2 * chips + 3 : (5 - reduced) * (chips + 7) + 2
    }

    private var demapBeats: Int64 {
        isInHeader ? 1 + chips * 3 / 4 + 3 + factor - 2 : 1 + chips + 3 + factor - reduced
    }

    private var decodeBeats: Int64 {
        guard !isInHeader else { return 8 + 13 * headerNibbles }
        // Unsigned in the vendor's code: below nothing it wraps.
        let rest = UInt32(truncatingIfNeeded: 2 * (length + checksum) + 5 - headerNibbles)
        let last = Int64(rest) % (factor - reduced)
        return 8 + (9 + codingRate) * (last == 0 ? factor - reduced : last)
    }

    private var headerNibbles: Int64 { factor <= 6 ? factor : factor - 2 }

    /// Before the end of the frame, when the end of the header is dated: what the symbols behind it
    /// take, less the filters. The vendor counts on optimisation from SF11 in any bandwidth.
    var beforeEnd: Int64 {
        let symbol = (chips * 8) / speed
        let late = 16_000_000 / speed + 2_031_250 + 500_000
        // Picoseconds, cut towards zero.
        return (payloadSymbols * symbol * 1_000_000 - late) / 1_000_000
    }

    private var payloadSymbols: Int64 {
        let perBlock = 4 * (factor >= 11 ? factor - 2 : factor)
        let bits = 8 * length - 4 * factor + (factor >= 7 ? 8 : 0) + 8 * checksum + 20
        return bits <= 0 ? 0 : (bits + perBlock - 1) / perBlock * (codingRate + 4)
    }
}
