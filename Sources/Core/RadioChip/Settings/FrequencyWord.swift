/// A frequency as the chip's register has it, in steps of 32 MHz / 2^25 (0.954 Hz).
public struct FrequencyWord: Equatable, Sendable {
    public let word: UInt32

    public init(word: UInt32) { self.word = word }

    /// The nearest step. 2^25 / 32,000,000 is 16,384 / 15,625; in two parts, so that 32 bits do.
    public init(hertz: UInt32) {
        let (whole, rest) = (hertz / 15_625, hertz % 15_625)
        word = whole << 14 + (rest << 14 + 7_812) / 15_625
    }

    /// To the nearest hertz.
    public var hertz: UInt32 {
        (word >> 14) * 15_625 + ((word & 16_383) * 15_625 + 8_192) >> 14
    }
}
