/// A ratio of powers, in hundredths of a decibel: a gain, a loss, a signal-to-noise ratio.
///
/// Sums past either end (21 million dB) stay at that end: comparisons with any real limit still come
/// out right, and no number in a message can stop a program.
public struct Decibels: Hashable, Comparable, Sendable {
    public let hundredths: Int32

    public init(hundredths: Int32) { self.hundredths = hundredths }

    public static func < (left: Decibels, right: Decibels) -> Bool {
        left.hundredths < right.hundredths
    }
    public static func + (left: Decibels, right: Decibels) -> Decibels {
        Decibels(hundredths: left.hundredths.addingWithinBounds(right.hundredths))
    }
    public static func - (left: Decibels, right: Decibels) -> Decibels {
        Decibels(hundredths: left.hundredths.subtractingWithinBounds(right.hundredths))
    }
    public static prefix func - (value: Decibels) -> Decibels {
        Decibels(hundredths: Int32(0).subtractingWithinBounds(value.hundredths))
    }
}

/// A power, in hundredths of a decibel over one milliwatt (dBm). Two levels differ by `Decibels`.
/// Sums stay within bounds as those of `Decibels` do.
public struct SignalLevel: Hashable, Comparable, Sendable {
    public let hundredths: Int32

    public init(hundredths: Int32) { self.hundredths = hundredths }

    public static func < (left: SignalLevel, right: SignalLevel) -> Bool {
        left.hundredths < right.hundredths
    }
    public static func + (level: SignalLevel, gain: Decibels) -> SignalLevel {
        SignalLevel(hundredths: level.hundredths.addingWithinBounds(gain.hundredths))
    }
    public static func - (level: SignalLevel, loss: Decibels) -> SignalLevel {
        SignalLevel(hundredths: level.hundredths.subtractingWithinBounds(loss.hundredths))
    }
    public static func - (left: SignalLevel, right: SignalLevel) -> Decibels {
        Decibels(hundredths: left.hundredths.subtractingWithinBounds(right.hundredths))
    }
}

extension Decibels: CustomStringConvertible {
    /// As in `-7.5 dB`.
    public var description: String {
        Quantity.ratio.text(negative: hundredths < 0, magnitude: UInt64(hundredths.magnitude))
    }

    /// Reads what `description` prints.
    public init(parsing text: String) throws(QuantityError) {
        self.init(hundredths: try Int32(parsing: text, as: .ratio))
    }
}

extension SignalLevel: CustomStringConvertible {
    /// As in `-103.25 dBm`.
    public var description: String {
        Quantity.signalLevel.text(negative: hundredths < 0, magnitude: UInt64(hundredths.magnitude))
    }

    /// Reads what `description` prints.
    public init(parsing text: String) throws(QuantityError) {
        self.init(hundredths: try Int32(parsing: text, as: .signalLevel))
    }
}

extension Int32 {
    fileprivate init(parsing text: String, as quantity: Quantity) throws(QuantityError) {
        let (negative, magnitude) = try quantity.parse(text)
        guard magnitude <= Int32.min.magnitude else { throw .outOfRange(quantity, text) }
        let signed = negative ? -Int64(magnitude) : Int64(magnitude)
        guard let value = Int32(exactly: signed) else { throw .outOfRange(quantity, text) }
        self = value
    }

    fileprivate func addingWithinBounds(_ other: Int32) -> Int32 {
        Int32(clamping: Int64(self) + Int64(other))
    }

    fileprivate func subtractingWithinBounds(_ other: Int32) -> Int32 {
        Int32(clamping: Int64(self) - Int64(other))
    }
}
