import Attestation
import EvidenceLog
import Host
import Notation
import OracleAPI
import OracleHost
import Units
import WebServer

/// What is asked of the deciding thread, one answer each.
extension NetworkDaemon {
    func answer(_ job: Job, _ host: OracleHost) throws(OracleHostError) {
        switch job {
        case .post: break
        case .news(let after, let limit, let until, let ticket):
            let bytes = try host.news(after: after, limit: limit)
            if bytes.isEmpty, until > Uptime.now {
                waiting.add(.init(after: after, limit: limit, until: until, ticket: ticket))
            } else {
                ticket.answer(.sequence(bytes))
            }
        case .newest(let ticket): ticket.answer(.sequence(try host.newestRecord))
        case .record(let period, let ticket):
            ticket.answer(
                try host.record(of: period).map { ServedAnswer.sequence($0) }
                    ?? .problem(.unknownRecord, "no record was made in period \(period.number)"))
        case .chains(let ticket): ticket.answer(.sequence(host.chainEnds))
        case .rules(let ticket): ticket.answer(RulesAnswer.answer(host.rulesInForce))
        case .hotspot(let address, let ticket):
            ticket.answer(
                host.view(of: address).map {
                    .bytes(Array($0.json.text.utf8), type: "application/json")
                } ?? .problem(.unknownHotspot, "no hotspot has the key of \(address)"))
        case .proof(let index, let ticket): ticket.answer(try proof(index, host))
        case .report(let id, let ticket):
            ticket.answer(ReportAnswer.answer(try host.revealed(id), id))
        case .reports(let address, let window, let ticket):
            ticket.answer(ReportAnswer.nothing(of: host.view(of: address), address, window))
        }
    }

    private func proof(
        _ index: UInt64, _ host: OracleHost
    ) throws(OracleHostError) -> ServedAnswer {
        guard let proof = try host.proof(of: index) else {
            let seconds = max(1, min(5, host.period.value / 1_000_000_000))
            return .problem(
                .notLoggedYet, "the newest head has \(host.publishedSize) entries",
                retryAfter: seconds)
        }
        return .bytes(proof.bytes, type: OracleResource.proof(index: index).answerType)
    }
}
