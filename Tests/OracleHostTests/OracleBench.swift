import Airwaves
import Attestation
import Foundation
import HexGrid
import Notation
import OracleAPI
import OracleHost
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
    let owner = SecretKey.random()
    var sequence: UInt64 = 0

    static let second: UInt64 = 1_000_000_000
    static let began = Nanoseconds(1_800_000_000_000_000_000)
    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    /// No threshold, no table.
    static let rules = [0xa5, 0, 0x18, 0xa1, 1, 0x80, 2, 0x80, 3, 0x80, 4, 0x80] as [UInt8]

    static func source(_ name: String = "demo") throws -> TOMLTable {
        let path = top.appendingPathComponent("networks/\(name).toml")
        return try TOMLTable(parsing: String(contentsOf: path, encoding: .utf8))
    }

    static func makeFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    init(chainLength: UInt64 = 20_000) throws {
        folder = try Self.makeFolder()
        data = DataFolder(folder.appendingPathComponent("data").path)
        var founding = Founding(
            source: try Self.source(), url: "http://127.0.0.1:8475", rules: Self.rules)
        founding.chainLength = chainLength
        founded = try founding.found(in: data, at: Self.began)
        host = try OracleHost(data, at: Self.began)
        clock = founded.genesis
        try host.advance(to: clock)
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
        let data = bench.data
        let copy = bench.folder.appendingPathComponent("copy-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: data.path, toPath: copy.path)
        return try OracleHost(DataFolder(copy.path), at: bench.clock)
    }

    // MARK: Statements

    func sign<Typed: TypedMessage>(
        _ message: Typed, by key: borrowing SecretKey, on network: NetworkID? = nil
    ) throws -> [UInt8] {
        Statement.sign(
            try message.payload().rawSpan,
            in: StatementContext(network: network ?? founded.network, type: Typed.type.name),
            by: key)
    }

    func registration(of key: borrowing SecretKey) throws -> [UInt8] {
        sequence += 1
        let claim = OwnershipClaim(of: key, for: owner.publicKey, in: founded.network)
        let cell = Cell(
            containing: try Coordinate(latitude: 47.37, longitude: 8.54),
            resolution: try Resolution(12))
        return try sign(
            Registration(
                sequence: sequence, hotspotKey: key.publicKey, hotspotSignature: claim.signature,
                place: AssertedPlace(
                    cell: cell, height: Metres(12), gain: Decibels(hundredths: 230), plan: "EU868"),
                radioClass: .light, measures: [.signalRSSI, .counter], depositCredits: 0),
            by: owner)
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
            entry: { _ in nil })
    }

    /// One post.
    func post(_ statements: [UInt8]...) throws -> IngestAnswer { try post(statements) }

    func post(_ statements: [[UInt8]]) throws -> IngestAnswer {
        let outcomes = try host.ingest([statements.map(check)])
        guard outcomes.count == 1, case .answer(let bytes) = outcomes[0] else {
            throw Failure(said: "\(outcomes)")
        }
        return try IngestAnswer(parsing: bytes.rawSpan)
    }

    struct Failure: Error { let said: String }

    /// The receipts of an answer, checked as a box checks them.
    func receipts(_ answer: IngestAnswer) throws -> [Receipt] {
        try answer.receipts.map { bytes throws in
            try ReceiptCheck.receipt(
                bytes.rawSpan, network: founded.network, key: host.file.oracles[0].receiptKey,
                latest: host.newest, by: Ed25519.self)
        }
    }
}

/// The payload of a statement.
func payload(_ bytes: [UInt8]) throws -> [UInt8] {
    [UInt8](copying: try SignedStatement(bytes.rawSpan).payload)
}

/// The statements of an answer.
func statements(_ body: [UInt8]) throws -> [[UInt8]] {
    StatementSequence.statements(
        try StatementSequence.ranges(in: body.rawSpan, limit: 1_000), of: body.rawSpan)
}
