import Attestation
import Primitives
import Radios
import Units

extension HotspotMachine {
    /// Takes a record that was kept before the last stop. Records come in the order in which they
    /// were kept, so of two that tell the same the later one holds, and the other is forgotten.
    mutating func restore(_ number: UInt64, _ kind: UInt8, _ payload: [UInt8]) {
        guard let body = journal.restore(number, payload), let kind = RecordKind(rawValue: kind)
        else {
            // Of a newer program, or not ours: it stays where it is.
            counters.count(.recordUnreadable)
            return
        }
        do throws(UnreadableRecord) {
            try restore(kind, body, number)
        } catch {
            counters.count(.recordUnreadable)
            journal.forget(number, &effects)
        }
    }

    private mutating func restore(
        _ kind: RecordKind, _ body: [UInt8], _ record: UInt64
    ) throws(UnreadableRecord) {
        switch kind {
        case .statement: try restoreStatement(body, record)
        case .nonce:
            restore(
                try UnreadableRecord.reading(body) { (span) throws(CBORError) in
                    try CommittedWindow(reading: span, record: record)
                })
        case .report: try restoreReport(body, record)
        case .seal:
            restore(
                try UnreadableRecord.reading(body) { (span) throws(CBORError) in
                    try SealedContent(reading: span, record: record)
                })
        case .beacon:
            restore(
                try UnreadableRecord.reading(body) { (span) throws(CBORError) in
                    try BeaconOnItsWay(reading: span, record: record)
                })
        case .receipt:
            restore(
                try UnreadableRecord.reading(body) { (span) throws(CBORError) in
                    try KeptReceipt(reading: span, record: record)
                })
        case .marks:
            marks = try UnreadableRecord.reading(body) { (span) throws(CBORError) in
                try Marks(reading: span)
            }
            if let marksRecord { journal.forget(marksRecord, &effects) }
            (keptMarks, marksRecord) = (marks, record)
            if let step = marks.step { entropy.restore(step) }
        case .outcome:
            outcomes.append(
                try UnreadableRecord.reading(body) { (span) throws(CBORError) in
                    try KeptOutcome(reading: span, record: record)
                })
        }
    }

    // MARK: Statements

    private mutating func restoreStatement(
        _ payload: [UInt8], _ record: UInt64
    ) throws(UnreadableRecord) {
        guard let type = try? MessageCheck.type(of: payload.rawSpan), type.signer != .nobody,
            let sequence = Self.sequence(of: payload)
        else { throw UnreadableRecord() }
        journal.use(sequence)
        let statement = ownStatement(payload: payload, type, sequence)
        guard type != .sessionKey else {
            journal.forget(record, &effects)
            return
        }
        outbox.append(Outgoing(statement: statement, record: record, isPosted: true))
        restoreMeaning(of: statement)
    }

    /// What a statement's making had done besides: it is done again where it was not kept.
    private mutating func restoreMeaning(of statement: OwnStatement) {
        if let news = CommitmentNews(of: statement) {
            for made in news.made {
                let place = committed.firstIndex { $0.window == made.window }
                if let place { committed[place].statement = statement.sequence }
            }
            for opened in news.opened {
                noteOpened(opened.window)
                forgetNonce(of: opened.window)
            }
        }
        switch statement.type {
        case .reveal:
            guard let reveal = try? Reveal(parsing: statement.payload.rawSpan) else { return }
            forgetBeacon(of: reveal.window)
        case .bundle:
            guard let bundle = try? SealBundle(parsing: statement.payload.rawSpan) else { return }
            for opening in bundle.openings { forgetSealed(opening.salt) }
        case .receiptClaim:
            guard let claim = try? ReceiptClaim(parsing: statement.payload.rawSpan) else { return }
            for receipt in receipts where receipt.bytes == claim.receipt {
                journal.forget(receipt.record, &effects)
            }
            receipts.removeAll { $0.bytes == claim.receipt }
        case .downlinkReport: forgetOutcomes(of: statement)
        default: break
        }
    }

    private mutating func forgetNonce(of window: Window) {
        for item in committed where item.window == window {
            journal.forget(item.record, &effects)
        }
        committed.removeAll { $0.window == window }
    }

    private mutating func forgetBeacon(of window: Window) {
        for item in beacons where item.window == window { journal.forget(item.record, &effects) }
        beacons.removeAll { $0.window == window }
    }

    private mutating func forgetSealed(_ salt: Hash256) {
        for item in sealed where item.salt == salt {
            journal.forget(item.record, &effects)
        }
        sealed.removeAll { $0.salt == salt }
    }

    static func sequence(of payload: [UInt8]) -> UInt64? {
        guard var reader = try? CBORReader(payload.rawSpan), (try? reader.beginMap()) != nil,
            (try? reader.key(0)) != nil, (try? reader.unsigned()) != nil,
            (try? reader.key(1)) != nil
        else { return nil }
        return try? reader.unsigned()
    }

    // MARK: What waits

    private mutating func restore(_ item: CommittedWindow) {
        var item = item
        if let place = committed.firstIndex(where: { $0.window == item.window }) {
            item.statement = committed[place].statement
            journal.forget(committed.remove(at: place).record, &effects)
        }
        committed.insert(
            item, at: committed.firstIndex { $0.window > item.window } ?? committed.count)
    }

    private mutating func restore(_ item: BeaconOnItsWay) {
        forgetBeacon(of: item.window)
        beacons.append(item)
    }

    private mutating func restore(_ item: SealedContent) {
        journal.use(item.sequence)
        forgetSealed(item.salt)
        sealed.append(item)
        outbox.append(
            Outgoing(statement: sealStatement(of: item), record: item.record, isPosted: true))
        guard let content = try? WitnessReports(parsing: item.content.rawSpan) else { return }
        for report in content.reports {
            unsealed.noteReported(frameName(report.frame))
            for old in unsealed.reports where old.report.frame == report.frame {
                journal.forget(old.record, &effects)
            }
            unsealed.reports.removeAll { $0.report.frame == report.frame }
        }
        unsealed.forgetRadios()
    }

    private mutating func restore(_ item: KeptReceipt) {
        receipts.append(item)
        for entry in item.entries {
            let place = outbox.firstIndex { $0.statement.id == entry.id }
            guard let place else { continue }
            let outgoing = outbox.remove(at: place)
            if outgoing.ownsRecord { journal.forget(outgoing.record, &effects) }
            let sequence = outgoing.statement.sequence
            if let seal = sealed.firstIndex(where: { $0.sequence == sequence }) {
                sealed[seal].index = entry.index
            }
        }
    }

    private mutating func restoreReport(
        _ body: [UInt8], _ record: UInt64
    ) throws(UnreadableRecord) {
        guard let content = try? WitnessReports(parsing: body.rawSpan), content.reports.count == 1,
            var report = content.reports.first, let period = period(at: report.time)
        else { throw UnreadableRecord() }
        for old in unsealed.reports where old.report.frame == report.frame {
            journal.forget(old.record, &effects)
        }
        let isNew = !unsealed.reports.contains { $0.report.frame == report.frame }
        unsealed.reports.removeAll { $0.report.frame == report.frame }
        guard rename(&report.first, content.radios) else { throw UnreadableRecord() }
        for place in report.others.indices {
            guard rename(&report.others[place], content.radios) else { throw UnreadableRecord() }
        }
        if isNew {
            unsealed.recount(period)
            unsealed.noteReported(frameName(report.frame))
        }
        unsealed.reports.append(
            UnsealedReport(
                report: report, period: period, window: sealWindow(of: period), first: nil,
                record: record, size: body.count))
    }

    /// Gives a reception the index its radio has among all that are named now.
    private mutating func rename(
        _ reception: inout Attestation.Reception, _ radios: [RadioDescription]
    ) -> Bool {
        guard let place = Int(exactly: reception.radio), radios.indices.contains(place),
            let index = unsealed.index(of: radios[place])
        else { return false }
        reception.radio = index
        return true
    }

    // MARK: The beginning

    /// Goes on where the last run stopped: what was posted is posted again, which is harmless.
    mutating func start() {
        guard !isStarted else { return }
        isStarted = true
        plan = region.plan
        effects.append(.plan(plan))
        for outgoing in outbox { effects.append(.post(outgoing.statement)) }
        remark(
            .info,
            "going on with \(outbox.count) statements, \(sealed.count) seals, "
                + "\(unsealed.reports.count) unsealed frames, \(committed.count) commitments")
    }

    /// The spool gave up a record for lack of room. What is small and precious is kept anew; the rest
    /// is still in memory, and is gone only if the power fails.
    mutating func evict(_ number: UInt64) {
        counters.count(.recordEvicted)
        for place in committed.indices where committed[place].record == number {
            committed[place].record = journal.keep(.nonce, committed[place].body, &effects)
        }
        for place in beacons.indices where beacons[place].record == number {
            beacons[place].record = journal.keep(.beacon, beacons[place].body, &effects)
        }
        if marksRecord == number { marksRecord = journal.keep(.marks, marks.body, &effects) }
    }

    /// Keeps the small facts when one of them changed.
    mutating func settleMarks() {
        noteStep()
        guard marks != keptMarks else { return }
        let old = marksRecord
        marksRecord = journal.keep(.marks, marks.body, &effects)
        keptMarks = marks
        if let old { journal.forget(old, &effects) }
    }

    /// Once a window, the newest step that was checked.
    private mutating func noteStep() {
        guard let step = entropy.known else { return }
        let window = network.periods.window(of: step.period)
        if let old = marks.step, network.periods.window(of: old.period) >= window { return }
        marks.step = step
    }
}

/// A record that does not say what records of its kind say.
struct UnreadableRecord: Error {
    static func reading<Value>(
        _ body: [UInt8], _ read: (RawSpan) throws(CBORError) -> Value
    ) throws(UnreadableRecord) -> Value {
        do throws(CBORError) {
            return try read(body.rawSpan)
        } catch {
            throw UnreadableRecord()
        }
    }
}
