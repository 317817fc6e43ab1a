import Attestation
import EvidenceLog
import Notation
import OracleAPI
import Primitives
import ScriptedOracle
import Signing
import Testing
import Units

@Suite("Scripted oracle: it keeps a log that anybody can check, and refuses what it must")
struct ScriptedOracleTests {
    static let hash = Hash256(words: (5, 6, 7, 8))

    /// A bench whose log has reached this window.
    private func bench(at window: UInt64 = 100) -> OracleBench {
        var bench = OracleBench()
        bench.now = Nanoseconds(window * 360 * OracleBench.minute)
        bench.oracle.advance(to: bench.clock)
        return bench
    }

    private func post(_ statements: [[UInt8]], to bench: inout OracleBench) throws -> IngestAnswer {
        let request = ScriptedRequest(
            method: "POST", target: "/v1/statements", contentType: "application/cbor-seq",
            body: statements.flatMap { $0 }, came: bench.clock)
        let given = bench.oracle.answer(request, at: bench.clock)
        let answer = try #require(given)
        #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return try IngestAnswer(parsing: answer.body.rawSpan)
    }

    private func get(_ target: String, of bench: inout OracleBench) -> ScriptedAnswer? {
        bench.oracle.answer(
            ScriptedRequest(method: "GET", target: target, came: bench.clock), at: bench.clock)
    }

    private func refusal(_ statement: [UInt8], _ bench: inout OracleBench) throws -> String? {
        let answer = try post([statement], to: &bench)
        #expect(answer.receipts.count + answer.refused.count == 1)
        return answer.refused.first?.code
    }

    private func seal(_ bench: OracleBench, _ sequence: UInt64, window: UInt64) -> [UInt8] {
        let seal = Seal(sequence: sequence, window: Window(window), seal: Self.hash)
        return bench.sign(seal, by: bench.box.key)
    }

    private func registration(
        _ bench: OracleBench, _ number: UInt8, plan: String = "EU868", isOwned: Bool = true
    ) throws -> [UInt8] {
        let (box, owner) = (BoxKey(number), BoxKey(200))
        let owned = ProofHash.ownership(
            network: bench.network.id, owner: isOwned ? owner.key.publicKey : box.key.publicKey)
        let message = Message(
            .registration, ("sequence", .unsigned(UInt64(number))),
            ("hotspot_key", .bytes(box.key.publicKey.bytes.bytes)),
            ("hotspot_signature", .bytes(box.key.sign(owned.bytes).bytes)),
            ("cell", .unsigned(0x8c1f_b467_41ae_9ff)), ("height_m", .unsigned(3)),
            ("gain_cdbi", .integer(0)), ("plan", .text(plan)), ("radio_class", .unsigned(0)),
            ("measures", .unsigned(4)), ("deposit_credits", .unsigned(0)))
        let context = StatementContext(network: bench.network.id, type: "registration")
        let payload = try message.payload()
        return Statement.sign(payload.rawSpan, in: context, by: owner.key)
    }

    // MARK: Refusals

    @Test("a statement's window: 56 back is taken, 57 is not; the next has not begun")
    func windows() throws {
        var bench = bench()
        #expect(try refusal(seal(bench, 1, window: 44), &bench) == nil)
        #expect(try refusal(seal(bench, 2, window: 43), &bench) == "window_closed")
        #expect(try refusal(seal(bench, 3, window: 100), &bench) == nil)
        #expect(try refusal(seal(bench, 4, window: 101), &bench) == "window_ahead")
    }

    @Test("limits: the 96th seal of a window is taken, the 97th not, another window's is")
    func seals() throws {
        var bench = bench()
        let many = (1...96).map { seal(bench, $0, window: 100) }
        #expect(try post(many, to: &bench).refused.isEmpty)
        #expect(try refusal(seal(bench, 97, window: 100), &bench) == "over_limit")
        #expect(try refusal(seal(bench, 98, window: 99), &bench) == nil)
    }

    @Test("limits: 512 KiB of openings of a window")
    func openings() throws {
        var bench = bench()
        let reception = WitnessReports(
            radios: [
                RadioDescription(radioClass: .light, measures: [], firmware: .notTold)
            ], reports: [], position: nil, listening: [])
        let content = try reception.payload()
        let perBundle = 96
        var sum = 0
        var sequence: UInt64 = 0
        while true {
            sequence += 1
            let openings = (0..<perBundle).map { _ in
                SealBundle.Opening(window: Window(100), salt: Self.hash, content: content)
            }
            let bundle = SealBundle(sequence: sequence, openings: openings)
            let code = try refusal(bench.sign(bundle, by: bench.box.key), &bench)
            sum += perBundle * content.count
            #expect(code == (sum <= 524_288 ? nil : "over_limit"))
            if code != nil { break }
        }
        #expect(sum - perBundle * content.count <= 524_288)
    }

    @Test("every refusal the script plays has its statement")
    func refusals() throws {
        var bench = bench()
        var seen: Set<String> = []
        func note(_ code: String?) { if let code { seen.insert(code) } }
        let good = seal(bench, 1, window: 100)
        var spoiled = good
        spoiled[spoiled.count - 1] ^= 1
        note(try refusal(spoiled, &bench))
        let elsewhere = OracleBench.network(.main, seed: 77)
        let payload = try Seal(sequence: 1, window: Window(100), seal: Self.hash).payload()
        let foreign = StatementContext(network: elsewhere.id, type: "seal")
        let strange = Statement.sign(payload.rawSpan, in: foreign, by: bench.box.key)
        #expect(try refusal(strange, &bench) == "bad_signature")
        let context = StatementContext(network: bench.network.id, type: "seal")
        let bad: [UInt8] = [0xa1, 0x00, 0x18, 0x22]
        let malformed = Statement.sign(bad.rawSpan, in: context, by: bench.box.key)
        note(try refusal(malformed, &bench))
        note(try refusal(bench.network.file, &bench))
        let stranger = BoxKey(77)
        let unknown = Seal(sequence: 1, window: Window(100), seal: Self.hash)
        note(try refusal(bench.sign(unknown, by: stranger.key), &bench))
        note(try refusal(seal(bench, 2, window: 101), &bench))
        note(try refusal(seal(bench, 3, window: 1), &bench))
        _ = try post((100..<196).map { seal(bench, $0, window: 100) }, to: &bench)
        note(try refusal(seal(bench, 400, window: 100), &bench))
        for sequence in UInt64(500)..<565 {
            let recommit = Recommit(
                sequence: sequence,
                commitments: CommitmentNews(made: [.init(window: Window(101), hash: Self.hash)]))
            let code = try refusal(bench.sign(recommit, by: bench.box.key), &bench)
            #expect(code == (sequence < 564 ? nil : "too_often"))
            note(code)
        }
        note(try refusal(try registration(bench, 31, isOwned: false), &bench))
        note(try refusal(try registration(bench, 31, plan: "EU869"), &bench))
        #expect(try refusal(try registration(bench, 31), &bench) == nil)
        #expect(try refusal(try registration(bench, 31), &bench) == nil)
        note(try refusal(try registration(bench, 31, plan: "US915"), &bench))
        // Credits, moves, transfers, appeals and mappers are the product's oracle's (it judges).
        let notPlayed: Set<String> = [
            "wrong_role", "no_credits", "not_owner", "not_accepted", "not_proven",
            "unknown_ingest",
        ]
        #expect(seen.union(notPlayed) == Set(RefusalCode.allCases.map(\.rawValue)))
        #expect(seen.isDisjoint(with: notPlayed))
    }

    @Test("a commitment nine windows ahead is too early, eight are taken; unopened ones are told")
    func commitments() throws {
        var bench = bench()
        func recommit(_ sequence: UInt64, _ news: CommitmentNews) -> [UInt8] {
            bench.sign(Recommit(sequence: sequence, commitments: news), by: bench.box.key)
        }
        let made = (101...108).map {
            CommitmentNews.Commitment(window: Window($0), hash: Self.hash)
        }
        #expect(try refusal(recommit(1, CommitmentNews(made: made)), &bench) == nil)
        let far = CommitmentNews(made: [.init(window: Window(109), hash: Self.hash)])
        #expect(try refusal(recommit(2, far), &bench) == "window_ahead")
        let opened = CommitmentNews(opened: [.init(window: Window(102), nonce: Self.hash)])
        #expect(try refusal(recommit(3, opened), &bench) == nil)
        let answer = get("/v1/hotspots/\(Address(bench.box.key.publicKey))", of: &bench)
        let body = try #require(answer).body
        let view = try HotspotView(parsing: body.rawSpan)
        #expect(view.unopened == made.filter { $0.window != Window(102) })
    }

    // MARK: Receipts and log

    @Test("what was taken gets the same receipt again, also in other company")
    func twice() throws {
        var bench = bench()
        let (one, two, three) = (
            seal(bench, 1, window: 99), seal(bench, 2, window: 99), seal(bench, 3, window: 99)
        )
        let first = try post([one, two], to: &bench)
        #expect(try post([one, two], to: &bench) == first)
        let mixed = try post([two, three], to: &bench)
        #expect(mixed.receipts.count == 2)
        #expect(mixed.receipts[0] == first.receipts[0])
        #expect(try post([three, one, three], to: &bench).receipts.count == 2)
        #expect(bench.oracle.counts.logged == 3)
        #expect(bench.oracle.log.filter { $0 == one }.count == 1)
    }

    @Test("one refused statement hinders no other")
    func together() throws {
        var bench = bench()
        let answer = try post(
            [seal(bench, 1, window: 100), seal(bench, 2, window: 1), seal(bench, 3, window: 100)],
            to: &bench)
        #expect(answer.receipts.count == 1 && answer.refused.count == 1)
        #expect(bench.oracle.counts.logged == 2)
    }

    @Test("each record chains, rises, and names the log's root at the record before it")
    func entropy() throws {
        var bench = OracleBench()
        for minute in 0..<50 {
            bench.now = Nanoseconds(UInt64(minute) * OracleBench.minute)
            if minute % 7 != 3 { bench.oracle.advance(to: bench.clock) }
            if minute % 5 == 0 {
                _ = try post([seal(bench, UInt64(minute) + 1, window: 0)], to: &bench)
            }
        }
        let first = bench.oracle.log[1]
        let chain = try EntropyChainEnd(parsing: SignedStatement(first.rawSpan).payload)
        var tree = HashTree<SHA256>()
        var size: UInt64 = 2
        var last: Period?
        for (index, entry) in bench.oracle.log.enumerated() {
            let statement = try SignedStatement(entry.rawSpan)
            if statement.typeNumber == 4 {
                let record = try EntropyRecord(parsing: statement.payload)
                #expect(record.logSize == size)
                #expect(record.logRoot == tree.root(at: size))
                #expect(
                    chain.chain.isStep(
                        record.step.value, of: record.step.period, by: SHA256.self))
                #expect(last.map { $0 < record.step.period } ?? true)
                last = record.step.period
                size = UInt64(index) + 1
            }
            tree.append(TreeHash.leaf(entry.rawSpan, by: SHA256.self))
        }
        #expect(last == Period(49))
    }

    @Test("a chain that ends is followed by another, whose steps come from its own first period on")
    func chains() throws {
        let network = OracleBench.network(.demo)
        var oracle = ScriptedOracle(network, chainLength: 2_000)
        var ends: [EntropyChainEnd] = []
        for period in 0..<5_000 {
            oracle.advance(to: network.start(of: Period(UInt64(period))))
        }
        var records: [EntropyRecord] = []
        for entry in oracle.log.dropFirst() {
            let statement = try SignedStatement(entry.rawSpan)
            if statement.typeNumber == 3 {
                ends.append(try EntropyChainEnd(parsing: statement.payload))
            } else {
                records.append(try EntropyRecord(parsing: statement.payload))
            }
        }
        #expect(ends.count >= 3)
        #expect(ends.dropFirst().allSatisfy { $0.chain.first.number % 240 == 0 })
        for record in records where record.step.period.number % 97 == 0 {
            let chain = ends.last { $0.chain.first <= record.step.period }?.chain
            #expect(
                chain?.isStep(record.step.value, of: record.step.period, by: SHA256.self) == true)
        }
    }

    @Test("answers to what is not of the page are problems with the page's code")
    func problems() throws {
        var bench = bench()
        func code(
            _ method: String, _ target: String, _ type: String? = nil, _ body: [UInt8] = []
        )
            -> String?
        {
            let request = ScriptedRequest(
                method: method, target: target, contentType: type, body: body, came: bench.clock)
            guard let answer = bench.oracle.answer(request, at: bench.clock) else { return nil }
            let problem = Problem(reading: answer.body.rawSpan)
            #expect(answer.status == problem.code.flatMap { ProblemCode(rawValue: $0) }?.status)
            return problem.code
        }
        let sequence = "application/cbor-seq"
        let one = seal(bench, 1, window: 100)
        #expect(code("GET", "/nowhere") == "unknown_path")
        #expect(code("GET", "/v1/entropy?limit=0") == "malformed")
        #expect(code("GET", "/v1/statements") == "wrong_method")
        #expect(code("POST", "/v1/network") == "wrong_method")
        #expect(code("POST", "/v1/statements", "application/json", one) == "wrong_type")
        #expect(code("POST", "/v1/statements", sequence, []) == "malformed")
        #expect(code("POST", "/v1/statements", sequence, one + [1]) == "malformed")
        let many = [[UInt8]](repeating: one, count: 257).flatMap { $0 }
        #expect(code("POST", "/v1/statements", sequence, many) == "too_large")
        let large = [UInt8](repeating: 0, count: 1 + 1 << 20)
        #expect(code("POST", "/v1/statements", sequence, large) == "too_large")
        #expect(code("GET", "/v1/proofs/1000000") == "not_logged_yet")
        #expect(code("GET", "/v1/reports/\(Self.hash.hexText)") == "unknown_report")
        let nobody = Address(PublicKey(bytes: Self.hash))
        #expect(code("GET", "/v1/hotspots/\(nobody)") == "unknown_hotspot")
        bench.oracle.faults = [.busy]
        #expect(code("GET", "/v1/network") == "busy")
        bench.oracle.faults = [.tooMany]
        #expect(code("GET", "/v1/network") == "too_many")
        bench.oracle.faults = [.broken]
        #expect(code("GET", "/v1/network") == "broken")
    }

    @Test("a question for log time waits, and is answered when a record is made or time is up")
    func longPoll() throws {
        var bench = bench(at: 0)
        let request = ScriptedRequest(
            method: "GET", target: "/v1/entropy?after=0&wait=50", came: bench.clock)
        #expect(bench.oracle.answer(request, at: bench.clock) == nil)
        let late = bench.clock + Nanoseconds(49_999_999_999)
        #expect(bench.oracle.answer(request, at: late) == nil)
        let end = bench.clock + Nanoseconds(50_000_000_000)
        #expect(bench.oracle.answer(request, at: end)?.body == [])
        bench.oracle.advance(to: bench.clock + Nanoseconds(OracleBench.minute))
        let given = bench.oracle.answer(request, at: late)
        let answer = try #require(given)
        #expect(answer.body == bench.oracle.log.last)
    }

    @Test("the same calls give the same log, byte for byte")
    func deterministic() throws {
        func log() throws -> [[UInt8]] {
            var bench = bench(at: 3)
            _ = try post([seal(bench, 1, window: 3)], to: &bench)
            return bench.oracle.log
        }
        #expect(try log() == log())
    }
}
