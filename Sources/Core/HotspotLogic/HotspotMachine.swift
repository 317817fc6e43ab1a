import Airwaves
import Attestation
public import Primitives
import Radios
import Units

/// One hotspot by the proof protocol (docs/protocol.md, sections 1 to 3), without input or output.
///
///     machine.handle(.restored(…), at: now, chance: &chance, effects: &effects)   // each kept record
///     machine.handle(.started, at: now, chance: &chance, effects: &effects)
///     machine.handle(event, at: now, chance: &chance, effects: &effects)
///     // carry out the effects in order; tell `.tick` when `wake` comes
///
/// `Hash` and `Check` are what Core needs from outside; `chance` is asked for 32 bytes at a time and
/// must be unpredictable to everybody else (nonces, salts).
///
/// Cost: an event that changes nothing allocates nothing and takes well below a microsecond.
public struct HotspotMachine<Hash: Digest, Check: SignatureCheck>: Sendable {
    public let network: PinnedNetwork
    public let key: PublicKey

    // What it knows.
    public internal(set) var isStarted = false
    public internal(set) var clock: HotspotClock
    public internal(set) var entropy = EntropyFollower()
    public internal(set) var region = Region()
    public internal(set) var registration: OwnRegistration?
    var radios: [HotspotRadio?] = Array(repeating: nil, count: Self.mostRadios)
    var plan: RegionalPlan?

    // What it has under way.
    var journal = Journal()
    var marks = Marks()
    /// The marks as they were last kept, and in which record.
    var keptMarks = Marks()
    var marksRecord: UInt64?
    var committed: [CommittedWindow] = []
    /// Commitments that the log has of this key and whose nonces are gone.
    var foreign: [Window] = []
    /// Windows whose commitments a statement of ours opened, the newest last.
    var openedWindows: [Window] = []
    var commitHold: Window?
    var attempts = WindowAttempts()
    var beacons: [BeaconOnItsWay] = []
    var test: TestOnItsWay?
    var nextTransmission: UInt32 = 0
    var unsealed = UnsealedReports()
    var listening = ListeningLog()
    var sealed: [SealedContent] = []
    var outbox: [Outgoing] = []
    var receipts: [KeptReceipt] = []
    var outcomes: [KeptOutcome] = []

    // What it says of itself.
    var counters = DropCounters()
    var lastBeacon: LastBeacon?
    var heardBeacons = UInt64(0)
    var statements: [StatementState] = []
    public internal(set) var lastEntropyRefusal: EntropyRefusal?
    public internal(set) var lastReceiptRefusal: ReceiptRefusal?

    // The turn: the event that is being handled.
    var now = HotspotTime(
        uptime: Nanoseconds(0), clock: Nanoseconds(0),
        discipline: ClockEvidence(isKernelSynchronised: false))
    var effects: [HotspotEffect] = []
    var chances = ChancePool()
    var scratch: [UInt8] = []

    /// A report names a radio by an index of 0 to 7 (docs/messages.md, `reception`).
    public static var mostRadios: Int { 8 }

    public init(network: PinnedNetwork, key: PublicKey) {
        self.network = network
        self.key = key
        clock = HotspotClock(network)
    }

    /// Takes one event. Effects are appended in the order in which they must be carried out.
    public mutating func handle<Chance: RandomNumberGenerator>(
        _ event: HotspotEvent, at now: HotspotTime, chance: inout Chance,
        effects: inout [HotspotEffect]
    ) {
        if case .heard(let reception, _) = event,
            !BeaconFrame.isBeacon(reception.payload.rawSpan)
        {
            return
        }
        swap(&self.effects, &effects)
        self.now = now
        chances.fill(&chance)
        var isNews = event.isNews
        if clock.judge(now) {
            remarkClock()
            isNews = true
        }
        take(event)
        if isStarted { settle(isNews) }
        swap(&self.effects, &effects)
    }

    private mutating func take(_ event: HotspotEvent) {
        switch event {
        case .restored(let number, let kind, let payload): restore(number, kind, payload)
        case .started: start()
        case .kept(let number): confirm(through: number)
        case .evicted(let number): evict(number)
        case .tick: break
        case .entropyChain(let bytes): takeChain(bytes)
        case .entropy(let batch): take(batch)
        case .receipt(let bytes, let leaves): takeReceipt(bytes, leaves)
        case .refused(let id, let code, let sentence): takeRefusal(id, code, sentence)
        case .included(let id): takeInclusion(id)
        case .unfulfilled(let id): claim(id)
        case .registered(let registration): take(registration)
        case .place(let place): region.place = place
        case .planWanted(let plan): region.configured = plan
        case .radio(let index, let radio): take(radio, at: Int(index))
        case .heard(let reception, let radio): hear(reception, by: Int(radio))
        case .tuned(let radio, let channel): tune(Int(radio), to: channel)
        case .transmitted(let number, let outcome, let airtime):
            endTransmission(number, outcome, airtime)
        case .testBeaconWanted: wantTestBeacon()
        case .certificateWanted(let key, let router): certify(key, router)
        case .downlinkEnded(let router, let outcome): note(outcome, of: router)
        }
    }

    /// Does what is due. Time alone makes beacons, seals and reports due; everything else follows
    /// from something that was told.
    private mutating func settle(_ isNews: Bool) {
        if isNews {
            settleRegion()
            settleStanding()
        }
        settleBeacon()
        settleSeals()
        settleDownlinks()
        if isNews {
            settleReveals()
            settleCommitments()
            settleOpenings()
        }
        settleMarks()
    }
}

/// Random values at hand, so that what needs them need not be generic.
struct ChancePool: Sendable {
    private var values: [Hash256] = []

    /// As many as one event can use: eight nonces of a recommit, the salts of a turn's seals, the
    /// draw of a test beacon.
    static let size = 16

    mutating func fill<Chance: RandomNumberGenerator>(_ chance: inout Chance) {
        while values.count < Self.size {
            values.append(
                Hash256(words: (chance.next(), chance.next(), chance.next(), chance.next())))
        }
    }

    var isEmpty: Bool { values.isEmpty }

    mutating func take() -> Hash256 { values.removeLast() }
}

/// How often each kind of thing was thrown away.
struct DropCounters: Hashable, Sendable {
    private var counts = Array(repeating: UInt64(0), count: HotspotDrop.allCases.count)

    mutating func count(_ drop: HotspotDrop, _ number: UInt64 = 1) {
        counts[Self.place(of: drop)] += number
    }

    subscript(_ drop: HotspotDrop) -> UInt64 { counts[Self.place(of: drop)] }

    private static func place(of drop: HotspotDrop) -> Int {
        HotspotDrop.allCases.firstIndex(of: drop) ?? 0
    }
}
