public import Units

/// What a receiver must match to hear a transmission at all, apart from its frequency.
public struct LoRaModulation: Hashable, Sendable {
    public var spreadingFactor: SpreadingFactor
    public var bandwidth: Bandwidth
    public var codingRate: CodingRate

    public init(
        spreadingFactor: SpreadingFactor, bandwidth: Bandwidth = .kHz125,
        codingRate: CodingRate = .fourFifths
    ) {
        self.spreadingFactor = spreadingFactor
        self.bandwidth = bandwidth
        self.codingRate = codingRate
    }

    /// One symbol, 2^SF chips: between 64 us (SF5 at 500 kHz) and 524.288 ms (SF12 at 7.8 kHz).
    public var symbolDuration: Nanoseconds {
        Nanoseconds(spreadingFactor.chipsPerSymbol * bandwidth.chipDuration.value)
    }

    /// Whether the chips' own rule turns the low data rate optimisation on: from symbols of 16 ms
    /// up, so SF11 and SF12 at 125 kHz and SF12 at 250 kHz among LoRaWAN's. No symbol lasts exactly
    /// 16 ms: the neighbours are 8.192 and 16.384 ms, or 10.923 and 21.845 for divisors by three.
    public var needsLowDataRateOptimisation: Bool {
        symbolDuration >= Nanoseconds(16_000_000)
    }
}

/// How a payload is wrapped on air. The default is a LoRaWAN uplink: 8 preamble symbols, explicit
/// header, checksum.
public struct LoRaFraming: Hashable, Sendable {
    /// 6...65,535 symbols: six is the SX1302's minimum, the rest is its register's width.
    public var preambleSymbols: UInt16
    public var header: Header
    public var hasChecksum: Bool
    public var lowDataRateOptimisation: LowDataRateOptimisation

    public init(
        preambleSymbols: UInt16 = 8, header: Header = .explicit, hasChecksum: Bool = true,
        lowDataRateOptimisation: LowDataRateOptimisation = .automatic
    ) {
        self.preambleSymbols = preambleSymbols
        self.header = header
        self.hasChecksum = hasChecksum
        self.lowDataRateOptimisation = lowDataRateOptimisation
    }

    /// A LoRaWAN downlink: as an uplink, without the checksum of the physical layer.
    public static let downlink = LoRaFraming(hasChecksum: false)

    public enum Header: CaseIterable, Sendable {
        /// Length, coding rate and checksum flag travel in front of the payload.
        case explicit
        /// Both sides know them beforehand (class B beacons).
        case implicit
    }

    /// Two bits of each symbol left unused, so that long symbols survive a drifting crystal.
    public enum LowDataRateOptimisation: CaseIterable, Sendable {
        /// As `LoRaModulation.needsLowDataRateOptimisation` says, which both ends assume.
        case automatic
        case on
        case off
    }
}
