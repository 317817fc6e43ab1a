import Attestation
import Glibc
import HexGrid
import Host
import Notation
import OracleAPI
import Primitives
import Signing
import Units
import WebDrive

/// One measurement: the same posts to an oracle and to a server that answers a constant.
struct Load {
    private let oracle: MeasuredServer
    private let constant: MeasuredServer
    private let network: NetworkID
    private let count: Int
    private let each: Int
    private let lines: Int

    init?(_ words: [String]) {
        guard let oracle = MeasuredServer(words[1], words[2]),
            let constant = MeasuredServer(words[3], words[4]),
            let bits = UInt64(words[5], radix: 16), let count = Int(words[6]),
            let each = Int(words[7]), let lines = Int(words[8]),
            count > 0, (1...256).contains(each), lines > 0
        else { return nil }
        (self.oracle, self.constant, network) = (oracle, constant, NetworkID(bits: bits))
        (self.count, self.each, self.lines) = (count, each, lines)
    }

    func run() throws {
        let maker = StatementMaker(network)
        let seals = maker.seals(count)
        try register(maker, hotspots: maker.hotspots(of: count))
        let strange = maker.seals(count, strangers: true)
        print("posts of \(each), \(lines) connections, \(count) statements")
        let bare = BareChecks.perSecond()
        print(
            "  bare verifications: \(Int(bare.one))/s by one thread, \(Int(bare.all))/s by all, "
                + "\(Int(bare.microseconds.rounded())) us of processor time each")
        Row.printHead()
        let refused = try measure("checked and refused", strange, oracle, "/v1/statements")
        let durable = try measure("durable", seals, oracle, "/v1/statements")
        try checkReceipts(of: seals, in: durable.answers)
        let repeated = try measure("durable already", seals, oracle, "/v1/statements")
        let size = durable.answers.reduce(0) { $0 + $1.body.count } / durable.answers.count
        let plain = try measure("constant of \(size) bytes", seals, constant, "/\(size)")
        for row in [plain, refused, durable, repeated] { row.row.print() }
        Ratios(plain: plain.row, refused: refused.row, durable: durable.row, bare: bare).print()
    }

    private func measure(
        _ name: String, _ statements: [[UInt8]], _ server: MeasuredServer, _ path: String
    ) throws -> (row: Row, answers: [RawAnswer]) {
        let posts = posts(of: statements, to: path)
        let own = OwnTime.microseconds
        let before = server.processorTime
        let outcome = try LoadRun.run(posts, to: server.address, lines: lines)
        let row = Row(
            name: name, perSecond: Double(count) * 1e9 / Double(outcome.nanoseconds),
            server: Double(server.processorTime - before) / Double(count),
            client: Double(OwnTime.microseconds - own) / Double(count),
            half: outcome.time(of: 50), most: outcome.time(of: 99))
        if let bad = outcome.answers.first(where: { $0.status != 200 }) {
            throw Wrong("\(name): \(bad.status) \(bad.text)")
        }
        return (row, outcome.answers)
    }

    private func posts(of statements: [[UInt8]], to path: String) -> [[UInt8]] {
        stride(from: 0, to: statements.count, by: each).map { start in
            let body = statements[start..<min(statements.count, start + each)].flatMap { $0 }
            return RawRequest.bytes("POST", path, type: "application/cbor-seq", body)
        }
    }

    private func register(_ maker: StatementMaker, hotspots: Int) throws {
        let statements = try (0..<hotspots).map { try maker.registration($0) }
        let posts = stride(from: 0, to: statements.count, by: 64).map { start in
            RawRequest.bytes(
                "POST", "/v1/statements", type: "application/cbor-seq",
                statements[start..<min(statements.count, start + 64)].flatMap { $0 })
        }
        let outcome = try LoadRun.run(posts, to: oracle.address, lines: 1)
        try checkReceipts(of: statements, in: outcome.answers)
    }

    /// Every statement stands in a receipt, each at a place of its own, or the figure is of nothing.
    private func checkReceipts(of statements: [[UInt8]], in answers: [RawAnswer]) throws {
        var places: [Hash256: UInt64] = [:]
        for answer in answers {
            guard answer.status == 200 else { throw Wrong("\(answer.status) \(answer.text)") }
            for bytes in try IngestAnswer(parsing: answer.body.rawSpan).receipts {
                let payload = try SignedStatement(bytes.rawSpan).payload
                for entry in try Receipt(parsing: payload).entries {
                    places[entry.statement] = entry.index
                }
            }
        }
        for bytes in statements {
            let statement = try SignedStatement(bytes.rawSpan)
            guard let type = MessageType(rawValue: statement.typeNumber) else { continue }
            let context = StatementContext(network: network, type: type.name)
            guard places[statement.id(in: context, by: SHA256.self)] != nil else {
                throw Wrong("a statement has no receipt")
            }
        }
        guard Set(places.values).count == places.count else {
            throw Wrong("two statements have one place")
        }
    }
}

/// This process's own.
enum OwnTime {
    static var microseconds: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
    }
}
