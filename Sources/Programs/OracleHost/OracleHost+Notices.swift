internal import Attestation
internal import Epochs
internal import OracleLogic
internal import Primitives
internal import Registry
internal import Signing
internal import Storage
internal import Units

extension OracleHost {
    /// Logs a notice of each finding that the newest computed epoch has one due of (decision 0244),
    /// all together, and none that the log has already: whoever was killed between logs the
    /// rest at the next start. F believes them only while log time is in the epoch after; later
    /// there is nothing to do, for the next epoch finds the same.
    func logNotices() throws(OracleHostError) {
        guard !isBehind, !epochs.findings.isEmpty, logic.registry.epoch == epochs.next else {
            return
        }
        let found = Epoch(epochs.next.number - 1)
        if notices.last?.epoch == found, notices.count >= epochs.findings.count { return }
        var statements: [CheckedStatement] = []
        for finding in epochs.findings {
            let isLogged = notices.contains { notice in
                finding.notice(in: found, sequence: notice.sequence) == notice
            }
            let sequence = log.size + UInt64(statements.count)
            guard !isLogged, let notice = finding.notice(in: found, sequence: sequence) else {
                continue
            }
            let bytes = SignedByUs.statement(notice, on: network, by: keys.oracle)
            guard let statement = logged(bytes) else {
                preconditionFailure("a notice of ours is refused by its table: \(notice)")
            }
            // Not while another oracle's key is ours to be.
            if logic.refusal(ofOwn: statement) == nil { statements.append(statement) }
        }
        for start in stride(from: 0, to: statements.count, by: Self.together) {
            try append(Array(statements[start...].prefix(Self.together)))
        }
    }

    /// Of at most 7 kB each: the log takes 16 MiB at a time.
    private static let together = 1_000

    /// Statements of our own making, with one write.
    private func append(_ statements: [CheckedStatement]) throws(OracleHostError) {
        guard !statements.isEmpty else { return }
        let first: UInt64
        do throws(LogFolderError) {
            first = try log.append(statements.map(\.bytes))
        } catch { throw OracleHostError(error) }
        for (number, statement) in statements.enumerated() {
            let place = first + UInt64(number)
            places.add(statement, at: place)
            try apply(statement, at: place)
            counts.notices[statement.read(as: TrustNotice.self).rule, default: 0] += 1
        }
    }

    /// A notice of the log: those of the newest epoch any names are remembered.
    func note(_ notice: TrustNotice) {
        if let newest = notices.last?.epoch, newest > notice.epoch { return }
        if notices.last?.epoch != notice.epoch { notices = [] }
        notices.append(notice)
    }
}
