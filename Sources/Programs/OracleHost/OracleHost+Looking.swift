public import Attestation
public import EvidenceLog
public import OracleAPI
internal import OracleLogic
internal import Primitives
public import Registry
internal import Storage

extension OracleHost {
    /// The statements of entropy above a period's record; bytes one after the other.
    public func news(after: Period?, limit: Int) throws(OracleHostError) -> [UInt8] {
        switch entropy.news(after: after, limit: limit) {
        case .here(let statements): return statements.flatMap { $0 }
        case .inLog(let indexes):
            var bytes: [UInt8] = []
            for index in indexes { bytes += try entry(index) }
            return bytes
        }
    }

    public var chainEnds: [UInt8] { entropy.allChains.flatMap { $0 } }

    /// An entry of the log, published or not. Anybody's proof may name one that is not there.
    public func entry(_ index: UInt64) throws(OracleHostError) -> [UInt8] {
        guard index < log.size else {
            throw .log("there is no entry \(index): the log has \(log.size)")
        }
        var bytes: [UInt8] = []
        do throws(LogFolderError) {
            try log.entries(index..<(index + 1)) { bytes = [UInt8](copying: $1) }
        } catch { throw OracleHostError(error) }
        return bytes
    }

    /// The rule book by which this epoch will be judged.
    public var rulesInForce: RegisteredRuleBook? {
        logic.registry.ruleBook(in: logic.registry.epoch)
    }

    /// What is in force of a hotspot, with what the newest computed epoch says of it.
    public func view(of address: Address) -> HotspotView? {
        logic.view(of: address) { judged?.standing(of: $0) }
    }

    /// Appeals in force that nothing was decided about: neither about them nor about what they are
    /// against. Looks through all that is in force.
    public var appealsWaiting: Int {
        let entries = logic.registry.standings(in: logic.registry.epoch)
        var decided: Set<Hash256> = []
        for case .decision(let about, _, _) in logic.registry.unexpiredStandings.map(\.matter) {
            decided.insert(about)
        }
        return entries.count { entry in
            guard case .appeal(let about) = entry.matter else { return false }
            return !decided.contains(entry.id) && !decided.contains(about)
        }
    }

    /// The proof of an entry under the newest head; nil when the head does not cover it.
    public func proof(of index: UInt64) throws(OracleHostError) -> LogProof? {
        guard index < log.publishedSize, let note = log.checkpoint else { return nil }
        do throws(LogFolderError) {
            let proof = try log.inclusion(of: index, in: log.publishedSize)
            return LogProof(index: index, path: proof.path, note: note)
        } catch { throw OracleHostError(error) }
    }

    public var checkpoint: [UInt8] { log.checkpoint?.bytes ?? [] }
}
