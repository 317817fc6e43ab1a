import Attestation
import EvidenceLog
import Notation
import OracleAPI
import Primitives
import Signing
import Testing
import Units
import WebDrive

/// One list of questions and answers for the oracle of the tests and the oracle of the product, so
/// that what is shown of boxes with the one holds with the other.
@Suite("docs/oracle-api.md, asked of the scripted oracle and of earshot-network", .serialized)
struct ConformanceTests {
    /// A request and what the page says of it.
    struct Exchange {
        let method: String
        let target: String
        var type = ""
        var body: [UInt8] = []
        let status: Int
        /// Of a problem.
        var code: String?
        var position: Int?
        var retries = false
        /// Of what is no problem.
        var answer = "application/cbor"
    }

    static func exchanges(_ oracle: LiveOracle) throws -> [Exchange] {
        let sequence = "application/cbor-seq"
        let good = try oracle.seal(1, of: 0)
        let id = Hash256(words: (0xab_cdef, 2, 3, 4)).hexText
        let nobody = Address(BoxKey(77).key.publicKey).description
        func get(_ target: String, _ status: Int, _ code: String) -> Exchange {
            Exchange(method: "GET", target: target, status: status, code: code)
        }
        func found(_ target: String, _ type: String) -> Exchange {
            Exchange(method: "GET", target: target, status: 200, answer: type)
        }
        func post(
            _ body: [UInt8], _ status: Int, _ code: String, at position: Int? = nil,
            as type: String = sequence
        ) -> Exchange {
            Exchange(
                method: "POST", target: "/v1/statements", type: type, body: body, status: status,
                code: code, position: position)
        }
        var long = good
        long.replaceSubrange(1..<2, with: [0x98, 0x04])
        return [
            found("/v1/network", "application/cose"),
            found("/v1/checkpoint", OracleResource.checkpoint.answerType),
            found("/v1/entropy", sequence), found("/v1/entropy/chains", sequence),
            found("/v1/entropy/newest", sequence),
            get("/v1/entropy/newest?after=1", 400, "malformed"),
            found("/v1/entropy?after=0&limit=1&wait=0", sequence),
            found("/v1/entropy?after=9999999", sequence),
            get("/", 404, "unknown_path"), get("/nowhere", 404, "unknown_path"),
            get("/v1/nowhere", 404, "unknown_path"), get("/v1", 404, "unknown_path"),
            get("/v1/statements/1", 404, "unknown_path"),
            get("/v1/entropy/chain", 404, "unknown_path"),
            get("/v2/network", 404, "unknown_path"),
            get("/v1/statements", 405, "wrong_method"),
            Exchange(method: "POST", target: "/v1/network", status: 405, code: "wrong_method"),
            Exchange(method: "POST", target: "/v1/proofs/0", status: 405, code: "wrong_method"),
            get("/v1/entropy?limit=0", 400, "malformed"),
            get("/v1/entropy?limit=1001", 400, "malformed"),
            get("/v1/entropy?wait=56", 400, "malformed"),
            get("/v1/entropy?after=-1", 400, "malformed"),
            get("/v1/entropy?after=01", 400, "malformed"),
            get("/v1/entropy?limit=1&limit=1", 400, "malformed"),
            get("/v1/entropy?after=1&after=1", 400, "malformed"),
            get("/v1/entropy?since=1", 400, "malformed"),
            get("/v1/network?x=1", 400, "malformed"),
            get("/v1/hotspots/\(nobody)", 404, "unknown_hotspot"),
            get("/v1/hotspots/ear1nobody", 400, "malformed"),
            get("/v1/reports/\(id)", 404, "unknown_report"),
            get("/v1/reports/\(id.dropLast())", 400, "malformed"),
            get("/v1/reports/\(id.uppercased())", 400, "malformed"),
            get("/v1/hotspots/\(nobody)/reports", 400, "malformed"),
            get("/v1/hotspots/\(nobody)/reports?window=1&limit=201", 400, "malformed"),
            get("/v1/proofs/01", 400, "malformed"), get("/v1/proofs/x", 400, "malformed"),
            Exchange(
                method: "GET", target: "/v1/proofs/1000000", status: 404, code: "not_logged_yet",
                retries: true),
            post(good, 415, "wrong_type", as: "application/json"),
            post(good, 415, "wrong_type", as: ""),
            post([], 400, "malformed"),
            post(Array("garbage".utf8), 400, "malformed", at: 0),
            post(Array(good.dropLast()), 400, "malformed", at: 0),
            post(long, 400, "malformed", at: 0),
            post(good + [1], 400, "malformed", at: 1),
            post(good + good + Array(good.dropLast()), 400, "malformed", at: 2),
            post([[UInt8]](repeating: good, count: 257).flatMap { $0 }, 413, "too_large"),
        ]
    }

    @Test(
        "each request has the page's answer, and each problem its words",
        arguments: LiveKind.allCases)
    func requests(kind: LiveKind) throws {
        let oracle = try LiveOracle(kind)
        defer { oracle.stop() }
        for exchange in try Self.exchanges(oracle) {
            let answer = try oracle.ask(
                exchange.method, exchange.target, type: exchange.type, exchange.body)
            let name =
                "\(exchange.method) \(exchange.target) \(exchange.body.count): \(answer.text)"
            #expect(answer.status == exchange.status, "\(name)")
            let type = answer.header("Content-Type")
            guard let code = exchange.code else {
                #expect(type == exchange.answer, "\(name)")
                continue
            }
            #expect(type == "application/problem+json", "\(name)")
            let problem = answer.problem
            #expect(problem.code == code && problem.position == exchange.position, "\(name)")
            #expect(answer.body.count <= Problem.greatestBytes && problem.detail != nil, "\(name)")
            #expect(ProblemCode(rawValue: code)?.status == answer.status, "\(name)")
            #expect((answer.header("Retry-After") != nil) == exchange.retries, "\(name)")
        }
    }

    /// What is no good request of HTTP ends the connection.
    @Test("bytes that are no HTTP, and too many, are answered alike", arguments: LiveKind.allCases)
    func hostile(kind: LiveKind) throws {
        let oracle = try LiveOracle(kind)
        defer { oracle.stop() }
        let post = "POST /v1/statements HTTP/1.1\r\nHost: a\r\n"
        let long = String(repeating: "a", count: 9_000)
        for (bytes, status, code) in [
            ("hello\r\n\r\n", 400, "malformed"),
            ("GET /v1/network HTTP/1.1\r\n\r\n", 400, "malformed"),
            ("GET /v1/network HTTP/3.0\r\nHost: a\r\n\r\n", 505, "malformed"),
            ("PUT /v1/network HTTP/1.1\r\nHost: a\r\n\r\n", 501, "wrong_method"),
            ("GET /v1/../keys HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed"),
            ("\(post)Content-Length: x\r\n\r\n", 400, "malformed"),
            ("\(post)Content-Length: 1048577\r\n\r\n", 413, "too_large"),
            ("\(post)Transfer-Encoding: chunked\r\n\r\n", 501, "malformed"),
            ("GET /\(long)", 414, "too_large"),
            ("GET / HTTP/1.1\r\nX: \(long)\r\n\r\n", 431, "too_large"),
        ] {
            let client = try RawClient(port: oracle.port)
            client.send(bytes)
            let answer = try client.answer()
            let name = "\(bytes.prefix(60)): \(answer.text)"
            #expect(answer.status == status, "\(name)")
            #expect(answer.problem.code == code, "\(name)")
            #expect(client.read() == "<end>", "\(name)")
        }
    }

    @Test("each statement is taken, or refused by the same word", arguments: LiveKind.allCases)
    func statements(kind: LiveKind) throws {
        let oracle = try LiveOracle(kind)
        defer { oracle.stop() }
        let now = try oracle.window()
        let (other, third) = (BoxKey(10), BoxKey(11))
        let good = try oracle.seal(1, of: now)
        var forged = good
        forged[forged.count - 1] ^= 1
        let foreign = try oracle.sign(
            Seal(sequence: 1, window: Window(now), seal: Hash256(words: (1, 2, 3, 4))),
            on: NetworkID(bits: 7))
        let shape = Statement.sign(
            [0xa1, 0x00, 0x18, 0x22].rawSpan,
            in: StatementContext(network: oracle.network, type: "seal"), by: oracle.box.key)
        let file = try oracle.ask("GET", "/v1/network").body
        let registration = try oracle.registration(of: oracle.box)
        let steps: [(name: String, bytes: [UInt8], code: RefusalCode?)] = [
            ("of nobody's key", good, .unregistered),
            (
                "another owner's claim", try oracle.registration(of: other, claimed: third),
                .badHotspotSignature
            ),
            (
                "a plan that does not hold there",
                try oracle.registration(of: other, plan: "EU869"),
                .placeRefused
            ),
            ("a registration", registration, nil), ("the same again", registration, nil),
            ("registered", try oracle.registration(of: oracle.box), .alreadyRegistered),
            ("a seal", good, nil), ("the same again", good, nil),
            ("another's signature", forged, .badSignature),
            ("of another network", foreign, .badSignature),
            ("no seal by its table", shape, .badMessage), ("a network file", file, .typeNotTaken),
            ("a window to come", try oracle.seal(2, of: now + 5), .windowAhead),
            ("57 windows back", try oracle.seal(3, of: now - 58), .windowClosed),
            ("of nobody's key", try oracle.seal(4, of: now, by: third), .unregistered),
        ]
        for step in steps {
            let answer = try oracle.post([step.bytes])
            #expect(
                answer.refused.map(\.code) == (step.code.map { [$0.rawValue] } ?? []),
                "\(step.name)")
            #expect(answer.refused.allSatisfy { $0.again == step.code?.again }, "\(step.name)")
            #expect(answer.receipts.count == (step.code == nil ? 1 : 0), "\(step.name)")
        }
        let many = try (100..<196).map { try oracle.seal($0, of: now - 1) }
        #expect(try oracle.post(many).refused.isEmpty)
        let over = try oracle.post([try oracle.seal(196, of: now - 1)])
        #expect(over.refused.map(\.code) == ["over_limit"])
        let often = try (200..<265 as Range<UInt64>).map { number in
            let made = CommitmentNews.Commitment(
                window: Window(now + 8), hash: Hash256(words: (number, 0, 0, 0)))
            return try oracle.sign(
                Recommit(sequence: number, commitments: CommitmentNews(made: [made])))
        }
        #expect(try oracle.post(often).refused.map(\.code) == ["too_often"])
    }

    private static func receipt(_ bytes: [UInt8]) throws -> Receipt {
        let statement = try SignedStatement(bytes.rawSpan)
        return try Receipt(parsing: statement.payload)
    }

    @Test("receipts are good, and the same for what came before", arguments: LiveKind.allCases)
    func receipts(kind: LiveKind) throws {
        let oracle = try LiveOracle(kind)
        defer { oracle.stop() }
        let key = try oracle.endpoint().receiptKey
        func read(_ answer: IngestAnswer) throws -> [Receipt] {
            let latest = try oracle.news("").periods.last
            return try answer.receipts.map {
                try ReceiptCheck.receipt(
                    $0.rawSpan, network: oracle.network, key: key, latest: latest,
                    by: Ed25519.self)
            }
        }
        _ = try oracle.post([try oracle.registration(of: oracle.box)])
        let now = try oracle.window()
        let seals = try (1...40).map { try oracle.seal($0, of: now) }
        let first = try oracle.post([seals[0], seals[1]])
        #expect(try read(first).map(\.entries.count) == [2])
        #expect(try oracle.post([seals[1], seals[0]]).receipts == first.receipts)
        let mixed = try oracle.post([seals[1], seals[2], seals[1]])
        #expect(mixed.receipts.count == 2 && mixed.receipts.contains(first.receipts[0]))
        _ = try read(mixed)
        // Each with a receipt of its own, then all at once: more receipts than an answer holds.
        for seal in seals[3...] { #expect(try oracle.post([seal]).receipts.count == 1) }
        var waiting = Set(try seals.map { try #require(oracle.id(of: $0)) })
        for _ in 0..<4 where !waiting.isEmpty {
            let left = try seals.filter { waiting.contains(try #require(oracle.id(of: $0))) }
            let answer = try oracle.post(left)
            #expect((1...16).contains(answer.receipts.count) && answer.refused.isEmpty)
            for receipt in try read(answer) { waiting.subtract(receipt.entries.map(\.statement)) }
        }
        #expect(waiting.isEmpty, "\(waiting.count) of 40 have no receipt")
    }

    @Test(
        "log time comes when it is made, chains, and proofs lead to a signed head",
        arguments: LiveKind.allCases)
    func log(kind: LiveKind) throws {
        let oracle = try LiveOracle(kind)
        defer { oracle.stop() }
        let newest = try #require(try oracle.news("").periods.last)
        let next = try oracle.news("?after=\(newest.number)&limit=1&wait=5", after: newest)
        #expect(next.periods.count == 1)
        let statement = try oracle.registration(of: oracle.box)
        let answer = try oracle.post([statement])
        let receipt = try Self.receipt(answer.receipts[0])
        let index = receipt.entries[0].index
        var proof: RawAnswer?
        #expect(
            try eventually(8_000) {
                proof = try oracle.ask("GET", "/v1/proofs/\(index)")
                return proof?.status == 200
            })
        let bytes = try #require(proof?.body)
        #expect(proof?.header("Content-Type") == OracleResource.proof(index: index).answerType)
        let endpoint = try oracle.endpoint()
        let origin = NoteKey(
            name: endpoint.origin(on: oracle.network), key: endpoint.logKey, by: SHA256.self)
        let leaf = TreeHash.leaf(statement.rawSpan, by: SHA256.self)
        let head = try LogProof(parsing: bytes.rawSpan).check(
            leaf: leaf, index: index, log: origin, by: Ed25519.self, hashing: SHA256.self)
        #expect(head.size > index)
        let view = try oracle.ask("GET", "/v1/hotspots/\(Address(oracle.box.key.publicKey))")
        let hotspot = try HotspotView(parsing: view.body.rawSpan)
        #expect(view.header("Content-Type") == "application/json")
        #expect(hotspot.place == OracleBench.place && hotspot.placeIndex == index)
        #expect(hotspot.owner == Address(oracle.owner.key.publicKey))
        #expect(hotspot.trust == 250 && hotspot.standing == .new && hotspot.unopened == [])
    }
}
