import Attestation
import HotspotLogic
import Primitives
import ProofWorld
import Signing
import Testing

/// The whole log of a seeded world, byte for byte: any change of any decision shows here. When one
/// is meant, the new value goes in with the commit that changes it.
@Suite("golden scenarios by seed")
struct GoldenTests {
    /// The first eight bytes of the SHA-256 of all entries.
    static let rows: [(seed: UInt64, hash: [Int])] = [
        (1, [0xa6, 0x6d, 0xfb, 0xac, 0x57, 0xed, 0x87, 0x82]),
        (24_301, [0xc6, 0x74, 0xaa, 0x1e, 0x11, 0x12, 0x66, 0x85]),
    ]

    @Test(arguments: rows)
    func golden(seed: UInt64, hash: [Int]) {
        let world = ProofWorld(seed: seed, count: 3, length: 500)
        world.run(periods: 250)
        var digest = SHA256()
        for entry in world.log.entries { digest.update(entry.bytes.rawSpan) }
        let found = digest.finish().bytes.prefix(8).map { Int($0) }
        #expect(found == hash)
    }

    @Test("the same seed gives the same log, another seed another")
    func same() {
        let logs = [UInt64(5), 5, 6].map { seed in
            let world = ProofWorld(seed: seed, count: 2, length: 500)
            world.run(periods: 130)
            return world.log.entries.map(\.id)
        }
        #expect(logs[0] == logs[1] && logs[0] != logs[2])
    }
}
