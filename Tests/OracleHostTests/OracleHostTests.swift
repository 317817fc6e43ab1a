import Attestation
import EvidenceLog
import Foundation
import OracleAPI
import OracleHost
import Primitives
import Signing
import Testing
import Units

@Suite("Log time") struct LogTimeTests {
    @Test("a record each period, whose steps lead to the logged end and whose values anybody makes")
    func records() throws {
        let bench = try OracleBench()
        try bench.pass(9)
        let news = try bench.news(after: nil)
        #expect(news.periods == (0...9).map { Period($0) } && news.chainEnds.count == 1)
        let chain = try read(news.chainEnds[0], as: EntropyChainEnd.self).chain
        var size: UInt64 = 2
        for bytes in news.records {
            let record = try read(bytes, as: EntropyRecord.self)
            #expect(
                chain.isStep(record.step.value, of: record.step.period, by: SHA256.self))
            #expect(record.logSize == size)
            #expect(record.sequence == max(3, size))
            size = record.sequence + 1
        }
        #expect(bench.host.publishedSize == bench.host.size && bench.host.size == 13)
    }

    @Test("what is above a period's record, or above the newest before it") func news() throws {
        let bench = try OracleBench()
        try bench.pass(3)
        bench.clock = bench.clock + Nanoseconds(5 * OracleBench.second)
        try bench.host.advance(to: bench.clock)
        func periods(_ after: UInt64?, _ limit: Int = 1_000) throws -> [UInt64] {
            try bench.news(after: after.map { Period($0) }, limit: limit).periods.map(\.number)
        }
        #expect(try periods(nil) == [0, 1, 2, 3, 8])
        #expect(try periods(2) == [3, 8])
        #expect(try periods(5) == [8], "none was made in it")
        #expect(try periods(8) == [] && periods(9) == [])
        #expect(try periods(0, 2) == [1, 2])
        #expect(bench.host.chainEnds.count > 100)
    }

    @Test("periods that were passed over stay without; a clock that goes back makes none")
    func jumps() throws {
        let bench = try OracleBench()
        try bench.pass(2)
        bench.clock = bench.clock + Nanoseconds(100 * OracleBench.second)
        #expect(try bench.host.advance(to: bench.clock))
        #expect(bench.host.newest == Period(102) && bench.host.counts.records == 4)
        let back = bench.founded.genesis + Nanoseconds(50 * OracleBench.second)
        #expect(try bench.host.advance(to: back) == false)
        #expect(try bench.host.advance(to: bench.clock) == false, "one record a period")
        #expect(try bench.host.advance(to: Nanoseconds(1)) == false, "before genesis")
        try bench.pass(1)
        #expect(bench.host.newest == Period(103))
    }

    @Test(
        "a chain that ends is followed by another, logged an epoch ahead, and both outlive a restart"
    )
    func chains() throws {
        // The demo's epoch has 240 periods.
        let bench = try OracleBench(chainLength: 1_100)
        try bench.pass(1)
        bench.clock = bench.founded.genesis + Nanoseconds(200 * OracleBench.second)
        try bench.host.advance(to: bench.clock)
        let ends = { try statements(bench.host.chainEnds).count }
        #expect(try ends() == 2)
        #expect(bench.host.stepsLeft > 1_100)
        try bench.restart()
        #expect(try ends() == 2)
        for period in [479, 480, 481, 1_099, 1_100, 1_101] as [UInt64] {
            let clock = bench.founded.genesis + Nanoseconds(period * OracleBench.second)
            #expect(try bench.host.advance(to: clock), "period \(period)")
        }
        let news = try bench.news(after: Period(481), limit: 10)
        let second = try read(statements(bench.host.chainEnds)[1], as: EntropyChainEnd.self)
        #expect(second.chain.first == Period(480))
        let last = try read(#require(news.records.last), as: EntropyRecord.self)
        #expect(
            second.chain.isStep(last.step.value, of: last.step.period, by: SHA256.self))
    }
}

@Suite("Taking statements") struct IngestTests {
    @Test("a box is registered, its seals are taken, each with a receipt that keeps its word")
    func good() throws {
        let bench = try OracleBench()
        let key = SecretKey.random()
        let answer = try bench.post(try bench.registration(of: key))
        #expect(answer.refused.isEmpty && answer.receipts.count == 1)
        let receipt = try #require(try bench.receipts(answer).first)
        #expect(receipt.entries.map(\.index) == [4] && receipt.newest == Period(0))
        try bench.pass(60)
        let seals = try (1...3).map { try bench.seal(UInt64($0), by: key, window: 1) }
        let taken = try bench.post(seals)
        let other = try #require(try bench.receipts(taken).first)
        #expect(other.entries.count == 3 && other.sequence > receipt.sequence)
        #expect(bench.host.counts.logged == 4)
        try bench.pass(1)
        let index = other.entries[0].index
        let proof = try #require(try bench.host.proof(of: index))
        #expect(proof.index == index)
        #expect(
            try bench.host.entry(index)
                == seals.first {
                    let id = CheckedID.of($0, bench.founded.network)
                    return id == other.entries[0].statement
                })
        #expect(try bench.host.proof(of: bench.host.size) == nil)
    }

    @Test("twice is harmless: the same receipt, in any company, and no second entry") func twice()
        throws
    {
        let bench = try OracleBench()
        let key = SecretKey.random()
        let registration = try bench.registration(of: key)
        let first = try bench.post(registration)
        try bench.pass(60)
        let seal = try bench.seal(1, by: key, window: 1)
        let both = try bench.post(registration, seal, seal)
        #expect(both.receipts.count == 2 && both.receipts.contains(first.receipts[0]))
        #expect(try bench.receipts(both).map(\.entries.count).sorted() == [1, 1])
        let size = bench.host.size
        let again = try bench.post(seal, registration)
        #expect(Set(again.receipts) == Set(both.receipts) && bench.host.size == size)
    }

    @Test("after a restart the same statements have the same indexes, and numbers go on rising")
    func restart() throws {
        let bench = try OracleBench()
        let key = SecretKey.random()
        let registration = try bench.registration(of: key)
        let first = try bench.receipts(try bench.post(registration))[0]
        try bench.pass(61)
        let seal = try bench.seal(1, by: key, window: 1)
        let second = try bench.receipts(try bench.post(seal))[0]
        let (size, newest) = (bench.host.size, bench.host.newest)
        try bench.restart()
        #expect(bench.host.size == size && bench.host.newest == newest)
        let again = try bench.receipts(try bench.post(seal, registration))
        #expect(again.flatMap(\.entries).count == 2)
        for receipt in again {
            let before = receipt.entries[0].index == 4 ? first : second
            #expect(receipt.entries == before.entries && receipt.newest == before.newest)
            #expect(receipt.sequence > second.sequence)
        }
        #expect(bench.host.size == size)
        let next = try bench.receipts(try bench.post(try bench.seal(2, by: key, window: 1)))
        #expect(next[0].entries[0].index == size)
    }

    @Test("what is refused is named with its code, hinders no other, and is not in the log")
    func refused() throws {
        let bench = try OracleBench()
        let key = SecretKey.random()
        _ = try bench.post(try bench.registration(of: key))
        try bench.pass(60)
        let size = bench.host.size
        var forged = try bench.seal(7, by: key, window: 1)
        forged[forged.count - 1] ^= 1
        let elsewhere = try bench.sign(
            Seal(sequence: 8, window: Window(1), seal: Hash256(words: (1, 1, 1, 1))), by: key,
            on: NetworkID(bits: 5))
        let stranger = try bench.seal(9, by: SecretKey.random(), window: 1)
        let good = try bench.seal(10, by: key, window: 1)
        let ours = try bench.host.entry(4 - 1)
        let answer = try bench.post(forged, elsewhere, stranger, good, ours)
        let codes = Set(answer.refused.map(\.code))
        #expect(codes.isSuperset(of: ["bad_signature", "unregistered"]))
        #expect(answer.refused.count >= 3)
        #expect(answer.refused.map(\.statement) == answer.refused.map(\.statement).sorted())
        #expect(bench.host.size == size + 1, "only the good one is logged")
        let entry = try bench.host.entry(size)
        #expect(entry == good)
    }

    @Test("a registration and what depends on it may come in one post") func together() throws {
        let bench = try OracleBench()
        let key = SecretKey.random()
        let registration = try bench.registration(of: key)
        let twice = try bench.registration(of: key)
        let answer = try bench.post(registration, twice)
        #expect(answer.refused.map(\.code) == ["already_registered"])
        #expect(try bench.receipts(answer)[0].entries.count == 1)
    }

    @Test("many posts share one sync, and each has its own answer") func group() throws {
        let bench = try OracleBench()
        let keys = (0..<20).map { _ in TestKey() }
        let posts = try keys.map { try bench.registration(of: $0.key) }
        let outcomes = try bench.host.ingest(posts.map { [bench.check($0)] })
        var indexes: [UInt64?] = []
        for (post, outcome) in zip(posts, outcomes) {
            guard case .answer(let bytes) = outcome else { continue }
            let id = CheckedID.of(post, bench.founded.network)
            let receipts = try bench.receipts(try IngestAnswer(parsing: bytes.rawSpan))
            let entries = receipts.flatMap(\.entries)
            indexes.append(entries.first { $0.statement == id }?.index)
        }
        #expect(indexes == (4..<24).map { UInt64($0) })
    }
}

enum CheckedID {
    static func of(_ bytes: [UInt8], _ network: NetworkID) -> Hash256? {
        guard let statement = try? SignedStatement(bytes.rawSpan),
            let type = MessageType(rawValue: statement.typeNumber)
        else { return nil }
        return statement.id(
            in: StatementContext(network: network, type: type.name), by: SHA256.self)
    }
}
