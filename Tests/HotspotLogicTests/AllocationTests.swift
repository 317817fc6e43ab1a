import CAllocations
import HotspotLogic
import Primitives
import ProofWorld
import Radios
import Seeds
import Testing
import Units

@Suite("a machine at rest asks for no memory")
struct AllocationTests {
    @Test("ticks, other people's frames and empty looks at the log")
    func idle() {
        let box = Box()
        box.ready()
        box.pass(80)
        var machine = box.machine
        var chance = SeededNumbers(seed: 3)
        var effects: [HotspotEffect] = []
        effects.reserveCapacity(16)
        let time = box.time
        let frame = HotspotEvent.heard(box.reception([0x40, 1, 2, 3, 4, 5, 6, 7, 8, 9]), radio: 0)
        let quiet = HotspotEvent.entropy(
            EntropyBatch(
                after: machine.entropy.newest, records: [], reachesNewest: true,
                asked: time.uptime))
        machine.handle(.tick, at: time, chance: &chance, effects: &effects)
        let before = earshot_allocations_of_this_thread()
        for turn in 0..<3_000 {
            machine.handle(
                turn % 3 == 0 ? .tick : turn % 3 == 1 ? frame : quiet, at: time, chance: &chance,
                effects: &effects)
            _ = machine.wake
        }
        let after = earshot_allocations_of_this_thread()
        #expect(after == before, "\(after - before) allocations in 3,000 events")
        #expect(effects.isEmpty)
    }
}
