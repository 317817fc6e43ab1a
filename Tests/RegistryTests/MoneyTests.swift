import Attestation
import HexGrid
import Primitives
import Registry
import Testing
import Units

@Suite("Registry: credits, deposits, routes, mappers")
struct MoneyTests {
    typealias Bench = RegistryBench

    @Test("a registration costs its fee and deposit: the last credit is enough, one less is not")
    func registration() {
        var bench = Bench(Bench.file { $0.balances[0].credits = 149 })
        #expect(bench.register(100, deposit: 50) == .noCredits)
        #expect(bench.register(100, deposit: 49) == nil)
        #expect(bench.registry.credits(of: Bench.owner.key) == 0)
        #expect(bench.registry.deposit(of: HotspotNumber(0)) == 49_000)
        #expect(bench.registry.missingDeposit(of: HotspotNumber(0), in: Epoch(0)) == 1_000)
    }

    @Test("each move costs its fee")
    func move() {
        var bench = Bench(Bench.file { $0.balances[0].credits = 159 })
        bench.register(100)
        #expect(bench.move(0, to: Bench.place()) == nil)
        #expect(bench.registry.credits(of: Bench.owner.key) == 29)
        #expect(bench.move(0, to: Bench.place()) == .noCredits)
        #expect(bench.grant(1, to: Bench.owner) == nil)
        #expect(bench.move(0, to: Bench.place()) == nil)
    }

    @Test("a deposit takes no more than is missing, rounded up to whole credits")
    func deposit() {
        var bench = Bench(Bench.file { $0.fees.depositGrains = 50_001 })
        #expect(bench.register(100, deposit: 52) == .noCredits)
        #expect(bench.register(100, deposit: 20) == nil)
        func pay(_ credits: UInt64) -> RefusalCode? {
            bench.say(
                DepositPayment(sequence: bench.next(), hotspot: 0, credits: credits),
                by: Bench.owner)
        }
        #expect(pay(32) == .noCredits)
        #expect(pay(31) == nil)
        #expect(bench.registry.deposit(of: HotspotNumber(0)) == 51_000)
        #expect(pay(1) == .noCredits)
        #expect(
            bench.say(
                DepositPayment(sequence: bench.next(), hotspot: 0, credits: 1), by: Bench.friend)
                == .notOwner)
    }

    @Test("pay fills a deposit; what receipts burned is taken, as far as there is any")
    func settlement() {
        var bench = Bench()
        bench.register(100)
        bench.registry.fillDeposit(of: HotspotNumber(0), by: 50_000)
        #expect(bench.registry.missingDeposit(of: HotspotNumber(0), in: Epoch(0)) == 0)
        #expect(bench.registry.spend(100, of: Bench.owner.key) == 100)
        #expect(bench.registry.spend(10_000, of: Bench.owner.key) == 800)
        #expect(bench.registry.spend(1, of: Bench.friend.key) == 0)
        #expect(bench.registry.credits(of: Bench.owner.key) == 0)
    }

    @Test("only the credit key of the epoch grants")
    func grants() {
        var bench = Bench()
        let grant = CreditGrant(
            sequence: 1, account: Bench.friend.key, credits: 7, reference: "gift")
        #expect(bench.say(grant, by: Bench.founder) == .wrongRole)
        #expect(bench.say(grant, by: Bench.credit) == nil)
        #expect(bench.registry.credits(of: Bench.friend.key) == 7)
        bench.say(
            MemberChange(sequence: 1, first: Epoch(0), creditKey: TestKey(66).key),
            by: Bench.founder)
        #expect(bench.say(grant, by: Bench.credit) == nil)
        bench.beginEpoch(2)
        #expect(bench.say(grant, by: Bench.credit) == .wrongRole)
        #expect(bench.say(grant, by: TestKey(66)) == nil)
    }

    @Test("a price is at most what buyers last paid, before any purchase the network file's")
    func price() {
        var bench = Bench()
        func change(_ price: UInt64) -> RefusalCode? {
            bench.say(
                ParameterChange(
                    sequence: bench.next(), first: Epoch(0), grainsPerCredit: price),
                by: Bench.founder)
        }
        #expect(change(1_001) == .badMessage)
        #expect(change(1_000) == nil)
        bench.grant(1, to: Bench.owner, price: 1_500)
        #expect(change(1_500) == nil)
        #expect(change(1_501) == .badMessage)
        bench.grant(1, to: Bench.owner)
        #expect(change(1_500) == nil, "what is given away sets no price")
        bench.grant(1, to: Bench.owner, price: 10)
        #expect(change(11) == .badMessage)
        #expect(bench.registry.parameters(in: Epoch(2)).grainsPerCredit == 1_500)
        #expect(bench.registry.parameters(in: Epoch(1)).grainsPerCredit == 1_000)
    }

    func routeKey(
        _ bench: inout Bench, _ route: UInt32, _ key: Int, isActive: Bool = true
    )
        -> RouteKey
    {
        RouteKey(
            sequence: bench.next(), route: route, receiptKey: TestKey(key).key,
            router: TestKey(99).key, isActive: isActive)
    }

    func receipt(
        _ bench: inout Bench, window: UInt64, account: PublicKey = Bench.owner.key
    ) -> Message {
        Message(
            .packetReceipt, ("sequence", .unsigned(bench.next())),
            ("account", .bytes(account.bytes.bytes)), ("route", .unsigned(3)),
            ("window", .unsigned(window)), ("salt_hash", .bytes(Bench.none.bytes)),
            (
                "entries",
                .list([
                    .record([
                        .unsigned(0),
                        .list([
                            .record([
                                .bytes([UInt8](repeating: 1, count: 16)), .unsigned(20),
                            ])
                        ]),
                    ])
                ])
            ))
    }

    @Test(
        "a route's key holds from the next epoch; receipts by another, or of a stopped route, do not"
    )
    func routes() {
        var bench = Bench(window: 3)
        #expect(bench.say(routeKey(&bench, 3, 70), by: Bench.friend) == .noCredits)
        #expect(bench.say(routeKey(&bench, 3, 70), by: Bench.owner) == nil)
        func code(_ window: UInt64, _ key: Int) -> RefusalCode? {
            bench.log(bench.sign(receipt(&bench, window: window), by: TestKey(key)))
        }
        #expect(code(3, 70) == .wrongRole)
        #expect(code(4, 70) == nil)
        #expect(code(5, 70) == .windowAhead)
        bench.beginEpoch(1)
        #expect(code(4, 71) == .wrongRole)
        bench.say(routeKey(&bench, 3, 71), by: Bench.owner)
        bench.beginEpoch(2)
        #expect(code(8, 70) == .wrongRole)
        #expect(code(8, 71) == nil)
        #expect(code(7, 70) == nil, "of the epoch in which it was the route's")
        bench.say(routeKey(&bench, 3, 71, isActive: false), by: Bench.owner)
        bench.beginEpoch(3)
        #expect(code(12, 71) == .wrongRole)
        #expect(code(11, 71) == nil)
        #expect(bench.registry.route(3, of: Bench.owner.key, in: Epoch(0)) == nil)
    }

    @Test("an account names 1,024 routes, and no more")
    func routeLimit() {
        var bench = Bench()
        for route in 0..<1_024 {
            #expect(bench.say(routeKey(&bench, UInt32(route), 70), by: Bench.owner) == nil)
        }
        #expect(bench.say(routeKey(&bench, 1_024, 70), by: Bench.owner) == .overLimit)
        #expect(bench.say(routeKey(&bench, 1_023, 71), by: Bench.owner) == nil)
    }

    @Test("a mapper's stake is taken, and comes back 14 epochs after its end")
    func mappers() {
        var bench = Bench(window: 3)
        func stake(_ credits: UInt64, ingest: TestKey = Bench.ingest) -> RefusalCode? {
            bench.say(
                MapperStake(
                    sequence: bench.next(), device: 77, ingest: ingest.key, credits: credits),
                by: Bench.owner)
        }
        #expect(stake(0) == .notOwner)
        #expect(stake(5, ingest: Bench.friend) == .unknownIngest)
        #expect(stake(1_001) == .noCredits)
        #expect(stake(1_000) == nil)
        #expect(stake(1) == .alreadyRegistered)
        #expect(bench.registry.mapper(0)?.since == Window(4))
        #expect(bench.registry.mapper(1) == nil)
        #expect(bench.registry.credits(of: Bench.owner.key) == 0)
        bench.begin(5)
        #expect(stake(0) == nil)
        #expect(bench.registry.mapper(0)?.until == Window(6))
        bench.beginEpoch(14)
        #expect(bench.registry.credits(of: Bench.owner.key) == 0)
        bench.beginEpoch(15)
        #expect(bench.registry.credits(of: Bench.owner.key) == 1_000)
        bench.beginEpoch(16)
        #expect(bench.registry.credits(of: Bench.owner.key) == 1_000)
        #expect(stake(1) == nil)
        #expect(bench.registry.mapper(1)?.device == 77)
    }

    @Test("only a mapper ingest of the network reports points")
    func points() {
        var bench = Bench(window: 3)
        let points = Message(
            .mapperPoints, ("sequence", .unsigned(1)), ("source", .unsigned(0)),
            (
                "points",
                .list([
                    .record([
                        .unsigned(1), .unsigned(Bench.home.bits), nil, .unsigned(868_100_000),
                        .unsigned(7), .unsigned(125_000), nil, .unsigned(0), .list([]),
                    ])
                ])
            ))
        #expect(bench.log(bench.sign(points, by: Bench.friend)) == .wrongRole)
        #expect(bench.log(bench.sign(points, by: Bench.ingest)) == nil)
    }
}
