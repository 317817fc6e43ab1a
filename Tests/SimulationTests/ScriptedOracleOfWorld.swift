import Attestation
import EvidenceLog
import HotspotLogic
import Primitives
import ProofWorld
import Signing
import Simulation
import Units

/// The lab's log of a few lines as a world's oracle: it registers whoever is in the settlement and
/// judges nothing.
final class ScriptedOracleOfWorld: SimulatedOracle {
    let log: ScriptedLog
    private let keys: WorldKeys
    private let settlement: Settlement
    private var made: UInt64 = 0

    init(_ settlement: Settlement, keys: WorldKeys, length: Int) {
        log = ScriptedLog(genesis: Nanoseconds(1_800_000_000_000_000_000), length: length)
        self.keys = keys
        self.settlement = settlement
    }

    var network: PinnedNetwork { log.network }
    var chainEnd: [UInt8] { log.chainEnd }

    func pass(to now: Nanoseconds) {
        let period = now.gap(to: network.genesis).value / (network.periods.milliseconds * 1_000_000)
        while made <= period {
            log.make(Period(made))
            made += 1
        }
    }

    func take(_ statements: [[UInt8]], at now: Nanoseconds) -> IngestAnswer {
        IngestAnswer(receipts: statements.compactMap { log.post($0) }, refused: [])
    }

    func entropy(_ question: EntropyQuestion, asked uptime: Nanoseconds) -> EntropyBatch {
        log.batch(question, asked: uptime)
    }

    func registration(of key: PublicKey) -> OwnRegistration? {
        guard
            let number = settlement.sites.indices.first(where: {
                keys.hotspot($0).publicKey == key
            })
        else { return nil }
        let site = settlement.sites[number]
        return OwnRegistration(
            number: UInt32(number), cell: site.cell, height: site.height,
            antennaGain: site.antennaGain, plan: site.plan, radioClass: .full,
            measures: [.signalRSSI, .frequencyError, .counter, .confirmedPower, .position],
            unopened: log.unopened(of: key))
    }

    func includes(_ leaf: Hash256, at index: UInt64) -> Bool {
        let entries = log.entries
        guard index < UInt64(entries.count) else { return false }
        let bytes = entries[Int(index)].bytes
        return TreeHash.leaf(bytes.rawSpan, by: SHA256.self) == leaf
    }
}
