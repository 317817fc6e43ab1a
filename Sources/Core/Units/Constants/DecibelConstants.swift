// Made by script/make-math-coefficients; change that, not this.

/// Constants of decibels made from integers, in hundredths.
extension Decibels {
    /// Logarithms are taken to 2^-40 octave.
    static var logarithmBits: Int { 40 }

    /// 2000 log10 2, times 2^54: a doubling of the distance.
    static var perOctave: Int128 { 10_845_748_610_397_181_899 }

    /// 2000 log10(4 pi / 299,792,458), good to 2^-48, times 2^94 = 2^(40 + 54).
    static var wavelengthTerm: Int128 { Int128(-4_153_225_678_122_604_285) << 46 }
}
