public import Attestation
import Units

/// What a hotspot measured of its own position at the place it asserts now, from all of its
/// statements **below the first record of the window that is judged**: reveals and opened seal
/// contents, in log order. The same for all statements of a window, so that they can be judged in
/// any order. A new asserted place begins a new history.
public struct PositionHistory: Hashable, Sendable {
    /// A satellite fix was reported at this place.
    public var hasFix: Bool
    /// In how many windows a fix contradicted the place since one last agreed with it; stays at
    /// 255.
    public var contradictingWindows: UInt8
    /// The window last counted in `contradictingWindows`.
    public var lastContradiction: Window?

    public init(
        hasFix: Bool = false, contradictingWindows: UInt8 = 0, lastContradiction: Window? = nil
    ) {
        self.hasFix = hasFix
        self.contradictingWindows = contradictingWindows
        self.lastContradiction = lastContradiction
    }

    /// Takes the position of one more statement about a window; to be called in log order.
    /// Positions that are configured and not measured say nothing.
    public mutating func note(
        _ position: MeasuredPosition?, in window: Window, _ book: RuleBook
    ) {
        guard let position, position.source != .configured else { return }
        hasFix = true
        guard position.contradicts(book) else {
            contradictingWindows = 0
            lastContradiction = nil
            return
        }
        guard lastContradiction != window else { return }
        lastContradiction = window
        if contradictingWindows < .max { contradictingWindows += 1 }
    }
}

extension MeasuredPosition {
    /// By how much the true position lies at least away from the asserted centre: the measured
    /// distance less the radius that holds the true position with 95 %; never below 0.
    var leastDistance: Metres { max(distance - accuracy, Metres(0)) }

    func contradicts(_ book: RuleBook) -> Bool {
        source != .configured && leastDistance.value > book[.positionDistance]
    }
}
