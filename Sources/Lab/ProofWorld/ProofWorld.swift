public import Attestation
public import HotspotLogic
import Primitives
public import Radios
import Seeds
import Signing
public import Units

/// Hotspots, one log and an air without interference, by virtual time in tenths of a period. What
/// goes wrong is switched on by whoever runs it.
public final class ProofWorld {
    public let log: ScriptedLog
    public private(set) var hotspots: [LabHotspot] = []
    /// Since the start of the world; every hotspot's uptime too.
    public private(set) var now: UInt64 = 0
    /// What is wrong with a hotspot's clock, in nanoseconds.
    public var clockError: [Int64] = []
    public var evidence: [ClockEvidence] = []
    /// Whether a hotspot reaches the oracle.
    public var isReachable: [Bool] = []
    /// Whether the oracle makes records.
    public var isMakingRecords = true
    /// Takes statements and gives no receipts.
    public var isWithholdingReceipts = false
    /// Whether inclusion proofs are given.
    public var isProving = true
    /// The radio of a hotspot does this with frames; nil: sends them.
    public var radioFault: [TransmitOutcome?] = []
    /// Every frame that was on the air, with its sender.
    public private(set) var sent: [(sender: Int, at: UInt64, frame: Radios.Transmission)] = []
    /// How many transmissions were taken back.
    public private(set) var cancels = 0
    /// Every reception that a machine was told, by hotspot.
    public private(set) var told: [(hotspot: Int, at: UInt64, frame: [UInt8])] = []
    /// How strongly one hears another, in hundredths of a dBm below what leaves the antenna.
    public var pathLoss: (_ from: Int, _ to: Int) -> Int32? = { from, to in
        from == to ? nil : 9_000 + Int32(abs(from - to)) * 500
    }

    /// What a reception becomes before the machine of `to` is told of it: whoever cheats, or stands
    /// elsewhere, begins here. Nothing: it hears nothing.
    public var arriving: (_ from: Int, _ to: Int, Radios.Reception) -> Radios.Reception? = {
        _, _, reception in reception
    }
    /// Whether a hotspot keeps a statement from the oracle that its machine has made.
    public var isKeptBack: (_ hotspot: Int, Attestation.MessageType) -> Bool = { _, _ in false }

    private var chance: SeededNumbers
    private var due: [(at: UInt64, action: Action)] = []
    private var asked: [UInt64] = []
    private let start: UInt64
    private let step: UInt64

    private enum Action {
        case tell(Int, HotspotEvent)
        case restart(Int)
    }

    public static let genesis = Nanoseconds(1_800_000_000_000_000_000)

    /// - Parameter beginning: how many periods after genesis the world begins.
    /// - Parameter log: one whose entries so far stand below the first record, of these periods.
    public init(
        seed: UInt64, count: Int, periods: NetworkPeriods = .demo, beginning: UInt64 = 5,
        length: Int = 20_000, log: ScriptedLog? = nil
    ) {
        let genesis = log?.network.genesis ?? Self.genesis
        self.log = log ?? ScriptedLog(genesis: genesis, periods: periods, length: length)
        let log = self.log
        chance = SeededNumbers(seed: seed)
        start = genesis.value + beginning * periods.milliseconds * 1_000_000
        step = periods.milliseconds * 100_000
        // Three windows of history are enough for any question.
        let first = beginning - min(beginning, 3 * periods.periodsPerWindow)
        for period in first...beginning { log.make(Period(period)) }
        for number in 0..<count {
            hotspots.append(
                LabHotspot(
                    number: number, network: log.network, seed: seed &* 1_000 + UInt64(number)))
            clockError.append(0)
            evidence.append(ClockEvidence(isKernelSynchronised: true))
            isReachable.append(true)
            radioFault.append(nil)
            asked.append(0)
        }
        for number in 0..<count { begin(number) }
    }

    // MARK: Time

    public var utc: UInt64 { start + now }

    public var period: Period {
        Period((utc - log.network.genesis.value) / (log.network.periods.milliseconds * 1_000_000))
    }

    public func time(of hotspot: Int) -> HotspotTime {
        let clock = Int64(utc) + clockError[hotspot]
        return HotspotTime(
            uptime: Nanoseconds(now + 1_000_000_000), clock: Nanoseconds(UInt64(max(0, clock))),
            discipline: evidence[hotspot])
    }

    public func run(periods: UInt64) {
        for _ in 0..<(periods * 10) { advance() }
    }

    public func advance() {
        now += step
        if now % (10 * step) == 0, isMakingRecords { log.make(period) }
        carryOutDue()
        for number in hotspots.indices {
            if (now / step + UInt64(number)) % 3 == 0 { poll(number) }
            let time = time(of: number)
            if time.uptime >= hotspots[number].machine.wake { tell(number, .tick) }
        }
    }

    private func carryOutDue() {
        let ready = due.filter { $0.at <= now }.sorted { $0.at < $1.at }
        due.removeAll { $0.at <= now }
        for item in ready {
            switch item.action {
            case .tell(let number, let event): tell(number, event)
            case .restart(let number):
                hotspots[number].restart(at: time(of: number))
                introduce(number)
                settle(number)
            }
        }
    }

    public func schedule(after delay: UInt64, _ number: Int, _ event: HotspotEvent) {
        due.append((now + delay, .tell(number, event)))
    }

    // MARK: A hotspot's life

    private func begin(_ number: Int) {
        hotspots[number].tell(.started, at: time(of: number))
        introduce(number)
    }

    /// What the box tells its machine after a start.
    public func introduce(_ number: Int) {
        tell(number, .radio(index: 0, LabPlace.radio()))
        tell(number, .place(LabPlace.place(number)))
        guard isReachable[number] else { return }
        tell(number, .entropyChain(log.chainEnd))
        tell(
            number,
            .registered(
                LabPlace.registration(
                    number, unopened: log.unopened(of: hotspots[number].key.publicKey))))
    }

    /// Tells an event; a power cut is followed by a new start.
    public func tell(_ number: Int, _ event: HotspotEvent) {
        if case .heard(let reception, _) = event { told.append((number, now, reception.payload)) }
        guard hotspots[number].tell(event, at: time(of: number)) else {
            due.append((now + 3 * step, .restart(number)))
            hotspots[number].transmissions.removeAll()
            return
        }
        settle(number)
    }

    public func cutPower(_ number: Int, for periods: UInt64) {
        hotspots[number].cutPower()
        hotspots[number].transmissions.removeAll()
        due.removeAll { item in
            if case .tell(number, _) = item.action { true } else { false }
        }
        due.append((now + periods * 10 * step, .restart(number)))
    }

    /// A hotspot's disk is lost, or an old copy of it is put in.
    public func loseDisk(_ number: Int, restoring copy: Disk = Disk()) {
        cutPower(number, for: 1)
        hotspots[number].replaceDisk(by: copy)
    }

    /// Carries what a machine wants to the air and to the oracle.
    private func settle(_ number: Int) {
        for item in hotspots[number].transmissions { transmit(item.frame, by: number) }
        hotspots[number].transmissions.removeAll()
        cancels += hotspots[number].cancels.count
        for frame in hotspots[number].cancels {
            due.removeAll { item in
                if case .tell(number, .transmitted(frame, _, _)) = item.action {
                    true
                } else {
                    false
                }
            }
            schedule(
                after: 0, number,
                .transmitted(number: frame, .cancelled, airtime: Nanoseconds(0)))
        }
        hotspots[number].cancels.removeAll()
    }

    private func poll(_ number: Int) {
        guard isReachable[number] else { return }
        let time = time(of: number)
        let batch = log.batch(hotspots[number].machine.entropyWanted, asked: time.uptime)
        tell(number, .entropy(batch))
        let posts = hotspots[number].posts
        if !isWithholdingReceipts { hotspots[number].posts.removeAll() }
        for statement in posts where !isKeptBack(number, statement.type) {
            let bytes = statement.signed(in: log.network.id, by: hotspots[number].key)
            guard let receipt = log.post(bytes), !isWithholdingReceipts else { continue }
            let leaf = StatementLeaf(id: statement.id, leaf: statement.id)
            tell(number, .receipt(receipt, leaves: [leaf]))
        }
        for item in hotspots[number].machine.unincluded {
            if isProving {
                tell(number, .included(id: item.id))
            } else if period.number >= item.newest.number + 60 {
                tell(number, .unfulfilled(id: item.id))
            }
        }
    }

    // MARK: The air

    private func transmit(_ frame: Radios.Transmission, by number: Int) {
        let airtime = frame.airtime ?? Nanoseconds(0)
        if let fault = radioFault[number] {
            schedule(
                after: airtime.value, number,
                .transmitted(number: frame.number, fault, airtime: Nanoseconds(0)))
            guard case .failed = fault else { return }
        } else {
            let sent = SentFrame(
                start: RadioTime(microseconds: now / 1_000), airtime: airtime,
                frequency: frame.frequency,
                conductedPower: frame.radiatedPower - Decibels(hundredths: 200))
            schedule(
                after: airtime.value, number,
                .transmitted(number: frame.number, .sent(sent), airtime: airtime))
        }
        sent.append((number, now, frame))
        for other in hotspots.indices where other != number {
            guard let loss = pathLoss(number, other) else { continue }
            let level = SignalLevel(
                hundredths: frame.radiatedPower.hundredths - loss - Int32(chance.below(300)))
            let reception = Self.reception(frame, level, at: now + airtime.value)
            guard let heard = arriving(number, other, reception) else { continue }
            schedule(after: airtime.value, other, .heard(heard, radio: 0))
        }
    }

    public static func reception(
        _ frame: Radios.Transmission, _ level: SignalLevel, at time: UInt64
    ) -> Radios.Reception {
        Radios.Reception(
            frequency: frame.frequency, modulation: frame.modulation, checksum: .good,
            level: level, signalToNoise: Decibels(hundredths: -200), frequencyOffset: 120,
            end: RadioTime(microseconds: time / 1_000), channel: 2, payload: frame.payload)
    }
}
