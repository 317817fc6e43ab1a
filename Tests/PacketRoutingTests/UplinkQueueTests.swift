import Attestation
import PacketRouting
import Primitives
import RouterEmulator
import Testing
import Units

@Suite("Uplinks: the queue") struct UplinkQueueTests {
    static func uplink(_ number: UInt64, received: Nanoseconds) -> Uplink {
        Uplink(
            frame: CarriageBench.frame(number), received: received, counterMicroseconds: number,
            frequency: Hertz(868_100_000), spreadingFactor: 7, bandwidth: Hertz(125_000),
            codingRate: 5, level: SignalLevel(hundredths: -9_000), radio: 0)
    }

    static func time(
        _ seconds: UInt64, utc: UInt64 = 1_790_000_000, trusted: Bool = true
    ) -> BoxTime {
        BoxTime(
            uptime: Nanoseconds(seconds * 1_000_000_000),
            utc: Nanoseconds((utc + seconds) * 1_000_000_000), isTrusted: trusted)
    }

    static func hold(
        _ queue: inout UplinkQueue, at time: BoxTime, from number: UInt64 = 1
    ) -> UInt64? {
        queue.batch(from: number, most: 1, at: time)?.uplinks[0].holdMilliseconds
    }

    @Test("the wait is counted by the clock that never goes back, whatever people set")
    func hold() throws {
        var queue = UplinkQueue()
        queue.kept(through: 1)
        try queue.add(Self.uplink(1, received: Self.time(100).utc), at: Self.time(100))
        #expect(Self.hold(&queue, at: Self.time(107)) == 7_000)
        // A day forth, and a year back.
        #expect(Self.hold(&queue, at: Self.time(108, utc: 1_790_086_400)) == 8_000)
        #expect(Self.hold(&queue, at: Self.time(109, utc: 1_760_000_000)) == 9_000)
    }

    static let restarts: [(name: String, at: BoxTime, hold: UInt64)] = [
        ("UTC knows", time(5, utc: 1_790_001_000), 905_000),
        ("UTC not trusted: what this run saw", time(5, utc: 1_790_001_000, trusted: false), 3_000),
        ("UTC before the reception: what this run saw", time(5, utc: 1_700_000_000), 3_000),
        ("thirty days at most", time(5, utc: 1_800_000_000), 2_592_000_000),
    ]

    @Test("across a restart by UTC, and never more than is known", arguments: restarts)
    func restart(name: String, at: BoxTime, hold: UInt64) throws {
        let payload = try UplinkBatch(
            firstNumber: 1, uplinks: [Self.uplink(1, received: Self.time(100).utc)]
        ).payload()
        var queue = UplinkQueue()
        // The machine started again: uptime began anew.
        try queue.replay(
            number: 1, kind: UplinkQueue.recordKind, payload: payload, at: Self.time(2))
        queue.replayed(highest: 1)
        #expect(Self.hold(&queue, at: at) == hold, "\(name)")
        #expect(queue.nextNumber == 2 + UplinkQueue.numbersInDoubt)
    }

    @Test("nobody took it for thirty days: given up and counted, by a trusted clock only")
    func expiry() throws {
        let payload = try UplinkBatch(
            firstNumber: 9, uplinks: [Self.uplink(1, received: Self.time(0).utc)]
        ).payload()
        var queue = UplinkQueue()
        try queue.replay(
            number: 9, kind: UplinkQueue.recordKind, payload: payload, at: Self.time(0))
        queue.replayed(highest: 9)
        _ = queue.takeOrders()
        let month: UInt64 = 2_592_000
        queue.expire(at: Self.time(5, utc: 1_790_000_000 + month - 6))
        queue.expire(at: Self.time(5, utc: 1_790_000_000 + month, trusted: false))
        #expect(queue.count == 1 && queue.takeOrders().isEmpty)
        queue.expire(at: Self.time(5, utc: 1_790_000_000 + month))
        #expect(queue.isEmpty && queue.expired == 1)
        #expect(queue.takeOrders() == [.forget(number: 9, wasAcknowledged: false)])
    }

    @Test("no more than its memory: the oldest go, are counted and forgotten")
    func eviction() throws {
        var queue = UplinkQueue(mostBytes: 2_000)
        for number in 1...100 as ClosedRange<UInt64> {
            try queue.add(Self.uplink(number, received: Self.time(1).utc), at: Self.time(1))
        }
        #expect(queue.count < 15 && queue.count > 5)
        #expect(queue.evicted == UInt64(100 - queue.count))
        #expect(queue.first == queue.evicted + 1 && queue.nextNumber == 101)
        let forgotten = queue.takeOrders().compactMap { order -> UInt64? in
            if case .forget(let number, false) = order { number } else { nil }
        }
        #expect(forgotten == Array(1...queue.evicted))
    }

    @Test("records that are none of this queue's are refused by name, and their numbers stay used")
    func foreign() throws {
        let good = try UplinkBatch(
            firstNumber: 4, uplinks: [Self.uplink(1, received: Self.time(1).utc)]
        ).payload()
        var queue = UplinkQueue()
        var codes: [MessageError.Code] = []
        for (number, payload) in [(3, good), (4, [0xff]), (5, []), (5, good), (9, good)]
            as [(UInt64, [UInt8])]
        {
            do throws(MessageError) {
                try queue.replay(
                    number: number, kind: number == 9 ? 7 : UplinkQueue.recordKind,
                    payload: payload, at: Self.time(1))
            } catch { codes.append(error.code) }
        }
        #expect(codes == [.wrongCount, .malformed, .malformed, .notAscending, .unknownType])
        #expect(queue.isEmpty && queue.nextNumber == 10)
        // The carriage counts them and goes on.
        var bench = CarriageBench()
        bench.handle(.restored(number: 3, kind: 1, payload: [0xff]))
        bench.start()
        #expect(bench.carriage.dropped(.unreadable) == 1)
    }

    @Test("a record says what it says to everybody: it is a message of the link")
    func record() throws {
        var queue = UplinkQueue()
        try queue.add(Self.uplink(1, received: Self.time(1).utc), at: Self.time(1))
        let orders = queue.takeOrders()
        guard case .keep(1, UplinkQueue.recordKind, let payload)? = orders.first else {
            return #expect(Bool(false), "\(orders)")
        }
        let type = try MessageCheck.type(of: payload.rawSpan)
        #expect(type == .uplinkBatch)
    }

    @Test("a batch begins where it is asked to, ends at a gap, and a number not held gives none")
    func batches() throws {
        var queue = UplinkQueue()
        let payload = try UplinkBatch(
            firstNumber: 5, uplinks: [Self.uplink(1, received: Self.time(1).utc)]
        ).payload()
        try queue.replay(
            number: 5, kind: UplinkQueue.recordKind, payload: payload, at: Self.time(1))
        queue.replayed(highest: 5)
        queue.kept(through: 5 + UplinkQueue.numbersInDoubt)
        for number in 6...8 as ClosedRange<UInt64> {
            try queue.add(Self.uplink(number, received: Self.time(1).utc), at: Self.time(1))
        }
        // The mark stands before it.
        let next = 6 + UplinkQueue.numbersInDoubt
        #expect(queue.batch(from: 5, most: 10, at: Self.time(2))?.uplinks.count == 1)
        #expect(queue.batch(from: 6, most: 10, at: Self.time(2)) == nil)
        #expect(queue.batch(from: next, most: 10, at: Self.time(2))?.uplinks.count == 3)
        #expect(queue.batch(from: next + 1, most: 1, at: Self.time(2))?.firstNumber == next + 1)
        #expect(queue.batch(from: next + 3, most: 1, at: Self.time(2)) == nil)
    }
}
