/// A length in whole metres.
public struct Metres: Hashable, Comparable, Sendable {
    public let value: Int64

    public init(_ value: Int64) { self.value = value }

    public static func < (left: Metres, right: Metres) -> Bool { left.value < right.value }
}
