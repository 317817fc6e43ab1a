import Attestation
import Epochs
import HexGrid
import OracleAPI
import OracleLogic
import Primitives
import Registry
import Signing
import Testing
import Units

@testable import OracleHost

@Suite("An oracle's registry: what pay did, and proofs by index, through restarts")
struct SettledOracleTests {
    /// An owner with 1,000 credits, whose route buys packets of its hotspot in epoch 1; epoch 0 is kept,
    /// and the record that closes epoch 1 is logged.
    private func buyer() throws -> OracleBench {
        let bench = try OracleBench(rules: OracleBench.firstRules())
        let founder = try KeyFile.read("\(bench.data.keys)/\(OracleKeys.founderFile)")
        let route = TestKey()
        let grant = CreditGrant(
            sequence: 7, account: bench.owner.key.publicKey, credits: 1_000, reference: "gift")
        let routeKey = RouteKey(
            sequence: 1_000, route: 0, receiptKey: route.key.publicKey,
            router: route.key.publicKey, isActive: true)
        let first = try bench.post(
            bench.sign(grant, by: founder), bench.registration(of: TestKey().key))
        let second = try bench.post(bench.sign(routeKey, by: bench.owner.key))
        try #require(first.refused.isEmpty && second.refused.isEmpty)
        try bench.pass(250)
        try keep(bench, 0)
        let payload = try receipt(of: bench.owner.key.publicKey, window: 4).payload()
        let bought = Statement.sign(
            payload.rawSpan,
            in: StatementContext(network: bench.founded.network, type: "packet-receipt"),
            by: route.key)
        try #require(try bench.post(bought).refused.isEmpty)
        try bench.pass(240)
        return bench
    }

    /// Two packets of ten credits each, of hotspot 0.
    private func receipt(of account: PublicKey, window: UInt64) -> Message {
        let packets = [UInt8(1), 2].map { number in
            MessageValue.record([
                .bytes([UInt8](repeating: number, count: 16)), .unsigned(240),
            ])
        }
        return Message(
            .packetReceipt, ("sequence", .unsigned(1)),
            ("account", .bytes(account.bytes.bytes)), ("route", .unsigned(0)),
            ("window", .unsigned(window)), ("salt_hash", .bytes([UInt8](repeating: 3, count: 32))),
            ("entries", .list([.record([.unsigned(0), .list(packets)])])))
    }

    @discardableResult
    private func keep(_ bench: OracleBench, _ epoch: UInt64) throws -> EpochOutcome {
        let task = try #require(bench.host.epochTask)
        #expect(task.epoch == Epoch(epoch))
        let outcome = try task.run(dividing: SerialDivision())
        try bench.host.keep(outcome)
        return outcome
    }

    private func credits(_ bench: OracleBench) -> UInt64 {
        bench.host.logic.registry.credits(of: bench.owner.key.publicKey)
    }

    /// After a restart the registry is the same to the byte.
    private func expectSame(_ bench: OracleBench) throws {
        let before = bench.host.logic.registry.encoded()
        try bench.restart()
        let isSame = bench.host.logic.registry.encoded() == before
        #expect(isSame)
        #expect(bench.host.unsettled == nil)
    }

    @Test("what packets burned leaves the account where F lets it: live, and after a restart")
    func settled() throws {
        let bench = try buyer()
        let outcome = try keep(bench, 1)
        #expect(outcome.settlement.spent.map(\.credits) == [20])
        try bench.pass(238)
        #expect(credits(bench) == 1_000)
        try expectSame(bench)
        #expect(credits(bench) == 1_000)
        try bench.pass(3)
        #expect(credits(bench) == 980)
        try expectSame(bench)
        let next = try keep(bench, 2)
        #expect(next.next.registry.credits(of: bench.owner.key.publicKey) == 1_000)
        try bench.pass(240)
        try keep(bench, 3)
        #expect(bench.host.epochs.registry.credits(of: bench.owner.key.publicKey) == 980)
        let check = try DataCheck.run(bench.host.data)
        #expect(check.isGood, "\(check.lines)")
    }

    @Test(
        "judged too late: nothing that costs credits is taken until it enters where it should have")
    func late() throws {
        let bench = try buyer()
        try bench.pass(241)
        #expect(bench.host.unsettled == Epoch(1)...Epoch(1))
        let key = TestKey()
        let registration = try bench.registration(of: key.key)
        #expect(try bench.post(registration).refused.map(\.code) == ["no_credits"])
        let owner = bench.owner
        let route = RouteKey(
            sequence: 2_000, route: 1, receiptKey: TestKey().key.publicKey,
            router: owner.key.publicKey, isActive: true)
        #expect(try bench.post(bench.sign(route, by: owner.key)).refused.isEmpty)
        #expect(credits(bench) == 1_000)
        try keep(bench, 1)
        #expect(bench.host.unsettled == nil && credits(bench) == 980)
        #expect(try bench.post(registration).refused.isEmpty)
        try expectSame(bench)
    }

    @Test("a fraud proof that names entries by index: the same registry and root after a restart")
    func proof() throws {
        let bench = try OracleBench(rules: OracleBench.firstRules())
        let (key, accuser) = (TestKey(), TestKey())
        _ = try bench.post(try bench.registration(of: key.key))
        let other = Seal(
            sequence: 3, window: Window(0), seal: Hash256(words: (9, 9, 9, 9)))
        let answer = try bench.post(
            bench.seal(3, by: key.key), bench.sign(other, by: key.key))
        let proven = try bench.receipts(answer).flatMap(\.entries).map {
            FraudProof.ProvenStatement(id: $0.statement, index: $0.index)
        }
        try #require(proven.count == 2)
        func proof(_ statements: [FraudProof.ProvenStatement]) throws -> [UInt8] {
            try bench.sign(
                FraudProof(
                    sequence: 1, accused: key.key.publicKey, accusedSequence: 3,
                    statements: statements), by: accuser.key)
        }
        var beyond = proven
        beyond[1].index = bench.host.size + 3
        #expect(try bench.post(proof(beyond)).refused.map(\.code) == ["not_proven"])
        #expect(try bench.post(proof(proven)).refused.isEmpty)
        try bench.pass(250)
        #expect(
            bench.host.logic.registry.suspension(of: HotspotNumber(0), in: Epoch(1)) != nil)
        let outcome = try #require(bench.host.epochTask).run(dividing: SerialDivision())
        #expect(outcome.next.registry.isAccused(HotspotNumber(0), in: Epoch(0)))
        try expectSame(bench)
        let again = try #require(bench.host.epochTask).run(dividing: SerialDivision(size: 3))
        #expect(again.root == outcome.root)
        let check = try DataCheck.run(bench.host.data)
        #expect(check.isGood, "\(check.lines)")
    }
}
