public import Airwaves
public import Attestation
public import HexGrid
public import Primitives
public import Units

/// A hotspot as the registry has it for one window: the values below the window's first record
/// (PROTOCOL 1, *Registry for a window*). Rules compute with these, never with what a report says
/// of its own place, gain or height.
public struct Station: Hashable, Sendable {
    /// The number of its registration.
    public var hotspot: UInt32
    /// The key in force in this window.
    public var key: PublicKey
    public var owner: PublicKey
    /// The asserted cell (resolution 12).
    public var cell: Cell
    /// The cell's centre, computed once: distances are measured between centres.
    public var place: Coordinate
    /// Of the antenna above ground, as asserted.
    public var height: Metres
    /// Antenna gain less cable loss, as asserted.
    public var gain: Decibels
    /// The asserted plan. A registration or move with an unknown one is refused by the registry.
    public var plan: RegionalPlan
    /// Fixed at registration.
    public var radioClass: RadioClass
    /// The fields the radio was registered to measure.
    public var measures: RadioMeasures
    /// Its site in this window (PROTOCOL 6): one number for all hotspots of one site.
    public var site: UInt32
    /// 0...1000 per mille, as fixed at the end of the epoch before.
    public var trust: UInt16
    /// A suspension (fraud proof or decision) is in effect in this epoch.
    public var isSuspended: Bool
    /// The first window in which the registration counts, whatever moves and rotations followed.
    public var firstWindow: Window

    public init(
        hotspot: UInt32, key: PublicKey, owner: PublicKey, cell: Cell, height: Metres,
        gain: Decibels, plan: RegionalPlan, radioClass: RadioClass, measures: RadioMeasures,
        site: UInt32, trust: UInt16, isSuspended: Bool = false, firstWindow: Window
    ) {
        self.hotspot = hotspot
        self.key = key
        self.owner = owner
        self.cell = cell
        place = cell.center
        self.height = height
        self.gain = gain
        self.plan = plan
        self.radioClass = radioClass
        self.measures = measures
        self.site = site
        self.trust = trust
        self.isSuspended = isSuspended
        self.firstWindow = firstWindow
    }
}
