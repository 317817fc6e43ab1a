/// A ratio of powers, in hundredths of a decibel: a gain, a loss, a signal-to-noise ratio.
public struct Decibels: Hashable, Comparable, Sendable {
    public let hundredths: Int32

    public init(hundredths: Int32) { self.hundredths = hundredths }

    public static func < (left: Decibels, right: Decibels) -> Bool {
        left.hundredths < right.hundredths
    }
    public static func + (left: Decibels, right: Decibels) -> Decibels {
        Decibels(hundredths: left.hundredths + right.hundredths)
    }
    public static func - (left: Decibels, right: Decibels) -> Decibels {
        Decibels(hundredths: left.hundredths - right.hundredths)
    }
    public static prefix func - (value: Decibels) -> Decibels {
        Decibels(hundredths: -value.hundredths)
    }
}

/// A power, in hundredths of a decibel over one milliwatt (dBm). Two levels differ by `Decibels`.
public struct SignalLevel: Hashable, Comparable, Sendable {
    public let hundredths: Int32

    public init(hundredths: Int32) { self.hundredths = hundredths }

    public static func < (left: SignalLevel, right: SignalLevel) -> Bool {
        left.hundredths < right.hundredths
    }
    public static func + (level: SignalLevel, gain: Decibels) -> SignalLevel {
        SignalLevel(hundredths: level.hundredths + gain.hundredths)
    }
    public static func - (level: SignalLevel, loss: Decibels) -> SignalLevel {
        SignalLevel(hundredths: level.hundredths - loss.hundredths)
    }
    public static func - (left: SignalLevel, right: SignalLevel) -> Decibels {
        Decibels(hundredths: left.hundredths - right.hundredths)
    }
}
