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
    public internal(set) var counts = SimulationCounts()

    var air: Airspace
    var hotspots: [SimulatedHotspot] = []
    /// Which hotspot stands at a station of the air, by the station's number.
    var atStation: [UInt32: Int] = [:]
    var queue = EventQueue<Event>()
    var chance: SeededNumbers
    let start: Nanoseconds
    let network: PinnedNetwork
    let keys: WorldKeys
    private var ownerSequences: [UInt64]
    /// One near each hotspot, and who buys what they send.
    var devices: [SimulatedDevice] = []
    var deviceAt: [UInt32: Int] = [:]
    var buyers: PacketBuyers

    enum Event {
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
        case routes
        /// A device sends.
        case packet(Int)
        /// The window is over: those who bought packets in it say so.
        case receipts(Window)
    }

    /// - Parameters:
    ///   - settlement: where the hotspots stand; the number of a hotspot is its place in it.
    ///   - keys: of the hotspots and of their owners.
    ///   - packets: so many are sent near each hotspot in each epoch.
    public init(
        _ settlement: Settlement, seed: UInt64, oracle: Oracle,
        channel: any ChannelModel = OpenGround(
            shadowing: Decibels(hundredths: 800), fading: Decibels(hundredths: 200)),
        keys: WorldKeys, packets: UInt64 = 0
    ) throws {
        self.oracle = oracle
        self.keys = keys
        network = oracle.network
        start = network.genesis
        ownerSequences = Array(repeating: 0, count: settlement.sites.count)
        now = network.genesis
        chance = SeededNumbers(seed: seed)
        air = Airspace(seed: seed, channel: channel)
        buyers = PacketBuyers(keys, network.id)
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
        if packets > 0 { try beginPackets(packets, near: settlement, seed: seed) }
    }

    /// Up to that many periods late, so that the world does not act in step.
    private func spread(periods: UInt64) -> Nanoseconds {
        Nanoseconds(chance.next() % (periods * periodLength))
    }

    var periodLength: UInt64 { network.periods.milliseconds * 1_000_000 }

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
        case .routes: counts.refused(try oracle.take(buyers.routes, at: now))
        case .packet(let device): sendPacket(device)
        case .receipts(let window): try postReceipts(of: window)
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

    func tell(_ number: Int, _ event: HotspotEvent) {
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
}
