import Airwaves
import Attestation
import HotspotLogic
import Maps
import Primitives
import ProofWorld
import Simulation
import Testing
import Units

@Suite("A simulated world") struct SimulationTests {
    private static func world(
        seed: UInt64, count: Int, windows: UInt64
    ) throws -> (Simulation<ScriptedOracleOfWorld>, ScriptedOracleOfWorld) {
        let settlement = Settlement(seed: seed, count: count, map: ShippedMaps.places)
        let keys = WorldKeys(seed: seed)
        let oracle = ScriptedOracleOfWorld(
            settlement, keys: keys, length: Int(windows + 1) * 60)
        let world = try Simulation(settlement, seed: seed, oracle: oracle, keys: keys)
        let end = oracle.network.genesis + Nanoseconds(windows * 60 * 1_000_000_000)
        try world.run(until: end)
        return (world, oracle)
    }

    @Test("every hotspot beacons once in each window after its first, and reveals it")
    func everyoneBeacons() throws {
        let (world, oracle) = try Self.world(seed: 3, count: 5, windows: 4)
        #expect(world.counts.beacons == 5 * 3)
        let reveals = oracle.log.entries.filter { $0.type == .reveal }
        #expect(reveals.count == 5 * 3)
        #expect(world.counts.receptions > 0)
        #expect(oracle.log.entries.contains { $0.type == .bundle })
        #expect(oracle.log.contradictions.isEmpty && oracle.log.badSignatures == 0)
    }

    @Test("the same seed gives the same log, byte for byte; another seed another")
    func sameSeed() throws {
        let first = try Self.world(seed: 11, count: 4, windows: 2).1.log.entries.map(\.bytes)
        let again = try Self.world(seed: 11, count: 4, windows: 2).1.log.entries.map(\.bytes)
        let other = try Self.world(seed: 12, count: 4, windows: 2).1.log.entries.map(\.bytes)
        #expect(first == again)
        #expect(first != other)
    }

    @Test("more hotspots leave the places of the first ones where they are")
    func settlementGrows() {
        let few = Settlement(seed: 5, count: 12, map: ShippedMaps.places)
        let same = Settlement(seed: 5, count: 12, map: ShippedMaps.places)
        #expect(few.sites == same.sites)
        #expect(Set(few.sites.map(\.cell)).count == 12)
        #expect(few.sites.allSatisfy { $0.plan == .eu868 })
        let many = Settlement(seed: 5, count: 40, map: ShippedMaps.places)
        #expect(Set(many.sites.map(\.town)).count == 4)
    }
}
