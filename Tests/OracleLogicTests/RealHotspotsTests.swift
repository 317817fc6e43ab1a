import Airwaves
import Attestation
import HexGrid
import HotspotLogic
import OracleAPI
import OracleLogic
import Primitives
import ProofWorld
import Registry
import Signing
import Testing
import Units

@Suite("OracleLogic: what real hotspot machines send is taken, all of it")
struct RealHotspotsTests {
    /// A network of the lab's keys, and a world of hotspots that were registered before it began.
    private func world(_ count: Int) throws -> (ProofWorld, NetworkID) {
        let scripted = ScriptedLog.network(
            id: NetworkID(bits: 0), genesis: ProofWorld.genesis, periods: .demo)
        let founder = ScriptedLog.key(90)
        let file = NetworkFile(
            sequence: 1, name: "world", genesis: ProofWorld.genesis, periods: .demo,
            oracles: [
                OracleMember(
                    key: scripted.oracle.key, logKey: scripted.oracle.logKey,
                    receiptKey: scripted.oracle.receiptKey,
                    entropyKey: scripted.oracle.entropyKey, url: "http://127.0.0.1:1")
            ], creditKey: founder.publicKey,
            fees: NetworkFees(registrationCredits: 0, moveCredits: 0, depositGrains: 0),
            regionTable: UInt64(RegionalPlan.tableVersion), regionTableHash: TestNetwork.none,
            ruleBookHash: TestNetwork.none,
            pools: [PoolLine(first: Epoch(0), hotspotsGrains: 1)], grainsPerCredit: 1,
            floorUnits: 1, selectionTrust: 250)
        let payload = try file.payload()
        let network = NetworkID(fileHash: Hash256(of: payload.rawSpan, by: SHA256.self))
        let bytes = Statement.sign(
            payload.rawSpan, in: StatementContext(network: network, type: "network"), by: founder)
        let log = ScriptedLog(
            file: bytes, genesis: ProofWorld.genesis, periods: .demo, length: 3_000)
        // Who a machine is, is known when the world is made: the same world twice.
        let keys = ProofWorld(seed: 4, count: count, beginning: 0).hotspots.map {
            $0.key.publicKey
        }
        for (number, key) in keys.enumerated() {
            try #require(log.post(registration(number, key, network)) != nil)
        }
        let world = ProofWorld(seed: 4, count: count, beginning: 0, log: log)
        #expect(world.hotspots.map { $0.key.publicKey } == keys)
        return (world, network)
    }

    private func registration(
        _ number: Int, _ hotspot: PublicKey, _ network: NetworkID
    ) throws -> [UInt8] {
        let owner = ScriptedLog.key(91)
        let own = LabPlace.registration(number)
        let signed = ProofHash.ownership(network: network, owner: owner.publicKey)
        let key = ScriptedLog.key(1_000 + UInt64(number))
        try #require(key.publicKey == hotspot, "the lab's keys are numbered")
        return ScriptedLog.sign(
            Registration(
                sequence: UInt64(number + 1), hotspotKey: hotspot,
                hotspotSignature: key.sign(signed.bytes),
                place: AssertedPlace(
                    cell: own.cell, height: own.height, gain: own.antennaGain, plan: "EU868"),
                radioClass: own.radioClass, measures: own.measures, depositCredits: 0), network,
            owner)
    }

    @Test("three demo epochs of five hotspots: no statement of theirs is refused")
    func honest() throws {
        let (world, network) = try world(5)
        world.run(periods: 3 * 240 + 60)
        let bytes = world.log.entries.map(\.bytes)
        func check(_ entry: [UInt8]) -> CheckedStatement? {
            let result = CheckedStatement.check(
                entry, network: network, by: Ed25519.self, hashing: SHA256.self,
                entry: { $0 < bytes.count ? bytes[Int($0)] : nil })
            guard case .good(let statement) = result else { return nil }
            return statement
        }
        let file = try #require(check(bytes[0]))
        var logic = try OracleLogic(file, places: TestNetwork.tables)
        var types: [Attestation.MessageType: Int] = [:]
        for (index, entry) in bytes.enumerated().dropFirst() {
            let statement = try #require(check(entry), "entry \(index)")
            types[statement.type, default: 0] += 1
            if statement.type != .entropy, statement.type != .entropyChain {
                let refusal = logic.refusal(of: statement)
                if let refusal {
                    Issue.record("entry \(index), \(statement.type.name): \(refusal)")
                }
            }
            let outcome = try logic.apply(statement, at: UInt64(index))
            #expect(outcome.refusal == nil, "entry \(index)")
        }
        #expect(logic.registry.hotspotCount == 5)
        #expect(types[.seal, default: 0] > 50 && types[.reveal, default: 0] > 40)
        #expect(types[.bundle, default: 0] > 10)
        #expect(logic.newestClosed == Epoch(2))
        for hotspot in world.hotspots {
            let key = hotspot.key.publicKey
            let view = try #require(logic.view(of: Address(key)))
            #expect(view.unopened == world.log.unopened(of: key).filter { $0.window > Window(0) })
        }
    }

    /// The world's log as an oracle reads it again.
    private func entries() throws -> [CheckedStatement] {
        let (world, network) = try world(5)
        world.run(periods: 3 * 240 + 60)
        let bytes = world.log.entries.map(\.bytes)
        return try bytes.map { entry in
            let result = CheckedStatement.check(
                entry, network: network, by: Ed25519.self, hashing: SHA256.self,
                entry: { $0 < bytes.count ? bytes[Int($0)] : nil })
            guard case .good(let statement) = result else { throw NotGood() }
            return statement
        }
    }

    private struct NotGood: Error {}

    /// What was kept goes on as a value of its own.
    private func restored(_ logic: OracleLogic, _ file: CheckedStatement) throws -> OracleLogic {
        let registry = try Registry(
            decoding: logic.registry.encoded().rawSpan, file: file, places: TestNetwork.tables)
        return try OracleLogic(decoding: logic.encoded().rawSpan, registry: registry)
    }

    @Test("kept and read again at any entry, it refuses and counts the same to the end")
    func cuts() throws {
        let entries = try entries()
        var whole = try OracleLogic(entries[0], places: TestNetwork.tables)
        var cut: [OracleLogic] = []
        for (index, entry) in entries.enumerated().dropFirst() {
            // At each of 1 in 23 entries one more begins.
            if index % 23 == 5 { cut.append(try restored(whole, entries[0])) }
            let outcome = try whole.apply(entry, at: UInt64(index))
            let next = entries[min(index + 1, entries.count - 1)]
            let refusal = whole.refusal(of: next)
            for place in cut.indices {
                let other = try cut[place].apply(entry, at: UInt64(index))
                if other.refusal != outcome.refusal || other.closed != outcome.closed
                    || cut[place].refusal(of: next) != refusal
                {
                    Issue.record("cut \(place) at entry \(index)")
                }
            }
        }
        let (registry, counts) = (whole.registry.encoded(), whole.encoded())
        #expect(cut.count > 20 && counts.count > 1_000)
        for other in cut {
            #expect(other.registry.encoded() == registry && other.encoded() == counts)
        }
    }

    @Test("every byte of it that is changed is refused or read as what it says, in one spelling")
    func changed() throws {
        let entries = try entries()
        var logic = try OracleLogic(entries[0], places: TestNetwork.tables)
        for (index, entry) in entries.enumerated().dropFirst() {
            try logic.apply(entry, at: UInt64(index))
        }
        let good = logic.encoded()
        var codes: Set<OracleLogicError.Code> = []
        func read(_ bytes: [UInt8]) {
            do throws(OracleLogicError) {
                let other = try OracleLogic(decoding: bytes.rawSpan, registry: logic.registry)
                #expect(other.encoded() == bytes)
            } catch {
                codes.insert(error.code)
                #expect(error.description.hasPrefix("counts: "))
            }
        }
        for place in good.indices.prefix(6_000) {
            var bytes = good
            bytes[place] ^= 1 << UInt8(place % 8)
            read(bytes)
        }
        for count in [0, 1, good.count / 2, good.count - 1] { read(Array(good.prefix(count))) }
        read(good + good)
        // The same records in another order.
        func signer(_ key: UInt64) -> [UInt8] {
            var writer = CBORWriter()
            writer.beginMap(3)
            writer.key(0)
            writer.unsigned(LogicKind.signer)
            writer.key(1)
            writer.bytes(PublicKey(bytes: Hash256(words: (key, 0, 0, 0))))
            writer.key(2)
            writer.unsigned(7)
            writer.endMap()
            return writer.finish()
        }
        let fresh = try OracleLogic(entries[0], places: TestNetwork.tables)
        let head = fresh.encoded()
        let (a, b) = (signer(8), signer(9))
        for (bytes, isRight) in [(head + a + b, true), (head + b + a, false)] {
            let read = try? OracleLogic(decoding: bytes.rawSpan, registry: fresh.registry)
            #expect((read != nil) == isRight)
        }
        read(head)
        #expect(codes == Set(OracleLogicError.Code.allCases), "\(codes)")
    }
}

/// The number that stands for a key's count.
private enum LogicKind {
    static let signer: UInt64 = 4
}
