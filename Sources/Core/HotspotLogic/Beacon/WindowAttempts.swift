public import Attestation
public import Units

/// What became of the own beacon of one window.
struct WindowAttempts: Hashable, Sendable {
    var window: Window?
    /// Why nothing was sent at the slot, once its moment has passed.
    var slot: BeaconRefusal?
    var spare: BeaconRefusal?
    /// Why nothing can be sent just now, while the moment lasts.
    var latest: BeaconRefusal?
    var isSent = false

    subscript(_ choice: BeaconSlot) -> BeaconRefusal? {
        get { choice == .slot ? slot : spare }
        set { if choice == .slot { slot = newValue } else { spare = newValue } }
    }
}

/// The last of the own beacons, for status.
public struct LastBeacon: Hashable, Sendable {
    public let window: Window
    /// When it was sent, or given up.
    public let at: Nanoseconds
    /// Why nothing was sent; nil: it was sent, or may have been.
    public let missed: BeaconRefusal?
    /// Of one that was sent. Its power is nobody's business before the reveal.
    public internal(set) var frequency: Hertz?
    public internal(set) var spreadingFactor: UInt64?
    public internal(set) var slot: BeaconSlot?

    init(window: Window, at: Nanoseconds, missed: BeaconRefusal?) {
        self.window = window
        self.at = at
        self.missed = missed
    }

    init(sent beacon: BeaconOnItsWay, at: Nanoseconds) {
        self.init(window: beacon.window, at: at, missed: nil)
        frequency = beacon.reveal.transmission.frequency
        spreadingFactor = beacon.reveal.transmission.spreadingFactor
        slot = beacon.slot
    }
}
