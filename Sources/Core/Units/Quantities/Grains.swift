/// An amount of the network's token in its smallest part: 1e-8 token.
public struct Grains: Hashable, Comparable, Sendable {
    public let value: UInt64

    public init(_ value: UInt64) { self.value = value }

    public static func < (left: Grains, right: Grains) -> Bool { left.value < right.value }
}
