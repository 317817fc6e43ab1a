import Attestation
import EvidenceLog
import HotspotLogic
import Maps
import OracleLogic
import Primitives
import ProofWorld
import Registry
import Seeds
import Signing
import Units

@testable import Epochs

/// An oracle as it goes on beside a world: it is given each entry as it is logged, judges an epoch
/// some records after it has closed, and hands itself what the pay of the epoch does.
struct LiveOracle {
    private(set) var logic: OracleLogic
    private var state: EpochState
    private var taken = 1
    /// An epoch that is being computed, and after how many records it is done.
    private var working: [(outcome: EpochOutcome, records: Int)] = []
    /// Registries just before the records that closed epochs.
    private(set) var before: [UInt64: [UInt8]] = [:]
    private(set) var outcomes: [EpochOutcome] = []
    /// Groups of epochs that closed at one record.
    private(set) var closed: [ClosedRange<Epoch>] = []
    /// How long an epoch takes it, in records: less than between two closings.
    var delay: Int

    init(_ log: ScriptedLog, delay: Int) throws {
        let world = LoggedWorld(log)
        logic = try OracleLogic(world.file, places: world.places)
        state = try world.genesis
        self.delay = delay
    }

    static func check(_ bytes: [UInt8], _ log: ScriptedLog) -> CheckedStatement? {
        let result = CheckedStatement.check(
            bytes, network: log.network.id, by: Ed25519.self, hashing: SHA256.self
        ) { $0 < UInt64(log.entries.count) ? log.entries[Int($0)].bytes : nil }
        guard case .good(let statement) = result else { return nil }
        return statement
    }

    /// Takes what the log has that it did not see.
    mutating func follow(_ log: ScriptedLog) throws {
        while taken < log.entries.count {
            guard let statement = Self.check(log.entries[taken].bytes, log) else {
                throw LoggedWorldError.noFile
            }
            let isRecord = statement.type == .entropy
            let registry = isRecord ? logic.registry.encoded() : []
            let outcome = try logic.apply(statement, at: UInt64(taken))
            taken += 1
            if isRecord { finish() }
            guard let group = outcome.closed else { continue }
            closed.append(group)
            before[group.lowerBound.number] = registry
            try judge(group, log)
        }
    }

    /// What is computed by now is handed over.
    private mutating func finish() {
        for place in working.indices { working[place].records -= 1 }
        for item in working where item.records <= 0 {
            logic.add(item.outcome.settlement, of: item.outcome.epoch)
        }
        working.removeAll { $0.records <= 0 }
    }

    private mutating func judge(_ group: ClosedRange<Epoch>, _ log: ScriptedLog) throws {
        let world = LoggedWorld(log.entries.prefix(taken).map(\.bytes), network: log.network.id)
        for _ in group.lowerBound.number...group.upperBound.number {
            let outcome = try world.outcome(state)
            // As whoever starts with its files does.
            state = try outcome.state(world)
            outcomes.append(outcome)
            working.append((outcome, delay))
        }
    }
}
