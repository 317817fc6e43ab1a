import Airwaves
import Attestation
import CoverageRules
import HexGrid
import Primitives
import Signing
import Units

/// What judging costs beside the signatures it needs. A beacon with 14 witnesses has a reveal, and a
/// seal and an opening of each witness: 29 signatures of about 300 bytes at the least.
func coverageRulesBenchmarks() -> [Benchmark] {
    let bench = JudgingBench()
    return [
        Benchmark(group: "oracle", name: "rules of a report", operations: 1_000) {
            var sum: UInt64 = 0
            for _ in 0..<1_000 {
                sum &+= WitnessRules.judge(bench.witness, bench.terms).passed.rawValue
            }
            return sum
        },
        Benchmark(group: "oracle", name: "draw and rules of a beacon", operations: 100) {
            (0..<100).reduce(0) { sum, _ in sum &+ bench.judgeBeacon().passed.rawValue }
        },
        Benchmark(
            group: "oracle", name: "beacon and 14 reports", contender: "signatures alone",
            operations: 1
        ) { bench.signatures() },
        Benchmark(
            group: "oracle", name: "beacon and 14 reports", contender: "earshot", operations: 1
        ) { bench.signatures() &+ bench.judgeGroup() },
    ]
}

private struct JudgingBench {
    let terms: RuleTerms
    private static let terms = RuleTerms(
        network: NetworkID(bits: 7), genesis: Nanoseconds(1_800_000_000_000_000_000),
        periods: .main, selectionTrust: 500, book: .first)
    let beacon: BeaconFacts
    let witness: WitnessFacts
    private let statement: [UInt8]
    private let signer: PublicKey
    private let signature: Signature

    init() {
        let secret = SecretKey.random()
        let message = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        statement = message
        signer = secret.publicKey
        signature = secret.sign(message.rawSpan)
        let terms = Self.terms
        self.terms = terms
        let beaconer = Self.station(1, 47.3769)
        let values = DrawValues(slot: Self.hash(41), spare: Self.hash(42))
        let slots = BeaconSlots(
            network: terms.network, hotspot: beaconer.key, firstValue: Self.hash(40),
            periods: terms.periods, by: SHA256.self)
        let reveal = Self.reveal(beaconer, values, slots, terms)
        let facts = BeaconFacts(
            id: Self.hash(1), reveal: reveal, isSigned: true, station: beaconer, slots: slots,
            values: values,
            drawn: DrawnBeacon(
                reveal, by: beaconer.key, values: values, terms, digest: SHA256.self),
            recordsAfterDraw: 30,
            commitment: ProofHash.commitment(
                network: terms.network, hotspot: beaconer.key, window: reveal.window,
                nonce: reveal.nonce, by: SHA256.self),
            unopenedEarlier: 0, earlierReveals: 0, sameSequence: 0, plansAtPlace: [.eu868],
            positions: PositionHistory())
        let heard = Self.witness(of: facts, terms)
        precondition(BeaconRules.judge(facts, terms).hasPassed, "the beacon is good")
        precondition(WitnessRules.judge(heard, terms).hasPassed, "the report is good")
        beacon = facts
        witness = heard
    }

    func judgeBeacon() -> Verdict {
        var facts = beacon
        facts.drawn = DrawnBeacon(
            facts.reveal, by: PublicKey(bytes: Self.hash(1)), values: facts.values, terms,
            digest: SHA256.self)
        return BeaconRules.judge(facts, terms)
    }

    func judgeGroup() -> UInt64 {
        var sum = judgeBeacon().passed.rawValue
        var candidates: [Candidate] = []
        var arrivals: [Arrival] = []
        for number in UInt32(0)..<14 {
            var facts = witness
            facts.station?.site = 10 + number
            let verdict = WitnessRules.judge(facts, terms)
            if let arrival = Arrival(facts) { arrivals.append(arrival) }
            if let candidate = Candidate(facts, verdict, holdsSite: true, by: SHA256.self) {
                candidates.append(candidate)
            }
        }
        sum &+= UInt64(GroupRules.w17(arrivals, terms.book).count)
        let selected = GroupRules.w19(candidates, in: Epoch(40), terms)
        return sum &+ UInt64(selected.count { $0 == .pass })
    }

    func signatures() -> UInt64 {
        (0..<29).reduce(0) { sum, _ in
            let isValid = Ed25519.isValid(
                signature, of: statement.rawSpan, by: signer)
            return sum &+ (isValid ? 1 : 0)
        }
    }

    static func hash(_ number: UInt64) -> Hash256 { Hash256(words: (number, number, 7, 9)) }

    static func station(_ number: UInt32, _ latitude: Double) -> Station {
        guard let place = try? Coordinate(latitude: latitude, longitude: 8.54),
            let twelve = try? Resolution(12)
        else { preconditionFailure("\(latitude)") }
        return Station(
            hotspot: number, key: PublicKey(bytes: hash(UInt64(number))),
            owner: PublicKey(bytes: hash(100)), cell: Cell(containing: place, resolution: twelve),
            height: Metres(10), gain: Decibels(hundredths: 230), plan: .eu868, radioClass: .full,
            measures: [.signalRSSI], site: number, trust: 600, firstWindow: Window(1))
    }

    static func reveal(
        _ station: Station, _ values: DrawValues, _ slots: BeaconSlots, _ terms: RuleTerms
    ) -> Reveal {
        let plan = RegionalPlan.eu868.rules
        let nonce = hash(5_000)
        let draw = try? BeaconDraw(
            network: terms.network, hotspot: station.key, window: Window(100), nonce: nonce,
            values: values, rules: DrawRules(.eu868, .main), by: SHA256.self)
        guard let draw,
            let frame = try? BeaconFrame(
                network: terms.network, hotspot: station.key, window: Window(100), nonce: nonce,
                draw: draw, at: .slot, values: values, by: SHA256.self)
        else { preconditionFailure("a draw of records that are there") }
        let sent = 100 * 360 * 60_000 + slots.slot.milliseconds
        return Reveal(
            sequence: 1, window: Window(100), slot: .slot, nonce: nonce,
            transmission: Transmission(
                frame: frame.bytes, frequency: plan.beaconChannels[draw.channel],
                spreadingFactor: UInt64(draw.spreadingFactor.rawValue),
                bandwidth: Hertz(125_000), power: plan.maximumEIRP + draw.power,
                powerBasis: .assumed, sent: Nanoseconds(terms.genesis.value + sent * 1_000_000),
                clock: .gps, counterMicroseconds: nil, airtimeMilliseconds: 0, plan: "EU868",
                regionTable: 1),
            radio: RadioDescription(radioClass: .full, measures: [], firmware: .known),
            position: nil, commitments: CommitmentNews())
    }

    static func witness(of beacon: BeaconFacts, _ terms: RuleTerms) -> WitnessFacts {
        let sent = beacon.reveal.transmission
        let reception = Reception(
            frequency: sent.frequency, spreadingFactor: sent.spreadingFactor,
            bandwidth: sent.bandwidth, level: SignalLevel(hundredths: -10_000),
            signal: SignalLevel(hundredths: -10_100), ratio: Decibels(hundredths: 500),
            frequencyErrorHertz: -340, fineNanoseconds: 250_000_000)
        return WitnessFacts(
            id: hash(88),
            report: WitnessReport(
                frame: sent.frame, time: sent.sent, clock: .gps, first: reception),
            isSigned: true, station: station(2, 47.42), beacon: HeardBeacon(beacon, terms),
            seal: SealFacts(
                id: hash(90), window: beacon.reveal.window, recordsBelowSeal: 9,
                recordsBelowOpening: 30),
            unopenedSeals: 0, isEdgeDoubted: false, earlierReports: 0, missing: MissingFields(),
            position: nil, positions: PositionHistory(),
            frequencyErrors: FrequencyErrors(count: 20, sum: -20 * 300))
    }
}
