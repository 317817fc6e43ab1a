internal import Airwaves
internal import Attestation
internal import CoverageRules
internal import Primitives
internal import Signing
internal import Simulation
internal import Units

/// The network of a made-up day: its file, keys, chain and rule book.
struct WorldFounding: Sendable {
    let network: NetworkID
    let periods: NetworkPeriods
    /// Entries 0 to 2.
    let entries: [[UInt8]]
    let oracle: PublicKey
    let logKey: PublicKey
    private let keys: WorldKeys
    /// From the chain's end to its seed.
    private let steps: [Hash256]

    /// 2027-01-01 18:00 UTC.
    static let genesis = Nanoseconds(1_798_826_400_000_000_000)

    init(_ keys: WorldKeys, periods: NetworkPeriods, length: UInt64, anchors: [PublicKey]) {
        self.keys = keys
        self.periods = periods
        let oracle = keys.key("oracle")
        self.oracle = oracle.publicKey
        logKey = keys.key("log").publicKey
        let rules = CoverageRules.RuleBook.firstRules
        let file = Self.file(keys, periods, anchors, SHA256.hash(rules.rawSpan))
        guard let payload = try? file.payload() else {
            preconditionFailure("the world's network file is refused: \(file)")
        }
        network = NetworkID(ofFile: payload.rawSpan, by: SHA256.self)
        var value = keys.secret("chain")
        var steps = [value]
        for _ in 0..<length {
            value = value.withBytes { SHA256.hash($0) }
            steps.append(value)
        }
        self.steps = steps.reversed()
        let end = EntropyChainEnd(
            sequence: 1, chain: EntropyChain(end: value, first: Period(0)), length: length)
        let book = Attestation.RuleBook(sequence: 2, version: 1, first: Epoch(0), rules: rules)
        entries = [
            Self.signed(file, network, by: keys.key("founder")),
            Self.signed(end, network, by: keys.key("entropy")),
            Self.signed(book, network, by: oracle),
        ]
    }

    private static func file(
        _ keys: WorldKeys, _ periods: NetworkPeriods, _ anchors: [PublicKey], _ book: Hash256
    ) -> NetworkFile {
        let oracle = OracleMember(
            key: keys.key("oracle").publicKey, logKey: keys.key("log").publicKey,
            receiptKey: keys.key("receipt").publicKey, entropyKey: keys.key("entropy").publicKey,
            url: "https://oracle.example")
        return NetworkFile(
            sequence: 1, name: "made up", genesis: genesis, periods: periods, oracles: [oracle],
            creditKey: keys.key("credit").publicKey, anchors: anchors.sorted(),
            fees: NetworkFees(registrationCredits: 0, moveCredits: 0, depositGrains: 0),
            regionTable: UInt64(RegionalPlan.tableVersion),
            regionTableHash: Hash256(words: (0, 0, 0, 0)), ruleBookHash: book,
            pools: [PoolLine(first: Epoch(0), hotspotsGrains: 100_000_000_000_000)],
            grainsPerCredit: 1_000, floorUnits: 1_000_000, selectionTrust: 250)
    }

    static func signed(
        _ message: some TypedMessage, _ network: NetworkID, by key: borrowing SecretKey
    ) -> [UInt8] {
        guard let statement = try? message.signed(in: network, by: key) else {
            preconditionFailure("the world wrote what a table refuses: \(message)")
        }
        return statement
    }

    /// The record of a period, and its value. `root` is the log's just past the record before.
    func record(
        _ period: Period, size: UInt64, root: Hash256
    ) -> (statement: [UInt8], value: Hash256) {
        let step = EntropyStep(period: period, value: steps[Int(period.number) + 1])
        let record = EntropyRecord(
            sequence: 10 + period.number, step: step, logSize: size, logRoot: root)
        return (
            Self.signed(record, network, by: keys.key("entropy")),
            step.entropy(network: network, logRoot: root, by: SHA256.self)
        )
    }

    /// The statement by which an owner, who has two, registers a hotspot.
    func registration(_ number: Int, _ stand: Country.Stand) -> [UInt8] {
        let owner = keys.owner(WorldKeys.owner(of: number))
        let claim = OwnershipClaim(of: keys.hotspot(number), for: owner.publicKey, in: network)
        return Self.signed(
            Registration(
                sequence: UInt64(number + 1), hotspotKey: stand.key,
                hotspotSignature: claim.signature,
                place: AssertedPlace(
                    cell: stand.cell, height: Metres(10), gain: stand.gain,
                    plan: Country.plan.description),
                radioClass: .full, measures: WorldWriter.measures, depositCredits: 0),
            network, by: owner)
    }
}
