/// A seeded stream of inputs, the same on every machine: SplitMix64, made into numbers by exact
/// steps alone.
public struct GoldenInput {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// -range...range, in steps of 2^-52 of it; `range` is a power of two or the product rounds,
    /// which IEEE 754 lays down as well.
    public mutating func number(within range: Double) -> Double {
        Double(Int64(bitPattern: bits()) >> 11) * 0x1p-52 * range
    }

    /// Any double at all: every exponent, NaN and the infinities.
    public mutating func anyNumber() -> Double { Double(bitPattern: bits()) }

    /// Whole numbers of every size, small ones as often as large ones.
    public mutating func anySize() -> UInt64 { bits() >> (bits() & 63) }
}
