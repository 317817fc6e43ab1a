import Airwaves
import Attestation
import CoverageRules
import Foundation
import HexGrid
import Notation
import OracleAPI
import OracleHost
import OracleProcess
import Primitives
import Registry
import Signing
import Units

/// An oracle in a folder of its own, in virtual time.
final class OracleBench {
    let folder: URL
    let data: DataFolder
    let founded: Founding.Founded
    var host: OracleHost
    var clock: Nanoseconds
    let owner = TestKey()
    var sequence: UInt64 = 0

    static let second: UInt64 = 1_000_000_000
    static let began = Nanoseconds(1_800_000_000_000_000_000)
    static let top = OracleProgram.top
    /// No threshold, no table.
    static let rules = [0xa5, 0, 0x18, 0xa1, 1, 0x80, 2, 0x80, 3, 0x80, 4, 0x80] as [UInt8]

    static func source(_ name: String = "demo") throws -> TOMLTable {
        let path = top.appendingPathComponent("networks/\(name).toml")
        return try TOMLTable(parsing: String(contentsOf: path, encoding: .utf8))
    }

    /// The product's.
    static func firstRules() throws -> [UInt8] {
        let path = top.appendingPathComponent("networks/rules.toml")
        let source = try TOMLTable(parsing: String(contentsOf: path, encoding: .utf8))
        return try RuleBookSource.message(of: source).payload()
    }

    init(
        chainLength: UInt64 = 20_000, rules: [UInt8] = OracleBench.rules,
        began: Nanoseconds = OracleBench.began
    ) throws {
        let folder = try OracleProgram.makeFolder()
        let data = DataFolder(folder.appendingPathComponent("data").path)
        var founding = Founding(
            source: try Self.source(), url: "http://127.0.0.1:8475", rules: rules)
        founding.chainLength = chainLength
        let founded = try founding.found(in: data, at: began)
        let host = try OracleHost(data, at: began)
        try host.advance(to: founded.genesis)
        self.folder = folder
        self.data = data
        self.founded = founded
        self.host = host
        clock = founded.genesis
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The next records.
    func pass(_ seconds: UInt64) throws {
        for _ in 0..<seconds {
            clock = clock + Nanoseconds(Self.second)
            try host.advance(to: clock)
        }
    }

    /// As after the power came back.
    func restart() throws { host = try Self.reopened(self) }

    private static func reopened(_ bench: OracleBench) throws -> OracleHost {
        // The log has one writer: the former one must have gone.
        let data = bench.host.data
        let copy = bench.folder.appendingPathComponent("copy-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: data.path, toPath: copy.path)
        return try OracleHost(DataFolder(copy.path), at: bench.clock)
    }

    // MARK: Statements

    func sign<Typed: TypedMessage>(
        _ message: Typed, by key: borrowing SecretKey, on network: NetworkID? = nil
    ) throws -> [UInt8] {
        let payload = try message.payload()
        return Statement.sign(
            payload.rawSpan,
            in: StatementContext(network: network ?? founded.network, type: Typed.type.name),
            by: key)
    }

    func registration(of key: borrowing SecretKey) throws -> [UInt8] {
        sequence += 1
        let claim = OwnershipClaim(of: key, for: owner.key.publicKey, in: founded.network)
        let cell = Cell(
            containing: try Coordinate(latitude: 47.37, longitude: 8.54),
            resolution: try Resolution(12))
        return try sign(
            Registration(
                sequence: sequence, hotspotKey: key.publicKey, hotspotSignature: claim.signature,
                place: AssertedPlace(
                    cell: cell, height: Metres(12), gain: Decibels(hundredths: 230), plan: "EU868"),
                radioClass: .light, measures: [.signalRSSI, .counter], depositCredits: 0),
            by: owner.key)
    }

    func seal(_ number: UInt64, by key: borrowing SecretKey, window: UInt64 = 0) throws -> [UInt8] {
        try sign(
            Seal(
                sequence: number, window: Window(window), seal: Hash256(words: (number, 1, 2, 3))),
            by: key)
    }

    func check(_ bytes: [UInt8]) -> StatementCheck {
        CheckedStatement.check(
            bytes, network: founded.network, by: Ed25519.self, hashing: SHA256.self,
            entry: { try? host.entry($0) })
    }

    /// What a box makes of the answer to its question.
    func news(after: Period?, limit: Int = 1_000) throws -> EntropyNews {
        let body = try host.news(after: after, limit: limit)
        return try EntropyNews(
            body.rawSpan, after: nil, limit: 1_000, network: founded.network,
            key: host.file.oracles[0].entropyKey, by: Ed25519.self)
    }

    /// One post.
    func post(_ statements: [UInt8]...) throws -> IngestAnswer { try post(statements) }

    func post(_ statements: [[UInt8]]) throws -> IngestAnswer {
        let outcomes = try host.ingest([statements.map { check($0) }])
        switch outcomes[0] {
        case .answer(let bytes): return try IngestAnswer(parsing: bytes.rawSpan)
        case .busy(let reason), .malformed(let reason): throw Failure(said: reason)
        }
    }

    struct Failure: Error { let said: String }

    /// The receipts of an answer, checked as a box checks them.
    func receipts(_ answer: IngestAnswer) throws -> [Receipt] {
        var receipts: [Receipt] = []
        for bytes in answer.receipts {
            receipts.append(
                try ReceiptCheck.receipt(
                    bytes.rawSpan, network: founded.network,
                    key: host.file.oracles[0].receiptKey, latest: host.newest, by: Ed25519.self))
        }
        return receipts
    }
}

/// The message in a statement.
func read<Typed: TypedMessage>(_ bytes: [UInt8], as type: Typed.Type) throws -> Typed {
    let statement = try SignedStatement(bytes.rawSpan)
    return try Typed(parsing: statement.payload)
}

/// The statements of an answer.
func statements(_ body: [UInt8]) throws -> [[UInt8]] {
    StatementSequence.statements(
        try StatementSequence.ranges(in: body.rawSpan, limit: 1_000), of: body.rawSpan)
}

/// A key that an object holds.
final class TestKey {
    let key = SecretKey.random()
}
