import Attestation
import Primitives
import Radios
import Units

extension HotspotMachine {
    /// Outcomes are reported together, an hour after the first of them or when there are so many.
    static var outcomePatienceNanoseconds: UInt64 { 3_600_000_000_000 }
    static var mostOutcomes: Int { DownlinkReport.most }

    /// Keeps what became of a downlink (docs/messages.md, `downlink-report`). A number that waits
    /// already is the same downlink told twice.
    mutating func note(_ outcome: ReportedOutcome, of router: PublicKey) {
        guard
            !outcomes.contains(where: {
                $0.router == router && $0.number == outcome.result.number
            })
        else { return }
        let body = KeptOutcome.body(outcome, router, at: now.clock)
        let record = journal.keep(.outcome, body, &effects)
        outcomes.append(
            KeptOutcome(router: router, outcome: outcome, at: now.clock, record: record))
        guard outcomes.count > 2 * Self.mostOutcomes else { return }
        journal.forget(outcomes.removeFirst().record, &effects)
        counters.count(.outcomeEvicted)
    }

    /// Reports one router's outcomes when they are due. An unregistered hotspot reports nothing: the
    /// log would not take it.
    mutating func settleDownlinks() {
        guard let first = outcomes.first, registration != nil, clock.discipline != nil else {
            return
        }
        let mine = outcomes.filter { $0.router == first.router }
        let isOld = now.clock.gap(to: first.at).value >= Self.outcomePatienceNanoseconds
        guard isOld || mine.count >= Self.mostOutcomes else { return }
        let chosen = mine.prefix(Self.mostOutcomes)
        state { sequence in
            DownlinkReport(
                sequence: sequence, router: first.router,
                outcomes: chosen.map(\.outcome).sorted { $0.result.number < $1.result.number })
        }
        for item in chosen { journal.forget(item.record, &effects) }
        outcomes.removeAll { item in chosen.contains { $0.record == item.record } }
    }

    /// A report that was kept says what these records said.
    mutating func forgetOutcomes(of statement: OwnStatement) {
        guard let report = try? DownlinkReport(parsing: statement.payload.rawSpan) else { return }
        let isReported = { (item: KeptOutcome) in
            item.router == report.router && report.outcomes.contains(item.outcome)
        }
        for item in outcomes where isReported(item) { journal.forget(item.record, &effects) }
        outcomes.removeAll(where: isReported)
    }

    // MARK: Certificates

    /// A certificate spans this much at most; the protocol allows 30 days.
    static var certificateNanoseconds: UInt64 { 7 * 86_400 * 1_000_000_000 }

    /// Makes the statement that lets a key speak for the hotspot on the link to routers, from the
    /// period before this one on. It waits for a clock that is trusted: ask again.
    mutating func certify(_ sessionKey: PublicKey, _ router: PublicKey?) {
        guard let period else {
            remark(.warning, "no certificate for the link: the clock is not trusted")
            return
        }
        let span = max(1, Self.certificateNanoseconds / periodNanoseconds)
        let first = Period(period.number - min(period.number, 1))
        state { sequence in
            SessionCertificate(
                sequence: sequence, sessionKey: sessionKey, first: first,
                last: Period(first.number + span), router: router)
        }
    }
}
