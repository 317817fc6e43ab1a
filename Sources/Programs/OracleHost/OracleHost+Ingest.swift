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
        guard !places.isFull else { return posts.map { _ in .busy("the index takes nothing") } }
        var batch = Batch(first: log.size)
        var sorted: [Sorted] = []
        do throws(OracleHostError) {
            for post in posts { sorted.append(try sort(post, into: &batch)) }
            try log(batch)
        } catch {
            isBehind = !batch.entries.isEmpty
            if case .disk(let cause) = error {
                return posts.map { _ in .busy("the disk takes nothing now: \(cause)") }
            }
            throw error
        }
        for (number, statement) in batch.entries.enumerated() {
            places.add(statement, at: batch.first + UInt64(number))
        }
        counts.logged += UInt64(batch.entries.count)
        if places.isLong { try writeIndex() }
        signReceipts(of: batch, newest)
        var last: Answered?
        return sorted.map { answer($0, after: &last) }
    }

    /// Posts that share a receipt mostly share their answer, which is written and checked by its table
    /// once.
    private struct Answered {
        let answer: IngestAnswer
        let outcome: PostOutcome
    }

    private func log(_ batch: Batch) throws(OracleHostError) {
        guard !batch.entries.isEmpty else { return }
        do throws(LogFolderError) {
            try log.append(batch.entries.map(\.bytes))
        } catch { throw OracleHostError(error) }
    }

    /// What is to be logged by one call.
    private struct Batch {
        let first: UInt64
        var entries: [CheckedStatement] = []
        /// Of each post, how many entries there were behind it.
        var ends: [Int] = []
        var places: [Hash256: UInt64] = [:]
    }

    /// A post's statements, by what becomes of them.
    private struct Sorted {
        var taken: [Receipt.Entry] = []
        var refused: [IngestAnswer.Refusal] = []
    }

    private func sort(
        _ post: [StatementCheck], into batch: inout Batch
    ) throws(OracleHostError) -> Sorted {
        var sorted = Sorted()
        for check in post {
            switch check {
            case .unknown: break
            case .refused(let id, let refusal): refuse(id, refusal, &sorted)
            case .good(let statement):
                if let place = try place(of: statement) ?? batch.places[statement.id] {
                    counts.repeated += 1
                    sorted.taken.append(.init(statement: statement.id, index: place))
                } else {
                    take(statement, &sorted, &batch)
                }
            }
        }
        batch.ends.append(batch.entries.count)
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
        sorted.taken.append(.init(statement: statement.id, index: place))
    }

    private func refuse(_ id: Hash256, _ refusal: StatementRefusal, _ sorted: inout Sorted) {
        guard sorted.refused.allSatisfy({ $0.statement != id }) else { return }
        counts.refused += 1
        sorted.refused.append(
            .init(
                statement: id, code: refusal.code.rawValue, again: refusal.code.again,
                detail: refusal.detail))
    }

    // MARK: Receipts

    /// Posts of few statements share a receipt of this many entries: signing one takes 20 us, as long
    /// as all else that a post costs. More would only make answers longer.
    private static let sharedEntries = 16

    private func signReceipts(of batch: Batch, _ newest: Period) {
        var group = 0..<0
        func close() {
            guard !group.isEmpty else { return }
            let entries = group.map {
                Receipt.Entry(statement: batch.entries[$0].id, index: batch.first + UInt64($0))
            }
            _ = sign(entries, newest)
            group = group.upperBound..<group.upperBound
        }
        for end in batch.ends {
            if end - group.lowerBound > StatementSequence.greatestCount { close() }
            group = group.lowerBound..<end
            if group.count >= Self.sharedEntries { close() }
        }
        close()
    }

    private func answer(_ sorted: Sorted, after last: inout Answered?) -> PostOutcome {
        guard !sorted.taken.isEmpty || !sorted.refused.isEmpty else {
            return .malformed("no statement in it is of a type that is known here")
        }
        let refused = sorted.refused.sorted { $0.statement < $1.statement }
        let answer = IngestAnswer(
            receipts: receipts(of: sorted.taken, besides: refused), refused: refused)
        if let last, last.answer.refused == answer.refused,
            last.answer.receipts == answer.receipts
        {
            return last.outcome
        }
        do throws(MessageError) {
            let outcome = PostOutcome.answer(try answer.payload())
            last = Answered(answer: answer, outcome: outcome)
            return outcome
        } catch { preconditionFailure("an answer to a post is refused by its table: \(error)") }
    }

    /// The receipts that were given for these, and new ones for those whose are no longer known; as
    /// many as an answer holds. Who hears nothing of a statement sends it again (rule 8).
    private func receipts(
        of entries: [Receipt.Entry], besides refused: [IngestAnswer.Refusal]
    ) -> [[UInt8]] {
        var room = OracleResource.statements.greatestAnswer - 64
        for refusal in refused {
            room -= 64 + refusal.code.utf8.count + (refusal.detail ?? "").utf8.count
        }
        var receipts: [[UInt8]] = []
        var missing: [(newest: Period, entry: Receipt.Entry)] = []
        func add(_ receipt: [UInt8]) {
            room -= receipt.count + 4
            guard receipts.isEmpty || room >= 0, receipts.count < Self.mostReceipts else { return }
            receipts.append(receipt)
        }
        for entry in entries {
            if let receipt = shelf[entry.statement] {
                if !receipts.contains(receipt) { add(receipt) }
            } else {
                missing.append((entropy.newest(below: entry.index) ?? Period(0), entry))
            }
        }
        for (period, entries) in Dictionary(grouping: missing, by: \.newest)
            .sorted(by: { $0.key < $1.key }) where receipts.count < Self.mostReceipts
        {
            add(sign(entries.map(\.entry), period))
        }
        return receipts
    }

    /// Of an answer, by its table.
    private static let mostReceipts = 16

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
