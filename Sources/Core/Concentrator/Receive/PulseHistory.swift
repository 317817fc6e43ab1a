/// The last sixteen pulses of the GNSS receiver, as the raw count of 32 MHz at each. Between two
/// neighbours lies a second, which tells how fast the crystal runs.
public struct PulseHistory: Hashable, Sendable {
    public static let capacity = 16
    private var counts = SIMD16<UInt32>(repeating: 0)
    private var newest = 0
    public private(set) var count = 0

    /// How far a second may be from 32,000,000 ticks: 100 millionths. A crystal is ten times better;
    /// what lies further apart are two pulses with one lost between them, or no pulses.
    /// sx1302_hal 2.1.0 takes a fifth (docs/decisions/0123).
    static let seconds: ClosedRange<UInt32> = 31_996_800...32_003_200

    public init() {}

    /// Nothing is dated before so many pulses were seen, so that a receiver which has just begun to
    /// pulse is not believed at once.
    public var isFull: Bool { count == Self.capacity }

    /// Takes what the chip shows as the count at the last pulse; the same as before is no new pulse, and
    /// 0 before the first is none at all.
    mutating func record(_ ticks: UInt32) {
        guard count > 0 || ticks != 0, count == 0 || counts[newest] != ticks else { return }
        newest = (newest + 1) % Self.capacity
        counts[newest] = ticks
        count = min(count + 1, Self.capacity)
    }

    /// The pulse at or before a count, and how long its second is: to the next pulse, or for the last
    /// one from the pulse before. Nil when there is no such pulse or its second is none.
    func second(of ticks: UInt32) -> (pulse: UInt32, length: UInt32)? {
        for age in 0..<count {
            let pulse = pulse(ofAge: age)
            guard ticks &- pulse < 1 << 31 else { continue }
            guard count > 1 else { return nil }
            let length =
                age == 0
                ? pulse &- self.pulse(ofAge: 1) : self.pulse(ofAge: age - 1) &- pulse
            return Self.seconds ~= length ? (pulse, length) : nil
        }
        return nil
    }

    private func pulse(ofAge age: Int) -> UInt32 {
        counts[(newest + Self.capacity - age) % Self.capacity]
    }
}
