import Airwaves

/// The numbers by which a driver dates a frame finer than the counter's ticks: signed bytes whose
/// running sums have the wanted mean.
///
/// A driver takes the mean over the first bytes, fewer for long symbols; all behind are zeros, which
/// leave the running sum where it is. The finest step is one over their number.
enum FineTiming {
    /// How many pairs the driver uses of those there are (sx1302_hal 2.1.0).
    static func usedPairs(_ factor: SpreadingFactor) -> Int {
        switch factor {
        case .sf12: 4
        case .sf11: 8
        case .sf10: 16
        default: 32
        }
    }

    /// `thousandths` of a tick, above or below nothing; at most 100 ticks.
    static func bytes(thousandths: Int64, pairs: Int, factor: SpreadingFactor) -> [UInt8] {
        let used = 2 * min(pairs, usedPairs(factor))
        guard used > 0 else { return [] }
        let whole = thousandths >= 0 ? thousandths / 1000 : (thousandths - 999) / 1000
        let rest = thousandths - whole * 1000
        // A step of one from a place on lifts the mean by the share of bytes behind it.
        let lifted = Int((rest * Int64(used) + 500) / 1000)
        var bytes = [Int8](repeating: 0, count: 2 * pairs)
        bytes[0] = Int8(max(-100, min(100, whole)))
        if lifted > 0 { bytes[used - lifted] += 1 }
        return bytes.map { UInt8(bitPattern: $0) }
    }

    /// What the notch filter at a radio's centre adds in a driver's arithmetic, in thousandths of a
    /// tick, for a channel `offset` hertz from it. A polynomial of the vendor's, within 75 kHz.
    static func notch(offset: Int64) -> Int64 {
        guard offset.magnitude <= 75_000 else { return 0 }
        let x = Double(offset) / 1000
        let square = x * x
        let ticks =
            1.7e-6 * square * square + 2.4e-6 * square * x - 0.0101 * square - 0.01275 * x + 10.2922
        return Int64((ticks * 1000).rounded())
    }
}
