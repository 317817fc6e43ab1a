import Attestation
import EpochReplay
import Epochs
import EvidenceLog
import Foundation
import HotspotLogic
import Maps
import Primitives
import ProofWorld
import Registry
import Signing
import Storage

/// A network of four honest hotspots with two closed epochs, published as an oracle does: log,
/// head, result files, results in the log.
struct PublishedNetwork {
    let directory: URL
    let network: NetworkID

    static let epochs = 2

    init(in directory: URL) throws {
        self.directory = directory
        let world = JudgedNetwork.world(seed: 21, count: 4)
        world.run(periods: UInt64(Self.epochs) * 240 + 12)
        network = world.log.network.id
        let oracle = JudgedNetwork.oracleKey
        let name = "earshot/\(network)/\(Address(oracle.publicKey))"
        let log = try LogFolder(
            directory: directory.path,
            key: NoteKey(name: name, key: JudgedNetwork.logKey.publicKey, by: SHA256.self))
        _ = try log.append(world.log.entries.map(\.bytes))
        _ = try log.publish(by: JudgedNetwork.logKey)
        var state = EpochState(
            genesis: try Registry(file(), places: PlaceTables([ShippedMaps.places])))
        var results: [[UInt8]] = []
        for number in 0..<Self.epochs {
            var reader = try reader()
            guard
                let outcome = try EpochReplay.outcome(
                    after: state, in: &reader, maps: [ShippedMaps.places])
            else { throw PublishedNetworkError.notClosed }
            let payload = try outcome.root.message(sequence: 10 + UInt64(number)).payload()
            let result = Statement.sign(
                payload.rawSpan, in: StatementContext(network: network, type: "epoch-result"),
                by: oracle)
            try EpochFolder(in: directory.path).write(outcome, result: result)
            results.append(result)
            state = outcome.next
        }
        _ = try log.append(results)
        _ = try log.publish(by: JudgedNetwork.logKey)
    }

    /// The same network, copied elsewhere.
    private init(_ directory: URL, _ network: NetworkID) {
        self.directory = directory
        self.network = network
    }

    func copied(to other: URL) throws -> PublishedNetwork {
        try FileManager.default.copyItem(at: directory, to: other)
        return PublishedNetwork(other, network)
    }

    func reader() throws -> LogReader<FolderTiles, SHA256> {
        let tiles = FolderTiles(directory.path)
        guard let head = try tiles.read("checkpoint", limit: 100_000) else {
            throw PublishedNetworkError.noHead
        }
        return try LogReader(checkpoint: head.rawSpan, from: tiles)
    }

    func file() throws -> CheckedStatement {
        var reader = try reader()
        let bundle = try reader.bundle(0)
        let first = [UInt8](copying: bundle.entry(0))
        let check = CheckedStatement.check(
            first, network: network, by: Ed25519.self, hashing: SHA256.self
        ) { _ in nil }
        guard case .good(let file) = check else { throw PublishedNetworkError.noFile }
        return file
    }

    /// What an auditor answers: the root, or nothing where something is wrong.
    func audited(_ epoch: UInt64, whole: Bool = false) throws -> EpochAuditReport {
        var reader = try reader()
        let identityKey = NoteKey(
            name: reader.head.origin, key: JudgedNetwork.logKey.publicKey, by: SHA256.self)
        try reader.check(signedBy: identityKey, by: Ed25519.self)
        _ = try reader.bundle(0)
        let tiles = FolderTiles(directory.path)
        var audit = try EpochAudit(reader, network: file(), maps: [ShippedMaps.places]) {
            (path, limit) throws(EpochAuditError) in
            do throws(SpoolError) {
                return try tiles.read(path, limit: limit)
            } catch { throw .files(error.description) }
        }
        return try audit.audit(Epoch(epoch), whole: whole)
    }

    /// Files an auditor of the last epoch reads: head, tiles, and the two epochs' files.
    func files() throws -> [URL] {
        let all = FileManager.default.enumerator(
            at: directory, includingPropertiesForKeys: [.isRegularFileKey])
        return (all?.allObjects as? [URL] ?? []).filter { url in
            (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
        }.sorted { $0.path < $1.path }
    }
}

enum PublishedNetworkError: Error { case notClosed, noHead, noFile }
