/// The number of a period, the network's tick: from 0 at genesis. One entropy record is made in
/// each, or none.
public struct Period: Hashable, Comparable, Sendable {
    public let number: UInt64

    /// At periods of a second 2^48 is nine million years: sums of three and products with a
    /// period's milliseconds stay far from overflow.
    public static let limit: UInt64 = 1 << 48

    public init(_ number: UInt64) {
        precondition(number <= Self.limit, "period \(number) lies beyond every network's life")
        self.number = number
    }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// The number of a window, in which each hotspot beacons once: from 0 at genesis.
public struct Window: Hashable, Comparable, Sendable {
    public let number: UInt64

    /// Any window up to here has periods below `Period.limit`, of at most 1,024 a window.
    public static let limit: UInt64 = 1 << 38

    public init(_ number: UInt64) {
        precondition(number <= Self.limit, "window \(number) lies beyond every network's life")
        self.number = number
    }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// The number of an epoch, for which pay is reckoned: from 0 at genesis.
public struct Epoch: Hashable, Comparable, Sendable {
    public let number: UInt64

    public static let limit: UInt64 = 1 << 36

    public init(_ number: UInt64) {
        precondition(number <= Self.limit, "epoch \(number) lies beyond every network's life")
        self.number = number
    }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// A moment counted from its window's start.
public struct WindowOffset: Hashable, Comparable, Sendable {
    public let milliseconds: UInt64

    public init(milliseconds: UInt64) { self.milliseconds = milliseconds }

    public static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
