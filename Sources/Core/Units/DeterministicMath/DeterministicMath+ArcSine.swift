extension DeterministicMath {
    /// The angle whose sine is x, -pi/2...pi/2; NaN outside -1...1.
    public static func asin(_ x: Double) -> Double {
        let magnitude = x.magnitude
        guard magnitude < 1 else {
            return magnitude == 1 ? Double(signOf: x, magnitudeOf: quarterTurn) : .nan
        }
        // Below 2^-27 the next term of the series is under half an ulp; this also keeps -0.
        guard magnitude >= 0x1p-27 else { return x }
        guard magnitude > 0.5 else {
            let z = x * x
            return x + x * z * arcSineTail(z)
        }
        // asin x = pi/2 - 2 asin sqrt((1 - x)/2), with the root's rounding given back by `rest`.
        let z = (1 - magnitude) * 0.5
        let root = z.squareRoot()
        let square = exactProduct(root, root)
        let rest = ((z - square.high) - square.low) / (root + root)
        let sum = orderedSum(quarterTurn, -2 * root)
        let low = sum.low + (quarterTurnRest - 2 * (rest + root * z * arcSineTail(z)))
        return Double(signOf: x, magnitudeOf: sum.high + low)
    }
}
