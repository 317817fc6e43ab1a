extension DeterministicMath {
    /// The angle of the point (x, y) from the x axis, -pi...pi, as C's `atan2`: signed zeros count,
    /// and both infinite means the diagonal. NaN only for NaN.
    public static func atan2(_ y: Double, _ x: Double) -> Double {
        let (height, width) = (y.magnitude, x.magnitude)
        // Within these no step below overflows or loses bits to underflow.
        let plain = 0x1p-400...0x1p400
        guard plain.contains(height), plain.contains(width) else {
            return arcTangentOfExtremes(y: y, x: x)
        }
        return arcTangentOfPlain(y: y, x: x)
    }

    /// y/x = q + rest to 105 bits with one division, q <= 1 by turning the octant.
    @inline(__always)
    static func arcTangentOfPlain(y: Double, x: Double) -> Double {
        let (height, width) = (y.magnitude, x.magnitude)
        let steep = height > width
        let (shorter, longer) = steep ? (width, height) : (height, width)
        let inverse = 1 / longer
        let ratio = shorter * inverse
        let product = exactProduct(ratio, longer)
        let angle = arcTangent(
            ratio: ratio, rest: ((shorter - product.high) - product.low) * inverse)

        let left = x.sign == .minus
        let base: (high: Double, low: Double) =
            steep ? (quarterTurn, quarterTurnRest) : left ? (halfTurn, halfTurnRest) : (0, 0)
        let sign: Double = steep == left ? 1 : -1
        let sum = orderedSum(base.high, sign * angle.high)
        let result = sum.high + (sum.low + (base.low + sign * angle.low))
        return Double(signOf: y, magnitudeOf: result)
    }

    /// The arc tangent of ratio + rest in 0...1: a series near 0, else from the nearest 32nd.
    @inline(__always)
    static func arcTangent(ratio: Double, rest: Double) -> (high: Double, low: Double) {
        guard ratio >= 0.125 else {
            let z = ratio * ratio
            return (ratio, ratio * z * arcTangentTail(z) + rest)
        }
        let shifted = ratio * 32 + roundingOffset
        let h = ratio - (shifted - roundingOffset) * 0.03125
        let row = (Int(truncatingIfNeeded: shifted.bitPattern & 63) - 4) * 11
        let slope = arcTangentSlope(row, h)
        let sum = orderedSum(arcTangents[row], h * slope)
        return (sum.high, sum.low + (arcTangents[row + 1] + rest * arcTangents[row + 2]))
    }

    /// (atan(c + h) - atan c) / h of the table's row.
    @inline(__always)
    static func arcTangentSlope(_ row: Int, _ h: Double) -> Double {
        let h2 = h * h
        let t0 = arcTangents[row + 2] + arcTangents[row + 3] * h
        let t2 = arcTangents[row + 4] + arcTangents[row + 5] * h
        let t4 = arcTangents[row + 6] + arcTangents[row + 7] * h
        let t6 = arcTangents[row + 8] + arcTangents[row + 9] * h
        let h4 = h2 * h2
        let upper = t4 + (t6 + arcTangents[row + 10] * h2) * h2
        return (t0 + t2 * h2) + upper * h4
    }

    /// Zeros, infinities, NaN, and finite numbers so large or small that they are scaled first.
    @inline(never)
    static func arcTangentOfExtremes(y: Double, x: Double) -> Double {
        if y.isNaN || x.isNaN { return .nan }
        let left = x.sign == .minus
        let (height, width) = (y.magnitude, x.magnitude)
        let angle: Double
        if height == 0 || (width.isInfinite && height.isFinite) {
            angle = left ? halfTurn : 0
        } else if width == 0 || (height.isInfinite && width.isFinite) {
            angle = quarterTurn
        } else if height.isInfinite {
            angle = left ? 0x1.2d97c7f3321d2p1 : 0x1.921fb54442d18p-1  // 3 pi/4, pi/4
        } else if height.exponent > width.exponent + 100 {
            angle = quarterTurn
        } else if width.exponent > height.exponent + 100 {
            angle = left ? halfTurn : height / width
        } else {
            let scale: Double = Swift.max(height, width) > 1 ? 0x1p-600 : 0x1p600
            return arcTangentOfPlain(y: y * scale, x: x * scale)
        }
        return Double(signOf: y, magnitudeOf: angle)
    }
}
