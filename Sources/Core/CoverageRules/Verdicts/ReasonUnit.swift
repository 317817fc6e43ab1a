import Units

/// What `measured` and `limit` of a reason count.
public enum ReasonUnit: String, CaseIterable, Sendable {
    /// Nothing is measured.
    case none = ""
    case metres = "m"
    case hertz = "Hz"
    case centibels = "0.01 dB"
    case levels = "0.01 dBm"
    case milliseconds = "ms"
    case nanoseconds = "ns"
    case bytes = "byte"
    case count = "count"
    case records = "record"
    case windows = "window"
    case spreadingFactor = "SF"
    case perMille = "per mille"
    case metreKilometres = "m km"

    /// A number for a sentence: as people write it.
    public func text(_ value: Int64) -> String {
        switch self {
        case .none: ""
        case .centibels: Decibels(hundredths: Int32(clamping: value)).description
        case .levels: SignalLevel(hundredths: Int32(clamping: value)).description
        case .spreadingFactor: "SF\(value)"
        case .count, .records, .windows, .bytes: "\(value)"
        case .perMille: "\(value) per mille"
        case .metreKilometres: "\(value) m km"
        default: "\(value) \(rawValue)"
        }
    }
}
