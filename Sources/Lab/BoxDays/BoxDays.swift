import Attestation
import BoxWorld
import Glibc
import HotspotLogic
import Notation
import Primitives
import ProofWorld
import ScriptedOracle
import Seeds
import Units

/// Days of whole boxes in virtual time on the main network, with faults by chance: for `script/soak`.
///
///     box-days [DAYS [SEED [BOXES]]]
///
/// Prints a line of JSON for each day and one with the judgement, and ends with 1 when a rule of the
/// protocol was broken, evidence was lost, or a box keeps more at the end than after its first days.
@main enum BoxDays {
    static let periodsOfDay: UInt64 = 1_440
    /// With all the world right for so long every box is at rest again.
    static let calm: UInt64 = 800

    static func main() {
        let numbers = CommandLine.arguments.dropFirst().map { UInt64($0) }
        guard numbers.count <= 3, !numbers.contains(nil) else {
            print("usage: box-days [DAYS [SEED [BOXES]]]")
            exit(2)
        }
        let orders = numbers.compactMap { $0 }
        let days = orders.first ?? 30
        let seed = orders.count > 1 ? orders[1] : 1
        let count = orders.count > 2 ? Int(orders[2]) : 3
        // A day and a half after genesis, so that a clock can be a day behind.
        let world = BoxWorld(
            seed: seed, count: count, periods: .main, age: 2_160,
            length: (days + 4) * periodsOfDay * 2)
        var faults = FaultsByChance(seed: seed, boxes: count)
        for day in 0..<days {
            // The last day is sound.
            if day + 1 < days { faults.run(world) } else { world.run(periods: periodsOfDay) }
            report(day, world)
        }
        world.run(periods: calm)
        exit(judge(world, faults) ? 0 : 1)
    }

    static func report(_ day: UInt64, _ world: BoxWorld) {
        let records = world.boxes.map { $0.disk.durable.count }
        let bytes = world.boxes.map { $0.disk.durable.reduce(0) { $0 + $1.payload.count } }
        let waiting = world.boxes.map { $0.machine.status.statementsWaiting }
        line([
            ("day", .integer(Int64(day))), ("entries", .integer(Int64(world.oracle.size))),
            ("beacons", .integer(Int64(world.sent.count))),
            ("records", .array(records.map { .integer(Int64($0)) })),
            ("bytes", .array(bytes.map { .integer(Int64($0)) })),
            ("waiting", .array(waiting.map { .integer(Int64($0)) })),
            ("crashes", .integer(Int64(world.boxes.reduce(0) { $0 + $1.crashes }))),
        ])
    }

    static func judge(_ world: BoxWorld, _ faults: FaultsByChance) -> Bool {
        let check = ProtocolCheck(world.log)
        // What was heard while an oracle takes nothing is sealed late: of that alone boxes may be at
        // fault.
        let broken = check.faults.filter { !$0.contains("sealed above the record m + C") }
        let revealed = Set(
            check.books.values.flatMap { $0.reveals.values.map(\.reveal.transmission.frame) })
        let window = world.network.periods.periodsPerWindow * world.network.periods.milliseconds
        let unrevealed = world.sent.count {
            $0.at.value + window * 1_000_000 < world.now.value && !revealed.contains($0.frame)
        }
        let gaps = check.gaps(at: world.current)
        let kept = world.boxes.map { $0.disk.durable.count }
        let waiting = world.boxes.map { $0.machine.status.statementsWaiting }
        line([
            ("faults", .integer(Int64(faults.count))),
            ("broken", .array(Set(broken).sorted().map { .string($0) })),
            ("late_seals", .integer(Int64(check.faults.count - broken.count))),
            ("gaps", .integer(Int64(gaps))), ("unrevealed", .integer(Int64(unrevealed))),
            ("reveals", .integer(Int64(check.reveals))), ("seals", .integer(Int64(check.seals))),
            ("openings", .integer(Int64(check.openings))),
            ("records", .array(kept.map { .integer(Int64($0)) })),
        ])
        return broken.isEmpty && gaps == 0 && unrevealed == 0 && kept.allSatisfy { $0 < 60 }
            && waiting.allSatisfy { $0 <= 2 }
    }

    private static func line(_ members: [(String, JSON)]) {
        print(JSON.object(members).text)
        fflush(nil)
    }
}

/// One thing at a time goes wrong, for minutes or hours.
struct FaultsByChance {
    private(set) var count = 0
    private var numbers: SeededNumbers
    private let boxes: Int
    private static let day: Int64 = 86_400_000_000_000
    /// After these something may lawfully be missing: tests of their own have them.
    private static let final: [ScriptedFault] = [.refusesForGood, .unloggedReceipt]

    init(seed: UInt64, boxes: Int) {
        numbers = SeededNumbers(seed: seed &* 31)
        self.boxes = boxes
    }

    /// A day with its faults.
    mutating func run(_ world: BoxWorld) {
        var left = BoxDays.periodsOfDay
        while left > 0 {
            let span = min(left, 20 + UInt64(numbers.below(240)))
            begin(world)
            world.run(periods: span / 3)
            end(world)
            world.run(periods: span - span / 3)
            left -= span
        }
    }

    private mutating func begin(_ world: BoxWorld) {
        let box = numbers.below(boxes)
        count += 1
        switch numbers.below(8) {
        case 0: world.clockError[box] = numbers.pick([Self.day, -Self.day])
        case 1: world.isReachable[box] = false
        case 2: world.boxes[box].isDiskFull = true
        case 3: world.boxes[box].crashAfter = numbers.below(200)
        case 4: world.evidence[box] = ClockEvidence(isKernelSynchronised: false)
        case 5: world.cutPower(box)
        default:
            let faults = ScriptedFault.allCases.filter { !Self.final.contains($0) }
            world.oracle.faults = [numbers.pick(faults)]
        }
    }

    private func end(_ world: BoxWorld) {
        world.oracle.faults = []
        for box in 0..<boxes {
            world.clockError[box] = 0
            world.isReachable[box] = true
            world.boxes[box].isDiskFull = false
            world.boxes[box].crashAfter = nil
            world.evidence[box] = ClockEvidence(isKernelSynchronised: true)
        }
    }
}
