import Airwaves
import Attestation
import EvidenceLog
import HotspotLogic
import Maps
import Primitives
import ProofWorld
import Registry
import Rewards
import Signing
import Units

@testable import Epochs

/// A log in memory, and F over it epoch by epoch.
struct LoggedWorld: Sendable {
    typealias Judge = EpochJudge<Ed25519, SHA256>

    let entries: [[UInt8]]
    let network: NetworkID
    private(set) var tree = HashTree<SHA256>()

    init(_ entries: [[UInt8]], network: NetworkID) {
        self.entries = entries
        self.network = network
        for entry in entries { tree.append(TreeHash.leaf(entry.rawSpan, by: SHA256.self)) }
    }

    init(_ log: ScriptedLog) {
        self.init(log.entries.map(\.bytes), network: log.network.id)
    }

    var places: PlaceTables { PlaceTables([ShippedMaps.places]) }

    /// Log entry 0.
    var file: CheckedStatement {
        get throws {
            let check = CheckedStatement.check(
                entries[0], network: network, by: Ed25519.self, hashing: SHA256.self
            ) { _ in nil }
            guard case .good(let file) = check else { throw LoggedWorldError.noFile }
            return file
        }
    }

    var genesis: EpochState {
        get throws { EpochState(genesis: try Registry(file, places: places)) }
    }

    func scan(_ state: EpochState) -> EpochScan<Ed25519, SHA256> {
        var scan = EpochScan<Ed25519, SHA256>(state)
        for index in Int(state.position)..<entries.count where !scan.isComplete {
            let entry = entries[index]
            scan.read(entry.rawSpan, at: UInt64(index)) { tree.root(at: $0) }
        }
        return scan
    }

    /// The entries of a range as chunks of some size; with a reach, some are passed over.
    func chunks(
        _ range: Range<UInt64>, size: Int, within reach: EvidenceReach? = nil
    ) -> [EvidenceChunk] {
        stride(from: Int(range.lowerBound), to: Int(range.upperBound), by: size).map { first in
            var reader = EvidenceReader<Ed25519, SHA256>(network: network, reach: reach)
            var chunk = EvidenceChunk()
            for index in first..<min(first + size, Int(range.upperBound)) {
                let entry = entries[index]
                reader.read(entry.rawSpan, at: UInt64(index), into: &chunk)
            }
            return chunk
        }
    }

    /// - Parameters:
    ///   - isWhole: every entry is read whole.
    ///   - asking: shown which entries that were passed over are asked for.
    func outcome(
        _ state: EpochState, size: Int = 256, dividing division: some Division = SerialDivision(),
        isWhole: Bool = false, order: ([EvidenceChunk]) -> [EvidenceChunk] = { $0 },
        asking: (UInt64) -> Void = { _ in }
    ) throws -> EpochOutcome {
        let judge = try Judge(state, scan(state), maps: [ShippedMaps.places])
        let entries = entries
        let chunks = chunks(
            judge.evidenceRange, size: size, within: isWhole ? nil : judge.reach)
        return try judge.judge(
            order(chunks), logRoot: tree.root(at: judge.logSize), dividing: division,
            entry: { $0 < entries.count ? entries[Int($0)] : nil },
            passed: { index in
                asking(index)
                return entries[Int(index)]
            })
    }

    /// So many epochs from genesis.
    func outcomes(_ count: Int) throws -> [EpochOutcome] {
        var state = try genesis
        var outcomes: [EpochOutcome] = []
        for _ in 0..<count {
            let outcome = try outcome(state)
            state = outcome.next
            outcomes.append(outcome)
        }
        return outcomes
    }
}

extension EpochOutcome {
    /// The bytes of a stage, and what they read as.
    func bytes(_ name: StageName) -> [UInt8] { self[name].bytes }

    func beacons() throws -> [BeaconRecord] {
        let file = bytes(.beacons)
        return try BeaconRecord.records(in: file.rawSpan)
    }

    func reports() throws -> [WitnessRecord] {
        let file = bytes(.witnesses)
        return try WitnessRecord.records(in: file.rawSpan)
    }

    func trustFile() throws -> TrustFile {
        let file = bytes(.trust)
        return try TrustFile(reading: file.rawSpan)
    }

    func trust() throws -> [TrustRecord] { try trustFile().hotspots }

    /// The state it leaves, by its files.
    func state(_ world: LoggedWorld) throws -> EpochState {
        let (registry, rewards, state) = (bytes(.registry), bytes(.rewards), bytes(.state))
        let lifetime = try RewardFiles.lifetime(in: rewards.rawSpan)
        return try EpochState(
            decoding: state.rawSpan,
            registry: Registry(
                decoding: registry.rawSpan, file: world.file, places: world.places),
            lifetime: lifetime)
    }
}

enum LoggedWorldError: Error { case noFile }
