import Primitives
public import Units

/// When a frame came, in nanoseconds after the last pulse of a GNSS receiver: what an SX1303 adds to
/// the record of a frame on one of the eight channels. The instant is the end of the preamble's last
/// up-chirp, where the sync word begins; so the vendor's gateways date it.
///
/// The steps are sx1302_hal 2.1.0's. It computes in floating point; this is one fraction of whole
/// numbers, rounded down once at the end, because the result is signed and compared.
public enum FineTimestamp {
    /// What of a frame it is made of.
    public struct Frame: Sendable {
        /// The chip's count of 32 MHz at the end of the header.
        public var ticks: UInt32
        /// 5...12.
        public var spreadingFactor: UInt8
        /// The channel's frequency; not 0.
        public var frequency: Hertz
        /// How far the sender was from it, in hertz.
        public var frequencyOffset: Int32
        /// How far the channel is from its radio's centre, in hertz.
        public var channelOffset: Int32

        public init(
            ticks: UInt32, spreadingFactor: UInt8, frequency: Hertz, frequencyOffset: Int32,
            channelOffset: Int32
        ) {
            self.ticks = ticks
            self.spreadingFactor = spreadingFactor
            self.frequency = frequency
            self.frequencyOffset = frequencyOffset
            self.channelOffset = channelOffset
        }
    }

    /// 0...999,999,999. Nil without sixteen pulses, without a pulse in the second before, and when the
    /// corrections lead out of that second. `timing` are the record's signed bytes, two for each pair;
    /// empty is nil. Allocates nothing.
    public static func nanoseconds(
        _ frame: Frame, timing: RawSpan, pulses: PulseHistory
    ) -> UInt32? {
        precondition(frame.frequency.value > 0 && 5...12 ~= frame.spreadingFactor, "\(frame)")
        guard pulses.isFull, timing.byteCount >= 2 else { return nil }
        let ticks = frame.ticks &- preamble(frame) &+ groupDelay
        guard let (pulse, length) = pulses.second(of: ticks), ticks &- pulse <= length else {
            return nil
        }
        let (sum, count) = metrics(timing, spreadingFactor: frame.spreadingFactor)
        // Ticks after the pulse, times `count` and `notchScale`; then as a share of the second.
        let whole = Int128(ticks &- pulse) * Int128(count) + Int128(sum)
        let fine = whole * notchScale + Int128(count) * notch(frame.channelOffset)
        guard fine >= 0 else { return nil }
        let result = fine * 1_000_000_000 / (notchScale * Int128(count) * Int128(length))
        return result < 1_000_000_000 ? UInt32(result) : nil
    }

    /// Between the filters of the chip and those of the gateways it is compared with, in ticks.
    private static let groupDelay: UInt32 = 2138

    /// From the end of the preamble to the end of the header, in ticks: twelve symbols and a quarter,
    /// SF5 and SF6 two more; stretched as the sender's crystal, which is seen in its frequency. To the
    /// nearest tick, halves up.
    private static func preamble(_ frame: Frame) -> UInt32 {
        let chips = Int64(1) << Int64(frame.spreadingFactor)
        let ticksPerChip: Int64 = 256
        let symbols: Int64 = frame.spreadingFactor <= 6 ? 14 : 12
        let nominal = ticksPerChip * chips * symbols + ticksPerChip * (chips / 4 - 1)
        let frequency = Int64(clamping: frame.frequency.value)
        let stretch = Int128(2 * nominal) * Int128(frame.frequencyOffset) + Int128(frequency)
        let rounded = stretch.floored(by: 2 * Int128(frequency))
        return UInt32(truncatingIfNeeded: Int128(nominal) + rounded)
    }

    /// How many pairs are used: fewer the longer a symbol, so that a frame's own drift stays out.
    private static func mostPairs(_ spreadingFactor: UInt8) -> Int {
        switch spreadingFactor {
        case 12: 4
        case 11: 8
        case 10: 16
        default: 32
        }
    }

    /// The sum of the running sums of the bytes, and how many they are: their mean is the correction in
    /// ticks. At most 64 bytes.
    private static func metrics(_ timing: RawSpan, spreadingFactor: UInt8) -> (sum: Int, count: Int)
    {
        let count = 2 * min(timing.byteCount / 2, mostPairs(spreadingFactor))
        var (running, sum) = (0, 0)
        for place in 0..<count {
            running += Int(timing.signedByte(at: place))
            sum += running
        }
        return (sum, count)
    }

    /// What the notch at the centre of the radio's band delays a channel beside it, in ticks over
    /// `notchScale`: the vendor's curve of the fourth degree, in kilohertz, within 75 of them.
    private static func notch(_ offset: Int32) -> Int128 {
        guard offset.magnitude <= 75_000 else { return 0 }
        let x = Int128(offset)
        let cubic = 17 * x * x * x * x + 24_000 * x * x * x
        let lower = -101_000_000_000 * x * x - 127_500_000_000_000 * x
        return cubic + lower + 102_922_000_000_000_000_000
    }

    /// Ten millionths of the curve's coefficients, in hertz to the fourth.
    private static let notchScale: Int128 = 10_000_000_000_000_000_000
}

extension RawSpan {
    fileprivate func signedByte(at offset: Int) -> Int8 { Int8(bitPattern: byte(at: offset)) }
}

extension Int128 {
    /// Divided and rounded down; the divisor is positive.
    fileprivate func floored(by divisor: Int128) -> Int128 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
