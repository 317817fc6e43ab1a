import Airwaves
import Attestation
import Foundation
import HexGrid
import OracleAPI
import OracleProcess
import Primitives
import Signing
import Units

extension OracleProgram {
    func post(_ statements: [[UInt8]]) throws -> IngestAnswer? {
        let answer = try ask(
            "/v1/statements", type: "application/cbor-seq", body: statements.flatMap { $0 })
        guard answer.status == 200 else { return nil }
        return try IngestAnswer(parsing: answer.body.rawSpan)
    }

    /// Where statements stand by the receipts of an answer.
    func places(_ answer: IngestAnswer?) throws -> [Hash256: UInt64] {
        var places: [Hash256: UInt64] = [:]
        for bytes in answer?.receipts ?? [] {
            for entry in try read(bytes, as: Receipt.self).entries {
                places[entry.statement] = entry.index
            }
        }
        return places
    }

    /// Size and root of the newest head.
    func head() throws -> (size: UInt64, root: String)? {
        let answer = try ask("/checkpoint")
        let lines = answer.text.split(separator: "\n")
        guard answer.status == 200, lines.count > 2, let size = UInt64(lines[1]) else {
            return nil
        }
        return (size, String(lines[2]))
    }

    // MARK: Statements

    var window: Window {
        Window(UInt64(max(0, (Date().timeIntervalSince1970 - genesis) / 6)))
    }

    func sign<Typed: TypedMessage>(
        _ message: Typed, by key: TestKey, on other: NetworkID? = nil
    ) throws -> [UInt8] {
        let payload = try message.payload()
        let context = StatementContext(network: other ?? network, type: Typed.type.name)
        return Statement.sign(payload.rawSpan, in: context, by: key.key)
    }

    func registration(of hotspot: TestKey, by owner: TestKey, _ sequence: UInt64) throws -> [UInt8]
    {
        let claim = OwnershipClaim(of: hotspot.key, for: owner.key.publicKey, in: network)
        let cell = Cell(
            containing: try Coordinate(latitude: 47.37, longitude: 8.54),
            resolution: try Resolution(12))
        return try sign(
            Registration(
                sequence: sequence, hotspotKey: hotspot.key.publicKey,
                hotspotSignature: claim.signature,
                place: AssertedPlace(
                    cell: cell, height: Metres(12), gain: Decibels(hundredths: 230), plan: "EU868"),
                radioClass: .light, measures: [.signalRSSI, .counter], depositCredits: 0),
            by: owner)
    }

    func seal(_ number: UInt64, by key: TestKey, of window: Window? = nil) throws -> [UInt8] {
        let seal = Seal(
            sequence: number, window: window ?? self.window,
            seal: Hash256(words: (number, 1, 2, 3)))
        return try sign(seal, by: key)
    }
}
