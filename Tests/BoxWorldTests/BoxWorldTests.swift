import Attestation
import BoxWorld
import HotspotLogic
import OracleAPI
import Primitives
import ProofExchange
import ProofWorld
import ScriptedOracle
import Seeds
import Signing
import Testing
import Units

@Suite("whole boxes and an oracle in one virtual time")
struct BoxWorldTests {
    /// What must hold when everything has been sound for some windows.
    static func judge(
        _ world: BoxWorld, allowing isAllowed: (String) -> Bool = { _ in false },
        _ name: String = ""
    ) {
        let check = ProtocolCheck(world.log)
        #expect(check.faults.filter { !isAllowed($0) } == [], "\(name)")
        #expect(check.gaps(at: world.current) == 0, "\(name)")
        for box in world.boxes {
            let key = box.key.publicKey
            #expect(check.unopenedSeals(of: key, at: world.current) == 0, "\(name)")
            let status = box.machine.status
            #expect(status.statementsWaiting <= 2, "\(name): \(status.statementsWaiting) wait")
            #expect(status.statementsUnincluded <= 6, "\(name)")
            // Secrets of eight windows, marks, and what the last minutes brought.
            #expect(box.disk.durable.count < 60, "\(name): \(box.disk.durable.count) records")
            #expect(status.drops.first { $0.0 == .recordUnreadable }?.1 == 0, "\(name)")
        }
    }

    /// Beacons that were on the air at least a window ago and that nobody revealed.
    static func unrevealed(_ world: BoxWorld) -> Int {
        let check = ProtocolCheck(world.log)
        let revealed = Set(
            check.books.values.flatMap { $0.reveals.values.map(\.reveal.transmission.frame) })
        let window = world.network.periods.periodsPerWindow * world.network.periods.milliseconds
        let old = world.sent.filter { $0.at.value + window * 1_000_000 < world.now.value }
        return old.count { !revealed.contains($0.frame) }
    }

    @Test("a quarter of an hour of the demo without faults: each window's beacon is proved in full")
    func quiet() {
        let world = BoxWorld(seed: 1, count: 2)
        world.run(periods: 900)
        Self.judge(world)
        #expect(Self.unrevealed(world) == 0)
        // Window 0 cannot be committed to; that of the end is not over.
        #expect(world.sent.count >= 2 * 13, "\(world.sent.count) beacons")
        for box in world.boxes {
            #expect(box.troubles.isEmpty)
            #expect(box.included > 3 * 13)
            #expect(box.greatestDisk.records < 60 && box.greatestDisk.bytes < 32_768)
        }
    }

    @Test(
        "a lost chain is replaced: the boxes wait for the new one, follow it, and prove in full again"
    )
    func lostChain() {
        let world = BoxWorld(seed: 5, count: 2)
        world.run(periods: 310)
        #expect(world.sent.count >= 2 * 3)
        let first = world.oracle.loseChain()
        #expect(first == Period(480), "the demo's epoch has 240 periods")
        world.run(periods: 60)
        // What was drawn before may still be sent; then nothing, for there is nothing to draw by.
        let silent = world.sent.count
        world.run(periods: 100)
        #expect(world.sent.count == silent)
        #expect(world.oracle.newest ?? Period(0) < first)
        world.run(periods: 610)
        #expect(world.oracle.newest ?? Period(0) > first)
        #expect(world.sent.count >= silent + 2 * 7, "\(world.sent.count) beacons, \(silent) before")
        Self.judge(world)
        #expect(Self.unrevealed(world) == 0)
        for box in world.boxes {
            #expect(box.refused == 0 && box.unfulfilled == 0)
        }
    }

    /// Faults after which something may lawfully be missing, and what.
    static let lawful: [ScriptedFault: String] = [
        .refusesForGood: "statements are refused for good",
        .unloggedReceipt: "statements are claimed, not logged",
    ]

    @Test(
        "every fault of an oracle, forty seconds each, then three minutes of none",
        arguments: [0, 1, 2])
    func oracles(part: Int) {
        let world = BoxWorld(seed: 2, count: 2)
        world.run(periods: 70)
        let faults = ScriptedFault.allCases.filter { Self.lawful[$0] == nil }
        for fault in faults.enumerated().filter({ $0.offset % 3 == part }).map(\.element) {
            world.oracle.faults = [fault]
            world.run(periods: 40)
            world.oracle.faults = []
            world.run(periods: 50)
        }
        world.run(periods: 240)
        // What cannot be sealed while an oracle takes nothing is sealed late, and of that alone the
        // boxes are at fault.
        Self.judge(world, allowing: { $0.contains("sealed above the record m + C") })
        #expect(Self.unrevealed(world) == 0)
        for box in world.boxes {
            #expect(box.refused == 0 && box.unfulfilled == 0)
            #expect(!world.log.entries.contains { $0.type == .receiptClaim })
            #expect(!box.troubles.isEmpty)
        }
    }

    @Test(
        "receipts that the log does not honour: claimed when the oracle was asked, 60 periods later"
    )
    func unlogged() {
        let world = BoxWorld(seed: 3, count: 2)
        world.run(periods: 70)
        world.oracle.faults = [.unloggedReceipt]
        world.run(periods: 40)
        world.oracle.faults = []
        world.run(periods: 300)
        let check = ProtocolCheck(world.log)
        let claims = world.log.entries.filter { $0.type == .receiptClaim }
        #expect(!claims.isEmpty)
        for box in world.boxes { #expect(box.unfulfilled > 0) }
        // What was receipted and not logged cannot be opened: the log has no commitment, seal or
        // reveal that the boxes believe in. Proofs that fail hold posts back, so seals may be late.
        let lawful = ["opens no seal", "committed to", "sealed above the record m + C"]
        let others = check.faults.filter { fault in !lawful.contains { fault.contains($0) } }
        #expect(others == [])
    }

    static let day: Int64 = 86_400_000_000_000

    @Test(
        "clocks a day off, power cut at any effect, full disks, an oracle out of reach",
        arguments: [1, 2, 3])
    func chaos(seed: Int) {
        // A day after genesis, so that a clock can be a day behind.
        let world = BoxWorld(seed: UInt64(seed), count: 3, age: 90_000, length: 100_000)
        var numbers = SeededNumbers(seed: UInt64(seed) &* 77)
        world.run(periods: 70)
        for _ in 0..<12 {
            let box = numbers.below(3)
            switch numbers.below(6) {
            case 0: world.clockError[box] = numbers.pick([Self.day, -Self.day])
            case 1: world.isReachable[box] = false
            case 2: world.boxes[box].isDiskFull = true
            case 3: world.boxes[box].crashAfter = numbers.below(60)
            case 4: world.evidence[box] = ClockEvidence(isKernelSynchronised: false)
            default: world.cutPower(box)
            }
            world.run(periods: 5 + UInt64(numbers.below(70)))
            world.clockError[box] = 0
            world.isReachable[box] = true
            world.boxes[box].isDiskFull = false
            world.boxes[box].crashAfter = nil
            world.evidence[box] = ClockEvidence(isKernelSynchronised: true)
            world.run(periods: 5 + UInt64(numbers.below(30)))
        }
        world.run(periods: 200)
        Self.judge(
            world, allowing: { $0.contains("sealed above the record m + C") }, "seed \(seed)")
        #expect(Self.unrevealed(world) == 0)
        #expect(world.boxes.reduce(0) { $0 + $1.crashes } > 0)
    }

    @Test(
        "a box whose clock is years off reads log time from the newest record, and works when it is set",
        arguments: [-3, 3], [false, true])
    func yearsOff(years: Int64, isVouchedFor: Bool) {
        let world = BoxWorld(seed: 9, count: 2, age: 20_000, length: 40_000)
        world.clockError[1] = years * 365 * Self.day
        world.evidence[1] = ClockEvidence(isKernelSynchronised: isVouchedFor)
        world.cutPower(1)
        world.run(periods: 40)
        let newest = world.boxes[1].machine.newestRecord
        // A record far ahead of a clock that somebody vouches for is not believed.
        if isVouchedFor, years < 0 {
            #expect(newest == nil)
        } else {
            #expect((newest?.number ?? 0) + 2 >= world.current.number)
        }
        #expect(world.sent.allSatisfy { $0.sender == 0 })
        world.clockError[1] = 0
        world.evidence[1] = ClockEvidence(isKernelSynchronised: true)
        world.run(periods: 400)
        Self.judge(world, allowing: { $0.contains("sealed above the record m + C") })
        #expect(world.sent.contains { $0.sender == 1 })
    }

    @Test("away for two days of the main network: the spool grows by what was heard, and empties")
    func away() {
        let world = BoxWorld(seed: 5, count: 2, periods: .main, length: 9_000)
        world.run(periods: 400)
        world.isReachable[1] = false
        world.run(periods: 2 * 1_440)
        let kept = world.boxes[1].disk.durable.count
        world.isReachable[1] = true
        world.run(periods: 800)
        Self.judge(world, allowing: { $0.contains("sealed above the record m + C") })
        #expect(Self.unrevealed(world) == 0)
        #expect(kept < 200, "\(kept) records")
        // Nothing was given up, and nothing claimed against an oracle that was merely away.
        #expect(world.boxes[1].unfulfilled == 0 && world.boxes[1].refused == 0)
    }
}
