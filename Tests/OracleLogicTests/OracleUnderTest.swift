import Airwaves
import Attestation
import HexGrid
import Maps
import OracleAPI
import OracleLogic
import Primitives
import Registry
import ScriptedOracle
import Signing
import Units

/// A key by its number: the same one each time.
final class TestKey: Sendable {
    let secret: SecretKey
    var key: PublicKey { secret.publicKey }

    init(_ number: Int) {
        var seed = [UInt8](repeating: 5, count: 32)
        for place in 0..<8 { seed[place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
        guard let key = SecretKey(seed: seed.rawSpan) else {
            preconditionFailure("32 bytes are a seed")
        }
        secret = key
    }
}

/// What the same tests ask of the product's oracle and of the script that stands in for one.
protocol OracleUnderTest {
    var network: ScriptedNetwork { get }
    /// Makes the record of a period.
    mutating func record(_ period: UInt64)
    /// Offers a statement; answers the code of its refusal, nothing when it is taken.
    mutating func offer(_ statement: [UInt8]) -> String?
    func unopened(of key: PublicKey) -> [CommitmentNews.Commitment]?
}

enum Subject: String, CaseIterable {
    case product, script

    func made(_ periods: NetworkPeriods = .main) -> any OracleUnderTest {
        switch self {
        case .product: LogicUnderTest(periods)
        case .script: ScriptUnderTest(periods)
        }
    }
}

struct ScriptUnderTest: OracleUnderTest {
    let network: ScriptedNetwork
    private var oracle: ScriptedOracle
    private var now: Nanoseconds

    init(_ periods: NetworkPeriods) {
        network = TestNetwork.make(periods)
        oracle = ScriptedOracle(network, chainLength: 60_000)
        now = network.genesis
        record(0)
    }

    mutating func record(_ period: UInt64) {
        now = network.start(of: Period(period))
        oracle.advance(to: now)
    }

    mutating func offer(_ statement: [UInt8]) -> String? {
        let request = ScriptedRequest(
            method: "POST", target: "/v1/statements", contentType: "application/cbor-seq",
            body: statement, came: now)
        guard let answer = oracle.answer(request, at: now), answer.status == 200,
            let read = try? IngestAnswer(parsing: answer.body.rawSpan),
            read.receipts.count + read.refused.count == 1
        else { preconditionFailure("one statement has one answer") }
        return read.refused.first?.code
    }

    func unopened(of key: PublicKey) -> [CommitmentNews.Commitment]? {
        var oracle = oracle
        let request = ScriptedRequest(
            method: "GET", target: "/v1/hotspots/\(Address(key))", came: now)
        guard let answer = oracle.answer(request, at: now) else { return nil }
        return (try? HotspotView(parsing: answer.body.rawSpan))?.unopened
    }
}

struct LogicUnderTest: OracleUnderTest {
    let network: ScriptedNetwork
    let entryZero: CheckedStatement
    private(set) var logic: OracleLogic
    /// The log, as it would be read again.
    private(set) var entries: [CheckedStatement]
    private var known: Set<Hash256> = []
    private(set) var outcomes: [OracleLogic.Outcome] = []

    init(_ periods: NetworkPeriods, begins: Bool = true) {
        network = TestNetwork.make(periods)
        guard case .good(let file) = Self.check(network.file, network, []),
            let logic = try? OracleLogic(file, places: TestNetwork.tables)
        else { preconditionFailure("the script's file founds a network") }
        entryZero = file
        self.logic = logic
        entries = [file]
        if begins { record(0) }
    }

    static func check(
        _ bytes: [UInt8], _ network: ScriptedNetwork, _ entries: [CheckedStatement]
    ) -> StatementCheck {
        CheckedStatement.check(
            bytes, network: network.id, by: Ed25519.self, hashing: SHA256.self,
            entry: { $0 < entries.count ? entries[Int($0)].bytes : nil })
    }

    mutating func record(_ period: UInt64) {
        let record = EntropyRecord(
            sequence: UInt64(entries.count),
            step: EntropyStep(period: Period(period), value: network.hash), logSize: 2,
            logRoot: network.hash)
        let refusal = log(TestNetwork.sign(record, network, by: network.keys.entropy))
        precondition(refusal == nil, "\(refusal as Any)")
    }

    /// Logs what was asked before, or what an oracle logs unasked.
    @discardableResult
    mutating func log(_ bytes: [UInt8]) -> StatementRefusal? {
        guard case .good(let statement) = Self.check(bytes, network, entries) else {
            preconditionFailure("only what is well formed is logged")
        }
        do throws(RegistryError) {
            let outcome = try logic.apply(statement, at: UInt64(entries.count))
            entries.append(statement)
            outcomes.append(outcome)
            return outcome.refusal
        } catch { preconditionFailure("\(error)") }
    }

    mutating func offer(_ bytes: [UInt8]) -> String? {
        switch Self.check(bytes, network, entries) {
        case .unknown: preconditionFailure("no statement")
        case .refused(_, let refusal): return refusal.code.rawValue
        case .good(let statement):
            guard !known.contains(statement.id) else { return nil }
            if let refusal = logic.refusal(of: statement) { return refusal.code.rawValue }
            let late = log(bytes)
            precondition(late == nil, "taken and refused: \(late as Any)")
            known.insert(statement.id)
            return nil
        }
    }

    mutating func settle(_ settlement: Settlement, of epoch: UInt64) {
        logic.add(settlement, of: Epoch(epoch))
    }

    func unopened(of key: PublicKey) -> [CommitmentNews.Commitment]? {
        logic.view(of: Address(key))?.unopened
    }
}

enum TestNetwork {
    static let tables = PlaceTables([ShippedMaps.places])
    static let none = Hash256(words: (0, 0, 0, 0))
    static let home = cell(47.37, 8.54)
    static let owner = TestKey(200)

    static func cell(_ latitude: Double, _ longitude: Double) -> Cell {
        guard let place = try? Coordinate(latitude: latitude, longitude: longitude),
            let resolution = try? Resolution(12)
        else { preconditionFailure("a place") }
        return Cell(containing: place, resolution: resolution)
    }

    static func make(_ periods: NetworkPeriods) -> ScriptedNetwork {
        ScriptedNetwork(
            name: "bench", keys: OracleKeys(seed: 3), periods: periods,
            genesis: Nanoseconds(1_800_000_000_000_000_000), url: "http://127.0.0.1:1")
    }

    static func sign<Typed: TypedMessage>(
        _ message: Typed, _ network: ScriptedNetwork, by key: borrowing SecretKey
    ) -> [UInt8] {
        guard let payload = try? message.payload() else {
            preconditionFailure("\(message) is refused by its table")
        }
        return Statement.sign(
            payload.rawSpan,
            in: StatementContext(network: network.id, type: Typed.type.name), by: key)
    }

    static func place(_ cell: Cell = home, plan: String = "EU868") -> AssertedPlace {
        AssertedPlace(
            cell: cell, height: Metres(12), gain: Decibels(hundredths: 230), plan: plan)
    }
}

extension OracleUnderTest {
    func sign<Typed: TypedMessage>(_ message: Typed, by key: TestKey) -> [UInt8] {
        TestNetwork.sign(message, network, by: key.secret)
    }

    mutating func say<Typed: TypedMessage>(_ message: Typed, by key: TestKey) -> String? {
        offer(sign(message, by: key))
    }

    func registration(
        _ hotspot: TestKey, sequence: UInt64, plan: String = "EU868",
        owned by: TestKey = TestNetwork.owner
    ) -> Registration {
        let signed = ProofHash.ownership(network: network.id, owner: by.key)
        return Registration(
            sequence: sequence, hotspotKey: hotspot.key,
            hotspotSignature: hotspot.secret.sign(signed.bytes),
            place: TestNetwork.place(plan: plan), radioClass: .light,
            measures: [.counter, .signalRSSI], depositCredits: 0)
    }

    /// Registers hotspots 1 to `count` and goes on to a window.
    mutating func begin(_ count: Int = 1, window: UInt64 = 100) {
        for number in 1...count {
            let code = say(
                registration(TestKey(number), sequence: UInt64(number)), by: TestNetwork.owner)
            precondition(code == nil, "\(code as Any)")
        }
        record(window * network.periods.periodsPerWindow)
    }

    func seal(_ sequence: UInt64, window: UInt64) -> Seal {
        Seal(sequence: sequence, window: Window(window), seal: TestNetwork.none)
    }
}
