import Attestation
import OracleAPI
import OracleHost
import Primitives
import Registry
import Testing
import Units

@Suite("Receipts of posts that are taken together") struct SharedReceiptTests {
    /// Of each post, what it is answered.
    static func answers(
        _ posts: [[[UInt8]]], of bench: OracleBench
    ) throws -> [IngestAnswer] {
        try bench.host.ingest(posts.map { $0.map(bench.check) }).map { outcome in
            guard case .answer(let bytes) = outcome else {
                throw OracleBench.Failure(said: "\(outcome)")
            }
            #expect(bytes.count <= OracleResource.statements.greatestAnswer)
            return try IngestAnswer(parsing: bytes.rawSpan)
        }
    }

    static func bench(hotspots: Int = 1) throws -> (OracleBench, [TestKey]) {
        let bench = try OracleBench()
        let keys = (0..<hotspots).map { _ in TestKey() }
        for key in keys { _ = try bench.post(try bench.registration(of: key.key)) }
        return (bench, keys)
    }

    @Test("posts of one statement share receipts of sixteen, each of which names its own")
    func shared() throws {
        let (bench, keys) = try Self.bench()
        let before = bench.host.counts.receipts
        let seals = try (1...40).map { try bench.seal($0, by: keys[0].key) }
        let answers = try Self.answers(seals.map { [$0] }, of: bench)
        #expect(bench.host.counts.receipts - before == 3)
        var entries: [Hash256: UInt64] = [:]
        for (seal, answer) in zip(seals, answers) {
            let receipt = try #require(try bench.receipts(answer).first)
            #expect(answer.receipts.count == 1 && [8, 16].contains(receipt.entries.count))
            guard case .good(let statement) = bench.check(seal) else { continue }
            #expect(receipt.entries.contains { $0.statement == statement.id })
            for entry in receipt.entries { entries[entry.statement] = entry.index }
        }
        #expect(Set(entries.values).count == 40)
        for (seal, answer) in zip(seals, answers) { #expect(try bench.post(seal) == answer) }
    }

    @Test("a receipt holds whole posts, up to 256 entries", arguments: [(15, 256), (250, 15)])
    func whole(first: Int, second: Int) throws {
        let (bench, keys) = try Self.bench(hotspots: 6)
        var number: UInt64 = 0
        func post(_ count: Int) throws -> [[UInt8]] {
            try (0..<count).map { _ in
                number += 1
                return try bench.seal(number, by: keys[Int(number) % 6].key)
            }
        }
        let posts = [try post(first), try post(second)]
        let answers = try Self.answers(posts, of: bench)
        #expect(try bench.receipts(answers[0]).map(\.entries.count) == [first])
        #expect(try bench.receipts(answers[1]).map(\.entries.count) == [second])
    }

    @Test(
        "one statement in two posts of one batch, and twice in one, has one place and one receipt")
    func twins() throws {
        let (bench, keys) = try Self.bench()
        let (one, two) = (
            try bench.seal(1, by: keys[0].key), try bench.seal(2, by: keys[0].key)
        )
        let size = bench.host.size
        let answers = try Self.answers([[one], [one, two, one], [two]], of: bench)
        #expect(bench.host.size == size + 2)
        #expect(answers[0].receipts == answers[1].receipts)
        #expect(answers[1].receipts == answers[2].receipts)
        #expect(try Self.answers([[two, one]], of: bench)[0].receipts == answers[0].receipts)
    }

    @Test("what has more receipts than an answer holds is answered in part, and then the rest")
    func many() throws {
        let (bench, keys) = try Self.bench()
        let seals = try (1...40).map { try bench.seal($0, by: keys[0].key) }
        for seal in seals { _ = try bench.post(seal) }
        var left = seals
        var rounds = 0
        while !left.isEmpty, rounds < 5 {
            rounds += 1
            let answer = try bench.post(left)
            #expect((1...16).contains(answer.receipts.count) && answer.refused.isEmpty)
            let named = Set(try bench.receipts(answer).flatMap { $0.entries.map(\.statement) })
            left = left.filter { bytes in
                guard case .good(let statement) = bench.check(bytes) else { return false }
                return !named.contains(statement.id)
            }
        }
        #expect(rounds == 3 && left.isEmpty)
    }

    @Test("long receipts of long posts never make an answer longer than a client reads")
    func long() throws {
        let (bench, keys) = try Self.bench(hotspots: 16)
        var posts: [[[UInt8]]] = []
        for round in 0..<6 {
            posts.append(
                try (0..<256).map { place in
                    try bench.seal(
                        UInt64(round * 256 + place + 1), by: keys[place % 16].key)
                })
            _ = try Self.answers([posts[round]], of: bench)
        }
        // Of each, forty: six receipts of 256 entries are too long for one answer.
        let mixed = posts.flatMap { $0.prefix(40) }
        let answer = try Self.answers([mixed], of: bench)[0]
        #expect((1...5).contains(answer.receipts.count))
    }
}
