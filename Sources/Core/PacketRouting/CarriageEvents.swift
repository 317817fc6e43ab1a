public import Airwaves
public import Attestation
public import Primitives
public import Radios
public import Units

/// What happens to the packets of a box.
public enum CarriageEvent: Sendable {
    // MARK: From the spool, before everything else

    /// A record that an earlier run kept, in rising order of number.
    case restored(number: UInt64, kind: UInt8, payload: [UInt8])
    /// All were restored; the highest number the spool was ever given, 0 for none.
    case started(highest: UInt64)

    // MARK: From the spool

    /// All records up to here are durable. The first of a run is waited for before anything is sent:
    /// commit soon after the start.
    case kept(through: UInt64)
    /// The spool cannot write: full, read-only, broken.
    case notKept

    // MARK: From the radios, each by its place 0...7 among the box's radios

    /// It receives, and its clock began anew.
    case ready(RadioIdentity, radio: Int)
    case away(radio: Int)
    /// What may be sent: nil for an unknown plan or antenna, and then nothing is.
    case limits(RegionalPlan?, antennaGain: Decibels?, radio: Int)
    /// The radio's clock now.
    case clock(RadioTime, radio: Int)
    /// Its clock at a pulse of its GNSS receiver.
    case pulse(RadioTime, radio: Int)
    /// A frame; when it ended by the uptime, as well as that is known.
    case heard(Reception, radio: Int, ended: Nanoseconds?)
    /// How a transmission ended; those of others are settled with the transmitter and nothing more.
    case ended(UInt32, TransmitOutcome, radio: Int)

    // MARK: From the link

    case link(LinkEvent)

    public typealias Reception = Radios.Reception
}

/// What is to be done, the link first: a packet waits for nothing.
public struct CarriageActions: Sendable {
    public var link = LinkActions()
    public var radios: [RadioOrder] = []
    public var spool: [UplinkQueue.Order] = []
    /// What became of downlinks, for the hotspot's signed report.
    public var reports: [CarriedDownlink] = []

    public init() {}

    /// Forgets what was carried out.
    public mutating func clear() {
        link.clear()
        radios.removeAll(keepingCapacity: true)
        spool.removeAll(keepingCapacity: true)
        reports.removeAll(keepingCapacity: true)
    }
}

/// What a radio is to do.
public enum RadioOrder: Hashable, Sendable {
    /// `CarriageEvent.ended` must follow, once.
    case transmit(PermittedTransmission, radio: Int)
    /// Take it back if it has not begun; its outcome still follows.
    case cancel(UInt32, radio: Int)
}

/// A downlink that has ended.
public struct CarriedDownlink: Hashable, Sendable {
    public var router: PublicKey
    public var outcome: ReportedOutcome

    public init(router: PublicKey, outcome: ReportedOutcome) {
        self.router = router
        self.outcome = outcome
    }
}

/// What was counted since the start.
public struct CarriageCounters: Hashable, Sendable {
    public internal(set) var uplinks: UInt64 = 0
    private var drops = [UInt64](repeating: 0, count: UplinkDrop.allCases.count)
    private var outcomes = [UInt64](repeating: 0, count: DownlinkOutcome.allCases.count)
    private var purchases = [UInt64](repeating: 0, count: PurchaseOutcome.allCases.count)

    init() {}

    subscript(drop: UplinkDrop) -> UInt64 { drops[Self.place(of: drop)] }
    public subscript(outcome: DownlinkOutcome) -> UInt64 { outcomes[Int(outcome.rawValue)] }
    public subscript(purchase: PurchaseOutcome) -> UInt64 { purchases[Int(purchase.rawValue)] }

    mutating func count(_ drop: UplinkDrop) { drops[Self.place(of: drop)] += 1 }
    mutating func count(_ outcome: DownlinkOutcome) { outcomes[Int(outcome.rawValue)] += 1 }
    mutating func count(_ purchase: PurchaseOutcome) { purchases[Int(purchase.rawValue)] += 1 }

    private static func place(of drop: UplinkDrop) -> Int {
        UplinkDrop.allCases.firstIndex(of: drop) ?? 0
    }
}
