/// An entry of a board's table of power: what comes out, and what makes it.
public struct GainStep: Hashable, Sendable {
    /// Whole dBm.
    public let power: Int8
    public let hasAmplifier: Bool
    /// 0...22, the SX1250's own.
    public let index: UInt8

    public init(power: Int8, hasAmplifier: Bool, index: UInt8) {
        precondition(index <= 22, "power index \(index) of an SX1250")
        self.power = power
        self.hasAmplifier = hasAmplifier
        self.index = index
    }

    var register: UInt8 { (hasAmplifier ? 0x40 : 0) + index }
}
