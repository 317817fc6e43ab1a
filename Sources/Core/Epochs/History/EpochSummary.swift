public import Attestation
import CoverageRules
public import HexGrid
import Primitives
import Units

/// One direction of an edge over one epoch, as W-21 asks of it: `witness` heard `beaconer`. Only
/// results of B-1 to B-11 and of W-1 to W-18 and W-20 are counted, so that no rule asks anything of
/// itself. What is asked of more epochs stands in `EdgeHistory`.
public struct EdgeSummary: Hashable, Sendable {
    public var beaconer: UInt32
    public var witness: UInt32
    /// Passing reports.
    public var heard: UInt16 = 0
    /// Where the beaconer is a light radio: passing beacons of the witness that the beaconer signed
    /// that it was listening to.
    public var offered: UInt16 = 0
    /// 0.01 dB over the floor at full power, ascending.
    public var margins: [Int16] = []

    public init(beaconer: UInt32, witness: UInt32) {
        self.beaconer = beaconer
        self.witness = witness
    }

    public var name: EdgeName { EdgeName(beaconer: beaconer, witness: witness) }
}

public struct EdgeName: Hashable, Comparable, Sendable {
    public var beaconer: UInt32
    public var witness: UInt32

    public init(beaconer: UInt32, witness: UInt32) {
        self.beaconer = beaconer
        self.witness = witness
    }

    public var reversed: EdgeName { EdgeName(beaconer: witness, witness: beaconer) }

    public static func < (left: EdgeName, right: EdgeName) -> Bool {
        (left.beaconer, left.witness) < (right.beaconer, right.witness)
    }
}

/// One hotspot over one epoch, as W-21 asks of it.
public struct HotspotSummary: Hashable, Sendable {
    public var hotspot: UInt32
    /// Beacons that pass B-1 to B-11.
    public var sent: UInt16 = 0
    /// Reports that pass W-1 to W-18 and W-20.
    public var reports: UInt16 = 0
    /// The noise its passing reports imply, 0.01 dBm at 125 kHz, ascending.
    public var noise: [Int16] = []

    public init(hotspot: UInt32) { self.hotspot = hotspot }
}

/// Beacons sent from a cell of resolution 8 by one hotspot.
public struct CellSent: Hashable, Sendable {
    public var cell: Cell
    public var hotspot: UInt32
    public var sent: UInt32

    public init(cell: Cell, hotspot: UInt32, sent: UInt32) {
        self.cell = cell
        self.hotspot = hotspot
        self.sent = sent
    }
}

/// Beacons of a cell that a hotspot heard by a report that may be paid.
public struct CellHeard: Hashable, Sendable {
    public var cell: Cell
    public var hotspot: UInt32
    public var heard: UInt32

    public init(cell: Cell, hotspot: UInt32, heard: UInt32) {
        self.cell = cell
        self.hotspot = hotspot
        self.heard = heard
    }
}

/// What later epochs ask of one epoch. Every list ascends by what it is sorted by, so that a
/// summary has one spelling.
public struct EpochSummary: Hashable, Sendable {
    public var epoch: Epoch
    /// By beaconer, then witness.
    public var edges: [EdgeSummary] = []
    /// By hotspot.
    public var hotspots: [HotspotSummary] = []
    /// By cell, then hotspot.
    public var sent: [CellSent] = []
    public var heard: [CellHeard] = []

    public init(epoch: Epoch) { self.epoch = epoch }

    public func edge(_ name: EdgeName) -> EdgeSummary? {
        let place = edges.partitioned { $0.name < name }
        return place < edges.count && edges[place].name == name ? edges[place] : nil
    }

    public func hotspot(_ number: UInt32) -> HotspotSummary? {
        let place = hotspots.partitioned { $0.hotspot < number }
        return place < hotspots.count && hotspots[place].hotspot == number ? hotspots[place] : nil
    }

    /// What of it is asked once another epoch has followed: edges of light radios, whose reciprocity
    /// is judged over 14 epochs, and coverage.
    mutating func age(isLight: (UInt32) -> Bool) {
        edges.removeAll { !isLight($0.beaconer) && !isLight($0.witness) }
        hotspots = []
    }
}

extension Array {
    /// How many at the beginning satisfy what the rest does not: by halving.
    func partitioned(_ isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension [Int16] {
    /// The middle of ascending numbers, the lower one of two.
    var lowerMedian: Int16? { isEmpty ? nil : self[(count - 1) / 2] }
}
