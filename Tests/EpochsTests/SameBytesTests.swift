import Attestation
import Primitives
import ProofWorld
import Registry
import Rewards
import Seeds
import Signing
import Testing

@testable import Epochs

@Suite("F: the same bytes for any order of reading, any division, any number of parts")
struct SameBytesTests {
    private func hash(_ outcome: EpochOutcome) -> Hash256 { outcome.root.hash(by: SHA256.self) }

    @Test("chunks of any size, in any order", arguments: [1, 7, 97, 100_000])
    func chunks(size: Int) throws {
        let world = HonestNetwork.world
        let outcomes = try HonestNetwork.outcomes.get()
        var numbers = SeededNumbers(seed: UInt64(size))
        let other = try world.outcome(outcomes[0].next, size: size) { chunks in
            var chunks = chunks
            for place in chunks.indices.reversed() {
                chunks.swapAt(place, numbers.below(place + 1))
            }
            return chunks
        }
        #expect(hash(other) == hash(outcomes[1]))
    }

    @Test("work divided in parts of any size", arguments: [1, 2, 3, 17])
    func divisions(size: Int) throws {
        let outcomes = try HonestNetwork.outcomes.get()
        let other = try HonestNetwork.world.outcome(
            outcomes[0].next, dividing: SerialDivision(size: size))
        #expect(other.stages.map(\.hash) == outcomes[1].stages.map(\.hash))
    }

    @Test("a state read back from its files leads to the same next epoch")
    func state() throws {
        let world = HonestNetwork.world
        let outcomes = try HonestNetwork.outcomes.get()
        let state = try outcomes[0].state(world)
        #expect(state.encoded() == outcomes[0].bytes(.state))
        #expect(try hash(world.outcome(state)) == hash(outcomes[1]))
    }

    @Test("a state with a byte changed is refused, or is another state's bytes")
    func changedState() throws {
        let outcome = try HonestNetwork.outcomes.get()[0]
        let good = outcome.bytes(.state)
        var numbers = SeededNumbers(seed: 11)
        for _ in 0..<200 {
            var bytes = good
            bytes[numbers.below(bytes.count)] ^= UInt8(1 << numbers.below(8))
            let read = try? EpochState(
                decoding: bytes.rawSpan, registry: outcome.next.registry, lifetime: [])
            if let read { #expect(read.encoded() == bytes) }
        }
        let cut = Array(good.dropLast())
        #expect(throws: EpochStateError.self) {
            try EpochState(
                decoding: cut.rawSpan, registry: outcome.next.registry, lifetime: [])
        }
    }

    @Test("an entry taken out of the log is missed: its records name other roots")
    func droppedEntry() throws {
        let world = HonestNetwork.world
        let root = try hash(HonestNetwork.outcomes.get()[0])
        var numbers = SeededNumbers(seed: 5)
        for _ in 0..<5 {
            var entries = world.entries
            entries.remove(at: 8 + numbers.below(entries.count / 2))
            let other = LoggedWorld(entries, network: world.network)
            let outcome = try? other.outcome(other.genesis)
            #expect(outcome.map { hash($0) } != root)
        }
    }

    @Test("a byte changed in any entry changes the root")
    func changedEntry() throws {
        let world = HonestNetwork.world
        let outcomes = try HonestNetwork.outcomes.get()
        let size = Int(outcomes[0].root.logSize)
        var numbers = SeededNumbers(seed: 3)
        for _ in 0..<5 {
            var entries = Array(world.entries)
            let place = 1 + numbers.below(size - 1)
            entries[place][numbers.below(entries[place].count)] ^= UInt8(1 << numbers.below(8))
            let other = LoggedWorld(entries, network: world.network)
            let outcome = try? other.outcome(other.genesis)
            #expect(outcome.map { hash($0) } != hash(outcomes[0]))
        }
    }

    @Test("every stage's file is read back strictly as it was written")
    func files() throws {
        for outcome in try HonestNetwork.outcomes.get() {
            let beacons = try outcome.beacons()
            #expect(BeaconRecord.bytes(of: beacons) == outcome.bytes(.beacons))
            #expect(try WitnessRecord.bytes(of: outcome.reports()) == outcome.bytes(.witnesses))
            #expect(try outcome.trustFile().bytes == outcome.bytes(.trust))
            let backwards = BeaconRecord.bytes(of: beacons.reversed())
            #expect(throws: StageFileError.self) {
                try BeaconRecord.records(in: backwards.rawSpan)
            }
        }
    }

    @Test("the result's message says the root, and is read back")
    func result() throws {
        let root = try HonestNetwork.outcomes.get()[1].root
        let payload = try root.message(sequence: 9).payload()
        #expect(EpochRoot(payload.rawSpan, network: root.network) == root)
        var other = root
        other.stages[8].hash = root.stages[7].hash
        #expect(other.hash(by: SHA256.self) != root.hash(by: SHA256.self))
    }

    @Test("the first record that differs is named")
    func difference() throws {
        let outcome = try HonestNetwork.outcomes.get()[0]
        let good = outcome.bytes(.trust)
        var trust = try outcome.trustFile()
        trust.hotspots[2].after = 7
        let difference = StageDifference(
            .trust, expected: good, found: trust.bytes)
        #expect(difference?.record == 2)
        let short = StageDifference(
            .trust, expected: good,
            found: TrustFile(hotspots: Array(trust.hotspots.prefix(2))).bytes)
        #expect(short?.record == 2 && short?.found == nil)
        #expect(StageDifference(.trust, expected: good, found: good) == nil)
    }
}
