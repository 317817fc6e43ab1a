/// A span of time, or an instant counted from 1970-01-01T00:00:00Z without leap seconds.
public struct Nanoseconds: Hashable, Comparable, Sendable {
    public let value: UInt64

    public init(_ value: UInt64) { self.value = value }

    public static func < (left: Nanoseconds, right: Nanoseconds) -> Bool {
        left.value < right.value
    }

    /// A sum past the end (the year 2554) stays at the end: it is later than anything compared to it.
    public static func + (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
        let (sum, over) = left.value.addingReportingOverflow(right.value)
        return Nanoseconds(over ? .max : sum)
    }

    /// How far two instants lie apart, whichever is later.
    public func gap(to other: Nanoseconds) -> Nanoseconds {
        Nanoseconds(value > other.value ? value - other.value : other.value - value)
    }
}

extension Nanoseconds: CustomStringConvertible {
    /// The span, as in `61.696 ms`, for reading only: configuration writes spans in the parts of
    /// Notation's `DurationText`.
    public var description: String { Quantity.duration.text(magnitude: value) }
}
