public import Airwaves
public import Attestation
public import HexGrid
public import PositionFixes
public import Primitives
public import Radios
public import Units

/// What happens to a hotspot, as far as the proof protocol cares. `HotspotMachine.handle` takes one
/// at a time.
public enum HotspotEvent: Sendable {
    // MARK: From the spool, before everything else

    /// A record that was kept before the last stop, in ascending order of number.
    case restored(number: UInt64, kind: UInt8, payload: [UInt8])
    /// All that was kept has been restored; the hotspot begins.
    case started
    /// Every record up to this number is durable. Told before `started` with the highest number the
    /// spool ever had, it keeps numbers rising also where the newest records are lost.
    case kept(through: UInt64)
    /// The spool had no room and gave up this record, its oldest.
    case evicted(number: UInt64)

    // MARK: Time

    /// Time has passed: due at `HotspotMachine.wake`, harmless at any other time.
    case tick

    // MARK: From the oracle

    /// The end of the oracle's entropy chain, as it is logged: a statement.
    case entropyChain([UInt8])
    /// Records of the log.
    case entropy(EntropyBatch)
    /// A receipt: a statement, not yet checked; and of each statement of ours that it names the
    /// leaf of the log's tree, which only who has the signed bytes can tell.
    case receipt([UInt8], leaves: [StatementLeaf])
    /// The oracle will not take a statement of ours, and would not later: its word for why.
    case refused(id: Hash256, code: String, sentence: String)
    /// A proof that the statement stands in the log has been checked.
    case included(id: Hash256)
    /// The oracle was asked for that proof 60 periods after its receipt, and answered without.
    case unfulfilled(id: Hash256)
    /// What the log has of this hotspot's key; nil: not registered.
    case registered(OwnRegistration?)

    // MARK: From the place

    /// Where the box is and what holds there; nil: not known.
    case place(HotspotPlace?)
    /// The plan the owner configured; nil: none.
    case planWanted(RegionalPlan?)

    // MARK: From the radios

    /// A radio of the box began to receive (or says something else of itself), or is away.
    case radio(index: UInt8, HotspotRadio?)
    /// Any frame that a radio heard; what is no beacon is ignored here.
    case heard(Radios.Reception, radio: UInt8)
    /// What a radio that hears one channel at a time listens to from now on; nil: nothing.
    case tuned(radio: UInt8, ListeningChannel?)
    /// How a transmission of this machine ended. `airtime` is what the antenna was on air in the
    /// sub-band in the hour that ends with this frame.
    case transmitted(number: UInt32, TransmitOutcome, airtime: Nanoseconds)

    // MARK: From people and from the packet side

    /// The owner wants a test beacon now. `.testBeacon` answers.
    case testBeaconWanted
    /// A key is to be certified for the link to routers, or to one only. `.certified` answers.
    case certificateWanted(key: PublicKey, router: PublicKey?)
    /// What became of a downlink that a router asked for.
    case downlinkEnded(router: PublicKey, ReportedOutcome)
}

extension HotspotEvent {
    /// Whether it tells more than that time has passed.
    var isNews: Bool {
        switch self {
        case .tick: false
        case .entropy(let batch): !batch.records.isEmpty
        default: true
        }
    }
}

/// Entropy records as an oracle gave them.
public struct EntropyBatch: Hashable, Sendable {
    /// The batch holds every record that the log has of later periods than this, from the first on;
    /// nil: from the log's first record on.
    public var after: Period?
    /// Statements in log order; empty when there is nothing newer.
    public var records: [[UInt8]]
    /// Whether the last one was the log's newest when the oracle answered.
    public var reachesNewest: Bool
    /// When the question was sent, by `HotspotTime.uptime`: what the log had then is in here.
    public var asked: Nanoseconds

    public init(after: Period?, records: [[UInt8]], reachesNewest: Bool, asked: Nanoseconds) {
        self.after = after
        self.records = records
        self.reachesNewest = reachesNewest
        self.asked = asked
    }
}

/// A statement's leaf in the log's tree: SHA-256 of a zero byte and the signed statement.
public struct StatementLeaf: Hashable, Sendable {
    public var id: Hash256
    public var leaf: Hash256

    public init(id: Hash256, leaf: Hash256) {
        self.id = id
        self.leaf = leaf
    }
}

/// What the registry has of this hotspot.
public struct OwnRegistration: Hashable, Sendable {
    /// The id: the number of the registration in log order.
    public var number: UInt32
    /// Where the owner says the antenna stands.
    public var cell: Cell
    public var height: Metres
    public var antennaGain: Decibels
    public var plan: RegionalPlan
    public var radioClass: RadioClass
    public var measures: RadioMeasures
    /// Commitments of the key that the log has and nobody opened; nil: the oracle did not say.
    public var unopened: [CommitmentNews.Commitment]?

    public init(
        number: UInt32, cell: Cell, height: Metres, antennaGain: Decibels, plan: RegionalPlan,
        radioClass: RadioClass, measures: RadioMeasures,
        unopened: [CommitmentNews.Commitment]? = nil
    ) {
        self.number = number
        self.cell = cell
        self.height = height
        self.antennaGain = antennaGain
        self.plan = plan
        self.radioClass = radioClass
        self.measures = measures
        self.unopened = unopened
    }
}

/// A place that is verified, with the plans of its country from `Maps`.
public struct HotspotPlace: Equatable, Sendable {
    public var position: Position
    public var verdict: PlaceVerdict

    public init(position: Position, verdict: PlaceVerdict) {
        self.position = position
        self.verdict = verdict
    }
}

/// A radio that is there and receives.
public struct HotspotRadio: Hashable, Sendable {
    /// As reports describe it.
    public var description: RadioDescription
    public var abilities: RadioAbilities
    /// For people.
    public var model: String

    public init(description: RadioDescription, abilities: RadioAbilities, model: String) {
        self.description = description
        self.abilities = abilities
        self.model = model
    }
}
