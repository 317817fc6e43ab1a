import Attestation
import Box
import Glibc
import HTTPMessages
import Host
import HotspotLogic
import HotspotPage
import HotspotStatus
import LocalServer
import Notation
import OracleAPI
import Primitives
import Settings
import Units

extension Daemon: BoxView {
    var commit: String { Build.commit }

    /// Opens both doors: the socket, by which things are changed, and the page, which only shows. A
    /// door that cannot be opened is told, and the hotspot works without it.
    func listen() {
        do throws(LocalServerError) {
            try web.listen(atPath: box.hotspot.socket)
        } catch { log.write(.warning, "no socket", [("why", .text(error.description))]) }
        guard let page = box.hotspot.page else { return }
        do throws(LocalServerError) {
            let name = try web.listen(at: page)
            log.write(.info, "page", [("at", .text("http://\(name)/"))])
        } catch { log.write(.warning, "no page", [("why", .text(error.description))]) }
    }

    func answer(_ request: HTTPRequest, from peer: LocalPeer) -> HTTPAnswer {
        if let answer = HotspotPage.answer(request, of: self) { return answer }
        switch (request.path, request.method) {
        case ("/v1/test-beacon", .post): return sendTestBeacon(for: peer)
        case ("/v1/test-beacon", _): return .notAllowed("POST")
        default: return .text("there is nothing at \(request.path)\n", status: .notFound)
        }
    }

    private func sendTestBeacon(for peer: LocalPeer) -> HTTPAnswer {
        guard case .user = peer else {
            return .text("the page only shows; use earshot beacon --now\n", status: .forbidden)
        }
        if let refusal = proofs.wantTestBeacon(at: now) {
            return .text("no test beacon now: \(refusal)\n", status: .conflict)
        }
        return .json(Array("{\"schema\":\"earshot.test-beacon/1\",\"sending\":true}".utf8))
    }

    var frames: HeardFrames {
        let proof = proofs.machine.status
        return shown.document(
            at: WallClock.now, sealed: UInt64(proof.sealed.frames), opens: proof.sealed.opens)
    }

    // MARK: Why

    /// The newest first: own statements, where each is on its way, and what the oracle said.
    var why: WhyReport {
        var report = WhyReport()
        report.at = WallClock.now
        report.reports = proofs.machine.recentStatements.reversed().map { statement in
            var verdict = ReportVerdict()
            verdict.id = statement.id.hexText
            verdict.kind = statement.type.name
            verdict.at = statement.at
            explain(statement, in: &verdict)
            if let view = proofs.reports[statement.id] { judge(view, in: &verdict) }
            return verdict
        }
        return report
    }

    private func explain(_ statement: StatementState, in verdict: inout ReportVerdict) {
        switch statement.stage {
        case .waiting, .posted:
            verdict.state = .kept
            verdict.sentence =
                proofs.trouble == nil
                ? "kept on the box, on its way to the oracle"
                : "kept on the box until the oracle answers"
        case .received, .opened:
            verdict.state = .acknowledged
            verdict.sentence = "the oracle has it; the epoch's verdict is still to come"
        case .included:
            verdict.state = .acknowledged
            verdict.sentence =
                "it stands in the oracle's log, which was proved; the epoch's verdict is still to come"
        case .claimed:
            verdict.state = .acknowledged
            verdict.sentence =
                "the oracle took it and cannot show it in its log; its receipt is in evidence against it"
        case .refused:
            verdict.state = .rejected
            verdict.reason = statement.reason
            let refused = proofs.refusedStatements.last { $0.id == statement.id }
            verdict.sentence =
                "the oracle refused it: \(refused?.sentence ?? statement.reason ?? "")"
        case .evicted:
            verdict.state = .dropped
            verdict.sentence = "given up for want of room"
        }
    }

    private func judge(_ view: ReportView, in verdict: inout ReportVerdict) {
        switch view.verdict {
        case .pass: verdict.state = .accepted
        case .fail: verdict.state = .rejected
        case .notJudged: verdict.state = .notJudged
        case nil: return
        }
        verdict.rule = view.rule
        verdict.reason = view.reason
        let unit = view.unit.map { " \($0)" } ?? ""
        verdict.measured = view.measured.map { "\($0)\(unit)" }
        verdict.limit = view.limit.map { "\($0)\(unit)" }
        verdict.sentence =
            view.sentence
            ?? (view.state == .final
                ? "the oracle judged it: it passed every rule"
                : "it passes as far as can be told; the rest is told when the epoch has closed")
    }
}
