import Airwaves
public import Attestation
public import CoverageRules
import EvidenceLog
import HotspotLogic
public import Primitives
import Seeds
public import Signing
import Units

/// A network whose log can be judged: a real network file, the first rule book, owners' registrations,
/// and then whatever the machines of a `ProofWorld` say.
public enum JudgedNetwork {
    /// The key that signs heads; it stands in the network file.
    public static var logKey: SecretKey { ScriptedLog.key(4) }
    /// Signs rule books and results.
    public static var oracleKey: SecretKey { ScriptedLog.key(3) }
    public static var founderKey: SecretKey { ScriptedLog.key(9) }
    public static var creditKey: SecretKey { ScriptedLog.key(8) }

    public static func owner(_ number: Int) -> SecretKey {
        ScriptedLog.key(500_000 + UInt64(number))
    }

    public static func hotspotKey(_ number: Int) -> SecretKey {
        ScriptedLog.key(1_000 + UInt64(number))
    }

    /// A world of registered hotspots, a hundredth of a degree from each other, the first of them
    /// founding anchors.
    public static func world(
        seed: UInt64, count: Int, periods: NetworkPeriods = .demo, length: Int = 20_000,
        anchors: Int = 2
    ) -> ProofWorld {
        let log = ScriptedLog(
            file: file(periods, anchors: min(anchors, count)), genesis: ProofWorld.genesis,
            periods: periods, length: length)
        post(ruleBook(), by: oracleKey, to: log)
        for number in 0..<count {
            post(registration(number, log.network.id), by: owner(number), to: log)
        }
        return ProofWorld(seed: seed, count: count, periods: periods, beginning: 0, log: log)
    }

    public static func post(
        _ message: some TypedMessage, by key: borrowing SecretKey, to log: ScriptedLog
    ) {
        let receipt = log.post(ScriptedLog.sign(message, log.network.id, key))
        precondition(receipt != nil, "the lab signs what it posts")
    }

    /// The signed network file.
    public static func file(
        _ periods: NetworkPeriods, anchors: Int,
        rules: [UInt8] = CoverageRules.RuleBook.firstRules, selectionTrust: UInt64 = 250
    ) -> [UInt8] {
        let oracle = OracleMember(
            key: oracleKey.publicKey, logKey: logKey.publicKey,
            receiptKey: ScriptedLog.key(2).publicKey, entropyKey: ScriptedLog.key(1).publicKey,
            url: "https://oracle.example")
        let none = Hash256(words: (0, 0, 0, 0))
        let bookHash = SHA256.hash(rules.rawSpan)
        let file = NetworkFile(
            sequence: 1, name: "judged", genesis: ProofWorld.genesis, periods: periods,
            oracles: [oracle], creditKey: creditKey.publicKey,
            anchors: (0..<anchors).map { hotspotKey($0).publicKey }.sorted(),
            fees: NetworkFees(registrationCredits: 0, moveCredits: 0, depositGrains: 0),
            regionTable: UInt64(RegionalPlan.tableVersion), regionTableHash: none,
            ruleBookHash: bookHash,
            pools: [PoolLine(first: Epoch(0), hotspotsGrains: 100_000_000_000)],
            grainsPerCredit: 1_000, floorUnits: 1_000_000, selectionTrust: selectionTrust)
        return signed(payload(of: file))
    }

    private static func payload(of file: NetworkFile) -> [UInt8] {
        do throws(MessageError) {
            return try file.payload()
        } catch {
            preconditionFailure("the lab's network file is refused: \(error)")
        }
    }

    private static func signed(_ payload: [UInt8]) -> [UInt8] {
        let network = NetworkID(ofFile: payload.rawSpan, by: SHA256.self)
        return Statement.sign(
            payload.rawSpan, in: StatementContext(network: network, type: "network"),
            by: founderKey)
    }

    public static func ruleBook(
        _ rules: [UInt8] = CoverageRules.RuleBook.firstRules
    ) -> Attestation.RuleBook {
        Attestation.RuleBook(sequence: 1, version: 1, first: Epoch(0), rules: rules)
    }

    /// As `LabPlace` has the hotspot.
    public static func registration(
        _ number: Int, _ network: NetworkID
    ) -> Attestation.Registration {
        let lab = LabPlace.registration(number)
        let key = hotspotKey(number)
        let owns = ProofHash.ownership(network: network, owner: owner(number).publicKey)
        return Attestation.Registration(
            sequence: 1, hotspotKey: key.publicKey, hotspotSignature: key.sign(owns.bytes),
            place: AssertedPlace(
                cell: lab.cell, height: lab.height, gain: lab.antennaGain, plan: "EU868"),
            radioClass: lab.radioClass, measures: lab.measures, depositCredits: 0)
    }
}
