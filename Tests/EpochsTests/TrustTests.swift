import Attestation
import CoverageRules
import Primitives
import ProofWorld
import Registry
import Rewards
import Seeds
import Signing
import Testing

@testable import Epochs

@Suite("Trust: F finds by the X rules, and believes notices that its findings back")
struct TrustTests {
    /// Ten epochs of honest hotspots and cheats, every notice logged; made once.
    static let cheated = Result {
        let network = try CheatedNetwork()
        for _ in 0..<10 { try network.pass() }
        return (LoggedWorld(network.world.log), network.outcomes)
    }

    static func trust(_ hotspot: Int) throws -> [UInt16] {
        try cheated.get().1.map { outcome in
            try #require(
                outcome.trust().first { $0.hotspot == UInt32(hotspot) }?.after)
        }
    }

    static func findings(_ rule: RuleNumber) throws -> [FindingRecord] {
        try cheated.get().1.flatMap { try $0.trustFile().findings }.filter { $0.rule == rule }
    }

    @Test(
        "each is found by its rule, and nobody else",
        arguments: [
            (.x1, .stepsIgnored, CheatedNetwork.fixedPower),
            (.x4, .tooSmooth, CheatedNetwork.inventor), (.x6, .oneWay, CheatedNetwork.mute),
            (.x9, .sealsUnopened, CheatedNetwork.silent),
        ] as [(RuleNumber, Reason, Int)])
    func found(rule: RuleNumber, reason: Reason, cheat: Int) throws {
        let found = try Self.findings(rule).filter { $0.other == nil }
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.hotspot == UInt32(cheat) && $0.reason == reason })
        #expect(found.contains { $0.effect == .trustLowered })
        let own = rule == .x4 || rule == .x9
        #expect(found.allSatisfy { ($0.weight == nil) == own && (own || $0.weight ?? 0 >= 3) })
        #expect(try Self.trust(cheat).last ?? 1_000 < 1_000)
    }

    @Test("one antenna for two is an edge that is doubted, and neither end is lowered")
    func splitters() throws {
        let found = try Self.findings(.x3)
        let (one, two) = CheatedNetwork.splitters
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.hotspot == UInt32(one) && $0.other == UInt32(two) })
        #expect(found.contains { $0.effect == .edgeDoubted && $0.change == nil })
        let doubted = try Self.cheated.get().1[9].reports().filter { report in
            report.verdict.failed.contains(.w3)
        }
        #expect(!doubted.isEmpty)
        for end in [one, two] {
            #expect(doubted.contains { $0.verdict.hotspot == UInt32(end) })
        }
        let edges = try Self.cheated.get().1.flatMap { try $0.trustFile().findings }
            .filter { $0.effect == .edgeDoubted }.flatMap { [$0.hotspot, $0.other ?? 0] }
        #expect(doubted.allSatisfy { edges.contains($0.verdict.hotspot ?? 99) })
        #expect(try Self.trust(one).allSatisfy { $0 == 1_000 })
    }

    @Test(
        "trust falls by at most 100 an epoch, others' word never takes it to 500, the honest keep all"
    )
    func falls() throws {
        for hotspot in 0..<CheatedNetwork.count {
            let trust = try [1_000] + Self.trust(hotspot)
            for (before, after) in zip(trust, trust.dropFirst()) {
                #expect(Int(before) - Int(after) <= 100, "hotspot \(hotspot): \(trust)")
            }
        }
        for hotspot in CheatedNetwork.honest {
            #expect(try Self.trust(hotspot).allSatisfy { $0 == 1_000 })
        }
        // Found in epoch 0, noticed in 1, in force in 2 to 5; the next follows at once.
        let silent = try Self.trust(CheatedNetwork.silent)
        #expect(silent == [1_000, 900, 900, 900, 900, 800, 800, 800, 800, 700])
    }

    @Test("what was logged is named with what it took; none is repeated while one is in force")
    func notices() throws {
        let (_, outcomes) = try Self.cheated.get()
        let notices = try outcomes.flatMap { try $0.trustFile().notices }
        #expect(notices.count >= 6)
        #expect(notices.allSatisfy { $0.outcome == .inForce })
        let silent = notices.filter { $0.hotspot == UInt32(CheatedNetwork.silent) }
        #expect(silent.map(\.change) == [100, 100, 100])
        for outcome in outcomes {
            let due = try outcome.trustFile().findings.filter { $0.effect != nil }
            #expect(due == outcome.next.findings)
            #expect(
                Set(due.map { [$0.hotspot, $0.other ?? .max, UInt32($0.rule.rawValue)] })
                    .count == due.count)
        }
    }

    @Test("the same bytes for chunks of any size in any order, and any division")
    func sameBytes() throws {
        let (world, outcomes) = try Self.cheated.get()
        let state = try outcomes[6].state(world)
        let root = outcomes[7].root.hash(by: SHA256.self)
        var numbers = SeededNumbers(seed: 2)
        for size in [61, 5_000] {
            let other = try world.outcome(
                state, size: size, dividing: SerialDivision(size: size / 20)
            ) { chunks in
                var chunks = chunks
                for place in chunks.indices.reversed() {
                    chunks.swapAt(place, numbers.below(place + 1))
                }
                return chunks
            }
            #expect(other.root.hash(by: SHA256.self) == root)
        }
    }

    @Test("states with findings and notices are read back; changed, cut and unordered are not")
    func coding() throws {
        let (world, outcomes) = try Self.cheated.get()
        for outcome in outcomes {
            #expect(try outcome.state(world).encoded() == outcome.bytes(.state))
        }
        let outcome = outcomes[8]
        var state = outcome.next
        func read(_ bytes: [UInt8]) throws -> EpochState {
            try EpochState(
                decoding: bytes.rawSpan, registry: outcome.next.registry,
                lifetime: outcome.next.lifetime)
        }
        #expect(!state.notices.isEmpty && !state.history.edges.isEmpty)
        state.notices.reverse()
        #expect(throws: EpochStateError.otherSpelling) { try read(state.encoded()) }
        let edges = state.history.edges
        state = outcome.next
        state.history = EpochHistory(
            state.history.epochs, edges: edges.reversed(), hotspots: state.history.hotspots)
        #expect(throws: EpochStateError.otherSpelling) { try read(state.encoded()) }
        state = outcomes[0].next
        #expect(!state.findings.isEmpty)
        state.findings[0].evidence =
            [state.findings[0].evidence, [Hash256(words: (1, 1, 1, 1))]]
            .flatMap { $0 } + [Hash256(words: (1, 1, 1, 1))]
        #expect(throws: EpochStateError.self) { try read(state.encoded()) }
        let file = try outcome.trustFile()
        #expect(TrustFile(hotspots: file.hotspots, notices: file.notices).bytes != file.bytes)
        var backwards = file
        backwards.hotspots.reverse()
        let bytes = backwards.bytes
        #expect(throws: StageFileError.self) { try TrustFile(reading: bytes.rawSpan) }
    }

    @Test("a notice that an oracle invents has no effect, whatever it says, and is named")
    func invented() throws {
        let network = try CheatedNetwork.small()
        try network.pass { _ in [] }
        let epoch = Epoch(0)
        for effect in NoticeEffect.allCases {
            network.post(
                TrustNotice(
                    sequence: 2_000 + effect.rawValue, hotspot: 0, rule: "X-9", effect: effect,
                    epoch: epoch, expires: Epoch(5), change: effect == .edgeDoubted ? nil : 100,
                    otherHotspot: effect == .edgeDoubted ? 1 : nil))
        }
        let outcome = try network.pass { _ in [] }
        #expect(
            try outcome.trustFile().notices.map(\.outcome) == [
                .notBacked, .notBacked, .notBacked, .notBacked,
            ])
        #expect(outcome.next.notices.isEmpty)
        let next = try network.pass { _ in [] }
        #expect(network.trust(0) == [1_000, 1_000, 1_000])
        #expect(try next.reports().allSatisfy { !$0.verdict.failed.contains(.w3) })
        #expect(next.rewards.payouts.contains { $0.hotspot == 0 })
    }

    @Test("a notice with another word than the finding's has no effect; the true one counts once")
    func altered() throws {
        let network = try CheatedNetwork.small()
        var sequence: UInt64 = 3_000
        let changes: [(inout TrustNotice) -> Void] = [
            { $0.change = 99 }, { $0.measured = ($0.measured ?? 0) + 1 }, { $0.limit = 0 },
            { $0.unit = "count" }, { $0.expires = Epoch($0.expires.number + 1) },
            { $0.epoch = Epoch($0.epoch.number + 1) }, { $0.rule = "X-8" }, { $0.hotspot = 1 },
            { $0.otherHotspot = 0 }, { $0.evidence.append(Hash256(words: (~0, 0, 0, 0))) },
            { $0.change = nil },
        ]
        try network.pass { due in
            precondition(due.count == 1, "\(due)")
            let wrong = changes.map { change in
                var notice = due[0]
                change(&notice)
                return notice
            }
            return (wrong + [due[0], due[0]]).map { notice in
                var notice = notice
                sequence += 1
                notice.sequence = sequence
                return notice
            }
        }
        let outcomes = try network.pass { _ in [] }.trustFile().notices.map(\.outcome)
        #expect(outcomes == changes.map { _ in .notBacked } + [.inForce, .repeated])
        #expect(network.trust(2) == [1_000, 900])
    }

    @Test("a notice logged in a later epoch than the next comes too late")
    func late() throws {
        let network = try CheatedNetwork.small()
        var due: [TrustNotice] = []
        try network.pass { notices in
            due = notices
            return []
        }
        try network.pass { _ in due }
        try network.pass { _ in [] }
        #expect(try network.outcomes[2].trustFile().notices.map(\.outcome) == [.notBacked])
        #expect(network.trust(2) == [1_000, 1_000, 1_000])
    }

    @Test(
        "a decision that withdraws gives back what was taken; the same is not noticed for 14 epochs"
    )
    func withdrawn() throws {
        let network = try CheatedNetwork.small()
        var id: Hash256?
        try network.pass { due in
            id = network.post(due[0])
            return []
        }
        try network.pass()
        let about = try #require(id)
        network.post(
            Appeal(sequence: 9, about: about, hotspot: 2, text: "it was the lightning"),
            by: JudgedNetwork.owner(2))
        network.post(
            Decision(
                sequence: 4_000, about: about, hotspot: 2, outcome: .withdrawn, rule: "X-9",
                epoch: Epoch(2), expires: Epoch(9), reason: "so it was"))
        for _ in 2..<5 { try network.pass() }
        // Lowered at the end of 1, given back at the end of 2.
        #expect(network.trust(2) == [1_000, 900, 1_000, 1_000, 1_000])
        let records = try network.outcomes[2].trustFile()
        #expect(records.notices.map(\.outcome) == [.withdrawn])
        #expect(records.notices.map(\.change) == [100])
        #expect(records.hotspots.map(\.change) == [.none, .none, .restored])
        for outcome in network.outcomes.dropFirst(2) {
            #expect(try outcome.trustFile().findings.count == 1)
            #expect(
                outcome.next.findings.isEmpty && outcome.next.notices.map(\.last) == [Epoch(16)])
        }
    }
}
