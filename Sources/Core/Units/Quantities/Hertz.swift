/// A frequency, or a difference of two, in whole hertz.
public struct Hertz: Hashable, Comparable, Sendable {
    public let value: UInt64

    public init(_ value: UInt64) { self.value = value }

    /// How far two frequencies lie apart, whichever is higher.
    public func gap(to other: Hertz) -> Hertz {
        Hertz(value > other.value ? value - other.value : other.value - value)
    }

    public static func < (left: Hertz, right: Hertz) -> Bool { left.value < right.value }

    /// A sum past the end stays at the end: no frequency of a message can stop a program, and one
    /// that high is in no plan.
    public static func + (left: Hertz, right: Hertz) -> Hertz {
        let (sum, over) = left.value.addingReportingOverflow(right.value)
        return Hertz(over ? .max : sum)
    }
}

extension Hertz: CustomStringConvertible {
    /// As in `868.1 MHz`.
    public var description: String { Quantity.frequency.text(magnitude: value) }

    /// Reads what `description` prints.
    public init(parsing text: String) throws(QuantityError) {
        let (negative, magnitude) = try Quantity.frequency.parse(text)
        guard !negative else { throw .outOfRange(.frequency, text) }
        self.init(magnitude)
    }
}
