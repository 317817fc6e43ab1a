public import Attestation
public import HotspotLogic
import OracleAPI
import Primitives
import ProofExchange
public import ProofWorld
import Radios
public import ScriptedOracle
import Seeds
import Signing
public import Units

/// Whole boxes but for their threads, an air without interference, and a scripted oracle behind its
/// own codecs: everything from one virtual time, event by event. What goes wrong is switched on by
/// whoever runs it.
public final class BoxWorld {
    public let network: ScriptedNetwork
    public var oracle: ScriptedOracle
    public private(set) var boxes: [WorldBox] = []
    /// Since the start of the world.
    public private(set) var now = Nanoseconds(0)
    /// What is wrong with a box's clock, in nanoseconds.
    public var clockError: [Int64] = []
    public var evidence: [ClockEvidence] = []
    /// Whether a box reaches the oracle.
    public var isReachable: [Bool] = []
    /// Every frame that was on the air, with its sender.
    public private(set) var sent: [(sender: Int, at: Nanoseconds, frame: [UInt8])] = []

    private var due: [(at: Nanoseconds, action: Action)] = []
    private var chance: SeededNumbers
    private let beginning: Nanoseconds
    private let period: UInt64

    private enum Action {
        case tell(Int, HotspotEvent)
        case restart(Int)
    }

    /// From a request to its answer.
    static let latency = Nanoseconds(40_000_000)

    /// - Parameter age: how many periods after genesis the world begins.
    public init(
        seed: UInt64, count: Int, periods: NetworkPeriods = .demo, age: UInt64 = 5,
        length: UInt64 = 20_000
    ) {
        network = ScriptedNetwork(
            name: "world", keys: OracleKeys(seed: seed), periods: periods,
            genesis: Nanoseconds(1_800_000_000_000_000_000), url: "http://127.0.0.1:1")
        oracle = ScriptedOracle(network, chainLength: length)
        chance = SeededNumbers(seed: seed)
        period = periods.milliseconds * 1_000_000
        beginning = network.start(of: Period(age))
        let pinned = Self.pinned(network)
        oracle.advance(to: clock)
        for number in 0..<count {
            let box = WorldBox(
                number: number, network: pinned, url: network.endpoint.url,
                seed: seed &* 1_000 + UInt64(number))
            boxes.append(box)
            clockError.append(0)
            evidence.append(ClockEvidence(isKernelSynchronised: true))
            isReachable.append(true)
            register(box)
        }
        for number in 0..<count { begin(number) }
    }

    private static func pinned(_ network: ScriptedNetwork) -> PinnedNetwork {
        do throws(NetworkFileError) {
            return try PinnedNetwork(
                network.file.rawSpan, pinned: network.hash, hashing: SHA256.self,
                checking: Ed25519.self)
        } catch { preconditionFailure("the script's network file: \(error)") }
    }

    private func register(_ box: WorldBox) {
        let place = LabPlace.registration(box.number)
        oracle.register(
            box.key.publicKey,
            at: HotspotView.Place(
                cell: place.cell, height: place.height, gain: place.antennaGain, plan: place.plan),
            radioClass: place.radioClass, measures: place.measures)
    }

    // MARK: Time

    /// The oracle's clock, which is right.
    public var clock: Nanoseconds { beginning + now }

    public var current: Period { network.period(at: clock) ?? Period(0) }

    /// A box's clocks; its uptime never goes back, also where the power fails.
    func time(of box: Int) -> HotspotTime {
        let clock = Int64(clock.value) + clockError[box]
        return HotspotTime(
            uptime: now + Nanoseconds(1_000_000_000), clock: Nanoseconds(UInt64(max(0, clock))),
            discipline: evidence[box])
    }

    public func run(periods count: UInt64) {
        let end = now + Nanoseconds(count * period)
        while now < end { advance(to: end) }
    }

    /// To the next thing that happens.
    private func advance(to end: Nanoseconds) {
        let past = clock.gap(to: network.genesis).value
        var next = min(end, now + Nanoseconds(period - past % period))
        for item in due { next = min(next, item.at) }
        for box in boxes {
            let wake = box.exchange.due
            next = min(next, Nanoseconds(max(wake.value, 1_000_000_000) - 1_000_000_000))
            for open in box.open { next = min(next, moment(of: open)) }
        }
        // A box that is due and cannot proceed must not stop the world.
        now = max(next, now + Nanoseconds(1_000_000))
        oracle.advance(to: clock)
        carryOutDue()
        for number in boxes.indices {
            answer(number)
            if boxes[number].exchange.due <= time(of: number).uptime { settle(number) }
        }
    }

    private func carryOutDue() {
        let ready = due.filter { $0.at <= now }.sorted { $0.at < $1.at }
        due.removeAll { $0.at <= now }
        for item in ready {
            switch item.action {
            case .tell(let number, let event): tell(number, event)
            case .restart(let number): begin(number)
            }
        }
    }

    // MARK: A box's life

    private func begin(_ number: Int) {
        guard boxes[number].restart(at: time(of: number)) else { return fail(number) }
        tell(number, .radio(index: 0, LabPlace.radio()))
        tell(number, .place(LabPlace.place(number)))
    }

    public func tell(_ number: Int, _ event: HotspotEvent) {
        // What comes while the box has no power is lost.
        guard !isDown(number) else { return }
        guard boxes[number].tell(event, at: time(of: number)) else { return fail(number) }
        settle(number)
    }

    private func tell(_ number: Int, _ event: OracleEvent) {
        guard !isDown(number) else { return }
        guard boxes[number].tell(event, at: time(of: number)) else { return fail(number) }
        settle(number)
    }

    private func settle(_ number: Int) {
        guard !isDown(number) else { return }
        guard boxes[number].settle(at: time(of: number)) else { return fail(number) }
        let wanted = boxes[number].transmissions
        boxes[number].transmissions.removeAll()
        for case .transmit(let frame, _) in wanted { transmit(frame, by: number) }
    }

    private func isDown(_ number: Int) -> Bool {
        due.contains { item in if case .restart(number) = item.action { true } else { false } }
    }

    /// The power is gone: everything on its way to the box is lost, and it starts a little later.
    private func fail(_ number: Int) {
        due.removeAll { item in
            if case .tell(number, _) = item.action { true } else { false }
        }
        boxes[number].open.removeAll()
        boxes[number].transmissions.removeAll()
        due.append((now + Nanoseconds(period / 3), .restart(number)))
    }

    public func cutPower(_ number: Int) {
        guard !isDown(number) else { return }
        boxes[number].crash()
        fail(number)
    }

    // MARK: The oracle

    /// When something becomes of a request at the latest.
    private func moment(of open: (request: OracleRequest, came: Nanoseconds)) -> Nanoseconds {
        let came = Nanoseconds(open.came.value - 1_000_000_000)
        if isSilent { return came + open.request.timeOut }
        let first = came + Self.latency
        guard now >= first, case .entropy(_, _, let wait) = open.request.resource else {
            return first
        }
        // Asked again at each record, and at the end of its wait.
        return max(now + Nanoseconds(1), came + Nanoseconds(wait * 1_000_000_000))
    }

    private var isSilent: Bool {
        oracle.faults.contains(.silent) || oracle.faults.contains(.drip)
    }

    private func answer(_ number: Int) {
        for open in boxes[number].open {
            guard let event = event(for: open, of: number) else { continue }
            boxes[number].open.removeAll { $0.request.id == open.request.id }
            tell(number, event)
        }
    }

    private func event(
        for open: (request: OracleRequest, came: Nanoseconds), of number: Int
    ) -> OracleEvent? {
        let (id, came) = (open.request.id, Nanoseconds(open.came.value - 1_000_000_000))
        guard now >= came + Self.latency else { return nil }
        if !isReachable[number] || oracle.faults.contains(.away) {
            return .failed(id, OracleFailure(.unreachable, "nobody listens there"))
        }
        if isSilent {
            guard now >= came + open.request.timeOut else { return nil }
            return .failed(id, OracleFailure(.tooSlow, "not whole in time"))
        }
        let request = ScriptedRequest(
            method: open.request.resource.isPost ? "POST" : "GET",
            target: String(open.request.url.dropFirst(network.endpoint.url.count)),
            contentType: open.request.contentType, body: open.request.body, came: beginning + came)
        return oracle.answer(request, at: clock).map { .answered(id, $0.seen) }
    }

    // MARK: The air

    private func transmit(_ frame: Radios.Transmission, by number: Int) {
        let airtime = frame.airtime ?? Nanoseconds(0)
        let end = now + airtime
        sent.append((number, now, frame.payload))
        let confirmed = SentFrame(
            start: RadioTime(microseconds: now.value / 1_000), airtime: airtime,
            frequency: frame.frequency,
            conductedPower: SignalLevel(hundredths: frame.radiatedPower.hundredths - 200))
        due.append(
            (
                end,
                .tell(
                    number,
                    .transmitted(number: frame.number, .sent(confirmed), airtime: airtime))
            ))
        for other in boxes.indices where other != number {
            let level = SignalLevel(hundredths: -8_000 - Int32(chance.below(300)))
            let reception = ProofWorld.reception(frame, level, at: end.value)
            due.append((end, .tell(other, .heard(reception, radio: 0))))
        }
    }

    /// The log as a judge reads it: every signature checked.
    public var log: LogView {
        LogView(
            oracle.log, network: network.id, genesis: network.genesis, periods: network.periods)
    }
}
