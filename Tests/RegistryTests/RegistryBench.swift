import Airwaves
import Attestation
import HexGrid
import Maps
import Primitives
import Registry
import Signing
import Units

/// A key by its number: the same one each time.
final class TestKey: Sendable {
    let secret: SecretKey
    var key: PublicKey { secret.publicKey }

    init(_ number: Int) {
        var seed = [UInt8](repeating: 7, count: 32)
        for place in 0..<8 { seed[place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
        guard let key = SecretKey(seed: seed.rawSpan) else {
            preconditionFailure("32 bytes are a seed")
        }
        secret = key
    }
}

/// A log of owners' statements and what the registry makes of it.
struct RegistryBench {
    static let founder = TestKey(1)
    static let oracle = TestKey(2)
    static let receipt = TestKey(3)
    static let entropy = TestKey(4)
    static let credit = TestKey(5)
    static let ingest = TestKey(6)
    static let owner = TestKey(10)
    static let friend = TestKey(11)
    static let anchor = TestKey(20)

    let entryZero: CheckedStatement
    var registry: Registry
    /// The log.
    var entries: [[UInt8]]
    var index: UInt64 { UInt64(entries.count) }
    var sequence: UInt64 = 0

    static let tables = PlaceTables([ShippedMaps.places])
    /// Zurich.
    static let home = cell(47.37, 8.54)
    static let atSea = cell(0, -30)
    static let rules = [0xa5, 0, 0x18, 0xa1, 1, 0x80, 2, 0x80, 3, 0x80, 4, 0x80] as [UInt8]

    static func cell(_ latitude: Double, _ longitude: Double) -> Cell {
        guard let place = try? Coordinate(latitude: latitude, longitude: longitude),
            let resolution = try? Resolution(12)
        else { preconditionFailure("\(latitude) \(longitude) is a place") }
        return Cell(containing: place, resolution: resolution)
    }

    static func file(_ change: (inout NetworkFile) -> Void = { _ in }) -> NetworkFile {
        var file = NetworkFile(
            sequence: 1, name: "bench", genesis: Nanoseconds(1_800_000_000_000_000_000),
            periods: .demo,
            oracles: [
                OracleMember(
                    key: oracle.key, logKey: oracle.key, receiptKey: receipt.key,
                    entropyKey: entropy.key, url: "http://127.0.0.1:1")
            ],
            ingests: [IngestMember(key: ingest.key, name: "ingest")], creditKey: credit.key,
            anchors: [anchor.key],
            balances: [FirstBalance(account: owner.key, credits: 1_000)],
            fees: NetworkFees(registrationCredits: 100, moveCredits: 30, depositGrains: 50_000),
            regionTable: UInt64(RegionalPlan.tableVersion), regionTableHash: none,
            ruleBookHash: Hash256(of: rules.rawSpan, by: SHA256.self),
            pools: [PoolLine(first: Epoch(0), hotspotsGrains: 1_000)], grainsPerCredit: 1_000,
            floorUnits: 1, selectionTrust: 250)
        change(&file)
        return file
    }

    static let none = Hash256(words: (0, 0, 0, 0))

    init(_ file: NetworkFile = RegistryBench.file(), window: UInt64? = 0) {
        guard let payload = try? file.payload() else {
            preconditionFailure("no network file: \(file)")
        }
        let network = NetworkID(fileHash: Hash256(of: payload.rawSpan, by: SHA256.self))
        let bytes = Statement.sign(
            payload.rawSpan, in: StatementContext(network: network, type: "network"),
            by: Self.founder.secret)
        guard
            case .good(let statement) = CheckedStatement.check(
                bytes, network: network, by: Ed25519.self, hashing: SHA256.self,
                entry: { _ in nil }),
            let registry = try? Registry(statement, places: Self.tables)
        else { preconditionFailure("the bench's file founds no registry") }
        entryZero = statement
        self.registry = registry
        entries = [bytes]
        if let window { begin(window) }
    }

    var network: NetworkID { registry.network }

    // MARK: The log

    mutating func begin(_ window: UInt64) {
        do throws(RegistryError) {
            try registry.begin(Window(window), at: index)
        } catch {
            preconditionFailure("\(error)")
        }
        entries.append([])
    }

    mutating func beginEpoch(_ epoch: UInt64) { begin(epoch * 4) }

    func sign<Typed: TypedMessage>(_ message: Typed, by key: TestKey) -> [UInt8] {
        guard let payload = try? message.payload() else {
            preconditionFailure("\(message) is refused by its table")
        }
        return Statement.sign(
            payload.rawSpan, in: StatementContext(network: network, type: Typed.type.name),
            by: key.secret)
    }

    func sign(_ message: Message, by key: TestKey) -> [UInt8] {
        guard let payload = try? message.payload() else {
            preconditionFailure("\(message) is refused by its table")
        }
        return Statement.sign(
            payload.rawSpan, in: StatementContext(network: network, type: message.type.name),
            by: key.secret)
    }

    func check(_ bytes: [UInt8]) -> StatementCheck {
        let entries = entries
        return CheckedStatement.check(
            bytes, network: network, by: Ed25519.self, hashing: SHA256.self,
            entry: { $0 < entries.count ? entries[Int($0)] : nil })
    }

    /// Logs a statement; answers why it has no effect, if it has none.
    @discardableResult
    mutating func log(_ bytes: [UInt8]) -> RefusalCode? {
        switch check(bytes) {
        case .good(let statement):
            let before = registry.refusal(of: statement)
            let code = registry.apply(statement, at: index)
            precondition(before == code, "asked: \(before as Any), applied: \(code as Any)")
            entries.append(bytes)
            return code?.code
        case .refused(_, let refusal): return refusal.code
        case .unknown: preconditionFailure("no statement")
        }
    }

    @discardableResult
    mutating func say<Typed: TypedMessage>(_ message: Typed, by key: TestKey) -> RefusalCode? {
        log(sign(message, by: key))
    }

    mutating func next() -> UInt64 {
        sequence += 1
        return sequence
    }

    // MARK: Statements

    static func place(_ cell: Cell = home, plan: String = "EU868") -> AssertedPlace {
        AssertedPlace(
            cell: cell, height: Metres(12), gain: Decibels(hundredths: 230), plan: plan)
    }

    func ownership(_ hotspot: TestKey, _ owner: TestKey) -> Signature {
        let signed = ProofHash.ownership(network: network, owner: owner.key)
        return hotspot.secret.sign(signed.bytes)
    }

    mutating func registration(
        _ hotspot: TestKey, by owner: TestKey = RegistryBench.owner,
        at place: AssertedPlace = RegistryBench.place(), deposit: UInt64 = 0
    ) -> Registration {
        Registration(
            sequence: next(), hotspotKey: hotspot.key,
            hotspotSignature: ownership(hotspot, owner), place: place, radioClass: .light,
            measures: [.counter, .signalRSSI], depositCredits: deposit)
    }

    /// Registers a hotspot with a key of this number.
    @discardableResult
    mutating func register(
        _ number: Int, by owner: TestKey = RegistryBench.owner,
        at place: AssertedPlace = RegistryBench.place(), deposit: UInt64 = 0
    ) -> RefusalCode? {
        say(registration(TestKey(number), by: owner, at: place, deposit: deposit), by: owner)
    }

    @discardableResult
    mutating func rotate(
        _ hotspot: UInt32, to key: Int, by owner: TestKey = RegistryBench.owner
    ) -> RefusalCode? {
        say(
            Rotation(
                sequence: next(), hotspot: hotspot, hotspotKey: TestKey(key).key,
                hotspotSignature: ownership(TestKey(key), owner)), by: owner)
    }

    @discardableResult
    mutating func move(
        _ hotspot: UInt32, to place: AssertedPlace, by owner: TestKey = RegistryBench.owner
    ) -> RefusalCode? {
        say(LocationChange(sequence: next(), hotspot: hotspot, place: place), by: owner)
    }

    @discardableResult
    mutating func transfer(
        _ hotspot: UInt32, from old: TestKey, to new: TestKey, accepting: TestKey? = nil
    ) -> RefusalCode? {
        let signed = ProofHash.acceptance(
            network: network, hotspot: hotspot, oldOwner: (accepting ?? old).key)
        return say(
            Transfer(
                sequence: next(), hotspot: hotspot, newOwner: new.key,
                acceptance: new.secret.sign(signed.bytes)), by: old)
    }

    @discardableResult
    mutating func grant(
        _ credits: UInt64, to account: TestKey, price: UInt64? = nil
    )
        -> RefusalCode?
    {
        say(
            CreditGrant(
                sequence: next(), account: account.key, credits: credits, grainsPerCredit: price,
                reference: "test"), by: Self.credit)
    }

    /// Two seals of one sequence number, and the proof of it.
    mutating func proof(
        against accused: TestKey, number: UInt64, other: UInt64? = nil,
        inBytes: Bool = true
    ) -> FraudProof {
        let two = [UInt64(1), 2].map { word in
            sign(
                Seal(
                    sequence: word == 1 ? number : other ?? number, window: Window(0),
                    seal: Hash256(words: (word, 0, 0, 0))), by: accused)
        }
        let context = StatementContext(network: network, type: "seal")
        let proven = two.map { bytes in
            FraudProof.ProvenStatement(
                id: (try? SignedStatement(bytes.rawSpan).id(in: context, by: SHA256.self))
                    ?? Self.none,
                bytes: bytes)
        }
        return FraudProof(
            sequence: next(), accused: accused.key, accusedSequence: number,
            statements: proven.sorted { $0.id < $1.id })
    }

    // MARK: Answers

    func hotspot(_ number: UInt32, in window: UInt64) -> RegisteredHotspot? {
        registry.hotspot(HotspotNumber(number), in: Window(window))
    }

    func number(of key: Int, in window: UInt64) -> UInt32? {
        registry.number(of: TestKey(key).key, in: Window(window))?.value
    }
}
