import Attestation
import HotspotLogic
import ProofWorld
import Seeds
import Signing
import Testing
import Units

/// What is broken here: the power of every hotspot, before any effect a seed chooses; of the records
/// that were not confirmed any beginning may be on the disk. The oracle, the air and the clocks are
/// sound.
@Suite("power cuts at any effect")
struct CrashTests {
    @Test("no sequence twice, no seal unopened, every rule kept", arguments: [UInt64(1), 2, 3])
    func seeded(seed: UInt64) {
        let world = ProofWorld(seed: seed, count: 3)
        var numbers = SeededNumbers(seed: seed ^ 0xdead)
        for _ in 0..<70 {
            world.run(periods: 8)
            let victim = numbers.below(3)
            if world.hotspots[victim].crashAfter == nil {
                world.hotspots[victim].crashAfter = numbers.below(40)
            }
        }
        for hotspot in world.hotspots { hotspot.crashAfter = nil }
        world.run(periods: 130)
        Self.judge(world, "seed \(seed)")
        let crashes = world.hotspots.reduce(0) { $0 + $1.crashes }
        #expect(crashes > 25, "\(crashes)")
    }

    /// Every single effect of the first windows in turn, a part of them in each case.
    @Test("each effect of one hotspot's first three windows", arguments: 0..<6)
    func each(part: Int) {
        let sound = ProofWorld(seed: 77, count: 2, length: 400)
        sound.run(periods: 150)
        let effects = sound.hotspots[0].effectCount
        #expect(effects > 60)
        for place in stride(from: part, to: effects, by: 6) {
            let world = ProofWorld(seed: 77, count: 2, length: 400)
            world.hotspots[0].crashAfter = place
            world.run(periods: 195)
            Self.judge(world, "crash before effect \(place)")
            #expect(world.hotspots[0].crashes == 1, "effect \(place)")
        }
    }

    static func judge(_ world: ProofWorld, _ name: String) {
        let check = ProtocolCheck(world.log.view)
        #expect(check.faults == [], "\(name)")
        for hotspot in world.hotspots {
            let book = check.books[hotspot.key.publicKey]
            let unopened = book?.sealed.values.filter { $0.opened == nil } ?? []
            let fresh = world.log.network.periods.opening + 6
            for seal in unopened {
                let age = world.period.number - check.newest(below: seal.index).number
                #expect(age < fresh, "\(name): a seal of window \(seal.window.number) unopened")
            }
            #expect(hotspot.machine.status.drops.first { $0.0 == .recordUnreadable }?.1 == 0)
            #expect(hotspot.machine.status.drops.first { $0.0 == .nonceLost }?.1 == 0, "\(name)")
        }
    }

    @Test("a report that was kept is sealed and opened, whenever the power fails after")
    func evidence() {
        var numbers = SeededNumbers(seed: 5)
        var judged = 0
        for seed in UInt64(50)..<58 {
            let world = ProofWorld(seed: seed, count: 2, length: 600)
            world.run(periods: 130)
            // Cut soon after each reception was kept.
            var cuts = 0
            var seen = world.told.count
            for _ in 0..<1_200 {
                world.advance()
                if world.told.count > seen, cuts < 2 {
                    let victim = world.told[seen].hotspot
                    world.hotspots[victim].crashAfter = numbers.below(12)
                    cuts += 1
                }
                seen = world.told.count
            }
            world.run(periods: 60)
            let check = ProtocolCheck(world.log.view)
            #expect(check.faults == [], "seed \(seed)")
            for item in world.told where item.at < world.now - 60_000_000_000 {
                let book = check.books[world.hotspots[item.hotspot].key.publicKey]
                let opened = book?.contents.contains { content in
                    content.content.reports.contains { $0.frame == item.frame }
                }
                #expect(opened == true, "seed \(seed): a frame was never opened")
                judged += 1
            }
        }
        #expect(judged > 16, "\(judged)")
    }
}
