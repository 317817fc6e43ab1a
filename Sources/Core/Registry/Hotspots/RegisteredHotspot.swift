public import Airwaves
public import Attestation
public import HexGrid
public import Primitives
public import Units

/// A hotspot's number: that of its registration among those the registry accepted, in log order.
/// It stays through moves, transfers and new keys.
public struct HotspotNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let value: UInt32

    public init(_ value: UInt32) { self.value = value }

    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }

    public var description: String { "\(value)" }
}

/// Where a hotspot stands, as the registry took it.
public struct RegisteredPlace: Hashable, Sendable {
    /// Of resolution 12.
    public var cell: Cell
    /// Of the antenna above ground.
    public var height: Metres
    /// Of the antenna, less the cable's loss.
    public var gain: Decibels
    public var plan: RegionalPlan

    public init(cell: Cell, height: Metres, gain: Decibels, plan: RegionalPlan) {
        self.cell = cell
        self.height = height
        self.gain = gain
        self.plan = plan
    }
}

/// What the registry has of a hotspot for a window.
public struct RegisteredHotspot: Hashable, Sendable {
    public var number: HotspotNumber
    /// Signs the hotspot's reports.
    public var key: PublicKey
    public var owner: PublicKey
    /// The first window with this place, key and owner.
    public var since: Window
    public var place: RegisteredPlace
    /// The log index of the statement that asserted the place.
    public var placeIndex: UInt64
    public var radioClass: RadioClass
    public var measures: RadioMeasures
    /// Where its pay is claimed to, as last said; of no window.
    public var payout: PayoutAccount?
    /// The log index of its registration.
    public var registrationIndex: UInt64
}
