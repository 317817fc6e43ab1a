import Attestation
import CoverageRules
import EpochReplay
import EpochWorld
import Epochs
import EvidenceLog
import Foundation
import Maps
import Primitives
import Registry
import Rewards
import Signing
import Storage
import Testing

/// A made-up log in a folder of its own, and F over it.
private struct MadeLog {
    let counts: EpochWorldCounts
    let folder: URL

    init(seed: UInt64, hotspots: Int, epochs: UInt64, threads: Int = 2) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("epoch-world-\(UUID().uuidString)")
        counts = try EpochWorld(
            seed: seed, hotspots: hotspots, periods: .demo, map: ShippedMaps.places,
            dividing: ThreadDivision(threads: threads)
        ).write(to: folder.path, epochs: epochs)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    var head: [UInt8] {
        get throws {
            try FolderTiles(folder.path).read("checkpoint", limit: SignedNote.greatestBytes) ?? []
        }
    }

    func outcomes(_ count: Int) throws -> [EpochOutcome] {
        let head = try head
        var log = try LogReader<FolderTiles, SHA256>(
            checkpoint: head.rawSpan, from: FolderTiles(folder.path))
        let bundle = try log.bundle(0)
        let file = [UInt8](copying: bundle.entry(0))
        let envelope = try SignedStatement(file.rawSpan)
        let network = NetworkID(ofFile: envelope.payload, by: SHA256.self)
        let check = CheckedStatement.check(
            file, network: network, by: Ed25519.self, hashing: SHA256.self, entry: { _ in nil })
        guard case .good(let statement) = check else { throw MadeLogError.noFile }
        var state = EpochState(
            genesis: try Registry(statement, places: PlaceTables([ShippedMaps.places])))
        var outcomes: [EpochOutcome] = []
        for _ in 0..<count {
            let outcome = try EpochReplay.outcome(
                after: state, in: &log, maps: [ShippedMaps.places])
            outcomes.append(try #require(outcome))
            state = outcomes[outcomes.count - 1].next
        }
        return outcomes
    }
}

private enum MadeLogError: Error { case noFile }

extension EpochOutcome {
    fileprivate var beacons: [BeaconRecord] {
        get throws {
            let file = self[.beacons].bytes
            return try BeaconRecord.records(in: file.rawSpan)
        }
    }

    fileprivate var reports: [WitnessRecord] {
        get throws {
            let file = self[.witnesses].bytes
            return try WitnessRecord.records(in: file.rawSpan)
        }
    }
}

@Suite("The log of a day of very many hotspots, made without the day")
struct EpochWorldTests {
    @Test("every beacon and report that was made is judged, and all pass")
    func allPass() throws {
        let log = try MadeLog(seed: 3, hotspots: 300, epochs: 2)
        defer { log.remove() }
        let outcomes = try log.outcomes(2)
        let beacons = try outcomes.flatMap { try $0.beacons }
        let reports = try outcomes.flatMap { try $0.reports }
        // In the first window commitments are made; then there are seven.
        #expect(log.counts.beacons == 7 * 300)
        #expect(UInt64(beacons.count) == log.counts.beacons)
        #expect(UInt64(reports.count) == log.counts.reports)
        #expect(reports.count > 5 * beacons.count)
        for report in reports where report.verdict.outcome != .pass || report.beacon == nil {
            Issue.record("\(report)")
        }
        // Nobody may hear one in the countryside; that is no fault.
        for beacon in beacons where beacon.verdict.outcome != .pass { Issue.record("\(beacon)") }
        #expect(beacons.count { $0.heard > 0 } > beacons.count * 8 / 10)
        #expect(outcomes.allSatisfy { $0.rewards.totals.minted > 0 })
    }

    @Test("one seed gives one log and one root, however the work is divided")
    func oneRoot() throws {
        let logs = try [(5, 1), (5, 3), (6, 2)].map { seed, threads in
            try MadeLog(seed: UInt64(seed), hotspots: 40, epochs: 1, threads: threads)
        }
        defer { for log in logs { log.remove() } }
        let heads = try logs.map { try $0.head }
        #expect(heads[0] == heads[1])
        #expect(heads[0] != heads[2])
        let roots = try logs.map { try $0.outcomes(1)[0].root.hash(by: SHA256.self) }
        #expect(roots[0] == roots[1])
        #expect(roots[0] != roots[2])
    }
}
