import Airwaves
import Attestation
import Notation
import OracleAPI
import OracleLogic
import Primitives
import Registry
import ScriptedOracle
import Signing
import Testing
import Units

@Suite("OracleLogic: what it says of a hotspot")
struct ViewTests {
    typealias Net = TestNetwork

    private func oracle() -> LogicUnderTest {
        var oracle = LogicUnderTest(.main)
        oracle.begin(1, window: 100)
        return oracle
    }

    private func view(_ oracle: LogicUnderTest, _ key: Int = 1) -> HotspotView? {
        oracle.logic.view(of: Address(TestKey(key).key))
    }

    private func rotation(_ oracle: LogicUnderTest, to key: Int) -> Rotation {
        let signed = ProofHash.ownership(network: oracle.network.id, owner: Net.owner.key)
        return Rotation(
            sequence: UInt64(key), hotspot: 0, hotspotKey: TestKey(key).key,
            hotspotSignature: TestKey(key).secret.sign(signed.bytes))
    }

    @Test("a registered hotspot, as its JSON goes over the line and comes back")
    func registered() throws {
        let oracle = oracle()
        let view = try #require(self.view(oracle))
        #expect(view.number == 0 && view.owner == Address(Net.owner.key))
        #expect(view.since == Window(1) && view.placeIndex == 2)
        #expect(view.place.cell == Net.home && view.place.plan == .eu868)
        #expect(view.standing == .new && view.trust == 250 && view.unopened == [])
        #expect(view.next == nil && view.untilEpoch == nil)
        let body = Array(view.json.text.utf8)
        let read = try HotspotView(parsing: body.rawSpan)
        #expect(read == view)
        #expect(self.view(oracle, 2) == nil)
    }

    @Test("one that has just entered is shown with the window it begins in")
    func entered() throws {
        var oracle = oracle()
        #expect(oracle.say(oracle.registration(TestKey(2), sequence: 50), by: Net.owner) == nil)
        #expect(view(oracle, 2)?.since == Window(101))
        #expect(view(oracle, 2)?.next == nil)
    }

    @Test("a place that is decided stands under `next` until it holds")
    func next() throws {
        var oracle = oracle()
        let away = Net.place(Net.cell(47.4, 8.6))
        #expect(
            oracle.say(LocationChange(sequence: 60, hotspot: 0, place: away), by: Net.owner) == nil)
        let before = try #require(view(oracle))
        #expect(before.place.cell == Net.home)
        #expect(before.next?.since == Window(101) && before.next?.place.cell == away.cell)
        oracle.record(101 * 360)
        let after = try #require(view(oracle))
        #expect(after.place.cell == away.cell && after.next == nil && after.since == Window(101))
    }

    @Test("a new key is shown at once, the old one to the window's end, its commitments no more")
    func rotated() throws {
        var oracle = oracle()
        let news = CommitmentNews(made: [.init(window: Window(103), hash: Net.none)])
        #expect(oracle.say(Recommit(sequence: 1, commitments: news), by: TestKey(1)) == nil)
        #expect(view(oracle)?.unopened?.count == 1)
        #expect(oracle.say(rotation(oracle, to: 300), by: Net.owner) == nil)
        #expect(view(oracle)?.unopened == [])
        #expect(view(oracle, 300)?.number == 0 && view(oracle, 300)?.next == nil)
        oracle.record(101 * 360)
        #expect(view(oracle) == nil)
        #expect(view(oracle, 300)?.since == Window(101))
    }

    @Test("suspended with its last epoch, on probation, retired")
    func standings() throws {
        var oracle = oracle()
        let two = [UInt64(1), 2].map { word in
            oracle.sign(
                Seal(sequence: 9, window: Window(0), seal: Hash256(words: (word, 0, 0, 0))),
                by: TestKey(1))
        }
        let context = StatementContext(network: oracle.network.id, type: "seal")
        let proven = try two.map { bytes in
            FraudProof.ProvenStatement(
                id: try SignedStatement(bytes.rawSpan).id(in: context, by: SHA256.self),
                bytes: bytes)
        }
        let proof = FraudProof(
            sequence: 1, accused: TestKey(1).key, accusedSequence: 9,
            statements: proven.sorted { $0.id < $1.id })
        #expect(oracle.say(proof, by: TestKey(9)) == nil)
        #expect(view(oracle)?.standing == .new)
        #expect(oracle.say(oracle.registration(TestKey(2), sequence: 50), by: Net.owner) == nil)
        oracle.record(104 * 360)
        #expect(view(oracle)?.standing == .suspended)
        #expect(view(oracle)?.untilEpoch == Epoch(25 + 14))
        #expect(view(oracle, 2)?.standing == .probation)
        #expect(view(oracle, 2)?.untilEpoch == Epoch(25 + 13))
        #expect(oracle.say(Retirement(sequence: 70, hotspot: 0), by: Net.owner) == nil)
        oracle.record(105 * 360)
        #expect(view(oracle)?.standing == .retired && view(oracle)?.untilEpoch == nil)
    }

    @Test(
        "notices that have not expired are shown, the newest 32 of them, and come back as they were"
    )
    func notices() throws {
        var oracle = oracle()
        #expect(view(oracle)?.notices == [])
        for number in UInt64(1)...33 {
            let notice = TrustNotice(
                sequence: number, hotspot: 0, rule: "X-9",
                effect: .trustLowered, epoch: Epoch(25),
                expires: Epoch(number == 33 ? 26 : 27), change: number)
            let bytes = TestNetwork.sign(
                notice, oracle.network, by: oracle.network.keys.oracle)
            #expect(oracle.log(bytes) == nil, "\(number)")
        }
        let shown = try #require(view(oracle))
        #expect(shown.notices?.map(\.change) == (2...33).map { UInt64($0) })
        #expect(shown.notices?.first?.until == Epoch(27))
        let bytes = Array(shown.json.text.utf8)
        #expect(bytes.count < 16_384)
        #expect(try HotspotView(parsing: bytes.rawSpan) == shown)
        oracle.record(27 * 4 * 360)
        #expect(view(oracle)?.notices?.map(\.change) == (1...32).map { UInt64($0) })
        oracle.record(28 * 4 * 360)
        #expect(view(oracle)?.notices == [])
    }

    @Test("trust and standing are those of the newest judged epoch")
    func judged() throws {
        let oracle = oracle()
        func view(_ judged: JudgedStanding) -> HotspotView? {
            oracle.logic.view(of: Address(TestKey(1).key)) { _ in judged }
        }
        let rows: [(Bool, Bool, HotspotView.Standing)] = [
            (false, false, .new), (true, false, .earning), (true, true, .standing),
            (false, true, .standing),
        ]
        for (isEarning, hasStanding, standing) in rows {
            let shown = view(
                JudgedStanding(trust: 700, isEarning: isEarning, hasStanding: hasStanding))
            #expect(shown?.standing == standing && shown?.trust == 700)
        }
    }

    @Test("at most 64 unopened commitments are told, the newest; a late one never stood")
    func unopened() throws {
        var oracle = oracle()
        var window: UInt64 = 100
        var sequence: UInt64 = 0
        for _ in 0..<70 {
            sequence += 1
            let news = CommitmentNews(
                made: [
                    .init(window: Window(window), hash: TestNetwork.none),
                    .init(window: Window(window + 1), hash: TestNetwork.none),
                ])
            #expect(
                oracle.say(Recommit(sequence: sequence, commitments: news), by: TestKey(1)) == nil)
            window += 1
            oracle.record(window * 360)
        }
        let told = try #require(view(oracle)?.unopened).map(\.window.number)
        #expect(told == Array((window - 63)...window))
    }
}
