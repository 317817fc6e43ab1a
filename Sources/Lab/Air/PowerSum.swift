internal import Units

extension SignalLevel {
    /// Two powers together, to the nearest hundredth of a decibel.
    func joined(by other: SignalLevel) -> SignalLevel {
        let gap = Double((self - other).hundredths.magnitude)
        // 10^(-gap/1000) as a power of two; past 60 dB nothing is left of it.
        let ratio = DeterministicMath.exp2(-gap * DeterministicMath.log2(10) / 1000)
        let gain = 1000 * DeterministicMath.log10(1 + ratio)
        return max(self, other) + Decibels(hundredths: Int32(gain.rounded()))
    }
}
