import Airwaves
public import Attestation
public import HexGrid
public import Primitives
import Seeds
public import Units

/// A hotspot of a written network: what its owner registers. Its number is that of its place in the
/// list, if it registers.
public struct WrittenBox: Sendable {
    public var cell: Cell
    public var height = Metres(10)
    public var gain = Decibels(hundredths: 200)
    public var plan = "EU868"
    public var measures: RadioMeasures = [.signalRSSI, .frequencyError, .counter, .position]
    /// The registration stands behind the record of this period; nothing: it never registers.
    public var registered: UInt64? = 0

    public init(_ cell: Cell) { self.cell = cell }

    /// A cell of resolution 12 whose centre lies exactly so far from another's, to the east or,
    /// where `isBehind`, to the west. Sought by chance from a fixed seed.
    public static func cell(_ metres: Int64, from cell: Cell, isBehind: Bool = false) -> Cell {
        var chance = SeededNumbers(seed: UInt64(metres))
        let home = cell.center
        for _ in 0..<20_000 {
            let north = 2 * chance.fraction() - 1
            func place(_ far: Double) -> Coordinate? {
                // 0.688 is the cosine of 46.5 degrees, where the lab stands.
                let step = (isBehind ? -far : far) / 111_195
                let east = (1 - north * north).squareRoot() / 0.688
                return try? Coordinate(
                    latitude: home.latitude + step * north, longitude: home.longitude + step * east)
            }
            // A step on a flat map, and how much longer it is on the globe.
            let wanted = Double(metres)
            guard let first = place(wanted), let resolution = try? Resolution(12) else { continue }
            let stretch = wanted / max(1, Double(first.distance(to: home).value))
            guard let near = place(wanted * stretch + (chance.fraction() - 0.5) * 30) else {
                continue
            }
            let found = Cell(containing: near, resolution: resolution)
            if found.center.distance(to: home).value == metres { return found }
        }
        preconditionFailure("no cell lies \(metres) m away")
    }
}

/// A beacon that is to be sent.
public struct WrittenSending: Sendable {
    public var box: Int
    public var window: UInt64
    public var slot: SlotKind
    public var plan: String

    public init(_ box: Int, _ window: UInt64, at slot: SlotKind = .slot, plan: String = "EU868") {
        self.box = box
        self.window = window
        self.slot = slot
        self.plan = plan
    }
}

/// A reveal before it is signed, with what it was drawn from.
public struct WrittenBeacon: Sendable {
    public let sending: WrittenSending
    public let slots: BeaconSlots
    /// Its draw, and the frames it has at the slot and at the spare, where their records were made.
    public let draw: BeaconDraw
    public let frames: (slot: [UInt8]?, spare: [UInt8]?)
    /// The period m.
    public let drawn: UInt64
    public var reveal: Reveal
    /// It is logged behind the record of this period; nothing: never.
    public var revealed: UInt64?
    /// Another statement of the key with its sequence number follows it.
    public var isTwinned = false

    /// When a moment of its window begins, on every clock.
    public func moment(_ slot: SlotKind, genesis: Nanoseconds, _ periods: NetworkPeriods) -> UInt64
    {
        let window = Window(sending.window)
        return genesis.value
            + (periods.firstPeriod(of: window).number * periods.milliseconds
                + slots[slot == .slot ? .slot : .spare].milliseconds) * 1_000_000
    }
}

/// A seal and its opening before they are signed: of one beacon, by one hotspot.
public struct WrittenSeal: Sendable {
    public let hearer: Int
    public let beacon: WrittenBeacon
    /// Which one of the hearer's for this beacon: they have different salts.
    public var number: UInt64 = 0
    /// The window it names.
    public var window: UInt64
    public var content: WitnessReports
    /// They are logged behind the records of these periods; nothing: never.
    public var sealed: UInt64?
    public var opened: UInt64?

    /// The reception that is judged.
    public var heard: Attestation.Reception {
        get { content.reports[0].first }
        set { content.reports[0].first = newValue }
    }
}

/// A commitment before it is signed: of one key for one window.
public struct WrittenCommitment: Sendable {
    public let network: NetworkID
    public let box: Int
    public let window: UInt64
    public var news: CommitmentNews
    /// It is logged behind the record of this period; nothing: never.
    public var made: UInt64?
}
