import Attestation
import Primitives
import Registry
import Testing
import Units

@Suite("Registry: every refusal has a statement bad in only that way, and its nearest good one")
struct RefusalTests {
    typealias Bench = RegistryBench

    /// Codes that are about an oracle's counting of statements: OracleLogic's.
    static let ofIngest: Set<RefusalCode> = [.windowClosed, .tooOften]

    struct Row: Sendable {
        let code: RefusalCode
        /// Logs the bad statement, or the good one, and answers what became of it.
        let outcome: @Sendable (_ isBad: Bool, inout Bench) -> RefusalCode?
    }

    static let rows: [Row] = [
        Row(code: .badSignature) { isBad, bench in
            var bytes = bench.sign(bench.registration(TestKey(200)), by: Bench.owner)
            if isBad { bytes[bytes.count - 1] ^= 1 }
            return bench.log(bytes)
        },
        Row(code: .badMessage) { isBad, bench in
            let payload: [UInt8] = isBad ? [0xa2, 0, 22, 1, 1] : [0xa3, 0, 22, 1, 1, 2, 0]
            return bench.log(
                Statement.sign(
                    payload.rawSpan,
                    in: StatementContext(network: bench.network, type: "retirement"),
                    by: Bench.owner.secret))
        },
        Row(code: .typeNotTaken) { isBad, bench in
            let receipt = Receipt(
                sequence: 1, newest: Period(0),
                entries: [Receipt.Entry(statement: Bench.none, index: 4)])
            let claim = ReceiptClaim(sequence: 1, receipt: bench.sign(receipt, by: Bench.receipt))
            return isBad
                ? bench.say(receipt, by: Bench.receipt) : bench.say(claim, by: Bench.friend)
        },
        Row(code: .wrongRole) { isBad, bench in
            bench.say(
                ParameterChange(sequence: 1, first: Epoch(1), floorUnits: 2),
                by: isBad ? Bench.oracle : Bench.founder)
        },
        Row(code: .unregistered) { isBad, bench in
            bench.say(
                Seal(sequence: 1, window: Window(8), seal: Bench.none),
                by: TestKey(isBad ? 101 : 100))
        },
        Row(code: .windowAhead) { isBad, bench in
            bench.say(MoneyTests().routeKey(&bench, 3, 70), by: Bench.owner)
            bench.beginEpoch(3)
            let receipt = MoneyTests().receipt(&bench, window: isBad ? 14 : 13)
            return bench.log(bench.sign(receipt, by: TestKey(70)))
        },
        Row(code: .overLimit) { isBad, bench in
            for route in 0..<1_023 {
                bench.say(MoneyTests().routeKey(&bench, UInt32(route), 70), by: Bench.owner)
            }
            if isBad { bench.say(MoneyTests().routeKey(&bench, 7_000, 70), by: Bench.owner) }
            return bench.say(MoneyTests().routeKey(&bench, 8_000, 70), by: Bench.owner)
        },
        Row(code: .badHotspotSignature) { isBad, bench in
            var registration = bench.registration(TestKey(200))
            if isBad {
                registration.hotspotSignature = bench.ownership(TestKey(200), Bench.friend)
            }
            return bench.say(registration, by: Bench.owner)
        },
        Row(code: .alreadyRegistered) { isBad, bench in bench.register(isBad ? 100 : 200) },
        Row(code: .placeRefused) { isBad, bench in
            bench.register(200, at: Bench.place(plan: isBad ? "US915" : "EU868"))
        },
        Row(code: .noCredits) { isBad, bench in
            _ = bench.registry.spend(isBad ? 801 : 800, of: Bench.owner.key)
            return bench.register(200)
        },
        Row(code: .notOwner) { isBad, bench in
            bench.say(
                Retirement(sequence: 1, hotspot: isBad ? 1 : 0), by: Bench.owner)
        },
        Row(code: .notAccepted) { isBad, bench in
            bench.transfer(
                0, from: Bench.owner, to: Bench.friend, accepting: isBad ? TestKey(12) : nil)
        },
        Row(code: .notProven) { isBad, bench in
            bench.say(
                bench.proof(against: TestKey(100), number: 4, other: isBad ? 5 : 4),
                by: Bench.friend)
        },
        Row(code: .unknownIngest) { isBad, bench in
            bench.say(
                MapperStake(
                    sequence: 1, device: 1, ingest: isBad ? Bench.oracle.key : Bench.ingest.key,
                    credits: 1), by: Bench.owner)
        },
    ]

    @Test("the bad one has this code, the good one none", arguments: rows.indices)
    func row(index: Int) {
        let row = Self.rows[index]
        for isBad in [true, false] {
            var bench = Bench(window: 7)
            bench.register(100)
            bench.begin(8)
            let code = row.outcome(isBad, &bench)
            #expect(code == (isBad ? row.code : nil), "\(row.code) \(isBad)")
        }
    }

    @Test("each code stands in a row once, or is a matter of counting")
    func list() {
        let codes = Self.rows.map(\.code)
        #expect(Set(codes).count == codes.count)
        #expect(Set(codes).union(Self.ofIngest) == Set(RefusalCode.allCases))
        #expect(Set(codes).isDisjoint(with: Self.ofIngest))
    }

    @Test("places: at sea, under a plan that holds nowhere near, under one nobody knows")
    func places() {
        var bench = Bench()
        #expect(bench.register(1_000, at: Bench.place(Bench.atSea)) == .placeRefused)
        #expect(bench.register(1_000, at: Bench.place(plan: "EU869")) == .placeRefused)
        #expect(bench.register(1_000, at: Bench.place(plan: "AU915")) == .placeRefused)
        bench.register(1_000)
        #expect(bench.move(0, to: Bench.place(Bench.atSea)) == .placeRefused)
        #expect(bench.move(0, to: Bench.place(plan: "US915")) == .placeRefused)
        #expect(bench.move(0, to: Bench.place()) == nil)
    }

    @Test("a detail fits in an answer: 1 to 100 bytes of plain ASCII")
    func details() {
        let long = StatementRefusal(.noCredits, String(repeating: "x", count: 200))
        #expect(long.detail.utf8.count == 100)
        #expect(StatementRefusal(.noCredits, "né\n").detail == "n???")
        #expect("\(StatementRefusal(.noCredits, "a"))" == "no_credits: a")
    }

    @Test("what has no form or type has no id, and nobody is told")
    func unknown() {
        let bench = Bench()
        let context = StatementContext(network: bench.network, type: "x")
        let strange: [UInt8] = [0xa2, 0, 23, 1, 1]
        for bytes in [
            [], [0xd2], [UInt8](repeating: 0xd2, count: 70_000),
            Statement.sign(strange.rawSpan, in: context, by: Bench.owner.secret),
        ] {
            guard case .unknown = bench.check(bytes) else {
                Issue.record("\(bytes.prefix(8))")
                continue
            }
        }
    }
}
