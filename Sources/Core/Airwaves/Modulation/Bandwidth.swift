public import Units

/// A LoRa bandwidth of the sub-gigahertz chips (SX127x, SX126x, SX130x): 500 kHz divided by a whole
/// number. The cases carry the chips' own register names, whole kilohertz rounded down.
///
/// The 2.4 GHz bandwidths of the SX1280 (203.125 kHz and up) are no part of it: that chip has
/// another payload formula, and no sub-gigahertz concentrator hears it (docs/decisions/0030).
public enum Bandwidth: UInt64, CaseIterable, Comparable, Sendable {
    case kHz7 = 64
    case kHz10 = 48
    case kHz15 = 32
    case kHz20 = 24
    case kHz31 = 16
    case kHz41 = 12
    case kHz62 = 8
    case kHz125 = 4
    case kHz250 = 2
    case kHz500 = 1

    /// Refuses what is not one of the ten, with the ten in the message.
    public init(checking hertz: Int) throws(ModulationError) {
        guard let found = Self.allCases.first(where: { $0.hertz.value == UInt64(exactly: hertz) })
        else { throw .noSuchBandwidth(found: hertz) }
        self = found
    }

    private var divisor: UInt64 { rawValue }

    /// The whole number of hertz people write, rounded half up: 7,812.5 Hz is 7813, 41,666.7 is
    /// 41667. Five of the ten are exact in hertz. Time never comes from this number.
    public var hertz: Hertz { Hertz((500_000 + divisor / 2) / divisor) }

    /// One chip is one period of the bandwidth. Each is a whole number of nanoseconds, because
    /// 500 kHz has 2,000 and the others are whole parts of 500 kHz.
    public var chipDuration: Nanoseconds { Nanoseconds(2_000 * divisor) }

    public static func < (left: Self, right: Self) -> Bool { left.divisor > right.divisor }
}

extension Bandwidth: CustomStringConvertible {
    public var description: String { "\(hertz.value) Hz" }
}
