public import Air
internal import Airwaves
internal import Attestation
internal import EvidenceLog
internal import HotspotLogic
internal import Primitives
internal import ProofWorld
internal import Radios
internal import Seeds
internal import Signing
public import Units

/// A whole network in virtual time: hotspots (the daemon's own machine, real keys, real messages),
/// one air, one oracle. One thread, one queue; the same seed gives the same bytes.
///
///     let world = Simulation(settlement, seed: 7, oracle: oracle)
///     try world.run(until: end)
///
/// Owners register their hotspots in the first window; from then on everything follows from the
/// protocol.
public final class Simulation<Oracle: SimulatedOracle> {
    public let oracle: Oracle
    public private(set) var now: Nanoseconds
    public private(set) var counts = SimulationCounts()

    private var air: Airspace
    private var hotspots: [SimulatedHotspot] = []
    /// Which hotspot stands at a station of the air, by the station's number.
    private var atStation: [UInt32: Int] = [:]
    private var queue = EventQueue<Event>()
    private var chance: SeededNumbers
    private let start: Nanoseconds
    private let network: PinnedNetwork
    private let keys: WorldKeys
    private var ownerSequences: [UInt64]

    private enum Event {
        /// The oracle's period begins.
        case period(Period)
        case register(Int)
        /// A hotspot asks the oracle for what is new.
        case poll(Int)
        case wake(Int)
        /// What arrived in the air.
        case air
        case transmitted(Int, number: UInt32, SentFrame)
        /// Statements reach the oracle.
        case post(Int, [OwnStatement])
    }

    /// - Parameters:
    ///   - settlement: where the hotspots stand; the number of a hotspot is its place in it.
    ///   - keys: of the hotspots and of their owners.
    public init(
        _ settlement: Settlement, seed: UInt64, oracle: Oracle,
        channel: any ChannelModel = OpenGround(
            shadowing: Decibels(hundredths: 800), fading: Decibels(hundredths: 200)),
        keys: WorldKeys
    ) throws {
        self.oracle = oracle
        self.keys = keys
        network = oracle.network
        start = network.genesis
        ownerSequences = Array(repeating: 0, count: settlement.sites.count)
        now = network.genesis
        chance = SeededNumbers(seed: seed)
        air = Airspace(seed: seed, channel: channel)
        for (number, site) in settlement.sites.enumerated() {
            let station = try air.join(
                AirStation(
                    name: "hotspot \(number)",
                    place: AirPlace(site.coordinate, height: site.height),
                    antennaGain: site.antennaGain))
            let lab = LabHotspot(
                number: number, network: network, key: keys.hotspot(number),
                seed: chance.next())
            atStation[station.value] = number
            hotspots.append(
                SimulatedHotspot(lab, site, owner: WorldKeys.owner(of: number), station: station))
            queue.add(.register(number), at: now + spread(periods: 3))
        }
        queue.add(.period(Period(0)), at: now)
        for number in hotspots.indices { begin(number) }
    }

    /// Up to that many periods late, so that the world does not act in step.
    private func spread(periods: UInt64) -> Nanoseconds {
        Nanoseconds(chance.next() % (periods * periodLength))
    }

    private var periodLength: UInt64 { network.periods.milliseconds * 1_000_000 }

    // MARK: Time

    public func run(until end: Nanoseconds) throws {
        while let next = queue.next, next <= end, let (time, event) = queue.removeFirst() {
            now = time
            try carryOut(event)
        }
        now = end
    }

    private func carryOut(_ event: Event) throws {
        switch event {
        case .period(let period):
            try oracle.pass(to: now)
            queue.add(.period(Period(period.number + 1)), at: now + Nanoseconds(periodLength))
        case .register(let number): try register(number)
        case .poll(let number): try poll(number)
        case .wake(let number):
            guard hotspots[number].wake == now else { return }
            hotspots[number].wake = nil
            tell(number, .tick)
        case .air: hear()
        case .transmitted(let hotspot, let number, let frame):
            tell(
                hotspot,
                .transmitted(number: number, .sent(frame), airtime: frame.airtime))
        case .post(let number, let statements): try post(statements, of: number)
        }
    }

    private func time() -> HotspotTime {
        HotspotTime(
            uptime: now.gap(to: start), clock: now,
            discipline: ClockEvidence(isKernelSynchronised: true))
    }

    // MARK: A hotspot's life

    private func begin(_ number: Int) {
        tell(number, .started)
        tell(number, .radio(index: 0, SimulatedHotspot.radio))
        tell(number, .place(hotspots[number].place))
        tell(number, .entropyChain(oracle.chainEnd))
        // Each asks at a moment of its own in every period.
        queue.add(.poll(number), at: now + spread(periods: 1))
    }

    private func register(_ number: Int) throws {
        let hotspot = hotspots[number]
        ownerSequences[hotspot.owner] += 1
        let statement = keys.registration(
            of: number, at: hotspot.site, measures: SimulatedHotspot.measures,
            sequence: ownerSequences[hotspot.owner], in: network.id)
        counts.refused(try oracle.take([statement], at: now))
    }

    private func poll(_ number: Int) throws {
        queue.add(.poll(number), at: now + Nanoseconds(periodLength))
        let hotspot = hotspots[number]
        let uptime = now.gap(to: start)
        tell(number, .entropy(try oracle.entropy(hotspot.lab.machine.entropyWanted, asked: uptime)))
        if hotspot.registration == nil || isFirstOfWindow {
            let registration = try oracle.registration(of: hotspot.lab.key.publicKey)
            if registration != hotspot.registration || hotspot.registration == nil {
                hotspots[number].registration = registration
                tell(number, .registered(registration))
            }
        }
        for entry in hotspot.lab.machine.unincluded
        where try oracle.includes(entry.leaf, at: entry.index) {
            tell(number, .included(id: entry.id))
        }
    }

    private var isFirstOfWindow: Bool {
        (now.gap(to: start).value / periodLength)
            .isMultiple(of: network.periods.periodsPerWindow)
    }

    private func tell(_ number: Int, _ event: HotspotEvent) {
        let hotspot = hotspots[number]
        hotspot.lab.tell(event, at: time())
        settle(number)
        let wake = start + hotspot.lab.machine.wake
        guard wake > now, hotspot.wake.map({ wake < $0 }) ?? true else { return }
        hotspot.wake = wake
        queue.add(.wake(number), at: wake)
    }

    /// Carries what the machine wants to the air and to the oracle.
    private func settle(_ number: Int) {
        let lab = hotspots[number].lab
        for item in lab.transmissions { transmit(item.frame, by: number) }
        lab.transmissions.removeAll()
        guard !lab.posts.isEmpty else { return }
        let delay = Nanoseconds(20_000_000 + chance.next() % 400_000_000)
        queue.add(.post(number, lab.posts), at: now + delay)
        lab.posts.removeAll()
    }

    // MARK: The oracle

    private func post(_ statements: [OwnStatement], of number: Int) throws {
        let lab = hotspots[number].lab
        let bytes = statements.map { $0.signed(in: network.id, by: lab.key) }
        let answer = try oracle.take(bytes, at: now)
        counts.statements += statements.count
        counts.refused(answer)
        let leaves = zip(statements, bytes).map { statement, bytes in
            StatementLeaf(id: statement.id, leaf: TreeHash.leaf(bytes.rawSpan, by: SHA256.self))
        }
        for receipt in answer.receipts { tell(number, .receipt(receipt, leaves: leaves)) }
        for refusal in answer.refused {
            if refusal.again {
                let again = statements.filter { $0.id == refusal.statement }
                queue.add(.post(number, again), at: now + Nanoseconds(2 * periodLength))
            } else {
                tell(
                    number,
                    .refused(
                        id: refusal.statement, code: refusal.code,
                        sentence: refusal.detail ?? ""))
            }
        }
    }

    // MARK: The air

    private func transmit(_ frame: Radios.Transmission, by number: Int) {
        let hotspot = hotspots[number]
        guard let airtime = frame.airtime else { return }
        let conducted = frame.radiatedPower - hotspot.site.antennaGain
        let emission = Emission(
            frame: AirFrame(
                frequency: frame.frequency, modulation: frame.modulation,
                framing: frame.framing, hasInvertedPolarity: frame.hasInvertedPolarity,
                syncWord: frame.syncWord, payload: frame.payload),
            power: conducted, start: now, end: now + airtime)
        let sent = SentFrame(
            start: radioTime, airtime: airtime, frequency: frame.frequency,
            conductedPower: conducted)
        do {
            try air.emit(emission, from: hotspot.station)
        } catch {
            preconditionFailure("a machine sent what no air takes: \(error)")
        }
        counts.beacons += 1
        hotspot.onAir.removeAll { $0.upperBound + Airspace.memory < now }
        hotspot.onAir.append(now...emission.end)
        queue.add(.transmitted(number, number: frame.number, sent), at: emission.end)
        // The farthest hear it a third of a millisecond later.
        queue.add(.air, at: emission.end + Nanoseconds(1_000_000))
    }

    private var radioTime: RadioTime { RadioTime(microseconds: now.gap(to: start).value / 1_000) }

    private func hear() {
        for item in air.arrivals(until: now) {
            guard let number = atStation[item.station.value] else { continue }
            let arrival = item.arrival
            let isDeaf = hotspots[number].onAir.contains {
                $0.lowerBound < arrival.end && arrival.start < $0.upperBound
            }
            guard !isDeaf, arrival.checksum == .good else {
                counts.unheard += 1
                continue
            }
            counts.receptions += 1
            tell(number, .heard(reception(arrival), radio: 0))
        }
    }

    private func reception(_ arrival: Arrival) -> Radios.Reception {
        let ratio = arrival.signalToNoise
        // What of the channel's power is the frame's, as a concentrator tells it.
        let signal = arrival.level + min(Decibels(hundredths: 0), ratio)
        return Radios.Reception(
            frequency: arrival.frame.frequency, modulation: arrival.frame.modulation,
            checksum: .good, level: arrival.level, signalLevel: signal, signalToNoise: ratio,
            frequencyOffset: arrival.frequencyOffset,
            end: RadioTime(microseconds: arrival.end.gap(to: start).value / 1_000), channel: 0,
            payload: arrival.frame.payload)
    }
}

/// What happened in a world.
public struct SimulationCounts: Sendable {
    public var beacons = 0
    public var receptions = 0
    /// Damaged by another frame, or while the radio was sending.
    public var unheard = 0
    public var statements = 0
    /// By the refusal's code, ascending.
    public private(set) var refusals: [(code: String, count: Int)] = []

    mutating func refused(_ answer: IngestAnswer) {
        for refusal in answer.refused {
            if let place = refusals.firstIndex(where: { $0.code == refusal.code }) {
                refusals[place].count += 1
            } else {
                refusals.append((refusal.code, 1))
                refusals.sort { $0.code < $1.code }
            }
        }
    }
}
