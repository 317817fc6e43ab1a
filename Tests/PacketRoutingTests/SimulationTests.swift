import Attestation
import PacketRouting
import Primitives
import RouterEmulator
import Seeds
import Testing
import Units

/// A seed draws what happens: frames, commits, cuts of the wire at any byte, an unreachable router, a
/// router that crashes or delays its acknowledgements, power cuts, goodbyes. At most 400 events.
@Suite("Link: simulated days with everything going wrong") struct SimulationTests {
    struct Story {
        var bench: CarriageBench
        var numbers: SeededNumbers
        var heard: UInt64 = 0
        /// Durable here at some time, so they must arrive; and what is heard since the last commit.
        var promised: Set<UInt64> = []
        var pending: Set<UInt64> = []

        init(seed: UInt64) {
            numbers = SeededNumbers(seed: seed)
            bench = CarriageBench(seed: seed)
            bench.router.greatestBatch = UInt64(1 + numbers.below(20))
            bench.router.greatestOpen = UInt64(1 + numbers.below(60))
            bench.start()
        }

        mutating func event() {
            switch numbers.below(20) {
            case 0...7: hear(1 + numbers.below(4))
            case 8...10: commit()
            case 11: bench.cutsAfter = numbers.below(900)
            case 12: bench.isReachable.toggle()
            case 13:
                bench.commitsAtStart = numbers.below(3) > 0
                bench.crash()
                pending = []
            case 14: bench.router.acknowledgesAtOnce.toggle()
            case 15: bench.router.acknowledge(bench.hotspot); bench.settle()
            case 16: if bench.isOpen { bench.lose() }
            case 17:
                bench.router.err(.goodbye(.restarting, retrySeconds: 1), towards: bench.hotspot)
                bench.settle()
            case 18: bench.router.crash(); bench.settle()
            default: bench.pass(milliseconds: UInt64(numbers.below(70_000)))
            }
            bench.pass(milliseconds: UInt64(numbers.below(500)))
        }

        mutating func hear(_ count: Int) {
            for _ in 0..<count {
                heard += 1
                pending.insert(heard)
                bench.pass(milliseconds: 5)
                bench.hear(heard)
            }
        }

        mutating func commit() {
            bench.commit()
            promised.formUnion(pending)
            pending = []
        }

        /// Everything works again, for long enough.
        mutating func calm() {
            commit()
            bench.cutsAfter = nil
            bench.isReachable = true
            bench.router.acknowledgesAtOnce = true
            for _ in 0..<60 {
                bench.pass(milliseconds: 10_000)
                bench.router.acknowledge(bench.hotspot)
                bench.settle()
                bench.commit()
            }
        }
    }

    @Test(
        "each durable uplink arrives, numbers are never two frames', nothing is refused",
        arguments: 1...60 as ClosedRange<UInt64>)
    func story(seed: UInt64) throws {
        var story = Story(seed: seed)
        for _ in 0..<400 { story.event() }
        story.calm()
        let account = try #require(story.bench.account)
        let arrived = Set(account.uplinks.map(\.uplink.frame))
        let lost = story.promised.sorted().filter { !arrived.contains(CarriageBench.frame($0)) }
        #expect(lost == [], "seed \(seed)")
        let numbers = account.uplinks.map(\.number)
        let isRising = zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
        #expect(isRising, "seed \(seed)")
        let refusals = story.bench.router.refusals
        #expect(refusals == [], "seed \(seed)")
        let (held, kept) = (story.bench.carriage.queue.count, story.bench.spool.records.count)
        #expect(held == 0 && kept == 0, "seed \(seed)")
    }

    @Test("the link cut after every byte of a conversation: both uplinks arrive once")
    func everyByte() throws {
        for bytes in 0..<1_200 {
            var bench = CarriageBench()
            bench.isReachable = false
            bench.start()
            bench.hear(1)
            bench.pass(milliseconds: 5)
            bench.hear(2)
            bench.commit()
            bench.isReachable = true
            bench.cutsAfter = bytes
            bench.open()
            bench.pass(milliseconds: 5_000)
            let frames = bench.account?.uplinks.map(\.uplink.frame)
            #expect(frames == [CarriageBench.frame(1), CarriageBench.frame(2)], "\(bytes) bytes")
            let (refusals, held) = (bench.router.refusals, bench.carriage.queue.count)
            #expect(refusals == [] && held == 0, "\(bytes) bytes")
        }
    }
}
