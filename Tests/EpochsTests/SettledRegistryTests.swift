import Attestation
import HotspotLogic
import OracleLogic
import Primitives
import ProofWorld
import Registry
import Seeds
import Signing
import Testing
import Units

@testable import Epochs

@Suite("Decision 0222: pay enters the registry at one record, live and replayed")
struct SettledRegistryTests {
    /// Three hotspots, an owner with few credits, deposits that pay fills in about three epochs, and a
    /// buyer whose last credits packet receipts burn.
    final class Market {
        let world: ProofWorld
        var oracle: LiveOracle
        var chance: SeededNumbers
        private var sequence: UInt64 = 10
        private(set) var taken = 0
        private(set) var refused = 0
        static let route = ScriptedLog.key(70)

        init(seed: UInt64, delay: Int) throws {
            world = JudgedNetwork.world(seed: seed, count: 3)
            chance = SeededNumbers(seed: seed)
            oracle = try LiveOracle(world.log, delay: delay)
            try say(
                ParameterChange(
                    sequence: 2, first: Epoch(1),
                    fees: NetworkFees(
                        registrationCredits: 0, moveCredits: 20, depositGrains: 30_000_000_000)),
                by: JudgedNetwork.founderKey)
            for number in 0..<3 { try grant(9_000_000, to: number) }
            try say(
                RouteKey(
                    sequence: 11, route: 0, receiptKey: Self.route.publicKey,
                    router: Self.route.publicKey, isActive: true),
                by: JudgedNetwork.owner(0))
        }

        var log: ScriptedLog { world.log }

        private func next() -> UInt64 {
            sequence += 1
            return sequence
        }

        /// Logs a statement if the oracle takes it.
        func say(_ message: some TypedMessage, by key: borrowing SecretKey) throws {
            try post(ScriptedLog.sign(message, log.network.id, key))
        }

        private func post(_ bytes: [UInt8]) throws {
            try oracle.follow(log)
            let statement = try #require(LiveOracle.check(bytes, log))
            guard oracle.logic.refusal(of: statement) == nil else {
                refused += 1
                return
            }
            taken += 1
            try #require(log.post(bytes) != nil)
            try oracle.follow(log)
        }

        func grant(_ credits: UInt64, to owner: Int) throws {
            try say(
                CreditGrant(
                    sequence: next(), account: JudgedNetwork.owner(owner).publicKey,
                    credits: credits, reference: "bought"),
                by: JudgedNetwork.creditKey)
        }

        /// Some credits of a hotspot's missing deposit, or a few packets of its.
        func act() throws {
            let number = chance.below(3)
            switch chance.below(5) {
            case 0, 1:
                try say(
                    DepositPayment(
                        sequence: next(), hotspot: UInt32(number),
                        credits: UInt64(1 + chance.below(4_000_000))),
                    by: JudgedNetwork.owner(number))
            case 2, 3:
                let payload = try receipt(number, packets: 1 + chance.below(8)).payload()
                try post(
                    Statement.sign(
                        payload.rawSpan,
                        in: StatementContext(network: log.network.id, type: "packet-receipt"),
                        by: Self.route))
            default: try grant(UInt64(chance.below(200)), to: 0)
            }
        }

        /// Of the first owner's account, which moves its hotspot at 20 credits too.
        private func receipt(_ hotspot: Int, packets: Int) -> Message {
            let window = world.period.number / 60
            let hashes = (0..<packets).map { _ in chance.bytes(16) }
                .sorted { $0.lexicographicallyPrecedes($1) }
            return Message(
                .packetReceipt, ("sequence", .unsigned(next())),
                ("account", .bytes(JudgedNetwork.owner(0).publicKey.bytes.bytes)),
                ("route", .unsigned(0)), ("window", .unsigned(window)),
                ("salt_hash", .bytes([UInt8](repeating: 3, count: 32))),
                (
                    "entries",
                    .list([
                        .record([
                            .unsigned(UInt64(hotspot)),
                            .list(hashes.map { .record([.bytes($0), .unsigned(240)]) }),
                        ])
                    ])
                ))
        }

        /// The owner of hotspot 0 moves it to where it is: that costs credits like any move.
        func move() throws {
            let place = LabPlace.registration(0)
            try say(
                LocationChange(
                    sequence: next(), hotspot: 0,
                    place: AssertedPlace(
                        cell: place.cell, height: place.height, gain: place.antennaGain,
                        plan: "EU868")),
                by: JudgedNetwork.owner(0))
        }

        /// Goes on, with something said in every seventh period or so; records may be missing.
        func pass(_ periods: Int, pause: Range<Int> = 0..<0) throws {
            for period in 0..<periods {
                world.isMakingRecords = !pause.contains(period)
                world.run(periods: 1)
                try oracle.follow(log)
                if chance.below(7) == 0 { try act() }
                if chance.below(60) == 0 { try move() }
            }
        }
    }

    private func expectSame(_ market: Market, epochs: Int) throws {
        let oracle = market.oracle
        #expect(oracle.outcomes.count == epochs)
        #expect(oracle.logic.unsettled == nil)
        for outcome in oracle.outcomes {
            guard let live = oracle.before[outcome.epoch.number] else { continue }
            let isSame = live == outcome.bytes(.registry)
            #expect(isSame, "epoch \(outcome.epoch.number)")
        }
        for outcome in oracle.outcomes {
            let file = outcome.bytes(.state)
            let own = try EpochState.settlement(of: outcome.epoch, in: file.rawSpan)
            #expect(own == outcome.settlement, "read by itself")
            let next = Epoch(outcome.epoch.number + 1)
            #expect(try EpochState.settlement(of: next, in: file.rawSpan) == nil)
        }
        let settlements = oracle.outcomes.map(\.settlement)
        #expect(settlements.contains { !$0.spent.isEmpty })
        #expect(settlements.contains { !$0.filled.isEmpty })
    }

    @Test(
        "the registry of who takes statements is that of who replays the log, at every epoch",
        arguments: [(UInt64(1), 1), (2, 120), (3, 235)])
    func same(seed: UInt64, delay: Int) throws {
        let market = try Market(seed: seed, delay: delay)
        try market.pass(5 * 240 + 14)
        try expectSame(market, epochs: 5)
        #expect(market.taken > 60 && market.refused > 0)
    }

    @Test("also where several epochs close at one record, and enter together at the next")
    func pause() throws {
        let market = try Market(seed: 4, delay: 3)
        try market.pass(6 * 240 + 14, pause: 450..<(450 + 500))
        try expectSame(market, epochs: 6)
        #expect(market.oracle.closed.contains { $0.lowerBound < $0.upperBound })
    }
}
