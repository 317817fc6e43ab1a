public import Attestation
import CoverageRules
import HexGrid
public import Primitives
public import Registry
public import Rewards
public import Units

/// All that F of an epoch needs of the past (PROTOCOL 4): what the epoch before it left.
public struct EpochState: Sendable {
    /// The epoch that is computed next.
    public var next: Epoch
    /// Where the range of `next` begins: the index of the record that closed the epoch before.
    public var position: UInt64
    /// The records from the first window of the last epoch on, below `position`.
    public var time: LogTime
    /// As the entries below `position` made it, and the pay of epochs that entered there.
    public var registry: Registry
    /// The epochs whose pay enters at a later closing record; the last one is `next` - 1.
    public var waiting: SettlementQueue
    /// As of the first record of the next epoch; ascending by key.
    public var books: [(key: PublicKey, book: CommitmentBook)]
    /// As of the first record of the next epoch, of the places that hotspots have then; ascending by
    /// hotspot.
    public var positions: [(hotspot: UInt32, kept: PositionTable.Kept)]
    /// Ascending by hotspot.
    public var standings: [HotspotStanding]
    public var history: EpochHistory
    /// What the last epoch found and an oracle is to log notices of; ascending by subject, reason.
    public var findings: [FindingRecord]
    /// Ascending by subject and rule.
    public var notices: [HeldNotice]
    /// Credits burned in the last epoch.
    public var demand: [CellDemand]
    /// Ascending by owner and hotspot.
    public var contacts: [MapperMemory]
    /// By hotspot number.
    public var lifetime: [Grains]

    /// Before epoch 0: log entry 0 and nothing else.
    public init(genesis registry: Registry) {
        next = Epoch(0)
        position = 0
        time = LogTime(network: registry.network, periods: registry.periods)
        self.registry = registry
        waiting = SettlementQueue()
        (books, positions, standings, history) = ([], [], [], EpochHistory())
        (findings, notices) = ([], [])
        (demand, contacts, lifetime) = ([], [], [])
    }

    init(
        next: Epoch, position: UInt64, time: LogTime, registry: Registry,
        waiting: SettlementQueue
    ) {
        self.init(genesis: registry)
        self.next = next
        self.position = position
        self.time = time
        self.waiting = waiting
    }

    func standing(of hotspot: UInt32) -> HotspotStanding? {
        let place = standings.partitioned { $0.hotspot < hotspot }
        return place < standings.count && standings[place].hotspot == hotspot
            ? standings[place] : nil
    }

    /// What a hotspot's trust counts for in the next epoch (decision 0262): PROTOCOL 5 gives at most
    /// 500 to one that never told a satellite fix at the place it has.
    func trustCounted(of standing: HotspotStanding) -> UInt16 {
        hasFix(standing.hotspot)
            ? standing.trust : min(standing.trust, TrustReckoning.greatestWithoutFix)
    }

    func hasFix(_ hotspot: UInt32) -> Bool {
        let place = positions.partitioned { $0.hotspot < hotspot }
        return place < positions.count && positions[place].hotspot == hotspot
            && positions[place].kept.history.hasFix
    }

    func book(of key: PublicKey) -> CommitmentBook {
        let place = books.partitioned { $0.key < key }
        return place < books.count && books[place].key == key
            ? books[place].book : CommitmentBook()
    }
}

/// When a staked mapper or probe last heard a hotspot or was heard by it.
public struct MapperMemory: Hashable, Comparable, Sendable {
    public var owner: PublicKey
    public var hotspot: UInt32
    public var last: Epoch

    public init(owner: PublicKey, hotspot: UInt32, last: Epoch) {
        self.owner = owner
        self.hotspot = hotspot
        self.last = last
    }

    /// For so many epochs a contact counts (PROTOCOL 6, *Anchor*).
    public static let epochs: UInt64 = 30

    public static func < (left: Self, right: Self) -> Bool {
        (left.owner, left.hotspot) < (right.owner, right.hotspot)
    }
}
