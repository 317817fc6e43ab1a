// Made by script/make-math-coefficients; change that, not this.

/// Constants of the arc sine.
extension DeterministicMath {
    /// (asin x - x) / x^3 for z = x^2, |x| to 1/2.
    /// Relative error of the arc sine made with it: 2^-59.9.
    @inlinable @inline(__always)
    static func arcSineTail(_ z: Double) -> Double {
        let t0: Double = 0x1.5555555555577p-3 + 0x1.333333332e10bp-4 * z
        let t2: Double = 0x1.6db6db7215407p-5 + 0x1.f1c71a93982d5p-6 * z
        let t4: Double = 0x1.6e8bdf0cc09bfp-6 + 0x1.1c49ecdf26b9dp-6 * z
        let t6: Double = 0x1.ca1fe8be257dcp-7 + 0x1.758267887b4fp-7 * z
        let t8: Double = 0x1.614f3344dfdf5p-7 + 0x1.e4cc98fc822dfp-9 * z
        let t10: Double = 0x1.63fb098f9e318p-6 + -0x1.58890c21b4e2p-6 * z
        let t12: Double = 0x1.0b741207b29bp-5
        let z2 = z * z
        let t0x2 = t0 + t2 * z2
        let t4x2 = t4 + t6 * z2
        let t8x2 = t8 + t10 * z2
        let z4 = z2 * z2
        let t0x2x4 = t0x2 + t4x2 * z4
        let t8x2x4 = t8x2 + t12 * z4
        let z8 = z4 * z4
        let t0x2x4x8 = t0x2x4 + t8x2x4 * z8
        return t0x2x4x8
    }
}
