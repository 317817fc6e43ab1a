/// LoRa's forward error correction: four bits travel as five to eight.
public enum CodingRate: UInt8, CaseIterable, Comparable, Sendable {
    case fourFifths = 5
    case fourSixths = 6
    case fourSevenths = 7
    case fourEighths = 8

    /// Takes the denominator; refuses a number outside 5...8.
    public init(checking denominator: Int) throws(ModulationError) {
        guard let raw = UInt8(exactly: denominator), let found = Self(rawValue: raw) else {
            throw .noSuchCodingRate(found: denominator)
        }
        self = found
    }

    /// How many symbols carry what four would carry without correction.
    var symbolsPerBlock: UInt64 { UInt64(rawValue) }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension CodingRate: CustomStringConvertible {
    public var description: String { "4/\(rawValue)" }
}
