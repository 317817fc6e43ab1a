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
        let growth: Growth = rounding == .down ? .never : .fromHalf
        return try magnitude(a, b, dividedBy: divisor, growing: growth)
    }

    /// The same with signs.
    public static func multiply(
        _ a: Int64, _ b: Int64, dividedBy divisor: Int64, rounding: Rounding
    ) throws(ArithmeticError) -> Int64 {
        let negative = ((a < 0) != (b < 0)) != (divisor < 0)
        let growth: Growth = rounding == .halfAwayFromZero ? .fromHalf : negative ? .always : .never
        let magnitude = try magnitude(
            a.magnitude, b.magnitude, dividedBy: divisor.magnitude, growing: growth)
        let limit = Int64.max.magnitude + (negative ? 1 : 0)
        guard magnitude <= limit else { throw .overflow }
        return Int64(truncatingIfNeeded: negative ? 0 &- magnitude : magnitude)
    }

    /// When a remainder makes the magnitude of a quotient one larger.
    private enum Growth { case never, fromHalf, always }

    private static func magnitude(
        _ a: UInt64, _ b: UInt64, dividedBy divisor: UInt64, growing: Growth
    ) throws(ArithmeticError) -> UInt64 {
        guard divisor != 0 else { throw .divisionByZero }
        let product = a.multipliedFullWidth(by: b)
        guard product.high < divisor else { throw .overflow }
        let (quotient, rest) = divisor.dividingFullWidth(product)
        let grows =
            switch growing {
            case .never: false
            case .fromHalf: rest >= divisor - rest  // without the half of an odd divisor
            case .always: rest > 0
            }
        guard grows else { return quotient }
        guard quotient < .max else { throw .overflow }
        return quotient + 1
    }
}
