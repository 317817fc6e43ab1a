/// The ten LoRa bandwidths, 500 kHz by a whole number, with the codes of SetModulationParams.
public enum ChipBandwidth: UInt8, CaseIterable, Sendable {
    case kHz7 = 0x00
    case kHz10 = 0x08
    case kHz15 = 0x01
    case kHz20 = 0x09
    case kHz31 = 0x02
    case kHz41 = 0x0a
    case kHz62 = 0x03
    case kHz125 = 0x04
    case kHz250 = 0x05
    case kHz500 = 0x06

    public var code: UInt8 { rawValue }

    public var divisor: UInt32 {
        switch self {
        case .kHz7: 64
        case .kHz10: 48
        case .kHz15: 32
        case .kHz20: 24
        case .kHz31: 16
        case .kHz41: 12
        case .kHz62: 8
        case .kHz125: 4
        case .kHz250: 2
        case .kHz500: 1
        }
    }

    /// Rounded to whole hertz, half up: 7,812.5 Hz is 7813.
    public var hertz: UInt32 { (500_000 + divisor / 2) / divisor }

    /// Nil for what is none of the ten.
    public init?(hertz: UInt32) {
        for bandwidth in Self.allCases where bandwidth.hertz == hertz {
            self = bandwidth
            return
        }
        return nil
    }
}
