import Attestation
import Primitives
import Registry
import Testing

@Suite("Registry: when the pay of an epoch enters, and what it does there (decision 0222)")
struct SettlementQueueTests {
    typealias Bench = RegistryBench

    private func spent(_ credits: UInt64) -> Settlement {
        Settlement(spent: [.init(account: Bench.owner.key, credits: credits)])
    }

    private func filled(_ grains: UInt64) -> Settlement {
        Settlement(filled: [.init(hotspot: HotspotNumber(0), grains: grains)])
    }

    private func credits(_ bench: Bench) -> UInt64 {
        bench.registry.credits(of: Bench.owner.key)
    }

    @Test("at a closing record above the one that closed the epoch, not at that one")
    func above() {
        var bench = Bench()
        var queue = SettlementQueue()
        queue.close(Epoch(0), at: 100, spent(30))
        #expect(queue.enter(&bench.registry, at: 100, before: Epoch(1)) == nil)
        #expect(credits(bench) == 1_000 && queue.waiting.map(\.epoch) == [Epoch(0)])
        #expect(queue.enter(&bench.registry, at: 101, before: Epoch(2)) == nil)
        #expect(credits(bench) == 970 && queue.waiting.isEmpty)
    }

    @Test("epochs that closed at one record enter together, and those that are missing are named")
    func missing() {
        var bench = Bench()
        var queue = SettlementQueue()
        for epoch in UInt64(3)...6 { queue.close(Epoch(epoch), at: 50) }
        queue.close(Epoch(7), at: 90, spent(500))
        queue.hand(spent(1), of: Epoch(4))
        queue.hand(spent(2), of: Epoch(2))
        let missing = queue.enter(&bench.registry, at: 90, before: Epoch(8))
        #expect(missing == Epoch(3)...Epoch(6))
        #expect(credits(bench) == 999 && queue.waiting.map(\.epoch) == [Epoch(7)])
        queue.hand(spent(9), of: Epoch(6))
        #expect(queue.enter(&bench.registry, at: 91, before: Epoch(9)) == nil)
        #expect(credits(bench) == 499, "what came too late does not enter")
    }

    @Test("what waits is burned and kept already")
    func waiting() {
        var bench = Bench()
        bench.register(100)
        var queue = SettlementQueue()
        queue.close(Epoch(0), at: 5, spent(30))
        queue.close(Epoch(1), at: 9, spent(2_000))
        queue.close(Epoch(2), at: 12, filled(7))
        queue.close(Epoch(3), at: 15, filled(8))
        #expect(queue.fills == [HotspotNumber(0): 15])
        var rest = bench.registry
        queue.burn(from: &rest)
        #expect(rest.credits(of: Bench.owner.key) == 0 && credits(bench) == 900)
    }

    /// A hotspot with a deposit of 49,000 of 50,000 grains, and a fill of so many that waited.
    private func bench(
        filling grains: UInt64, _ change: (inout Bench) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench()
        bench.register(100, deposit: 49)
        var queue = SettlementQueue()
        queue.close(Epoch(0), at: 5, filled(grains))
        bench.beginEpoch(1)
        change(&bench)
        queue.enter(&bench.registry, at: 9, before: Epoch(2))
        return bench
    }

    @Test("a fill takes what is missing; what has no room goes back with the next pay")
    func fills() {
        let full = bench(filling: 1_000)
        #expect(full.registry.deposit(of: HotspotNumber(0)) == 50_000)
        #expect(full.registry.returnedDeposits(in: Epoch(2)).isEmpty)
        let over = bench(filling: 1_001)
        #expect(over.registry.deposit(of: HotspotNumber(0)) == 50_000)
        #expect(over.registry.returnedDeposits(in: Epoch(2)).map(\.grains) == [1])
        let paid = bench(filling: 600) { bench in
            bench.say(
                DepositPayment(sequence: bench.next(), hotspot: 0, credits: 1), by: Bench.owner)
        }
        #expect(paid.registry.deposit(of: HotspotNumber(0)) == 50_000)
        #expect(paid.registry.returnedDeposits(in: Epoch(2)).map(\.grains) == [600])
    }

    @Test("of a hotspot that was retired it goes back as late as a deposit, and is in no deposit")
    func retired() {
        let bench = bench(filling: 600) { bench in
            bench.say(Retirement(sequence: bench.next(), hotspot: 0), by: Bench.owner)
        }
        #expect(bench.registry.deposit(of: HotspotNumber(0)) == 0)
        #expect(bench.registry.returnedDeposits(in: Epoch(15)).map(\.grains) == [49_000])
        #expect(bench.registry.returnedDeposits(in: Epoch(16)).map(\.grains) == [600])
    }
}
