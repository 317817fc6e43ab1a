/// How frames are modulated, as the chip's registers have it.
public struct LoRaSettings: Equatable, Sendable {
    public var frequency: FrequencyWord
    public var bandwidth: ChipBandwidth
    /// 5 to 12.
    public var spreadingFactor: UInt8
    /// 1 to 4, for 4/5 to 4/8.
    public var codingRate: UInt8
    /// 34 for LoRaWAN's public networks, 12 for private ones.
    public var syncWord: UInt8
    public var preambleSymbols: UInt16
    public var isInverted: Bool
    public var hasCRC: Bool
    public var hasImplicitHeader: Bool

    public init(
        frequency: FrequencyWord, bandwidth: ChipBandwidth, spreadingFactor: UInt8,
        codingRate: UInt8, syncWord: UInt8, preambleSymbols: UInt16, isInverted: Bool,
        hasCRC: Bool, hasImplicitHeader: Bool
    ) {
        precondition((5...12).contains(spreadingFactor), "no such spreading factor")
        precondition((1...4).contains(codingRate), "no such coding rate")
        self.frequency = frequency
        self.bandwidth = bandwidth
        self.spreadingFactor = spreadingFactor
        self.codingRate = codingRate
        self.syncWord = syncWord
        self.preambleSymbols = preambleSymbols
        self.isInverted = isInverted
        self.hasCRC = hasCRC
        self.hasImplicitHeader = hasImplicitHeader
    }

    /// The two bytes of the register: each half of the word, with 4 behind it.
    public var syncWordRegister: UInt16 {
        UInt16(syncWord & 0xf0) << 8 | UInt16(syncWord & 0x0f) << 4 | 0x0404
    }

    /// A chip is 2 us times the divisor, so a symbol is a whole number of microseconds.
    public var symbolMicroseconds: UInt32 { (2 * bandwidth.divisor) << UInt32(spreadingFactor) }

    /// Low data rate optimisation: both sides turn it on from 16.38 ms a symbol (6.1.1.4).
    public var isOptimised: Bool { symbolMicroseconds >= 16_384 }

    /// Time on the air, exact: a frame is a whole number of quarter symbols, and from SF5 on these
    /// are whole microseconds (6.1.4).
    public func airtimeMicroseconds(length: Int) -> UInt64 {
        let isShort = spreadingFactor < 7
        let spread = Int32(spreadingFactor)
        let bits =
            8 * Int32(length) + (hasCRC ? 16 : 0) + (hasImplicitHeader ? 0 : 20)
            + (isShort ? 0 : 8) - 4 * spread
        let perBlock = 4 * (isOptimised ? spread - 2 : spread)
        let blocks = bits > 0 ? (bits + perBlock - 1) / perBlock : 0
        let symbols = 8 + UInt32(blocks) * UInt32(codingRate + 4)
        let quarters = 4 * UInt32(preambleSymbols) + (isShort ? 25 : 17) + 4 * symbols
        return UInt64(quarters) * UInt64(symbolMicroseconds / 4)
    }

    /// The chip's measure of how far the sender's frequency is off, in hertz. One step is the
    /// bandwidth by 1,600,000 and times 1.55, that is 31/64 Hz at 500 kHz (decision 0126).
    public func frequencyError(_ register: UInt32) -> Int32 {
        let value = Int32(bitPattern: register << 12) >> 12
        return value * 31 / Int32(64 * bandwidth.divisor)
    }
}
