// Made by script/make-math-coefficients; change that, not this.

/// Constants of sine and cosine.
extension DeterministicMath {
    /// 2/pi.
    @inlinable
    static var quarterTurnsPerRadian: Double { 0x1.45f306dc9c883p-1 }

    /// pi/2 to 41 bits: times a whole number below 2^12 it is exact.
    @inlinable
    static var quarterTurnHigh: Double { 0x1.921fb54443p0 }

    /// The next 41 bits of pi/2.
    @inlinable
    static var quarterTurnMiddle: Double { -0x1.73dcb3b39ap-43 }

    /// The rest of pi/2; the three together are exact to 2^-135.
    @inlinable
    static var quarterTurnLow: Double { 0x1.45c06e0e68948p-86 }

    /// (sin r - r) / r^3 for z = r^2, |r| to pi/4.
    /// Relative error of the sine made with it: 2^-57.9.
    @inlinable @inline(__always)
    static func sineTail(_ z: Double) -> Double {
        let t0: Double = -0x1.5555555555548p-3 + 0x1.111111110f73p-7 * z
        let t2: Double = -0x1.a01a019be921ap-13 + 0x1.71de35552bb86p-19 * z
        let t4: Double = -0x1.ae5e4b8465921p-26 + 0x1.5d8b55c7b1df1p-33 * z
        let z2 = z * z
        let t0x2 = t0 + t2 * z2
        let z4 = z2 * z2
        let t0x2x4 = t0x2 + t4 * z4
        return t0x2x4
    }

    /// (cos r - 1 + r^2/2) / r^4 for z = r^2, |r| to pi/4.
    /// Relative error of the cosine made with it: 2^-63.9.
    @inlinable @inline(__always)
    static func cosineTail(_ z: Double) -> Double {
        let t0: Double = 0x1.555555555554bp-5 + -0x1.6c16c16c15013p-10 * z
        let t2: Double = 0x1.a01a019c8ed06p-16 + -0x1.27e4f7f1410e1p-22 * z
        let t4: Double = 0x1.1ee9db8e45ce7p-29 + -0x1.8fa65eadaf4d1p-37 * z
        let z2 = z * z
        let t0x2 = t0 + t2 * z2
        let z4 = z2 * z2
        let t0x2x4 = t0x2 + t4 * z4
        return t0x2x4
    }
}
