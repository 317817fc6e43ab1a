/// How many bits one LoRa symbol carries, and so how many chips it lasts: 2 to the power of it.
/// One step up doubles the time on air and lowers the demodulation floor by 2.5 dB.
public enum SpreadingFactor: UInt8, CaseIterable, Comparable, Sendable {
    case sf5 = 5
    case sf6 = 6
    case sf7 = 7
    case sf8 = 8
    case sf9 = 9
    case sf10 = 10
    case sf11 = 11
    case sf12 = 12

    /// Refuses a number outside 5...12.
    public init(checking number: Int) throws(ModulationError) {
        guard let raw = UInt8(exactly: number), let found = Self(rawValue: raw) else {
            throw .noSuchSpreadingFactor(found: number)
        }
        self = found
    }

    public var chipsPerSymbol: UInt64 { 1 << UInt64(rawValue) }

    /// SF5 and SF6 came with the SX126x and SX1302: two more symbols of synchronisation before the
    /// header, and eight payload bits fewer that ride beside it.
    var isShort: Bool { self <= .sf6 }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension SpreadingFactor: CustomStringConvertible {
    public var description: String { "SF\(rawValue)" }
}
