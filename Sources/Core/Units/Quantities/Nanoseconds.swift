/// A span of time, or an instant counted from 1970-01-01T00:00:00Z without leap seconds.
public struct Nanoseconds: Hashable, Comparable, Sendable {
    public let value: UInt64

    public init(_ value: UInt64) { self.value = value }

    public static func < (left: Nanoseconds, right: Nanoseconds) -> Bool {
        left.value < right.value
    }
}
