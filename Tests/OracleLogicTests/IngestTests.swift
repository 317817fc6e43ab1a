import Attestation
import OracleAPI
import OracleLogic
import Primitives
import Registry
import ScriptedOracle
import Seeds
import Signing
import Testing
import Units

@Suite("OracleLogic: limits the script does not play, and what a restart knows")
struct IngestTests {
    typealias Net = TestNetwork

    private func oracle(window: UInt64 = 100) -> LogicUnderTest {
        var oracle = LogicUnderTest(.main)
        oracle.begin(2, window: window)
        return oracle
    }

    func reveal(_ sequence: UInt64, window: UInt64) -> Reveal {
        Reveal(
            sequence: sequence, window: Window(window), slot: .slot, nonce: Net.none,
            transmission: BothOraclesTests.transmission,
            radio: RadioDescription(radioClass: .light, measures: [], firmware: .known),
            position: nil, commitments: CommitmentNews())
    }

    func report(_ sequence: UInt64) -> Message {
        Message(
            .downlinkReport, ("sequence", .unsigned(sequence)),
            ("router", .bytes(Net.none.bytes)),
            (
                "outcomes",
                .list([
                    .record([
                        .unsigned(1), .unsigned(0), nil, nil, nil,
                        .bytes([UInt8](repeating: 1, count: 16)),
                    ])
                ])
            ))
    }

    private func sign(_ message: Message, _ oracle: LogicUnderTest, by key: TestKey) -> [UInt8] {
        guard let payload = try? message.payload() else {
            preconditionFailure("\(message) is refused by its table")
        }
        return Statement.sign(
            payload.rawSpan,
            in: StatementContext(network: oracle.network.id, type: message.type.name),
            by: key.secret)
    }

    @Test("nothing a box hears or reports keeps its reveal out")
    func reserve() throws {
        var oracle = oracle()
        let key = TestKey(1)
        for sequence in UInt64(1)...96 {
            #expect(oracle.say(oracle.seal(sequence, window: 100), by: key) == nil)
        }
        for sequence in UInt64(200)...264 {
            #expect(
                oracle.offer(sign(report(sequence), oracle, by: key))
                    == (sequence < 264 ? nil : "too_often"))
        }
        #expect(oracle.say(reveal(300, window: 100), by: key) == nil)
        #expect(oracle.say(reveal(301, window: 43), by: key) == "window_closed")
        #expect(oracle.say(reveal(302, window: 101), by: key) == "window_ahead")
    }

    @Test(
        "a bundle of several windows: each window's own sum, and the first that is over refuses all"
    )
    func bundles() throws {
        var oracle = oracle()
        let content = try WitnessReports(
            radios: [RadioDescription(radioClass: .light, measures: [], firmware: .notTold)],
            reports: [], position: nil, listening: []
        ).payload()
        func bundle(_ sequence: UInt64, _ windows: [UInt64]) -> SealBundle {
            SealBundle(
                sequence: sequence,
                openings: windows.map {
                    SealBundle.Opening(
                        window: Window($0), salt: Net.none, content: content)
                })
        }
        let perBundle = 96 * content.count
        var used = 0
        var sequence: UInt64 = 0
        while used + perBundle <= 524_288 {
            sequence += 1
            #expect(
                oracle.say(
                    bundle(sequence, [UInt64](repeating: 99, count: 96)), by: TestKey(1)) == nil)
            used += perBundle
        }
        let left = (524_288 - used) / content.count
        let over = [98] + [UInt64](repeating: 99, count: left + 1)
        #expect(oracle.say(bundle(1_000, over), by: TestKey(1)) == "over_limit")
        #expect(oracle.say(bundle(1_001, Array(over.dropLast())), by: TestKey(1)) == nil)
        #expect(oracle.say(bundle(1_002, [98, 99]), by: TestKey(1)) == "over_limit")
        #expect(oracle.say(bundle(1_003, [98, 43]), by: TestKey(1)) == "window_closed")
        #expect(oracle.say(bundle(1_004, [98, 101]), by: TestKey(1)) == "window_ahead")
        #expect(oracle.say(bundle(1_005, [99]), by: TestKey(2)) == nil, "another key's own")
    }

    @Test("an owner: 64 statements about a hotspot in a window; 4,096 of one key in all")
    func owners() {
        var oracle = oracle()
        func move(_ sequence: UInt64, _ hotspot: UInt32) -> String? {
            oracle.say(
                LocationChange(sequence: sequence, hotspot: hotspot, place: Net.place()),
                by: Net.owner)
        }
        for sequence in UInt64(10)..<74 { #expect(move(sequence, 0) == nil) }
        #expect(move(74, 0) == "too_often")
        #expect(move(74, 1) == nil)
        oracle.record(101 * 360)
        #expect(move(75, 0) == nil)
        let stranger = TestKey(202)
        var many = LogicUnderTest(.main)
        many.begin()
        // A receipt claim costs nothing to make.
        let receipt = TestNetwork.sign(
            Receipt(
                sequence: 1, newest: Period(0),
                entries: [Receipt.Entry(statement: Net.none, index: 4)]), many.network,
            by: many.network.keys.receipt)
        for sequence in UInt64(1)...4_097 {
            let code = many.say(
                ReceiptClaim(sequence: sequence, receipt: receipt), by: stranger)
            if (code == nil) != (sequence <= 4_096) { Issue.record("\(sequence): \(code ?? "-")") }
        }
    }

    @Test("what an oracle makes itself, and what must not be public, is taken from nobody")
    func types() throws {
        let taken = MessageType.allCases.filter { $0.isTakenByAnOracle }
        #expect(
            Set(taken.map(\.rawValue)) == [
                5, 6, 8, 16, 17, 18, 19, 20, 21, 22, 32, 33, 34, 35, 36, 38, 49, 50, 65, 66, 67,
                80, 81,
            ])
        var oracle = oracle()
        let notice = TrustNotice(
            sequence: 1, hotspot: 0, rule: "X-3", effect: .trustLowered, epoch: Epoch(25),
            expires: Epoch(26))
        let bytes = TestNetwork.sign(notice, oracle.network, by: oracle.network.keys.oracle)
        #expect(oracle.offer(bytes) == "type_not_taken")
        guard case .good(let own) = LogicUnderTest.check(bytes, oracle.network, []) else {
            Issue.record("a good notice")
            return
        }
        #expect(oracle.logic.refusal(ofOwn: own) == nil)
        #expect(oracle.log(bytes) == nil)
        let record = EntropyRecord(
            sequence: 1, step: EntropyStep(period: Period(90_000), value: Net.none), logSize: 2,
            logRoot: Net.none)
        #expect(
            oracle.offer(
                TestNetwork.sign(record, oracle.network, by: oracle.network.keys.entropy))
                == "type_not_taken")
    }

    @Test("records: of the entropy key, of rising periods; others change nothing")
    func records() throws {
        var oracle = oracle()
        func record(_ period: UInt64, by key: TestKey?) -> StatementRefusal? {
            let record = EntropyRecord(
                sequence: 9, step: EntropyStep(period: Period(period), value: Net.none),
                logSize: 2, logRoot: Net.none)
            return key.map { oracle.log(TestNetwork.sign(record, oracle.network, by: $0.secret)) }
                ?? oracle.log(
                    TestNetwork.sign(record, oracle.network, by: oracle.network.keys.entropy))
        }
        #expect(record(99_999, by: TestKey(9))?.code == .wrongRole)
        #expect(record(36_000, by: nil)?.code == .badMessage)
        #expect(oracle.logic.newest == Period(36_000))
        #expect(record(36_001, by: nil) == nil)
        #expect(oracle.logic.newest == Period(36_001))
        #expect(oracle.logic.registry.now == Window(100))
    }

    @Test("read again from its log, an oracle answers as the one that wrote it", arguments: 0..<6)
    func replay(seed: Int) throws {
        var chance = SeededNumbers(seed: UInt64(seed))
        var oracle = LogicUnderTest(.demo)
        oracle.begin(6, window: 60)
        var period = UInt64(60 * 60)
        var sequence: UInt64 = 1_000
        func next(_ oracle: LogicUnderTest) -> [UInt8] {
            sequence += 1
            let now = period / 60
            let key = TestKey(1 + chance.below(7))
            switch chance.below(6) {
            case 0, 1:
                return oracle.sign(
                    oracle.seal(sequence, window: now + 1 - UInt64(chance.below(60))), by: key)
            case 2: return oracle.sign(self.reveal(sequence, window: now), by: key)
            case 3:
                let news = CommitmentNews(
                    made: [
                        .init(window: Window(now + UInt64(chance.below(11))), hash: Net.none)
                    ])
                return oracle.sign(Recommit(sequence: sequence, commitments: news), by: key)
            case 4: return oracle.sign(BothOraclesTests.test(sequence), by: key)
            default:
                let number = UInt32(chance.below(7))
                let rotation = TestKey(500 + chance.below(40))
                let signed = ProofHash.ownership(
                    network: oracle.network.id, owner: Net.owner.key)
                return oracle.sign(
                    Rotation(
                        sequence: sequence, hotspot: number, hotspotKey: rotation.key,
                        hotspotSignature: rotation.secret.sign(signed.bytes)), by: Net.owner)
            }
        }
        for step in 0..<400 {
            if chance.below(5) == 0 {
                period += 1 + UInt64(chance.below(40))
                oracle.record(period)
            } else {
                _ = oracle.offer(next(oracle))
            }
            // A crash: what is durable is read again, here at any step.
            guard step % 50 == 49 else { continue }
            var again = try OracleLogic(oracle.entryZero, places: Net.tables)
            for (index, entry) in oracle.entries.enumerated().dropFirst() {
                try again.apply(entry, at: UInt64(index))
            }
            #expect(again.registry.encoded() == oracle.logic.registry.encoded())
            #expect(again.newest == oracle.logic.newest)
            #expect(again.newestClosed == oracle.logic.newestClosed)
            for number in 1...7 {
                let address = Address(TestKey(number).key)
                #expect(again.view(of: address) == oracle.logic.view(of: address))
            }
            for _ in 0..<20 {
                let bytes = next(oracle)
                guard case .good(let statement) = LogicUnderTest.check(bytes, oracle.network, [])
                else { continue }
                #expect(again.refusal(of: statement) == oracle.logic.refusal(of: statement))
            }
        }
    }
}
