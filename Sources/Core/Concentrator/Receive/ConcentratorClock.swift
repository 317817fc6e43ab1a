import Primitives

/// The SX1302's two counters of time as the host keeps them: the chip counts 32 MHz in 32 bits, which
/// is 27 bits of microseconds and wraps every 134.2 s; the host adds five bits by counting the
/// wraps. It must look more often than that, and does, several times a second.
public struct ConcentratorClock: Hashable, Sendable {
    private var now = WrappingCounter()
    private var pulse = WrappingCounter()

    public init() {}

    /// Microseconds in 32 bits since the start, which frames and transmissions are dated by.
    public var microseconds: UInt32 { now.microseconds }

    /// Microseconds at the last pulse of the GNSS receiver.
    public var pulseMicroseconds: UInt32 { pulse.microseconds }

    /// The raw counts at the last pulses, for fine timestamps.
    public private(set) var pulses = PulseHistory()

    /// Where both counters stand: the pulse's, then the free one, read as eight bytes in one go.
    public static let address: UInt16 = 0x6101
    public static let byteCount = 8

    /// True when two readings disagree so that the chip may have been read in mid-carry: then a third
    /// is to be taken, and holds (an erratum; the top bytes change every 0.5 s).
    public static func needsThirdReading(_ first: RawSpan, _ second: RawSpan) -> Bool {
        precondition(first.byteCount == byteCount && second.byteCount == byteCount, "readings")
        return first.byte(at: 0) != second.byte(at: 0) || first.byte(at: 4) != second.byte(at: 4)
    }

    /// Takes a reading of eight bytes.
    public mutating func update(_ reading: RawSpan) {
        precondition(reading.byteCount == Self.byteCount, "\(reading.byteCount) bytes of counters")
        let pulseTicks = reading.bigEndian32(at: 0)
        pulses.record(pulseTicks)
        pulse.update(ticks: pulseTicks)
        now.update(ticks: reading.bigEndian32(at: 4))
    }

    /// A frame's count, which is before the last reading, as microseconds of 32 bits.
    public func microseconds(ofFrameAt ticks: UInt32) -> UInt32 {
        now.microseconds(ofEarlier: ticks)
    }
}

/// A count of 32 MHz whose wraps are counted in five bits.
struct WrappingCounter: Hashable, Sendable {
    static let ticksPerMicrosecond: UInt32 = 32
    private var last: UInt32 = 0
    private var wraps: UInt32 = 0

    var microseconds: UInt32 { wraps << 27 | last }

    mutating func update(ticks: UInt32) {
        let value = ticks / Self.ticksPerMicrosecond
        if value < last { wraps = (wraps + 1) & 0x1F }
        last = value
    }

    /// A count at or before the last one; what stands higher was counted before the wrap.
    func microseconds(ofEarlier ticks: UInt32) -> UInt32 {
        let value = ticks / Self.ticksPerMicrosecond
        let lap = last >= value ? wraps : (wraps &- 1) & 0x1F
        return lap << 27 | value
    }
}
