/// A frequency, or a difference of two, in whole hertz.
public struct Hertz: Hashable, Comparable, Sendable {
    public let value: UInt64

    public init(_ value: UInt64) { self.value = value }

    /// How far two frequencies lie apart, whichever is higher.
    public func gap(to other: Hertz) -> Hertz {
        Hertz(value > other.value ? value - other.value : other.value - value)
    }

    public static func < (left: Hertz, right: Hertz) -> Bool { left.value < right.value }
}
