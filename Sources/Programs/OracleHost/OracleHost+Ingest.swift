internal import Attestation
internal import EvidenceLog
internal import OracleAPI
internal import OracleLogic
internal import Primitives
public import Registry
internal import Signing
internal import Storage
internal import Units

/// What became of a post.
public enum PostOutcome: Sendable {
    case answer([UInt8])
    /// Nothing of it is in the log, and why.
    case busy(String)
    /// No statement of it is of a type that anybody knows.
    case malformed(String)
}

extension OracleHost {
    /// Takes posts together: one write and one sync for all of them. A statement stands in a receipt
    /// only when it is durable; a post that fails is as if it had not come.
    ///
    /// - Parameter posts: of each, its statements as they were checked by themselves.
    public func ingest(_ posts: [[StatementCheck]]) throws(OracleHostError) -> [PostOutcome] {
        guard let newest else {
            return posts.map { _ in .busy("the network's first record was not made yet") }
        }
        guard !isBehind else { return posts.map { _ in .busy("the log took nothing lately") } }
        var batch = Batch(first: log.size)
        let sorted = posts.map { sort($0, into: &batch) }
        do throws(LogFolderError) {
            if !batch.entries.isEmpty { try log.append(batch.entries.map(\.bytes)) }
        } catch {
            isBehind = !batch.entries.isEmpty
            if case .disk(let cause) = error {
                return posts.map { _ in .busy("the log takes nothing now: \(cause)") }
            }
            throw OracleHostError(error)
        }
        for (number, statement) in batch.entries.enumerated() {
            index.add(statement.id, at: batch.first + UInt64(number))
        }
        counts.logged += UInt64(batch.entries.count)
        return sorted.map { answer($0, newest) }
    }

    /// What is to be logged by one call.
    private struct Batch {
        let first: UInt64
        var entries: [CheckedStatement] = []
        var places: [Hash256: UInt64] = [:]
    }

    /// A post's statements, by what becomes of them.
    private struct Sorted {
        /// By index.
        var new: [Receipt.Entry] = []
        var known: [Receipt.Entry] = []
        var refused: [IngestAnswer.Refusal] = []
        var unknown = 0
    }

    private func sort(_ post: [StatementCheck], into batch: inout Batch) -> Sorted {
        var sorted = Sorted()
        for check in post {
            switch check {
            case .unknown: sorted.unknown += 1
            case .refused(let id, let refusal): refuse(id, refusal, &sorted)
            case .good(let statement):
                if let place = index.place(of: statement.id) {
                    sorted.known.append(.init(statement: statement.id, index: place))
                } else if let place = batch.places[statement.id] {
                    sorted.new.append(.init(statement: statement.id, index: place))
                } else {
                    take(statement, &sorted, &batch)
                }
            }
        }
        return sorted
    }

    private func take(
        _ statement: CheckedStatement, _ sorted: inout Sorted, _ batch: inout Batch
    ) {
        if let refusal = logic.refusal(of: statement) {
            return refuse(statement.id, refusal, &sorted)
        }
        let place = batch.first + UInt64(batch.entries.count)
        do throws(RegistryError) {
            try logic.apply(statement, at: place)
        } catch { preconditionFailure("a statement that is no record begins a window: \(error)") }
        batch.places[statement.id] = place
        batch.entries.append(statement)
        sorted.new.append(.init(statement: statement.id, index: place))
    }

    private func refuse(_ id: Hash256, _ refusal: StatementRefusal, _ sorted: inout Sorted) {
        guard sorted.refused.allSatisfy({ $0.statement != id }) else { return }
        counts.refused += 1
        sorted.refused.append(
            .init(
                statement: id, code: refusal.code.rawValue, again: refusal.code.again,
                detail: refusal.detail))
    }

    // MARK: Answers

    private func answer(_ sorted: Sorted, _ newest: Period) -> PostOutcome {
        var receipts: [[UInt8]] = []
        if !sorted.new.isEmpty { receipts.append(sign(sorted.new, newest)) }
        counts.repeated += UInt64(sorted.known.count)
        var missing: [(newest: Period, entry: Receipt.Entry)] = []
        for entry in sorted.known {
            if let receipt = shelf[entry.statement] {
                if !receipts.contains(receipt) { receipts.append(receipt) }
            } else {
                missing.append((entropy.newest(below: entry.index) ?? Period(0), entry))
            }
        }
        for (period, entries) in Dictionary(grouping: missing, by: \.newest)
            .sorted(by: { $0.key < $1.key })
        {
            receipts.append(sign(entries.map(\.entry), period))
        }
        guard !receipts.isEmpty || !sorted.refused.isEmpty else {
            return .malformed("no statement in it is of a type that is known here")
        }
        let refused = sorted.refused.sorted { $0.statement < $1.statement }
        let answer = IngestAnswer(receipts: receipts, refused: refused)
        do throws(MessageError) {
            return .answer(try answer.payload())
        } catch { preconditionFailure("an answer to a post is refused by its table: \(error)") }
    }

    private func sign(_ entries: [Receipt.Entry], _ newest: Period) -> [UInt8] {
        var unique: [Receipt.Entry] = []
        for entry in entries.sorted(by: { $0.statement < $1.statement })
        where unique.last?.statement != entry.statement { unique.append(entry) }
        receipts += 1
        counts.receipts += 1
        let receipt = SignedByUs.statement(
            Receipt(sequence: receipts, newest: newest, entries: unique), on: network,
            by: keys.receipt)
        shelf.keep(receipt, of: unique.map(\.statement))
        return receipt
    }
}
