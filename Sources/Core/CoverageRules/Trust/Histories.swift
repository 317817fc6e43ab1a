public import Attestation
public import Primitives

/// Two sums in place of fourteen: of the seven epochs under way and of the seven before. Nothing is
/// rounded and nothing is subtracted, the size is fixed, and between 7 and 14 epochs are always
/// remembered. All turn over at once, in epochs divisible by seven.
public enum Ageing {
    public static let epochs: UInt64 = 7

    /// How many turns lie between two epochs: 0 keeps both sums, 1 makes the newer the older, more
    /// forget both.
    static func turns(from old: Epoch, to new: Epoch) -> UInt64 {
        precondition(new >= old, "epoch \(new.number) after \(old.number)")
        return new.number / epochs - old.number / epochs
    }
}

/// One direction of an edge over 7 to 14 epochs: `witness` heard `beaconer`.
public struct EdgeHistory: Hashable, Sendable {
    public let beaconer: UInt32
    public let witness: UInt32
    /// The newest epoch that is in it.
    public private(set) var epoch: Epoch
    public private(set) var older = EdgeCounts()
    public private(set) var newer = EdgeCounts()
    /// The statement id of the newest seal that holds a report of this edge: evidence.
    public private(set) var seal: Hash256

    public init(beaconer: UInt32, witness: UInt32, epoch: Epoch, seal: Hash256) {
        self.beaconer = beaconer
        self.witness = witness
        self.epoch = epoch
        self.seal = seal
    }

    init(
        beaconer: UInt32, witness: UInt32, epoch: Epoch, older: EdgeCounts, newer: EdgeCounts,
        seal: Hash256
    ) {
        self.init(beaconer: beaconer, witness: witness, epoch: epoch, seal: seal)
        self.older = older
        self.newer = newer
    }

    /// Adds an epoch's counts; `seal` is the statement id of the epoch's last seal in the log that
    /// counted. Epochs come in order, and may be left out where an edge was silent.
    public mutating func add(_ counts: EdgeCounts, in epoch: Epoch, seal: Hash256?) {
        age(to: epoch)
        newer = newer + counts
        if let seal { self.seal = seal }
    }

    /// Brings an edge that was silent to an epoch.
    public mutating func age(to epoch: Epoch) {
        let turns = Ageing.turns(from: self.epoch, to: epoch)
        self.epoch = epoch
        guard turns > 0 else { return }
        older = turns == 1 ? newer : EdgeCounts()
        newer = EdgeCounts()
    }

    public var counts: EdgeCounts { older + newer }
    /// Nothing is remembered: it may be left out of the state.
    public var isEmpty: Bool { counts == EdgeCounts() }
}

/// One hotspot over 7 to 14 epochs.
public struct HotspotHistory: Hashable, Sendable {
    public let hotspot: UInt32
    public private(set) var epoch: Epoch
    public private(set) var older = HotspotCounts()
    public private(set) var newer = HotspotCounts()

    public init(hotspot: UInt32, epoch: Epoch) {
        self.hotspot = hotspot
        self.epoch = epoch
    }

    init(hotspot: UInt32, epoch: Epoch, older: HotspotCounts, newer: HotspotCounts) {
        self.init(hotspot: hotspot, epoch: epoch)
        self.older = older
        self.newer = newer
    }

    public mutating func add(_ counts: HotspotCounts, in epoch: Epoch) {
        age(to: epoch)
        newer = newer + counts
    }

    public mutating func age(to epoch: Epoch) {
        let turns = Ageing.turns(from: self.epoch, to: epoch)
        self.epoch = epoch
        guard turns > 0 else { return }
        older = turns == 1 ? newer : HotspotCounts()
        newer = HotspotCounts()
    }

    public var counts: HotspotCounts { older + newer }
    public var isEmpty: Bool { counts == HotspotCounts() }
}
