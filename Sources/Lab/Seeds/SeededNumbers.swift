/// Numbers that look random and are the same for the same seed everywhere and for ever: SplitMix64
/// (Steele, Lea, Flood 2014). For tests and the simulated world, never for secrets.
public struct SeededNumbers: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= Self.step
        return Self.stirred(state)
    }

    /// What the state grows by with each number.
    public static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// A number for a state, each bit of it dependent on all of the state's.
    public static func stirred(_ state: UInt64) -> UInt64 {
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// 0 ..< bound. The remainder's bias is below 2^-32 for every bound that tests use.
    public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    public mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

    public mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for _ in 0..<count { bytes.append(byte()) }
        return bytes
    }

    public mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

    /// 0 ..< 1 in steps of 2^-53, by arithmetic that rounds nowhere.
    public mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}
