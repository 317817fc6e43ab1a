/// What a text such as `868.1 MHz` measures: the units it may stand in, largest first.
///
/// A text has one spelling: the largest unit in which the number is 1 or more, no needless zeros,
/// one space before the unit.
public enum Quantity: CaseIterable, Hashable, Sendable {
    case frequency, ratio, signalLevel, length, duration, amount

    public var name: String {
        switch self {
        case .frequency: "frequency"
        case .ratio: "ratio in decibels"
        case .signalLevel: "signal level"
        case .length: "length"
        case .duration: "duration"
        case .amount: "amount"
        }
    }

    /// A right spelling, for messages.
    public var example: String {
        switch self {
        case .frequency: "868.1 MHz"
        case .ratio: "-7.5 dB"
        case .signalLevel: "-103.25 dBm"
        case .length: "2.1 km"
        case .duration: "61.696 ms"
        case .amount: "1.5 token"
        }
    }

    /// Each unit, and how many decimals of it make the stored whole number.
    var units: [(suffix: String, decimals: Int)] {
        switch self {
        case .frequency: [("GHz", 9), ("MHz", 6), ("kHz", 3), ("Hz", 0)]
        case .ratio: [("dB", 2)]
        case .signalLevel: [("dBm", 2)]
        case .length: [("km", 3), ("m", 0)]
        case .duration: [("s", 9), ("ms", 6), ("us", 3), ("ns", 0)]
        case .amount: [("token", 8)]
        }
    }
}

/// Why a text is no quantity.
public enum QuantityError: Error, Hashable, CustomStringConvertible {
    case tooLong(Quantity, bytes: Int)
    case malformed(Quantity, String)
    case unknownUnit(Quantity, String)
    case tooFine(Quantity, String)
    case outOfRange(Quantity, String)
    case otherSpelling(String, write: String)

    /// No number of any quantity is longer.
    public static let longestText = 40

    public var description: String {
        switch self {
        case .tooLong(let quantity, let bytes):
            "a \(quantity.name) has at most \(Self.longestText) bytes; this has \(bytes)"
        case .malformed(let quantity, let text):
            "`\(text)` is no \(quantity.name); write it like \(quantity.example)"
        case .unknownUnit(let quantity, let unit):
            "`\(unit)` is no unit of a \(quantity.name); write it like \(quantity.example)"
        case .tooFine(let quantity, let text):
            "`\(text)` has more decimals than a \(quantity.name) keeps"
        case .outOfRange(let quantity, let text):
            "`\(text)` is beyond what a \(quantity.name) can hold"
        case .otherSpelling(let text, let right):
            "write \(right) for `\(text)`"
        }
    }
}
