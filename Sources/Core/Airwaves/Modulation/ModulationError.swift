import Units

/// Why a LoRa setting is refused.
public enum ModulationError: Error, Equatable, CustomStringConvertible {
    case noSuchSpreadingFactor(found: Int)
    case noSuchBandwidth(found: Int)
    case noSuchCodingRate(found: Int)
    case payloadOutOfRange(found: Int)
    case preambleTooShort(found: Int)

    public var description: String {
        switch self {
        case .noSuchSpreadingFactor(let found):
            "there is no spreading factor \(found); write 5 to 12"
        case .noSuchBandwidth(let found):
            "LoRa has no bandwidth of \(found) Hz; write one of \(Self.bandwidths)"
        case .noSuchCodingRate(let found):
            "there is no coding rate 4/\(found); write 5 to 8 for 4/5 to 4/8"
        case .payloadOutOfRange(let found):
            "a LoRa payload has 0 to 255 bytes; this one has \(found)"
        case .preambleTooShort(let found):
            "a LoRa preamble has at least 6 symbols; this one has \(found)"
        }
    }

    private static var bandwidths: String {
        Bandwidth.allCases.map { String($0.hertz.value) }.joined(separator: ", ")
    }
}
