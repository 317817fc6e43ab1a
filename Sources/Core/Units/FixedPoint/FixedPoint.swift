/// How a number that does not fit its unit becomes a whole one. Every division that is judged or
/// paid names one of these.
public enum Rounding: Sendable {
    /// To the nearest; a half goes away from zero: 2.5 is 3, -2.5 is -3. For measurements.
    case halfAwayFromZero
    /// To the next lower: 2.9 is 2, -2.1 is -3. For payouts, so that the parts never pass the whole.
    case down
}

/// An amount that has no number in its unit.
public enum ArithmeticError: Error, Hashable, CustomStringConvertible {
    case overflow
    case divisionByZero

    public var description: String {
        switch self {
        case .overflow: "the result is outside what its unit can hold"
        case .divisionByZero: "a division by zero has no result"
        }
    }
}

/// Whole-number arithmetic for verdicts and money: products in 128 bits, rounding by name.
public enum FixedPoint {
    /// a * b / divisor, the product in full; refuses a result beyond 64 bits and a divisor of zero.
    public static func multiply(
        _ a: UInt64, _ b: UInt64, dividedBy divisor: UInt64, rounding: Rounding
    ) throws(ArithmeticError) -> UInt64 {
        guard divisor != 0 else { throw .divisionByZero }
        let product = a.multipliedFullWidth(by: b)
        guard product.high < divisor else { throw .overflow }
        let (quotient, rest) = divisor.dividingFullWidth(product)
        switch rounding {
        case .down: return quotient
        case .halfAwayFromZero:
            // rest >= divisor / 2 without the half of an odd divisor.
            guard rest >= divisor - rest else { return quotient }
            guard quotient < .max else { throw .overflow }
            return quotient + 1
        }
    }

    /// The same with signs.
    public static func multiply(
        _ a: Int64, _ b: Int64, dividedBy divisor: Int64, rounding: Rounding
    ) throws(ArithmeticError) -> Int64 {
        let negative = ((a < 0) != (b < 0)) != (divisor < 0)
        var magnitude = try multiply(
            a.magnitude, b.magnitude, dividedBy: divisor.magnitude,
            rounding: negative ? .down : rounding)
        if negative {
            let rest = roundedAway(a.magnitude, b.magnitude, divisor.magnitude, rounding)
            guard magnitude < .max || !rest else { throw .overflow }
            magnitude += rest ? 1 : 0
        }
        let limit = UInt64(Int64.max) + (negative ? 1 : 0)
        guard magnitude <= limit else { throw .overflow }
        return negative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(magnitude)
    }

    /// Whether the magnitude of a negative quotient grows by one: below zero, `down` is away from it.
    private static func roundedAway(
        _ a: UInt64, _ b: UInt64, _ divisor: UInt64, _ rounding: Rounding
    ) -> Bool {
        let rest = divisor.dividingFullWidth(a.multipliedFullWidth(by: b)).remainder
        return rounding == .down ? rest != 0 : rest >= divisor - rest
    }
}
