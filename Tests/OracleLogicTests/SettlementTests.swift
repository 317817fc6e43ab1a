import Attestation
import OracleLogic
import Primitives
import Registry
import ScriptedOracle
import Signing
import Testing
import Units

@Suite("OracleLogic: what an epoch's pay does to the registry enters at one record of the log")
struct SettlementTests {
    typealias Net = TestNetwork

    /// An oracle whose owner has 100 credits.
    private func oracle() -> LogicUnderTest {
        var oracle = LogicUnderTest(.demo)
        oracle.begin(1, window: 1)
        let grant = CreditGrant(
            sequence: 1, account: Net.owner.key, credits: 100, reference: "gift")
        let code = oracle.offer(
            TestNetwork.sign(grant, oracle.network, by: oracle.network.keys.founder))
        precondition(code == nil, "\(code as Any)")
        return oracle
    }

    private func spent(_ credits: UInt64) -> Settlement {
        Settlement(spent: [.init(account: Net.owner.key, credits: credits)])
    }

    private func credits(_ oracle: LogicUnderTest) -> UInt64 {
        oracle.logic.registry.credits(of: Net.owner.key)
    }

    /// Records of an epoch up to its tenth, which closes the one before it.
    private func close(_ epoch: UInt64, _ oracle: inout LogicUnderTest, but last: Int = 0) {
        for number in 0..<(10 - last) { oracle.record((epoch + 1) * 240 + UInt64(number)) }
    }

    @Test("at the record that closes the epoch after it, and not one record before")
    func enters() {
        var oracle = oracle()
        close(0, &oracle)
        oracle.settle(spent(30), of: 0)
        #expect(credits(oracle) == 100)
        close(1, &oracle, but: 1)
        #expect(credits(oracle) == 100)
        oracle.record(2 * 240 + 30)
        #expect(credits(oracle) == 70)
        oracle.settle(spent(500), of: 1)
        close(2, &oracle)
        #expect(credits(oracle) == 0, "as far as there is any")
        #expect(oracle.logic.unsettled == nil)
        close(3, &oracle)
        #expect(oracle.logic.unsettled == Epoch(2)...Epoch(2), "nothing was handed over for it")
    }

    @Test("epochs that close at one record enter together, at the next closing, in their order")
    func together() {
        var oracle = oracle()
        close(4, &oracle)
        #expect(oracle.outcomes.last?.closed == Epoch(0)...Epoch(4))
        for epoch in (UInt64(0)...4).reversed() { oracle.settle(spent(10), of: epoch) }
        #expect(credits(oracle) == 100)
        close(5, &oracle)
        #expect(credits(oracle) == 50)
        #expect(oracle.logic.unsettled == nil)
    }

    @Test("read again, with the settlements handed over again, it has the same registry")
    func replay() throws {
        var oracle = LogicUnderTest(.demo)
        oracle.begin(1, window: 1)
        close(0, &oracle)
        oracle.settle(Settlement(anchored: [HotspotNumber(0)]), of: 0)
        close(1, &oracle)
        oracle.settle(spent(1), of: 1)
        close(2, &oracle)
        var again = try OracleLogic(oracle.entryZero, places: Net.tables)
        again.add(spent(1), of: Epoch(1))
        again.add(Settlement(anchored: [HotspotNumber(0)]), of: Epoch(0))
        for (index, entry) in oracle.entries.enumerated().dropFirst() {
            try again.apply(entry, at: UInt64(index))
        }
        #expect(again.registry.encoded() == oracle.logic.registry.encoded())
        #expect(again.unsettled == nil)
    }
}
