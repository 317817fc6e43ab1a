import Airwaves
import Radios
import Seeds
import Testing
import Units

@Suite("Transmissions wait for their time and never overlap")
struct TransmitQueueTests {
    /// 20 bytes in SF7 at 125 kHz: 56.576 ms.
    static func permitted(
        _ number: UInt32, _ start: TransmitStart, length: Int = 20
    ) throws -> PermittedTransmission {
        var gate = TransmitGuard(plan: .us915, antennaGain: Decibels(hundredths: 0))
        let radio = RadioIdentity(
            kind: .concentrator, model: "SX1302", eui: EUI64(bits: 1), firmware: "1",
            abilities: [], hasKnownFirmware: true)
        return try gate.permit(
            Transmission(
                number: number, frequency: Hertz(923_300_000),
                modulation: .loRa(LoRaModulation(spreadingFactor: .sf7, bandwidth: .kHz500)),
                radiatedPower: SignalLevel(hundredths: 1400), start: start,
                payload: [UInt8](repeating: 0, count: length)),
            by: radio, at: Nanoseconds(0))
    }

    static func at(_ microseconds: UInt64) -> TransmitStart {
        .at(RadioTime(microseconds: microseconds))
    }

    private func refusal(
        _ queue: inout TransmitQueue, _ start: TransmitStart, _ now: UInt64 = 0,
        number: UInt32 = 99, pulse: UInt64? = nil
    ) throws -> TransmitRefusal? {
        let permitted = try Self.permitted(number, start)
        do throws(TransmitRefusal) {
            try queue.accept(
                permitted, at: RadioTime(microseconds: now),
                nextPulse: pulse.map { RadioTime(microseconds: $0) })
            return nil
        } catch { return error }
    }

    @Test("the nearest and the farthest start are taken, one microsecond beyond is not")
    func bounds() throws {
        var queue = TransmitQueue()
        #expect(try refusal(&queue, Self.at(114_999), 100_000) == .tooLate(microseconds: 1))
        #expect(try refusal(&queue, Self.at(0), 100_000) == .tooLate(microseconds: 115_000))
        #expect(try refusal(&queue, Self.at(115_000), 100_000) == nil)
        #expect(
            try refusal(&queue, Self.at(512_100_001), 100_000, number: 2)
                == .tooEarly(microseconds: 1))
        #expect(try refusal(&queue, Self.at(.max), 100_000, number: 3) != nil)
        #expect(try refusal(&queue, Self.at(512_100_000), 100_000, number: 4) == nil)
    }

    @Test("what was to go at once and was missed is placed anew, eight times; nothing else is")
    func missed() throws {
        var queue = TransmitQueue()
        try queue.accept(try Self.permitted(1, .immediate), at: RadioTime(microseconds: 0))
        var now = RadioTime(microseconds: 500_000)
        for round in 1...9 {
            let due = queue.takeDue(at: now)
            let entry = try #require(due)
            #expect(round == 1 || entry.start == now.later(by: queue.timing.least))
            now = now.later(by: 200_000)
            let isPlaced = queue.delay(at: now)
            #expect(isPlaced == (round < 9))
        }
        #expect(queue.waiting.isEmpty && queue.underWay == nil)
        try queue.accept(try Self.permitted(2, .at(now.later(by: 20_000))), at: now)
        let due = queue.takeDue(at: now)
        let isPlaced = queue.delay(at: now.later(by: 200_000))
        #expect(due != nil && !isPlaced)
        #expect(queue.waiting.isEmpty && queue.underWay == nil)
    }

    @Test("two frames need the time in which the radio is told between them")
    func gaps() throws {
        var queue = TransmitQueue()
        let first = try queue.accept(
            try Self.permitted(1, Self.at(1_000_000)), at: RadioTime(microseconds: 0))
        let (start, end) = (first.start.microseconds, first.end.microseconds)
        let airtime = end - start
        #expect(try refusal(&queue, Self.at(end + 34_999)) == .collides(with: 1))
        #expect(try refusal(&queue, Self.at(start - airtime - 34_999)) == .collides(with: 1))
        #expect(try refusal(&queue, Self.at(start)) == .collides(with: 1))
        #expect(try refusal(&queue, Self.at(end + 35_000), number: 2) == nil)
        #expect(try refusal(&queue, Self.at(start - airtime - 35_000), number: 3) == nil)
        #expect(queue.waiting.map(\.number) == [3, 1, 2])
    }

    @Test("a number is taken once until it ends, and no more than 32 wait")
    func numbers() throws {
        var queue = TransmitQueue()
        for number in UInt32(0)..<32 {
            #expect(try refusal(&queue, .immediate, number: number) == nil)
        }
        #expect(try refusal(&queue, .immediate, number: 32) == .queueFull(most: 32))
        #expect(try refusal(&queue, .immediate, number: 31) == .numberInUse(31))
        let cancelled = [queue.cancel(31), queue.cancel(31)]
        #expect(cancelled == [true, false])
        #expect(try refusal(&queue, .immediate, number: 31) == nil)
        let taken = queue.takeDue(at: RadioTime(microseconds: 0))
        let entry = try #require(taken)
        #expect(try refusal(&queue, .immediate, number: entry.number) == .numberInUse(entry.number))
        let isCancelled = queue.cancel(entry.number)
        #expect(!isCancelled)
        queue.finish()
        #expect(try refusal(&queue, .immediate, number: entry.number) == nil)
    }

    @Test("at once is the first gap that is long enough")
    func firstGap() throws {
        var queue = TransmitQueue()
        let now = RadioTime(microseconds: 0)
        let length =
            try queue.accept(try Self.permitted(1, Self.at(200_000)), at: now).end
            .microseconds - 200_000
        try queue.accept(try Self.permitted(2, Self.at(300_000)), at: now)
        let before = try queue.accept(try Self.permitted(3, .immediate), at: now)
        #expect(before.start.microseconds == 15_000)
        let between = try queue.accept(try Self.permitted(4, .immediate), at: now)
        #expect(between.start.microseconds == 15_000 + length + 35_000)
        let behind = try queue.accept(try Self.permitted(5, .immediate, length: 222), at: now)
        #expect(behind.start.microseconds == 300_000 + length + 35_000)
    }

    @Test("with a pulse: the next, or the one after when it is too near, or none")
    func pulses() throws {
        var queue = TransmitQueue()
        #expect(try refusal(&queue, .pulse) == .noPulse)
        let far = try queue.accept(
            try Self.permitted(1, .pulse), at: RadioTime(microseconds: 0),
            nextPulse: RadioTime(microseconds: 15_000))
        #expect(far.start.microseconds == 15_000)
        let near = try queue.accept(
            try Self.permitted(2, .pulse), at: RadioTime(microseconds: 0),
            nextPulse: RadioTime(microseconds: 14_999))
        #expect(near.start.microseconds == 1_014_999)
    }

    @Test("the radio is told of one at a time, 35 ms before its start")
    func due() throws {
        var queue = TransmitQueue()
        #expect(queue.due == nil)
        let now = RadioTime(microseconds: 0)
        try queue.accept(try Self.permitted(1, Self.at(500_000)), at: now)
        try queue.accept(try Self.permitted(2, Self.at(900_000)), at: now)
        #expect(queue.due == RadioTime(microseconds: 465_000))
        let taken = [464_999, 465_000, 900_000].map {
            queue.takeDue(at: RadioTime(microseconds: $0))?.number
        }
        #expect(taken == [nil, 1, nil] && queue.due == nil)
        #expect(queue.underWay?.number == 1)
        queue.finish()
        #expect(queue.due == RadioTime(microseconds: 865_000))
        queue.removeAll()
        #expect(queue.due == nil && queue.waiting.isEmpty)
    }

    @Test("whatever is asked, what was taken ascends and leaves the gaps", arguments: 0..<20)
    func property(seed: Int) throws {
        var numbers = SeededNumbers(seed: UInt64(seed))
        var queue = TransmitQueue()
        var now: UInt64 = 0
        for number in UInt32(0)..<300 {
            now += UInt64(numbers.below(60_000))
            let starts: [TransmitStart] = [
                .immediate, .pulse, Self.at(now + UInt64(numbers.below(2_000_000))),
            ]
            let permitted = try Self.permitted(
                number, numbers.pick(starts), length: 1 + numbers.below(222))
            let time = RadioTime(microseconds: now)
            _ = try? queue.accept(
                permitted, at: time, nextPulse: RadioTime(microseconds: now + 400_000))
            if numbers.below(4) == 0 { queue.finish() }
            let taken = queue.takeDue(at: time)
            if numbers.below(9) == 0, let last = queue.waiting.last {
                let isCancelled = queue.cancel(last.number)
                #expect(isCancelled)
            }
            let all = (queue.underWay.map { [$0] } ?? []) + queue.waiting
            for (one, next) in zip(all, all.dropFirst()) {
                #expect(one.end.later(by: 35_000) <= next.start)
            }
            #expect(queue.waiting.count <= 32)
            if let taken { #expect(taken.start <= time.later(by: 35_000)) }
        }
    }
}
