import Attestation
import PositionFixes
import Primitives
import Units

extension HotspotMachine {
    /// A content has at most 50,000 bytes and 500 reports (docs/messages.md); what besides reports
    /// stands in it has room too: eight radios, a position, 200 spans.
    static var mostReportBytes: Int { 38_000 }
    static var mostReports: Int { 500 }
    /// Contents that wait to be opened, at most: more than two windows may use.
    static var mostSealedBytes: Int { 1 << 20 }

    /// Seals what is due (PROTOCOL 3.5): at most 10 periods (demo 2) after the oldest reception.
    mutating func settleSeals() {
        guard registration != nil, let period = sealingPeriod else { return }
        if !unsealed.reports.isEmpty { dropLate() }
        while let window = dueWindow(at: period), !chances.isEmpty {
            guard seal(window, at: period) else { return }
        }
        if isListeningDue(at: period), !chances.isEmpty {
            _ = seal(sealWindow(of: period), at: period)
        }
    }

    /// The period now, by the clock where it is trusted, and never before the newest record's.
    private var sealingPeriod: Period? {
        guard let period else { return entropy.newest }
        return entropy.newest.map { max($0, period) } ?? period
    }

    /// One period is left for keeping and posting the seal.
    private var sealAfter: UInt64 { max(1, network.periods.sealDue - 1) }

    private func isDue(_ report: UnsealedReport, at period: Period) -> Bool {
        period.number >= report.period.number + sealAfter
    }

    private func dueWindow(at period: Period) -> Window? {
        guard !unsealed.reports.isEmpty else { return nil }
        if let due = unsealed.reports.first(where: { isDue($0, at: period) }) { return due.window }
        // A content that is nearly full is sealed at once.
        guard let window = unsealed.reports.first?.window else { return nil }
        let mine = unsealed.reports.filter { $0.window == window }
        let bytes = mine.reduce(0) { $0 + $1.size }
        return bytes > Self.mostReportBytes || mine.count >= Self.mostReports ? window : nil
    }

    /// Silence counts only where a light radio says what it listened to, so it says so even when it
    /// heard nothing: twice as rarely as reports are due, and before any cutoff.
    private func isListeningDue(at period: Period) -> Bool {
        guard listening.isListening, let oldest = listening.oldest else { return false }
        let due = min(2 * network.periods.sealDue, network.periods.cutoff - 1)
        return period.number >= oldest.number + due
    }

    /// The record m + C has been logged for certain (m lies before the reception's period): the seal
    /// would stand above it and prove nothing.
    private mutating func dropLate() {
        let cutoff = network.periods.cutoff
        let isLate = { [history = entropy.history] (report: UnsealedReport) in
            history.count(after: report.period) >= cutoff
        }
        for report in unsealed.reports where isLate(report) {
            journal.forget(report.record, &effects)
            counters.count(.lateSeal)
        }
        unsealed.reports.removeAll(where: isLate)
        unsealed.forgetRadios()
    }

    /// Makes one seal of a window. False: there is no room for it, and its reports are dropped.
    private mutating func seal(_ window: Window, at period: Period) -> Bool {
        let chosen = choose(window, at: period)
        let content = WitnessReports(
            radios: contentRadios, reports: chosen.map(\.report).sorted(by: isBefore),
            position: measuredPosition, listening: listening.take(before: period))
        guard !chosen.isEmpty || !content.listening.isEmpty, !content.radios.isEmpty else {
            return false
        }
        let bytes = encoded(content)
        guard spend(UInt64(bytes.count), in: window) else {
            forget(chosen)
            counters.count(.windowFull, UInt64(chosen.count))
            return !chosen.isEmpty
        }
        keepSeal(window, bytes, chosen, at: period)
        forget(chosen)
        return true
    }

    /// The reports of a window that go into one seal: oldest first, as many as fit. A frame whose
    /// twin may still come waits, unless it is due before that.
    private func choose(_ window: Window, at period: Period) -> [UnsealedReport] {
        var chosen: [UnsealedReport] = []
        var bytes = 0
        let soon = Period(
            period.number + FrameLimit.twinMicroseconds * 1_000 / periodNanoseconds + 1)
        for report in unsealed.reports where report.window == window {
            guard report.isSettled(at: now.uptime) || isDue(report, at: soon) else { continue }
            guard chosen.isEmpty || bytes + report.size <= Self.mostReportBytes,
                chosen.count < Self.mostReports
            else { break }
            bytes += report.size
            chosen.append(report)
        }
        return chosen
    }

    private var contentRadios: [RadioDescription] {
        unsealed.radios.isEmpty ? radios.compactMap { $0?.description } : unsealed.radios
    }

    var measuredPosition: MeasuredPosition? {
        guard let registration, let place = region.place else { return nil }
        return place.position.measured(from: registration.cell)
    }

    /// Ascending by frame as CBOR has it: shorter first, then by bytes.
    private func isBefore(_ left: WitnessReport, _ right: WitnessReport) -> Bool {
        guard left.frame.count == right.frame.count else {
            return left.frame.count < right.frame.count
        }
        return left.frame.lexicographicallyPrecedes(right.frame)
    }

    private mutating func keepSeal(
        _ window: Window, _ content: [UInt8], _ chosen: [UnsealedReport], at period: Period
    ) {
        let sequence = journal.takeSequence(milliseconds: milliseconds)
        var item = SealedContent(
            sequence: sequence, window: window, salt: chances.take(), content: content,
            oldest: chosen.map(\.period).min() ?? period,
            newest: chosen.map(\.period).max() ?? period, reports: chosen.count, record: 0)
        item.record = journal.keep(.seal, item.body, &effects)
        sealed.append(item)
        send(sealStatement(of: item), record: item.record)
        evictSealed()
    }

    func sealStatement(of item: SealedContent) -> OwnStatement {
        let hash = ProofHash.seal(
            network: network.id, hotspot: key, window: item.window, salt: item.salt,
            content: item.content.rawSpan, by: Hash.self)
        return ownStatement(
            Seal(sequence: item.sequence, window: item.window, seal: hash), item.sequence)
    }

    private mutating func forget(_ chosen: [UnsealedReport]) {
        for report in chosen { journal.forget(report.record, &effects) }
        unsealed.reports.removeAll { item in chosen.contains { $0.record == item.record } }
        unsealed.forgetRadios()
    }

    // MARK: Room

    /// Takes a seal and its opening from the window's three quarters (PROTOCOL 3.10).
    private mutating func spend(_ bytes: UInt64, in window: Window) -> Bool {
        var budget = marks.budgets.first { $0.window == window } ?? SealBudget(window: window)
        guard budget.seals < SealBudget.mostSeals,
            budget.bytes + bytes + SealBudget.openingOverhead <= SealBudget.mostBytes
        else { return false }
        budget.seals += 1
        budget.bytes += bytes + SealBudget.openingOverhead
        marks.budgets.removeAll { $0.window == window }
        marks.budgets.append(budget)
        marks.budgets.sort { $0.window < $1.window }
        if marks.budgets.count > SealBudget.mostWindows { marks.budgets.removeFirst() }
        return true
    }

    private mutating func evictSealed() {
        var bytes = sealed.reduce(0) { $0 + $1.content.count }
        while bytes > Self.mostSealedBytes, let oldest = sealed.first {
            bytes -= oldest.content.count
            sealed.removeFirst()
            counters.count(.contentEvicted)
            let waiting = outbox.first { $0.statement.sequence == oldest.sequence }
            if let waiting { give(up: waiting, .evicted, nil) }
            journal.forget(oldest.record, &effects)
        }
    }
}
