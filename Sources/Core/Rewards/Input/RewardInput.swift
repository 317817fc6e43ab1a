public import HexGrid
public import Primitives
public import Units

/// All that the pay of one epoch e depends on. Lists are sets: no result depends on their order.
/// What is "fixed at the end of e-1" is given as it was then (PROTOCOL 4).
public struct RewardInput: Sendable {
    public var epoch: UInt64
    /// How many registrations the registry has accepted: the reward tree has a leaf for each.
    public var registered: UInt32
    /// Who is in the registry during the epoch, each number once. Whoever retired before is left out.
    public var hotspots: [PlacedHotspot]
    /// The epoch's beacons that are paid, each once.
    public var beacons: [PaidBeacon]
    /// What was verified of cells, to the end of e-1; one entry for a cell and hotspot.
    public var coverage: [CellCoverage]
    /// The credits burned in e-1, by cell and payer; several entries of one pair add up.
    public var demand: [CellDemand]
    /// Edges between hotspots that are valid both ways, to the end of e-1.
    public var edges: [TwoWayEdge]
    /// Staked mappers and probes heard, or heard by, in the last 30 epochs.
    public var mappers: [MapperContact]
    /// The epoch's receipts for packets whose signature, route and credits are in order.
    public var receipts: [DataReceipt]
    /// Deposits that come back in this epoch, to hotspots of any number below `registered`.
    public var returnedDeposits: [ReturnedDeposit]
    /// Lifetime amounts at the end of e-1, by hotspot number; those beyond its end have none.
    public var lifetime: [Grains]
    /// `hotspots_grains` of the pool table's line for this epoch.
    public var pool: Grains
    public var grainsPerCredit: UInt64
    /// In 1e-6: coverage pay divides by at least this many units.
    public var floorUnits: UInt64

    public init(epoch: UInt64, registered: UInt32, pool: Grains) {
        self.epoch = epoch
        self.registered = registered
        self.pool = pool
        (hotspots, beacons, coverage, demand) = ([], [], [], [])
        (edges, mappers, receipts, returnedDeposits, lifetime) = ([], [], [], [], [])
        grainsPerCredit = 1
        floorUnits = 0
    }
}

/// A hotspot and where it stands, for one epoch.
public struct PlacedHotspot: Hashable, Sendable {
    /// The registry's number.
    public var number: UInt32
    /// The asserted place, of resolution 12, in the epoch's first window it is registered for.
    public var cell: Cell
    /// Log index of the statement that put it where it is: its registration, or its last move
    /// (decision 0230: who moves is a newcomer there).
    public var seniority: UInt64
    public var owner: PublicKey
    /// Per mille, at the end of e-1 (PROTOCOL 5); 250 of one that is new.
    public var trust: UInt16
    /// Whether ``PaidHistory`` of e-14...e-1 gives it standing.
    public var hasStanding: Bool
    /// Whether a beacon of its own passed B-1 to B-12, or a report of its own W-1 to W-18, in this
    /// epoch, selected or not.
    public var served: Bool
    public var condition: HotspotCondition
    /// A fraud proof that took effect in this epoch withholds all of its pay.
    public var fraudProven: Bool
    /// Its key stands among the network file's `anchors`.
    public var isFoundingAnchor: Bool
    /// What of its deposit is not paid in yet.
    public var depositMissing: Grains

    public init(number: UInt32, cell: Cell, seniority: UInt64, owner: PublicKey, trust: UInt16) {
        self.number = number
        self.cell = cell
        self.seniority = seniority
        self.owner = owner
        self.trust = trust
        (hasStanding, served, condition) = (false, false, .active)
        (fraudProven, isFoundingAnchor, depositMissing) = (false, false, Grains(0))
    }
}

public enum HotspotCondition: UInt8, Hashable, Sendable, CaseIterable {
    case active
    /// Judged and counted, unpaid (PROTOCOL 5).
    case probation
    /// No place in any site, no coverage pay; what it carries is paid.
    case suspended
}

/// A beacon of one hotspot that earns units: all its rules pass, with the witnesses W-19 selected.
public struct PaidBeacon: Hashable, Sendable {
    public var beaconer: UInt32
    /// At most as many as the table of units has rows; nobody twice, not the beaconer.
    public var witnesses: [UInt32]

    public init(beaconer: UInt32, witnesses: [UInt32]) {
        self.beaconer = beaconer
        self.witnesses = witnesses
    }
}

/// How much of what was sent in a cell of resolution 8 a hotspot received (decision 0233): beacons
/// of hotspots that stand there, and points of staked mappers.
public struct CellCoverage: Hashable, Sendable {
    public var cell: Cell
    public var hotspot: UInt32
    /// Received by it with a valid report or a mapper's point; at most `sent`.
    public var heard: UInt32
    /// Sent in the cell over the same 14 epochs.
    public var sent: UInt32

    public init(cell: Cell, hotspot: UInt32, heard: UInt32, sent: UInt32) {
        self.cell = cell
        self.hotspot = hotspot
        self.heard = heard
        self.sent = sent
    }
}

/// Credits one account burned in one cell of resolution 8.
public struct CellDemand: Hashable, Sendable {
    public var cell: Cell
    public var payer: PublicKey
    public var credits: UInt64

    public init(cell: Cell, payer: PublicKey, credits: UInt64) {
        self.cell = cell
        self.payer = payer
        self.credits = credits
    }
}

/// Two hotspots each of which heard the other, by rules and X rules; which one is `a` is the same.
public struct TwoWayEdge: Hashable, Sendable {
    public var a: UInt32
    public var b: UInt32

    public init(_ a: UInt32, _ b: UInt32) {
        self.a = a
        self.b = b
    }
}

/// A staked mapper or probe of `owner` that heard a hotspot or was heard by it.
public struct MapperContact: Hashable, Sendable {
    public var owner: PublicKey
    public var hotspot: UInt32

    public init(owner: PublicKey, hotspot: UInt32) {
        self.owner = owner
        self.hotspot = hotspot
    }
}

/// Credits an account burned for packets of one hotspot, one for each started 24 bytes.
public struct DataReceipt: Hashable, Sendable {
    public var hotspot: UInt32
    public var payer: PublicKey
    public var credits: UInt64

    public init(hotspot: UInt32, payer: PublicKey, credits: UInt64) {
        self.hotspot = hotspot
        self.payer = payer
        self.credits = credits
    }
}

/// A deposit given back: it was minted when it was kept, and is claimable from now on.
public struct ReturnedDeposit: Hashable, Sendable {
    public var hotspot: UInt32
    public var grains: Grains

    public init(hotspot: UInt32, grains: Grains) {
        self.hotspot = hotspot
        self.grains = grains
    }
}
