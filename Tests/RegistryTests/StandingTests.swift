import Attestation
import Primitives
import Registry
import Signing
import Testing
import Units

@Suite("Registry: proofs, notices, decisions, appeals, and what follows from them")
struct StandingTests {
    typealias Bench = RegistryBench

    func isSuspended(_ bench: Bench, _ number: UInt32, _ epoch: UInt64) -> Bool {
        bench.registry.suspension(of: HotspotNumber(number), in: Epoch(epoch)) != nil
    }

    @Test("a proven key is suspended from the next epoch on, for 14 epochs at most")
    func suspended() {
        var bench = Bench(window: 3)
        bench.register(100)
        bench.beginEpoch(5)
        #expect(bench.say(bench.proof(against: TestKey(100), number: 9), by: Bench.friend) == nil)
        #expect(!isSuspended(bench, 0, 5))
        #expect(isSuspended(bench, 0, 6))
        #expect(isSuspended(bench, 0, 19))
        #expect(!isSuspended(bench, 0, 20))
        #expect(bench.registry.isAccused(HotspotNumber(0), in: Epoch(5)))
        #expect(!bench.registry.isAccused(HotspotNumber(0), in: Epoch(6)))
    }

    @Test("a new key ends the suspension with the first epoch that begins with it")
    func rekeyed() {
        var bench = Bench(window: 3)
        bench.register(100)
        bench.beginEpoch(5)
        bench.say(bench.proof(against: TestKey(100), number: 9), by: Bench.friend)
        bench.begin(25)
        bench.rotate(0, to: 200)
        #expect(isSuspended(bench, 0, 6), "nothing changes inside an epoch")
        #expect(!isSuspended(bench, 0, 7))
        bench.begin(26)
        bench.rotate(0, to: 201)
        #expect(!isSuspended(bench, 0, 7))
    }

    @Test("a proof is taken once: a number not above the proven one, or of a suspended key, is not")
    func once() {
        var bench = Bench(window: 3)
        bench.register(100)
        #expect(bench.say(bench.proof(against: TestKey(100), number: 9), by: Bench.friend) == nil)
        #expect(
            bench.say(bench.proof(against: TestKey(100), number: 9), by: Bench.owner)
                == .notProven)
        #expect(
            bench.say(bench.proof(against: TestKey(100), number: 10), by: Bench.owner)
                == .notProven)
        bench.beginEpoch(15)
        #expect(
            bench.say(bench.proof(against: TestKey(100), number: 9), by: Bench.owner)
                == .notProven)
        #expect(bench.say(bench.proof(against: TestKey(100), number: 10), by: Bench.owner) == nil)
        #expect(isSuspended(bench, 0, 29))
    }

    @Test("two statements of different numbers, of another key or of another id prove nothing")
    func unproven() {
        var bench = Bench(window: 3)
        bench.register(100)
        bench.register(101)
        let good = bench.proof(against: TestKey(100), number: 9)
        var bad = bench.proof(against: TestKey(100), number: 9, other: 10)
        #expect(bench.say(bad, by: Bench.friend) == .notProven)
        bad = good
        bad.accused = TestKey(101).key
        #expect(bench.say(bad, by: Bench.friend) == .notProven)
        bad = good
        bad.accusedSequence = 10
        #expect(bench.say(bad, by: Bench.friend) == .notProven)
        bad = good
        let ids = bad.statements.map(\.id)
        bad.statements = [
            FraudProof.ProvenStatement(id: ids[0], bytes: good.statements[1].bytes),
            FraudProof.ProvenStatement(id: ids[1], bytes: good.statements[0].bytes),
        ]
        #expect(bench.say(bad, by: Bench.friend) == .notProven)
        bad = good
        bad.statements[0].bytes?[40] ^= 1
        #expect(bench.say(bad, by: Bench.friend) == .notProven)
        #expect(
            bench.say(bench.proof(against: TestKey(300), number: 1), by: Bench.friend)
                == .notProven, "nobody has the key")
        #expect(
            bench.say(bench.proof(against: Bench.oracle, number: 1), by: Bench.friend) == nil,
            "an oracle's is public, and suspends nobody")
        #expect(bench.say(good, by: Bench.friend) == nil)
    }

    @Test("a statement named by its index counts if it stands in the window or the three before it")
    func named() throws {
        var bench = Bench(window: 3)
        bench.register(100)
        let proof = bench.proof(against: TestKey(100), number: 9)
        func indexed(_ index: UInt64) -> FraudProof {
            var proof = proof
            proof.statements[0] = FraudProof.ProvenStatement(
                id: proof.statements[0].id, index: index)
            return proof
        }
        let index = bench.index
        bench.log(try #require(proof.statements[0].bytes))
        #expect(bench.say(indexed(index + 100), by: Bench.friend) == .notProven)
        #expect(bench.say(indexed(index - 1), by: Bench.friend) == .notProven)
        for window in 4...7 { bench.begin(UInt64(window)) }
        #expect(bench.say(indexed(index), by: Bench.friend) == .notProven, "window 3 is gone")
        var near = Bench(window: 3)
        near.register(100)
        near.log(try #require(proof.statements[0].bytes))
        for window in 4...6 { near.begin(UInt64(window)) }
        #expect(near.say(indexed(index), by: Bench.friend) == nil)
    }

    func notice(
        _ effect: NoticeEffect = .trustLowered, epoch: UInt64 = 1, expires: UInt64 = 6
    ) -> TrustNotice {
        TrustNotice(
            sequence: 50, hotspot: 0, rule: "X-3", effect: effect, epoch: Epoch(epoch),
            expires: Epoch(expires), change: 50)
    }

    func id(_ bench: Bench, _ bytes: [UInt8]) throws -> Hash256 {
        let id = CheckedStatement.id(
            of: bytes.rawSpan, network: bench.network, hashing: SHA256.self)
        return try #require(id)
    }

    func appeal(_ about: Hash256, _ hotspot: UInt32 = 0) -> Appeal {
        Appeal(sequence: 60, about: about, hotspot: hotspot, text: "it stood on the roof")
    }

    func decision(_ about: Hash256, _ outcome: DecisionOutcome, rule: String = "X-3") -> Decision {
        Decision(
            sequence: 70, about: about, hotspot: 0, outcome: outcome, rule: rule, epoch: Epoch(1),
            expires: Epoch(9), reason: "seen", evidence: [Bench.none])
    }

    @Test("notices: an oracle's, of a known hotspot, from the next epoch until they expire")
    func notices() throws {
        var bench = Bench(window: 4)
        bench.register(100)
        #expect(bench.say(notice(), by: Bench.owner) == .wrongRole)
        var strange = notice()
        strange.hotspot = 9
        #expect(bench.say(strange, by: Bench.oracle) == .notProven)
        #expect(bench.say(notice(), by: Bench.oracle) == nil)
        func standing(_ epoch: UInt64) -> Int { bench.registry.standings(in: Epoch(epoch)).count }
        #expect([1, 2, 6, 7].map(standing) == [0, 1, 1, 0])
        bench.beginEpoch(9)
        #expect(bench.registry.encoded().count > 0)
        #expect([2, 6].map(standing) == [0, 0], "forgotten")
    }

    @Test("an appeal: by the owner, about what is in force and concerns the hotspot")
    func appeals() throws {
        var bench = Bench(window: 4)
        bench.register(100)
        bench.register(101)
        let bytes = bench.sign(notice(), by: Bench.oracle)
        let about = try id(bench, bytes)
        #expect(bench.say(appeal(about), by: Bench.owner) == .notProven, "not logged yet")
        bench.log(bytes)
        #expect(bench.say(appeal(about), by: Bench.friend) == .notOwner)
        #expect(bench.say(appeal(about, 1), by: Bench.owner) == .notProven)
        let good = bench.sign(appeal(about), by: Bench.owner)
        #expect(bench.log(good) == nil)
        #expect(bench.say(appeal(try id(bench, good)), by: Bench.owner) == .notProven)
        #expect(bench.say(appeal(about), by: Bench.owner) == .notProven, "once is enough")
        for (epoch, code) in [(UInt64(6), nil), (7, RefusalCode.notProven)] {
            var late = Bench(window: 4)
            late.register(100)
            late.log(bytes)
            late.beginEpoch(epoch)
            #expect(late.say(appeal(about), by: Bench.owner) == code, "epoch \(epoch)")
        }
    }

    @Test("decisions: withdrawn, suspended, lifted, deposit lost and freed")
    func decisions() throws {
        var bench = Bench(window: 4)
        bench.register(100, deposit: 50)
        let bytes = bench.sign(notice(), by: Bench.oracle)
        let about = try id(bench, bytes)
        #expect(bench.say(decision(about, .upheld), by: Bench.oracle) == .notProven)
        bench.log(bytes)
        let plea = bench.sign(appeal(about), by: Bench.owner)
        bench.log(plea)
        #expect(bench.say(decision(about, .upheld), by: Bench.owner) == .wrongRole)
        #expect(bench.say(decision(about, .upheld), by: Bench.oracle) == nil)
        #expect(bench.say(decision(about, .suspended), by: Bench.oracle) == nil)
        #expect(!isSuspended(bench, 0, 1))
        #expect(isSuspended(bench, 0, 2) && isSuspended(bench, 0, 9))
        #expect(!isSuspended(bench, 0, 10))
        bench.rotate(0, to: 200)
        #expect(isSuspended(bench, 0, 9), "a decision's holds for whatever key")
        bench.beginEpoch(3)
        #expect(bench.say(decision(about, .suspensionLifted), by: Bench.oracle) == nil)
        #expect(isSuspended(bench, 0, 3) && !isSuspended(bench, 0, 4))
        #expect(
            bench.say(decision(about, .depositLost, rule: "B-7"), by: Bench.oracle) == .notProven)
        var bare = decision(about, .depositLost)
        bare.evidence = []
        #expect(bench.say(bare, by: Bench.oracle) == .notProven)
        #expect(bench.registry.deposit(of: HotspotNumber(0)) == 50_000)
        #expect(bench.say(decision(about, .depositFreed), by: Bench.oracle) == nil)
        #expect(bench.registry.returnedDeposits(in: Epoch(4)).map(\.grains) == [50_000])
        #expect(bench.say(decision(about, .depositLost), by: Bench.oracle) == nil)
        #expect(bench.registry.returnedDeposits(in: Epoch(4)).isEmpty)
        #expect(bench.registry.standings(in: Epoch(4)).contains { $0.id == about })
        #expect(bench.say(decision(try id(bench, plea), .withdrawn), by: Bench.oracle) == nil)
        #expect(bench.registry.standings(in: Epoch(3)).contains { $0.id == about })
        #expect(!bench.registry.standings(in: Epoch(4)).contains { $0.id == about })
    }

    @Test("a fraud proof withdrawn on appeal ends with the epoch")
    func withdrawnProof() throws {
        var bench = Bench(window: 4)
        bench.register(100)
        let bytes = bench.sign(
            bench.proof(against: TestKey(100), number: 9), by: Bench.friend)
        bench.log(bytes)
        let about = try id(bench, bytes)
        #expect(bench.say(appeal(about), by: Bench.owner) == nil)
        #expect(isSuspended(bench, 0, 2))
        bench.say(decision(about, .withdrawn), by: Bench.oracle)
        #expect(!isSuspended(bench, 0, 2))
    }

    static let rows: [(name: String, metres: Double, epochs: UInt64, isOn: Bool)] = [
        ("beside it, at once", 0, 0, true),
        ("290 m away", 290, 0, true),
        ("330 m away", 330, 0, false),
        ("30 epochs later", 0, 30, true),
        ("31 epochs later", 0, 31, false),
    ]

    @Test("a new key near a suspended one is on probation for 14 epochs", arguments: rows)
    func probation(name: String, metres: Double, epochs: UInt64, isOn: Bool) {
        var bench = Bench(window: 4)
        bench.register(100)
        bench.say(bench.proof(against: TestKey(100), number: 9), by: Bench.friend)
        if epochs > 0 { bench.beginEpoch(1 + epochs) }
        // A degree of latitude is 111,195 m on the protocol's sphere.
        let cell = Bench.cell(47.37 + metres / 111_195, 8.54)
        #expect(bench.register(101, at: Bench.place(cell)) == nil)
        let epoch = 1 + epochs
        func onProbation(_ number: UInt32, _ epoch: UInt64) -> Bool {
            bench.registry.probation(of: HotspotNumber(number), in: Epoch(epoch)) != nil
        }
        #expect(onProbation(1, epoch) == isOn, "\(name)")
        #expect(onProbation(1, epoch + 13) == isOn)
        #expect(!onProbation(1, epoch + 14))
        #expect(!onProbation(0, epoch))
        bench.registry.endProbation(of: HotspotNumber(1), before: Epoch(epoch + 2))
        #expect(onProbation(1, epoch + 1) == isOn)
        #expect(!onProbation(1, epoch + 2))
    }

    @Test(
        "probation: who stood there before is exempt, a rotation is, a new key that moves there is not"
    )
    func probationOf() {
        var bench = Bench(window: 4)
        bench.register(100)
        bench.register(101)
        bench.say(bench.proof(against: TestKey(100), number: 9), by: Bench.friend)
        bench.rotate(0, to: 200)
        bench.move(1, to: Bench.place())
        func onProbation(_ number: UInt32) -> Bool {
            (1...40).contains {
                bench.registry.probation(of: HotspotNumber(number), in: Epoch($0)) != nil
            }
        }
        #expect(!onProbation(0) && !onProbation(1))
        bench.register(102, at: Bench.place(Bench.cell(47.5, 8.7)))
        #expect(!onProbation(2))
        bench.move(2, to: Bench.place())
        #expect(onProbation(2))
    }

    @Test("a notice by itself puts nobody on probation: F believes what its own findings say")
    func noticeOfProbation() throws {
        var bench = Bench(window: 4)
        bench.register(100)
        let bytes = bench.sign(notice(.probation), by: Bench.oracle)
        #expect(bench.log(bytes) == nil)
        #expect(bench.registry.standing(try id(bench, bytes))?.first == Epoch(2))
        for epoch in UInt64(0)...20 {
            #expect(bench.registry.probation(of: HotspotNumber(0), in: Epoch(epoch)) == nil)
        }
    }

    @Test("a notice on an edge is appealed by the owner of either end, once, and decided about")
    func edge() throws {
        for end in UInt32(0)...2 {
            var bench = Bench(window: 4)
            for key in 100...102 { bench.register(key) }
            var notice = notice(.edgeDoubted)
            (notice.change, notice.otherHotspot) = (nil, 1)
            let bytes = bench.sign(notice, by: Bench.oracle)
            bench.log(bytes)
            let about = try id(bench, bytes)
            let plea = bench.sign(appeal(about, end), by: Bench.owner)
            #expect((bench.log(plea) == nil) == (end < 2), "hotspot \(end)")
            guard end < 2 else { continue }
            #expect(bench.say(appeal(about, 1 - end), by: Bench.owner) == .notProven, "once")
            var withdrawn = decision(try id(bench, plea), .withdrawn)
            withdrawn.hotspot = 1 - end
            #expect(bench.say(withdrawn, by: Bench.oracle) == .notProven)
            withdrawn.hotspot = end
            #expect(bench.say(withdrawn, by: Bench.oracle) == nil)
            #expect(bench.registry.standing(about)?.last == Epoch(1))
        }
    }

    @Test("a receipt claim: signed by an oracle's receipt key of a time that has been")
    func claims() {
        var bench = Bench(window: 3)
        func claim(by key: TestKey, newest: UInt64) -> ReceiptClaim {
            let receipt = Receipt(
                sequence: 1, newest: Period(newest),
                entries: [Receipt.Entry(statement: Bench.none, index: 4)])
            return ReceiptClaim(
                sequence: bench.next(), receipt: bench.sign(receipt, by: key))
        }
        #expect(bench.say(claim(by: Bench.receipt, newest: 200), by: Bench.friend) == nil)
        #expect(bench.say(claim(by: Bench.oracle, newest: 200), by: Bench.friend) == .notProven)
        #expect(bench.say(claim(by: Bench.receipt, newest: 239), by: Bench.friend) == nil)
        #expect(bench.say(claim(by: Bench.receipt, newest: 240), by: Bench.friend) == .notProven)
        #expect(
            bench.say(claim(by: Bench.receipt, newest: 1 << 48), by: Bench.friend) == .notProven)
        var broken = claim(by: Bench.receipt, newest: 200)
        broken.receipt[broken.receipt.count - 1] ^= 1
        #expect(bench.say(broken, by: Bench.friend) == .notProven)
    }
}
