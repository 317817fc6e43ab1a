import Attestation
import OracleAPI
import Primitives
import ScriptedOracle
import Seeds
import Signing
import Testing
import Units

@Suite("Conversation: a box and an oracle in virtual time")
struct ConversationTests {
    static let minute = OracleBench.minute
    static let hour = OracleBench.hour

    @Test("evidence gets receipts within a second and proofs within three periods")
    func wellBehaved() {
        var bench = OracleBench()
        bench.tell(.started)
        bench.run(until: 2 * Self.minute)
        let id = bench.post()
        bench.run(until: 2 * Self.minute + 1_000_000_000)
        #expect(bench.received[id] != nil)
        #expect(bench.spool.isEmpty)
        bench.run(until: 5 * Self.minute)
        #expect(bench.included == [id])
        #expect(bench.troubles == [])
        // By itself at the start, and where it stands in the log.
        #expect(bench.chainEnds == 2)
        #expect(bench.registered.count == 1 && bench.registered[0]?.number == 0)
    }

    @Test("each record is handed up once, within a second, in order", arguments: [1, 2])
    func records(network: Int) {
        let periods: NetworkPeriods = network == 1 ? .main : .demo
        var bench = OracleBench(periods)
        bench.tell(.started)
        bench.run(until: 200 * periods.milliseconds * 1_000_000 + 1_000_000_000)
        #expect(bench.periods.map(\.number) == Array(0...UInt64(periods == .demo ? 201 : 200)))
        #expect(bench.troubles == [])
        // Half a period is the longest a box does not know that a record is missing.
        let news = bench.requests.filter { $0.1.lane == .news }.count
        #expect(news < 900, "\(news) questions for 200 records")
    }

    @Test("posts hold at most 256 statements and the box's bytes, the oldest first")
    func batches() {
        var bench = OracleBench()
        var ids: [Hash256] = []
        for number in 0..<600 {
            bench.register()
            ids.append(bench.post(window: Window(0)))
            if number % 90 == 89 { bench.sequence += 5 }
        }
        bench.tell(.started)
        bench.run(until: Self.minute)
        let posts = bench.requests.filter { $0.1.resource == .statements }
        #expect(posts[0].1.body.count > 256 * 150)
        let counts = posts.compactMap {
            try? StatementSequence.ranges(in: $0.1.body.rawSpan).count
        }
        #expect(counts == [256, 256, 88])
        // The 97th seal of a window is over its limit, the others are taken in order.
        #expect(bench.received.count == 96)
        #expect(ids[..<96].allSatisfy { bench.received[$0] != nil })
        #expect(bench.refused.count == 504)
        #expect(bench.refused.values.allSatisfy { $0 == "over_limit" })
    }

    @Test(
        "nothing is posted before log time is read, at a start and when what came was no log time")
    func logTimeFirst() {
        var bench = OracleBench()
        bench.oracle.faults = [.wrongKeyEntropy, .aheadReceipt]
        let id = bench.post()
        bench.tell(.started)
        bench.run(until: 10 * Self.minute)
        #expect(bench.oracle.counts.posts == 0)
        #expect(bench.conversation.waiting == 1)
        bench.oracle.faults = [.aheadReceipt]
        bench.run(until: 13 * Self.minute)
        #expect(bench.oracle.counts.posts > 0)
        #expect(bench.received.isEmpty, "a receipt from the future was taken")
        bench.oracle.faults = []
        bench.run(until: 20 * Self.minute)
        #expect(bench.received[id] != nil && bench.included == [id])
    }

    @Test("an oracle that makes no records is posted to: there is nothing to be read")
    func logTimeOfAPause() {
        var bench = OracleBench()
        bench.run(until: 5 * Self.minute)
        bench.oracle.faults = [.pause]
        bench.tell(.follow(after: bench.oracle.newest))
        bench.tell(.started)
        let id = bench.post()
        bench.run(until: 6 * Self.minute)
        #expect(bench.periods == [])
        #expect(bench.received[id] != nil)
    }

    @Test("earlier records that are wanted are no refusal: at once, and what was seen stays seen")
    func moreOfThePast() {
        var bench = OracleBench()
        bench.run(until: 30 * Self.minute)
        bench.tell(.follow(after: Period(28)))
        bench.tell(.started)
        bench.run(until: 30 * Self.minute + 500_000_000)
        #expect(bench.periods == [Period(29), Period(30)])
        bench.tell(.follow(after: Period(20), taken: Period(30)))
        bench.oracle.faults = [.aheadReceipt]
        bench.post()
        bench.run(until: 30 * Self.minute + 900_000_000)
        #expect(bench.received.isEmpty)
        bench.run(until: 31 * Self.minute)
        #expect(bench.periods.dropFirst(2).prefix(10) == (21...30).map { Period($0) }[...])
        bench.oracle.faults = []
        bench.run(until: 40 * Self.minute)
        #expect(bench.included.count == 1)
    }

    @Test("a post never waits for a long poll")
    func lanes() {
        var bench = OracleBench()
        bench.tell(.started)
        bench.run(until: Self.minute + 5_000_000_000)
        bench.post()
        #expect(bench.requests.last?.1.resource == .statements)
        bench.run(until: Self.minute + 6_000_000_000)
        #expect(bench.received.count == 1)
    }

    @Test("away for 30 days: nothing is lost, and questions are few")
    func away() {
        var bench = OracleBench()
        bench.tell(.started)
        bench.run(until: Self.hour)
        bench.isDead = true
        let before = bench.requests.count
        for day in 0..<30 {
            for number in 0..<20 {
                bench.run(until: Self.hour + UInt64(day * 24 * 60 + number * 72) * Self.minute)
                bench.post()
            }
        }
        bench.run(until: Self.hour + 30 * 24 * Self.hour)
        #expect(bench.spool.count == 600)
        #expect(bench.conversation.waiting == 600)
        // Two lanes, each 150 s apart at most and 90 s at least.
        let asked = bench.requests.count - before
        #expect(asked < 2 * 30 * 24 * 40 + 40, "\(asked) questions")
        #expect(asked > 2 * 30 * 24 * 24 - 40, "\(asked) questions")
        // Each post while nobody answers is one statement: a box does not sign its spool for it.
        #expect(bench.requests[(before + 10)...].allSatisfy { $0.1.body.count < 300 })
        bench.isDead = false
        bench.run(until: bench.now.value + 6 * Self.minute)
        #expect(bench.spool.isEmpty)
        // What names a window older than 56 is refused for good: evidence of those has no use.
        #expect(bench.refused.values.allSatisfy { $0 == "window_closed" })
        #expect(bench.received.count + bench.refused.count == 600)
        #expect((275...290).contains(bench.received.count))
        bench.run(until: bench.now.value + Self.hour)
        #expect(Set(bench.included) == Set(bench.received.keys))
        #expect(bench.conversation.unproven == 0)
    }

    @Test("an unregistered box asks once a minute, and what waited goes at once when it is")
    func unregistered() {
        var bench = OracleBench(isRegistered: false)
        bench.tell(.started)
        bench.post()
        bench.run(until: 10 * Self.minute)
        #expect(bench.registered.count == 10 || bench.registered.count == 11)
        #expect(bench.registered.allSatisfy { $0 == nil })
        #expect(Set(bench.postponed) == ["unregistered"])
        #expect(bench.spool.count == 1)
        bench.register()
        bench.run(until: 12 * Self.minute)
        #expect(bench.spool.isEmpty)
        #expect(bench.registered.last??.place == OracleBench.place)
    }

    @Test("a new window brings one look-up, within its first period")
    func windows() {
        var bench = OracleBench()
        bench.tell(.started)
        bench.run(until: 6 * Self.hour - 1)
        #expect(bench.registered.count == 1)
        bench.run(until: 6 * Self.hour + Self.minute + 1_000_000_000)
        #expect(bench.registered.count == 2)
    }

    @Test("a poisoned statement is set aside, not forgotten, and hinders no other")
    func poison() {
        var bench = OracleBench()
        var good: [Hash256] = []
        for number in 0..<20 {
            let id = bench.post()
            if number != 11 { good.append(id) }
            guard number == 11, let bytes = bench.spool[id] else { continue }
            // What stands between spoils this one: the id is read, the oracle's reader refuses.
            var spoiled = bytes
            spoiled[3] ^= 1
            bench.poisoned = (id, spoiled)
        }
        bench.tell(.started)
        bench.run(until: 5 * Self.minute)
        #expect(good.allSatisfy { bench.received[$0] != nil })
        #expect(bench.conversation.waiting == 1)
        bench.poisoned = nil
        bench.run(until: 20 * Self.minute)
        #expect(bench.conversation.waiting == 0)
        #expect(bench.received.count == 20)
    }

    @Test("a box that restarts gets the same receipts for what it sends again")
    func again() {
        var bench = OracleBench()
        bench.tell(.started)
        for _ in 0..<5 { bench.post() }
        let kept = bench.spool
        bench.run(until: Self.minute)
        let first = bench.received
        #expect(first.count == 5)
        var restarted = OracleConversation<SHA256, Ed25519>(bench.conversation.settings)
        swap(&restarted, &bench.conversation)
        bench.spool = kept
        bench.received = [:]
        for (id, _) in kept { bench.tell(.post(id: id, order: 1)) }
        bench.tell(.started)
        bench.run(until: 2 * Self.minute)
        #expect(bench.received == first)
        #expect(bench.oracle.counts.logged == 5)
        #expect(bench.oracle.counts.repeated == 5)
    }

    @Test("receipts kept from before a restart are proven from their leaf hashes")
    func restored() {
        var bench = OracleBench()
        bench.tell(.started)
        let id = bench.post()
        bench.run(until: 10_000_000_000)
        guard let entry = bench.received[id] else {
            Issue.record("no receipt")
            return
        }
        var restarted = OracleConversation<SHA256, Ed25519>(bench.conversation.settings)
        swap(&restarted, &bench.conversation)
        bench.tell(.unincluded(entry))
        bench.tell(.started)
        bench.run(until: 4 * Self.minute)
        #expect(bench.included == [id])
    }

    @Test("four failures in a row: the next oracle of the network file is asked")
    func several() {
        var bench = OracleBench(others: 1)
        bench.tell(.started)
        bench.run(until: Self.minute)
        #expect(bench.conversation.endpoint == bench.network.endpoint)
        bench.isDead = true
        bench.run(until: 10 * Self.minute)
        #expect(bench.requests.contains { $0.1.url.hasPrefix("http://127.0.0.1:2/") })
        bench.isDead = false
        bench.run(until: 20 * Self.minute)
        // The second one is nobody's: the first is found again.
        #expect(bench.conversation.endpoint == bench.network.endpoint)
        bench.post()
        bench.run(until: 21 * Self.minute)
        #expect(bench.received.count == 1)
    }

    @Test("records that are not taken are asked for again, ever more rarely")
    func refusedRecords() {
        var bench = OracleBench()
        bench.tell(.started)
        bench.run(until: 2 * Self.minute)
        let before = bench.requests.count
        bench.refusesRecords = true
        bench.run(until: bench.now.value + 100 * Self.minute)
        #expect((40...110).contains(bench.requests.count - before))
        bench.refusesRecords = false
        bench.run(until: bench.now.value + 5 * Self.minute)
        #expect(bench.conversation.followed == bench.oracle.newest)
    }

    @Test("whoever carries requests out and never tells the end is not waited for for ever")
    func overdue() {
        var bench = OracleBench()
        bench.tell(.started)
        bench.isStuck = true
        bench.run(until: 3 * Self.minute)
        bench.isStuck = false
        bench.post()
        bench.run(until: 6 * Self.minute)
        #expect(bench.received.count == 1)
        #expect(bench.troubles.contains { $0.error.code == .failed })
    }

    @Test("a box that knows no period asks for the newest record, and goes on behind it")
    func newest() throws {
        var bench = OracleBench()
        bench.tell(.followNewest)
        bench.isDead = true
        bench.tell(.started)
        bench.run(until: 2 * Self.minute)
        bench.isDead = false
        bench.now = Nanoseconds(30 * Self.hour)
        bench.oracle.advance(to: bench.clock)
        bench.run(until: 30 * Self.hour + 5 * Self.minute)
        let first = try #require(bench.periods.first)
        #expect(first.number >= 30 * 60 - 1 && bench.periods.count < 10)
        #expect(zip(bench.periods, bench.periods.dropFirst()).allSatisfy { $0 < $1 })
        // Said again, the one handed up was not taken: it is asked for again, but not at once.
        let asked = bench.requests.count { $0.1.resource == .newestEntropy }
        for _ in 0..<3 { bench.tell(.followNewest) }
        bench.run(until: 30 * Self.hour + 7 * Self.minute)
        let again = bench.requests.count { $0.1.resource == .newestEntropy } - asked
        #expect(again == 1)
    }

    @Test("when a window is over, its reports are asked for, and those of an epoch before")
    func ownReports() {
        var bench = OracleBench(.demo)
        bench.tell(.started)
        bench.run(until: 7 * Self.minute + 10_000_000_000)
        let asked = bench.requests.compactMap { request -> UInt64? in
            guard case .reports(let address, let window, nil, _) = request.1.resource else {
                return nil
            }
            return address == Address(bench.box.key.publicKey) ? window.number : nil
        }
        #expect(asked == [0, 1, 2, 3, 4, 0, 5, 1, 6, 2], "\(asked)")
        #expect(bench.troubles == [])
    }

    @Test("reports that nobody knows are told as such")
    func reports() {
        var bench = OracleBench()
        bench.tell(.started)
        bench.tell(.wantReport(bench.network.hash))
        bench.run(until: Self.minute)
        #expect(bench.reports == [bench.network.hash])
        #expect(bench.troubles == [])
    }
}
