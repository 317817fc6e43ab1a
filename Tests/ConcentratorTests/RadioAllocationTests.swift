import Air
import Airwaves
import CAllocations
import Concentrator
import Primitives
import Radios
import Testing
import Units

@Suite("Concentrator radio: what it allocates")
struct RadioAllocationTests {
    /// The answers of an idle chip, made before the count begins.
    private struct IdleChip {
        var requests = 0
        var memory: UInt = 0

        mutating func allocated(_ body: () -> Void) {
            let before = earshot_allocations_of_this_thread()
            body()
            memory += earshot_allocations_of_this_thread() - before
        }
    }

    @Test(
        "an idle second of looks allocates nothing, nor do the readings of the clock and of health")
    func idle() throws {
        let bench = try RadioBench.running()
        var machine = bench.machine
        var device = bench.device
        var actions = RadioActions()
        var effects = RadioEffects()
        var chip = IdleChip()
        var now = bench.now
        machine.handle(.woken, at: now, actions: &actions)
        for round in 0..<4_000 {
            // The first have met everything once, with the look at the bridge after ten seconds.
            if round == 1_700 { (chip.memory, chip.requests) = (0, 0) }
            if actions.outgoing.isEmpty {
                now = max(now, try #require(actions.wake))
                chip.allocated { machine.handle(.woken, at: now, actions: &actions) }
            } else {
                device.take(actions.outgoing.rawSpan, at: now, effects: &effects)
                chip.allocated {
                    actions.clear()
                    machine.take(effects.outgoing.rawSpan, at: now, actions: &actions)
                }
                effects.clear()
                chip.requests += 1
            }
        }
        // Some 20 seconds.
        #expect(chip.requests > 1_100)
        #expect(chip.memory == 0, "\(chip.memory)")
    }

    @Test("a frame allocates its payload and no more")
    func frames() throws {
        let bench = try RadioBench.running()
        var machine = bench.machine
        var device = bench.device
        var actions = RadioActions()
        var effects = RadioEffects()
        var chip = IdleChip()
        var now = bench.now
        var heard = 0
        let record = RadioPollTests().record(at: now, bench)
        machine.handle(.woken, at: now, actions: &actions)
        for round in 0..<3_000 {
            if round == 2_000 { (chip.memory, heard) = (0, 0) }
            if actions.outgoing.isEmpty {
                now = max(now, try #require(actions.wake))
                device.fill(record)
                chip.allocated { machine.handle(.woken, at: now, actions: &actions) }
            } else {
                device.take(actions.outgoing.rawSpan, at: now, effects: &effects)
                chip.allocated {
                    actions.clear()
                    machine.take(effects.outgoing.rawSpan, at: now, actions: &actions)
                }
                effects.clear()
            }
            heard += actions.notices.count {
                if case .heard = $0 { true } else { false }
            }
            actions.notices.removeAll(keepingCapacity: true)
        }
        #expect(heard > 100)
        #expect(chip.memory == heard, "\(chip.memory) for \(heard)")
    }
}
