import Attestation
import BoxWorld
import HotspotLogic
import Primitives
import ProofWorld
import Radios
import ScriptedOracle
import Seeds
import Units

/// What the proof machine costs: at rest, for a frame of somebody else, for a beacon heard, and a
/// whole demo window of a hotspot among four with everything signed and checked.
func proofBenchmarks() -> [Benchmark] {
    var idle = ProofRest()
    let world = ProofWorld(seed: 1, count: 4, length: 2_000_000)
    world.run(periods: 120)
    let boxes = BoxWorld(seed: 1, count: 2, periods: .main, length: 200_000)
    boxes.run(periods: 60)
    return [
        Benchmark(group: "hotspot", name: "proof: idle tick", operations: 1_000) {
            idle.ticks(1_000)
        },
        Benchmark(group: "hotspot", name: "proof: another's frame", operations: 1_000) {
            idle.frames(1_000)
        },
        Benchmark(
            group: "hotspot", name: "proof: window of a hotspot, all signatures", operations: 4
        ) {
            world.run(periods: 60)
            return UInt64(world.log.entries.count)
        },
        Benchmark(
            group: "hotspot", name: "proof: an hour of a whole box, with its oracle", operations: 2
        ) {
            boxes.run(periods: 60)
            return UInt64(boxes.oracle.size)
        },
    ]
}

private struct ProofRest {
    private var machine: LabHotspot.Machine
    private let time: HotspotTime
    private var chance = SeededNumbers(seed: 1)
    private var effects: [HotspotEffect] = []
    private let frame: HotspotEvent

    init() {
        let world = ProofWorld(seed: 1, count: 1, length: 400)
        world.run(periods: 130)
        machine = world.hotspots[0].machine
        time = world.time(of: 0)
        frame = .heard(
            Radios.Reception(
                frequency: Hertz(868_100_000), modulation: .fsk(bitsPerSecond: 50_000),
                checksum: .good, end: RadioTime(microseconds: 1),
                payload: [UInt8](repeating: 0x40, count: 51)), radio: 0)
    }

    mutating func ticks(_ count: Int) -> UInt64 {
        for _ in 0..<count {
            machine.handle(.tick, at: time, chance: &chance, effects: &effects)
        }
        return machine.wake.value &+ UInt64(effects.count)
    }

    mutating func frames(_ count: Int) -> UInt64 {
        for _ in 0..<count {
            machine.handle(frame, at: time, chance: &chance, effects: &effects)
        }
        return machine.wake.value &+ UInt64(effects.count)
    }
}
