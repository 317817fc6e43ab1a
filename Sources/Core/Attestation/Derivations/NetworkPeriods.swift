public import Airwaves

/// The lengths a network's file fixes, in periods unless their names say otherwise (PROTOCOL 1,
/// first table). Every rule takes them from here: the demo runs the same rules, faster.
public struct NetworkPeriods: Hashable, Sendable {
    /// How long a period lasts.
    public var milliseconds: UInt64
    public var periodsPerWindow: UInt64
    public var windowsPerEpoch: UInt64
    /// C: a seal must stand below the record this many after the beacon's.
    public var cutoff: UInt64
    /// O: reveals and openings come no earlier than the record this many after the beacon's.
    public var opening: UInt64
    /// The slot lies this far into the window, at least, and below `slotEnd`.
    public var slotStart: UInt64
    public var slotEnd: UInt64
    /// The spare lies this far after the slot, at least, and below `spareEnd`.
    public var spareStart: UInt64
    public var spareEnd: UInt64
    /// Receptions after this period of the window go into a seal of the next one.
    public var lastReception: UInt64
    /// Evidence of a window closes at this record of the next one.
    public var close: UInt64
    /// A seal is due this many after its oldest reception.
    public var sealDue: UInt64
    /// At most one opening in this many.
    public var openingInterval: UInt64
    /// Unopened commitments of earlier windows are opened from this record of their window on.
    public var oldCommitments: UInt64
    /// The slowest a beacon may be drawn: a demo's period leaves no room for more.
    public var greatestSpreadingFactor: SpreadingFactor

    public static let main = NetworkPeriods(
        milliseconds: 60_000, periodsPerWindow: 360, windowsPerEpoch: 4, cutoff: 25, opening: 30,
        slotStart: 30, slotEnd: 220, spareStart: 20, spareEnd: 80, lastReception: 304, close: 60,
        sealDue: 10, openingInterval: 10, oldCommitments: 330, greatestSpreadingFactor: .sf12)

    public static let demo = NetworkPeriods(
        milliseconds: 1_000, periodsPerWindow: 60, windowsPerEpoch: 4, cutoff: 15, opening: 20,
        slotStart: 3, slotEnd: 23, spareStart: 4, spareEnd: 10, lastReception: 40, close: 10,
        sealDue: 2, openingInterval: 2, oldCommitments: 53, greatestSpreadingFactor: .sf9)

    public init(
        milliseconds: UInt64, periodsPerWindow: UInt64, windowsPerEpoch: UInt64, cutoff: UInt64,
        opening: UInt64, slotStart: UInt64, slotEnd: UInt64, spareStart: UInt64, spareEnd: UInt64,
        lastReception: UInt64, close: UInt64, sealDue: UInt64, openingInterval: UInt64,
        oldCommitments: UInt64, greatestSpreadingFactor: SpreadingFactor
    ) {
        self.milliseconds = milliseconds
        self.periodsPerWindow = periodsPerWindow
        self.windowsPerEpoch = windowsPerEpoch
        self.cutoff = cutoff
        self.opening = opening
        self.slotStart = slotStart
        self.slotEnd = slotEnd
        self.spareStart = spareStart
        self.spareEnd = spareEnd
        self.lastReception = lastReception
        self.close = close
        self.sealDue = sealDue
        self.openingInterval = openingInterval
        self.oldCommitments = oldCommitments
        self.greatestSpreadingFactor = greatestSpreadingFactor
    }
}

extension NetworkPeriods {
    public func firstPeriod(of window: Window) -> Period {
        Period(window.number * periodsPerWindow)
    }

    public func window(of period: Period) -> Window { Window(period.number / periodsPerWindow) }

    public func epoch(of window: Window) -> Epoch { Epoch(window.number / windowsPerEpoch) }

    public func firstWindow(of epoch: Epoch) -> Window {
        Window(epoch.number * windowsPerEpoch)
    }

    /// m(s): the period whose record a beacon at this moment is drawn from. Two periods back, so
    /// that the record has been made and has travelled.
    public func drawPeriod(in window: Window, at offset: WindowOffset) -> Period {
        Period(firstPeriod(of: window).number + offset.milliseconds / milliseconds - 2)
    }
}
