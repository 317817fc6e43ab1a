import Air
import Airwaves
import LightRadio
import LightRadioEmulator
import Radios
import Seeds
import Testing
import Units

@Suite("A line that loses, changes and doubles bytes")
struct DamagedLineTests {
    /// Frames carry a number of their own, so that each can be told apart.
    @Test(
        "each transmission has one outcome, no frame comes twice, none is lost but by name",
        arguments: [UInt64(1), 2, 3, 4, 5, 6])
    func property(seed: UInt64) throws {
        var bench = try RadioBench(seed: seed, damage: seed % 2 == 0 ? 200 : 3_000)
        bench.open()
        var random = SeededNumbers(seed: seed)
        var asked: [UInt32] = []
        var sent = 0
        for number: UInt32 in 1...150 {
            if random.below(3) == 0 {
                asked.append(number)
                let start = bench.machine.time(at: bench.now)?.later(by: 300_000)
                let isTimed = random.below(2) == 0
                let when = isTimed ? start.map(TransmitStart.at) : nil
                bench.tell(.transmit(try permitted(number, start: when ?? .immediate)))
                if random.below(4) == 0 { bench.tell(.cancel(number)) }
            }
            if bench.isReady {
                sent += 1
                bench.hear([UInt8(number >> 8), UInt8(number & 255)] + random.bytes(10), after: 60)
            }
            bench.run(UInt64(100 + random.below(300)))
        }
        bench.damage = 0
        bench.run(30_000)

        #expect(bench.ended.map(\.number).sorted() == asked)
        let heard = bench.heard.map { UInt32($0.payload[0]) << 8 | UInt32($0.payload[1]) }
        #expect(zip(heard, heard.dropFirst()).allSatisfy { $0 < $1 }, "twice, or out of order")
        #expect(heard.count > 30)
        // What was on the air while the radio sent, stood by or was opened anew it never had.
        let onAir = bench.emissions.count
        let losses = bench.faults.count
        let named = bench.dropped(.lostEvent)
        #expect(heard.count + named + 2 * onAir + 8 * losses >= sent)
        // Whatever was told to be sent was, once.
        let told = bench.ended.filter { if case .sent = $0.outcome { true } else { false } }
        let payloads = bench.emissions.map { UInt32($0.frame.payload[0]) }
        for number in told.map(\.number) {
            #expect(payloads.count { $0 == number & 255 } == 1, "transmission \(number)")
        }
        #expect(Set(payloads).count == payloads.count, "sent twice")
        #expect(bench.emulator.violations.isEmpty)
    }

    @Test("without a lost session not one frame is missing")
    func nothingMissing() throws {
        var bench = try RadioBench(seed: 8, damage: 2_000)
        let isReady = bench.start()
        #expect(isReady)
        bench.run(100)
        for number in 0..<300 {
            bench.hear([UInt8(number >> 8), UInt8(number & 255)], after: 60)
            bench.run(250)
        }
        bench.run(5_000)
        #expect(bench.openings == 1)
        #expect(bench.dropped(.brokenFrame) > 3)
        #expect(bench.heard.map { Int($0.payload[0]) << 8 | Int($0.payload[1]) } == Array(0..<300))
    }
}
