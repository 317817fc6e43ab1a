import Attestation
import Box
import Epochs
import EvidenceLog
import HotspotLogic
import OracleAPI
import OracleHost
import Primitives
import Registry
import Signing
import Simulation
import Units

/// The oracle that earshot-network runs, in virtual time, for the hotspots of a simulated world.
final class HostedOracle: SimulatedOracle {
    let host: OracleHost
    let network: PinnedNetwork
    let chainEnd: [UInt8]

    init(_ host: OracleHost) throws {
        self.host = host
        network = try StateFolder.network(in: host.fileBytes, pinned: nil)
        chainEnd = try host.entry(1)
    }

    /// Epochs are computed as soon as they close: in virtual time nobody waits.
    func pass(to now: Nanoseconds) throws {
        try host.advance(to: now)
        while let task = host.epochTask {
            let outcome = try task.run()
            try host.keep(outcome)
            epochs.append(outcome.root)
        }
    }

    /// What was computed, in order.
    private(set) var epochs: [EpochRoot] = []

    func take(_ statements: [[UInt8]], at now: Nanoseconds) throws -> IngestAnswer {
        let checks = statements.map { bytes in
            CheckedStatement.check(
                bytes, network: host.network, by: Ed25519.self, hashing: SHA256.self,
                entry: { try? self.host.entry($0) })
        }
        switch try host.ingest([checks])[0] {
        case .answer(let bytes): return try IngestAnswer(parsing: bytes.rawSpan)
        case .busy(let reason), .malformed(let reason):
            throw SimulationTrouble("the oracle does not take what the world sent: \(reason)")
        }
    }

    func entropy(_ question: EntropyQuestion, asked uptime: Nanoseconds) throws -> EntropyBatch {
        let after: Period? =
            switch question {
            case .after(let period): period
            case .newest: host.newest.flatMap { $0.number == 0 ? nil : Period($0.number - 1) }
            }
        let bytes = try host.news(after: after, limit: 1_000)
        let ranges = try StatementSequence.ranges(in: bytes.rawSpan, limit: 1_000)
        let records = StatementSequence.statements(ranges, of: bytes.rawSpan)
            .filter(Self.isRecord)
        return EntropyBatch(
            after: after, records: records, reachesNewest: ranges.count < 1_000, asked: uptime)
    }

    /// Ends of new chains stand among the records.
    private static func isRecord(_ bytes: [UInt8]) -> Bool {
        guard let statement = try? SignedStatement(bytes.rawSpan) else { return false }
        return statement.typeNumber == MessageType.entropy.rawValue
    }

    func registration(of key: PublicKey) -> OwnRegistration? {
        host.view(of: Address(key)).map { OwnRegistration($0) }
    }

    func includes(_ leaf: Hash256, at index: UInt64) throws -> Bool {
        guard index < host.publishedSize else { return false }
        let bytes = try host.entry(index)
        return TreeHash.leaf(bytes.rawSpan, by: SHA256.self) == leaf
    }
}

struct SimulationTrouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
