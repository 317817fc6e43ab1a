import Attestation
import PacketRouting
import Primitives
import RouterEmulator
import Testing
import Units

@Suite("Link: a box and a scripted router") struct ConversationTests {
    @Test("hello, welcome, an uplink, its acknowledgement: forgotten")
    func simple() throws {
        var bench = CarriageBench()
        bench.start()
        bench.open()
        #expect(bench.isOpen && bench.router.refusals.isEmpty)
        bench.hear(1)
        bench.commit()
        let account = try #require(bench.account)
        #expect(account.uplinks.map(\.number) == [2] && account.acknowledged == 2)
        let uplink = account.uplinks[0].uplink
        #expect(uplink.frame == CarriageBench.frame(1) && uplink.holdMilliseconds == 0)
        #expect(uplink.received == bench.time.utc && uplink.radio == 0 && uplink.channel == 2)
        #expect(bench.carriage.queue.isEmpty && bench.spool.records.isEmpty)
        #expect(bench.notices.contains(.acknowledged(through: 2)))
    }

    @Test("what was heard without a link is sent in order, with the time it waited")
    func buffered() throws {
        var bench = CarriageBench()
        bench.isReachable = false
        bench.start()
        for number in 1...150 as ClosedRange<UInt64> {
            bench.hear(number)
            bench.pass(milliseconds: 1_000)
        }
        bench.isReachable = true
        bench.open()
        let account = try #require(bench.account)
        #expect(account.uplinks.map(\.number) == Array(2...151))
        #expect(account.uplinks.map(\.uplink.frame) == (1...150).map { CarriageBench.frame($0) })
        for (place, entry) in account.uplinks.enumerated() {
            let waited = (bench.time.utc.value - entry.uplink.received.value) / 1_000_000
            #expect(waited - entry.uplink.holdMilliseconds < 1_001, "uplink \(place)")
        }
        #expect(bench.router.refusals.isEmpty)
    }

    @Test("no more in a batch and no more open than the router takes")
    func limits() throws {
        var bench = CarriageBench()
        bench.isReachable = false
        bench.router.greatestBatch = 3
        bench.router.greatestOpen = 7
        bench.router.acknowledgesAtOnce = false
        bench.start()
        for number in 1...20 as ClosedRange<UInt64> { bench.hear(number) }
        bench.isReachable = true
        bench.open()
        var seen = bench.account?.uplinks.count
        #expect(seen == 7)
        bench.router.acknowledge(bench.hotspot)
        bench.settle()
        seen = bench.account?.uplinks.count
        #expect(seen == 14)
        #expect(bench.router.refusals.isEmpty)
    }

    @Test("batches of long frames keep within one message of the link")
    func longFrames() throws {
        var bench = CarriageBench()
        bench.isReachable = false
        bench.router.greatestBatch = 256
        bench.start()
        for number in 1...256 as ClosedRange<UInt64> { bench.hear(number, length: 251) }
        bench.isReachable = true
        bench.open()
        #expect(bench.account?.uplinks.count == 256 && bench.router.refusals.isEmpty)
    }

    @Test("each side's ping is answered; a minute of silence ends the link")
    func pings() {
        var bench = CarriageBench()
        bench.start()
        bench.open()
        bench.router.ping(77, bench.hotspot)
        bench.settle()
        #expect(bench.router.answers(of: bench.hotspot) == [77])
        bench.pass(milliseconds: 3_600_000)
        let openings = bench.carriage.conversation.openings
        #expect(openings == 1)
        bench.router.err(.fallsSilent, towards: bench.hotspot)
        bench.isReachable = false
        // The last ping was answered a second ago.
        bench.pass(milliseconds: 58_999)
        let before = bench.ends
        #expect(before.isEmpty)
        bench.pass(milliseconds: 2)
        let after = bench.ends
        #expect(after == [.silent])
    }

    static let dismissals: [(reason: GoodbyeReason, seconds: UInt64, least: UInt64, most: UInt64)] =
        GoodbyeReason.allCases.map { ($0, 0, 0, 2) } + [
            (.overloaded, 30, 30, 32),
            (.restarting, 3_600, 3_600, 3_602),
            // A day is asked for; an hour is waited.
            (.moved, 86_400, 3_600, 3_602),
        ]

    @Test("a router's goodbye is heeded, within an hour", arguments: dismissals)
    func goodbye(reason: GoodbyeReason, seconds: UInt64, least: UInt64, most: UInt64) throws {
        var bench = CarriageBench()
        bench.start()
        bench.open()
        bench.router.err(.goodbye(reason, retrySeconds: seconds), towards: bench.hotspot)
        bench.settle()
        let now = bench.uptime
        guard case .ended(.dismissed(let goodbye), let next?)? = bench.notices.last else {
            return #expect(Bool(false), "\(bench.notices)")
        }
        #expect(goodbye.reason == reason && goodbye.retrySeconds == seconds)
        let wait = next.gap(to: now).value / 1_000_000_000
        #expect((least...most).contains(wait), "\(wait) s")
        bench.handle(.link(.networkUp))
        #expect(bench.isOpen == (seconds == 0), "a router that asks for rest gets it")
    }

    @Test("a stopping box says so")
    func stopping() {
        var bench = CarriageBench()
        bench.start()
        bench.open()
        bench.handle(.link(.stop))
        let goodbyes = bench.told.compactMap { action -> LinkGoodbye? in
            if case .goodbye(_, let goodbye) = action { goodbye } else { nil }
        }
        #expect(goodbyes == [LinkGoodbye(.stopping)])
        #expect(bench.carriage.due == nil && bench.carriage.conversation.state == .stopped)
    }

    @Test("failures wait from half a second to two minutes, spread; the network's return ends it")
    func backOff() {
        var waits: Set<UInt64> = []
        for seed in 0..<20 as Range<UInt64> {
            var bench = CarriageBench(seed: seed)
            bench.isReachable = false
            bench.start()
            for attempt in 0..<12 as Range<UInt64> {
                bench.pass(milliseconds: 0)
                guard case .resting(let until, _) = bench.carriage.conversation.state else {
                    #expect(Bool(false), "not resting")
                    return
                }
                let wait = until.gap(to: bench.uptime).value
                let step = min(1_000_000_000 << min(attempt, 7), 120_000_000_000 as UInt64)
                #expect(wait >= step / 2 && wait <= step, "attempt \(attempt): \(wait)")
                waits.insert(wait)
                bench.uptime = until
            }
            bench.isReachable = true
            bench.handle(.link(.networkUp))
            #expect(bench.isOpen)
        }
        #expect(waits.count > 200, "\(waits.count) different waits")
    }

    @Test("a connection that never comes, and a router that never welcomes, time out")
    func timeOuts() {
        var bench = CarriageBench()
        bench.router.helloFault = .noWelcome
        bench.start()
        bench.pass(milliseconds: 0)
        bench.pass(milliseconds: 14_999)
        #expect(bench.ends.isEmpty)
        bench.pass(milliseconds: 2)
        #expect(bench.ends == [.welcomeTimedOut])
        bench.open()
        #expect(bench.isOpen)
    }

    @Test("the next router of the list is tried when one never answers")
    func nextRouter() {
        var bench = CarriageBench(seed: 0, routers: 3)
        bench.isReachable = false
        bench.start()
        var tried: [Int] = []
        for _ in 0..<6 {
            tried.append(bench.carriage.conversation.router)
            bench.pass(milliseconds: 0)
            if let due = bench.carriage.due { bench.uptime = due }
        }
        #expect(tried == [0, 1, 2, 0, 1, 2])
    }

    @Test("a box that lost its memory of numbers goes on behind what the router knows")
    func lostMemory() throws {
        var bench = CarriageBench()
        bench.start()
        bench.open()
        for number in 1...5 as ClosedRange<UInt64> { bench.hear(number) }
        // A new card: neither records nor numbers.
        bench.isReachable = false
        bench.spool = BenchSpool()
        bench.crash()
        bench.hear(6)
        bench.hear(7)
        bench.commit()
        bench.isReachable = true
        bench.open()
        // The new numbers are told when they are durable.
        bench.commit()
        bench.pass(milliseconds: 5_000)
        let account = try #require(bench.account)
        #expect(account.uplinks.map(\.uplink.frame) == (1...7).map { CarriageBench.frame($0) })
        // The mark of the first run is 1.
        let doubt = UplinkQueue.numbersInDoubt
        #expect(account.uplinks.map(\.number) == Array(2...6) + [6 + doubt, 7 + doubt])
        #expect(bench.router.refusals.isEmpty)
    }

    @Test("a frame sent and lost by a power cut leaves its number to nobody")
    func numbersInDoubt() throws {
        var bench = CarriageBench()
        bench.start()
        bench.open()
        bench.hear(1)
        bench.commit()
        bench.hear(2)
        // 2 was sent and acknowledged, and never was durable here.
        bench.isReachable = false
        bench.crash()
        bench.hear(3)
        bench.commit()
        bench.crash()
        bench.isReachable = true
        bench.open()
        bench.pass(milliseconds: 5_000)
        let account = try #require(bench.account)
        #expect(account.uplinks.map(\.uplink.frame) == (1...3).map { CarriageBench.frame($0) })
        // Its record was 2, so the next run's mark stood that much further.
        #expect(account.uplinks.last?.number == 3 + UplinkQueue.numbersInDoubt)
        let (refusals, held) = (bench.router.refusals, bench.carriage.queue.count)
        #expect(refusals == [] && held == 0)
    }

    @Test("nothing of a run is sent before its mark is durable, and no further than it may be")
    func mark() {
        var bench = CarriageBench()
        bench.commitsAtStart = false
        bench.start()
        bench.open()
        bench.hear(1)
        var sent = bench.account?.uplinks.count
        #expect(sent == 0)
        bench.commit()
        sent = bench.account?.uplinks.count
        #expect(sent == 1)
        for number in 2...1_200 as ClosedRange<UInt64> {
            bench.pass(milliseconds: 5)
            bench.hear(number)
        }
        sent = bench.account?.uplinks.count
        // The mark and uplink 1 are durable: numbers 1 and 2.
        #expect(sent == 1 + Int(UplinkQueue.numbersInDoubt) - 1)
        bench.commit()
        sent = bench.account?.uplinks.count
        #expect(sent == 1_200)
    }

    @Test("a spool that cannot write stops no packet, and no run takes another's numbers")
    func withoutSpool() throws {
        var bench = CarriageBench()
        bench.commitsAtStart = false
        for run in 0..<3 as Range<UInt64> {
            bench.start()
            bench.handle(.notKept)
            bench.open()
            bench.router.acknowledgesAtOnce = run == 1
            for number in 1...5 as ClosedRange<UInt64> { bench.hear(10 * run + number) }
            bench.pass(milliseconds: 3_000)
            if run < 2 { bench.crash() }
        }
        bench.router.acknowledgesAtOnce = true
        bench.pass(milliseconds: 60_000)
        let frames = bench.account?.uplinks.map(\.uplink.frame)
        let heard = (0..<3).flatMap { run in (1...5).map { CarriageBench.frame(10 * run + $0) } }
        #expect(frames == heard)
        let refusals = bench.router.refusals
        #expect(refusals == [])
    }
}

extension CarriageBench {
    var ends: [LinkEnd] {
        notices.compactMap { notice in
            if case .ended(let end, _) = notice { end } else { nil }
        }
    }
}
