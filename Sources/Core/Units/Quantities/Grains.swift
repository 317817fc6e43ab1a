/// An amount of the network's token in its smallest part: 1e-8 token.
///
/// Money never wraps, saturates or rounds by itself: a sum that does not fit is an error, and a
/// share names its rounding.
public struct Grains: Hashable, Comparable, Sendable {
    public let value: UInt64

    public init(_ value: UInt64) { self.value = value }

    public static func < (left: Grains, right: Grains) -> Bool { left.value < right.value }

    public func adding(_ other: Grains) throws(ArithmeticError) -> Grains {
        let (sum, over) = value.addingReportingOverflow(other.value)
        guard !over else { throw .overflow }
        return Grains(sum)
    }

    /// Refuses to go below zero: there is no debt.
    public func subtracting(_ other: Grains) throws(ArithmeticError) -> Grains {
        guard value >= other.value else { throw .overflow }
        return Grains(value - other.value)
    }

    /// The part `units / total` of this amount.
    public func share(
        _ units: UInt64, of total: UInt64, rounding: Rounding
    ) throws(ArithmeticError) -> Grains {
        Grains(try FixedPoint.multiply(value, units, dividedBy: total, rounding: rounding))
    }
}

extension Grains: CustomStringConvertible {
    /// In tokens, as in `1.5 token`.
    public var description: String { Quantity.amount.text(magnitude: value) }

    /// Reads what `description` prints.
    public init(parsing text: String) throws(QuantityError) {
        let (negative, magnitude) = try Quantity.amount.parse(text)
        guard !negative else { throw .outOfRange(.amount, text) }
        self.init(magnitude)
    }
}
