public import Attestation
public import Primitives
internal import Signing

/// An oracle's reverse hash chain (PROTOCOL 2): made forwards from a seed, shown backwards, a step a
/// period. Keeps every 4,096th value, so that a chain of a million steps takes 8 kB, and a step costs
/// at most 4,096 hashes once in 4,096 periods.
public struct ReverseHashChain: Sendable {
    public let seed: Hash256
    public let length: UInt64
    /// What the log has of it.
    public let published: EntropyChain
    private let stones: [Hash256]
    /// The values behind one of the stones.
    private var block: (stone: Int, values: [Hash256]) = (-1, [])

    private static let gap = 4_096

    /// - Parameter first: the period whose step leads to the end in one hash.
    public init(seed: Hash256, first: Period, length: UInt64) {
        precondition(length > 0 && length <= 1_000_000_000, "a chain of \(length) steps")
        self.seed = seed
        self.length = length
        var stones: [Hash256] = []
        stones.reserveCapacity(Int(length) / Self.gap + 1)
        var value = seed
        for place in 0..<length {
            if place % UInt64(Self.gap) == 0 { stones.append(value) }
            value = Self.hash(value)
        }
        self.stones = stones
        published = EntropyChain(end: value, first: first)
    }

    /// The step of a period; nil before the first and behind the last.
    public mutating func step(of period: Period) -> Hash256? {
        guard let distance = published.distance(to: period), distance <= length else { return nil }
        let place = Int(length - distance)
        let stone = place / Self.gap
        if block.stone != stone { block = (stone, values(behind: stone)) }
        return block.values[place % Self.gap]
    }

    /// Periods behind this one have no step.
    public var last: Period { Period(published.first.number + length - 1) }

    private func values(behind stone: Int) -> [Hash256] {
        var values = [stones[stone]]
        let count = min(Self.gap, Int(length) - stone * Self.gap)
        while values.count < count { values.append(Self.hash(values[values.count - 1])) }
        return values
    }

    private static func hash(_ value: Hash256) -> Hash256 { value.withBytes { SHA256.hash($0) } }
}
