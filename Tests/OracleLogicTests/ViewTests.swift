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
        #expect(view(oracle)?.matters == HotspotMatters())
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
        #expect(shown.matters?.notices.map(\.change) == (2...33).map { UInt64($0) })
        #expect(shown.matters?.notices.first?.until == Epoch(27))
        let bytes = Array(shown.json.text.utf8)
        #expect(try HotspotView(parsing: bytes.rawSpan) == shown)
        oracle.record(27 * 4 * 360)
        #expect(view(oracle)?.matters?.notices.map(\.change) == (1...32).map { UInt64($0) })
        oracle.record(28 * 4 * 360)
        #expect(view(oracle)?.matters == HotspotMatters())
    }

    private func notice(
        _ sequence: UInt64, _ effect: NoticeEffect, other: UInt32? = nil
    ) -> TrustNotice {
        TrustNotice(
            sequence: sequence, hotspot: 0, rule: "X-2", effect: effect, epoch: Epoch(25),
            expires: Epoch(30), otherHotspot: other)
    }

    private func logOwn<Typed: TypedMessage>(
        _ message: Typed, in oracle: inout LogicUnderTest
    ) throws -> Hash256 {
        let bytes = TestNetwork.sign(message, oracle.network, by: oracle.network.keys.oracle)
        #expect(oracle.log(bytes) == nil)
        let context = StatementContext(network: oracle.network.id, type: Typed.type.name)
        return try SignedStatement(bytes.rawSpan).id(in: context, by: SHA256.self)
    }

    @Test("a doubted edge is told of both its ends, each with the other; of a third nothing")
    func edge() throws {
        var oracle = oracle()
        for key in 2...3 {
            let message = oracle.registration(TestKey(key), sequence: UInt64(48 + key))
            #expect(oracle.say(message, by: Net.owner) == nil)
        }
        let id = try logOwn(notice(1, .edgeDoubted, other: 1), in: &oracle)
        for (key, other) in [(1, UInt32(1)), (2, 0)] {
            let shown = try #require(view(oracle, key))
            let told = try #require(shown.matters?.notices)
            #expect(told.count == 1 && told[0].id == id && told[0].effect == .edgeDoubted)
            #expect(told[0].other == other && shown.number != other)
            let body = Array(shown.json.text.utf8)
            #expect(try HotspotView(parsing: body.rawSpan) == shown)
        }
        #expect(view(oracle, 3)?.matters == HotspotMatters())
    }

    @Test("an appeal, and the decision that withdraws what it is about, are told with their ids")
    func appealed() throws {
        var oracle = oracle()
        let notice = try logOwn(notice(1, .trustLowered), in: &oracle)
        let place = UInt64(oracle.entries.count - 1)
        let appeal = Appeal(sequence: 80, about: notice, hotspot: 0, text: "It was the storm.")
        #expect(oracle.say(appeal, by: Net.owner) == nil)
        let told = try #require(view(oracle)?.matters)
        #expect(told.notices.map(\.index) == [place] && told.appeals.map(\.index) == [place + 1])
        #expect(told.appeals[0].about == notice && told.appeals[0].until == Epoch(30))
        let decision = Decision(
            sequence: 2, about: told.appeals[0].id, hotspot: 0, outcome: .withdrawn, rule: "X-2",
            epoch: Epoch(25), expires: Epoch(39), reason: "It was.")
        let id = try logOwn(decision, in: &oracle)
        let shown = try #require(view(oracle))
        let decided = try #require(shown.matters)
        #expect(decided.decisions.map(\.id) == [id])
        #expect(decided.decisions[0].outcome == .withdrawn)
        #expect(decided.decisions[0].about == told.appeals[0].id)
        #expect(decided.notices.map(\.until) == [Epoch(25)], "it ends with the epoch")
        let body = Array(shown.json.text.utf8)
        #expect(try HotspotView(parsing: body.rawSpan) == shown)
        oracle.record(26 * 4 * 360)
        #expect(view(oracle)?.matters?.notices == [])
        #expect(view(oracle)?.matters?.decisions.count == 1)
    }

    @Test("the longest answer is no longer than a client reads")
    func longest() throws {
        var view = try #require(self.view(oracle()))
        let (hash, until) = (Hash256(words: (.max, .max, .max, .max)), Epoch(Epoch.limit))
        let index = UInt64(Int64.max)
        var matters = HotspotMatters()
        for _ in 0..<HotspotMatters.most {
            matters.notices.append(
                .init(
                    id: hash, index: index, rule: "X-10", effect: .trustRestored, change: 100,
                    other: .max, until: until))
            matters.proofs.append(.init(id: hash, index: index, until: until))
            matters.decisions.append(
                .init(
                    id: hash, index: index, about: hash, outcome: .suspensionLifted, rule: "X-10",
                    until: until))
            matters.appeals.append(.init(id: hash, index: index, about: hash, until: until))
        }
        view.matters = matters
        view.unopened = (0..<UInt64(HotspotView.greatestUnopened)).map {
            .init(window: Window(Window.limit - 64 + $0), hash: hash)
        }
        view.pay = .init(
            epoch: until, amount: Grains(.max), lifetime: Grains(.max))
        view.next = .init(since: Window(Window.limit), place: view.place)
        let body = Array(view.json.text.utf8)
        let limit = OracleResource.hotspot(view.address).greatestAnswer
        #expect(body.count < limit && body.count * 2 > limit)
        #expect(try HotspotView(parsing: body.rawSpan).matters == matters)
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
