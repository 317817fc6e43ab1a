import Attestation
import Primitives
import Registry
import Testing
import Units

@Suite("Registry: rule books, parameters and members hold for whole epochs")
struct NetworkTests {
    typealias Bench = RegistryBench

    /// first_epoch, the epoch it is logged in, and the epoch it holds from.
    static let rows: [(first: UInt64, logged: UInt64?, from: UInt64)] = [
        (0, nil, 1), (1, nil, 1), (2, nil, 2),
        (0, 0, 2), (2, 0, 2), (3, 0, 3),
        (4, 3, 5), (5, 3, 5), (6, 3, 6), (9, 3, 9),
    ]

    @Test(
        "in force from first_epoch if logged before the epoch before it began, else later",
        arguments: rows)
    func first(first: UInt64, logged: UInt64?, from: UInt64) {
        var bench = Bench(window: logged.map { $0 * 4 + 1 })
        let change = ParameterChange(sequence: 1, first: Epoch(first), floorUnits: 77)
        #expect(bench.say(change, by: Bench.founder) == nil)
        #expect(bench.registry.parameters(in: Epoch(from)).floorUnits == 77)
        #expect(bench.registry.parameters(in: Epoch(from - 1)).floorUnits == 1)
    }

    @Test("of two changes of one epoch the later word counts, field by field")
    func fields() {
        var bench = Bench()
        bench.say(
            ParameterChange(
                sequence: 1, first: Epoch(5),
                fees: NetworkFees(registrationCredits: 1, moveCredits: 2, depositGrains: 3),
                floorUnits: 77), by: Bench.founder)
        bench.say(
            ParameterChange(
                sequence: 2, first: Epoch(5), floorUnits: 78,
                pools: [
                    PoolLine(first: Epoch(1), hotspotsGrains: 9),
                    PoolLine(first: Epoch(6), hotspotsGrains: 5),
                ]), by: Bench.founder)
        let five = bench.registry.parameters(in: Epoch(5))
        #expect(five.fees.moveCredits == 2 && five.floorUnits == 78)
        #expect(five.selectionTrust == 250 && five.grainsPerCredit == 1_000)
        #expect(five.pool(in: Epoch(5))?.hotspotsGrains == 1_000, "the past stays as it was paid")
        #expect(five.pool(in: Epoch(6))?.hotspotsGrains == 5)
        #expect(
            bench.say(ParameterChange(sequence: 3, first: Epoch(5), floorUnits: 1), by: Bench.owner)
                == .wrongRole)
        let four = bench.registry.parameters(in: Epoch(4))
        #expect(four.pools.count == 1)
    }

    @Test("fees are those of the epoch in which a statement is logged")
    func fees() {
        var bench = Bench()
        bench.say(
            ParameterChange(
                sequence: 1, first: Epoch(2),
                fees: NetworkFees(registrationCredits: 7, moveCredits: 0, depositGrains: 0)),
            by: Bench.founder)
        bench.register(100)
        #expect(bench.registry.credits(of: Bench.owner.key) == 900)
        bench.beginEpoch(2)
        bench.register(101)
        #expect(bench.registry.credits(of: Bench.owner.key) == 893)
    }

    @Test("members: only the founder names them; whoever is no oracle any more signs nothing")
    func members() {
        var bench = Bench()
        let new = OracleMember(
            key: TestKey(60).key, logKey: TestKey(60).key, receiptKey: TestKey(61).key,
            entropyKey: TestKey(62).key, url: "http://127.0.0.1:2")
        let change = MemberChange(sequence: 1, first: Epoch(0), oracles: [new], ingests: [])
        #expect(bench.say(change, by: Bench.oracle) == .wrongRole)
        #expect(bench.say(change, by: Bench.founder) == nil)
        #expect(bench.registry.members(in: Epoch(1)).isOracle(Bench.oracle.key))
        let later = bench.registry.members(in: Epoch(2))
        #expect(later.oracles == [new] && later.ingests.isEmpty)
        #expect(later.creditKey == Bench.credit.key)
        bench.beginEpoch(2)
        let step = EntropyStep(period: Period(480), value: Bench.none)
        let record = EntropyRecord(sequence: 1, step: step, logSize: 2, logRoot: Bench.none)
        #expect(bench.say(record, by: Bench.entropy) == .wrongRole)
        #expect(bench.say(record, by: TestKey(62)) == nil)
    }

    func book(_ version: UInt64, first: UInt64 = 0, rules: [UInt8] = Bench.rules) -> RuleBook {
        RuleBook(sequence: version, version: version, first: Epoch(first), rules: rules)
    }

    @Test("rule books: the first is the network file's and holds from 0; versions rise by one")
    func ruleBooks() {
        var bench = Bench()
        let other: [UInt8] =
            [
                0xa5, 0, 0x18, 0xa1, 1, 0x80, 2, 0x80, 3, 0x80, 4, 0x81, 0x58, 0x20,
            ] + Bench.none.bytes
        #expect(bench.registry.ruleBook(in: Epoch(0)) == nil)
        #expect(bench.say(book(1), by: Bench.founder) == .wrongRole)
        #expect(bench.say(book(1, rules: other), by: Bench.oracle) == .badMessage)
        #expect(bench.say(book(2), by: Bench.oracle) == .badMessage)
        #expect(bench.say(book(1, first: 9), by: Bench.oracle) == nil)
        #expect(bench.registry.ruleBook(in: Epoch(0))?.version == 1)
        #expect(bench.registry.ruleBook(in: Epoch(0))?.hash == bench.registry.file.ruleBookHash)
        #expect(bench.say(book(1), by: Bench.oracle) == .badMessage)
        #expect(bench.say(book(2, first: 4, rules: other), by: Bench.oracle) == nil)
        #expect(bench.registry.ruleBook(in: Epoch(3))?.version == 1)
        #expect(bench.registry.ruleBook(in: Epoch(4))?.rules == other)
        bench.beginEpoch(6)
        #expect(bench.registry.ruleBook(in: Epoch(6))?.version == 2)
        #expect(bench.registry.ruleBook(in: Epoch(4))?.version == 2)
    }

    @Test("log entry 0 is the network file")
    func entryZero() throws {
        var bench = Bench()
        let bytes = bench.sign(bench.registration(TestKey(100)), by: Bench.owner)
        guard case .good(let statement) = bench.check(bytes) else {
            Issue.record("a good registration")
            return
        }
        #expect(throws: RegistryError.notTheNetworkFile(.registration)) {
            _ = try Registry(statement, places: Bench.tables)
        }
        #expect(throws: RegistryError.missingRegionTable(version: 1, known: [])) {
            _ = try Registry(bench.entryZero, places: PlaceTables([]))
        }
    }
}
