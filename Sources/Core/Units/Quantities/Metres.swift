/// A length in whole metres; below zero for heights under the reference.
public struct Metres: Hashable, Comparable, Sendable {
    public let value: Int64

    public init(_ value: Int64) { self.value = value }

    public static func < (left: Metres, right: Metres) -> Bool { left.value < right.value }

    /// A sum past either end stays at that end, which is farther than anything on earth.
    public static func + (left: Metres, right: Metres) -> Metres {
        let (sum, over) = left.value.addingReportingOverflow(right.value)
        return Metres(over ? (left.value < 0 ? .min : .max) : sum)
    }

    /// A difference past either end stays at that end.
    public static func - (left: Metres, right: Metres) -> Metres {
        let (difference, over) = left.value.subtractingReportingOverflow(right.value)
        return Metres(over ? (left.value < 0 ? .min : .max) : difference)
    }
}

extension Metres: CustomStringConvertible {
    /// As in `300 m` or `2.1 km`.
    public var description: String {
        Quantity.length.text(negative: value < 0, magnitude: value.magnitude)
    }

    /// Reads what `description` prints.
    public init(parsing text: String) throws(QuantityError) {
        let (negative, magnitude) = try Quantity.length.parse(text)
        guard magnitude <= Int64.max.magnitude + (negative ? 1 : 0) else {
            throw .outOfRange(.length, text)
        }
        self.init(Int64(truncatingIfNeeded: negative ? 0 &- magnitude : magnitude))
    }
}
