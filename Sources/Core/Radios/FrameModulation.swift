public import Airwaves

/// How a frame was or is to be modulated.
public enum FrameModulation: Hashable, Sendable {
    case loRa(LoRaModulation)
    /// Gaussian FSK as LoRaWAN uses it.
    case fsk(bitsPerSecond: UInt32)
}

extension FrameModulation: CustomStringConvertible {
    /// As in `SF7 125000 Hz 4/5` or `FSK 50000 bit/s`.
    public var description: String {
        switch self {
        case .loRa(let modulation):
            "\(modulation.spreadingFactor) \(modulation.bandwidth) \(modulation.codingRate)"
        case .fsk(let rate): "FSK \(rate) bit/s"
        }
    }
}
