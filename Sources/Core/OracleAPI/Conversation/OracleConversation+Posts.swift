import Attestation
import EvidenceLog
import Primitives
import Units

extension OracleConversation {
    /// The bytes came: as many as a post holds go out, the rest waits on.
    mutating func collected(_ statements: [[UInt8]], at now: Nanoseconds) {
        let wanted = collecting
        collecting = []
        var batch: [Outgoing] = []
        var body: [UInt8] = []
        var came: [Hash256] = []
        for statement in statements {
            guard let outgoing = outgoing(statement), wanted.contains(outgoing.id),
                !came.contains(outgoing.id)
            else { continue }
            came.append(outgoing.id)
            guard body.isEmpty || body.count + statement.count <= byteLimit else { continue }
            batch.append(outgoing)
            body += statement
        }
        for id in wanted where !came.contains(id) { outbox.remove(id) }
        outbox.keepOut(batch.map(\.id))
        guard !batch.isEmpty else { return }
        ask(.statements, body: body, for: .post(batch), at: now)
    }

    private func outgoing(_ bytes: [UInt8]) -> Outgoing? {
        guard let statement = try? SignedStatement(bytes.rawSpan),
            let type = MessageType(rawValue: statement.typeNumber), type.form == .statement
        else { return nil }
        let context = StatementContext(network: settings.network, type: type.name)
        return Outgoing(
            id: statement.id(in: context, by: Hash.self),
            leaf: TreeHash.leaf(bytes.rawSpan, by: Hash.self))
    }

    /// An answer to statements. What is good in it counts, whatever else stands beside it.
    mutating func takeIngest(
        _ body: [UInt8], _ open: OpenRequest, _ batch: [Outgoing], at now: Nanoseconds
    ) throws(AnswerError) {
        let answer: IngestAnswer
        do throws(MessageError) {
            answer = try IngestAnswer(parsing: body.rawSpan)
        } catch {
            throw .notIngestAnswer(error)
        }
        outbox.bringBack()
        var taken: [Hash256] = []
        var doubt: AnswerError?
        for bytes in answer.receipts {
            do throws(ReceiptError) {
                taken += try takeReceipt(bytes, batch, open, at: now)
            } catch {
                doubt = .receipt(error)
            }
        }
        var refused = 0
        for refusal in answer.refused {
            if taken.contains(refusal.statement) {
                doubt = .contradicts(statement: refusal.statement)
            } else if batch.contains(where: { $0.id == refusal.statement }) {
                refused += 1
                takeRefusal(refusal, at: now)
            } else {
                doubt = .foreignRefusal(statement: refusal.statement)
            }
        }
        guard !taken.isEmpty || refused > 0 else { throw doubt ?? .namesNothing }
        if batch.count >= postLimit {
            postLimit = min(postLimit * 2, StatementSequence.greatestCount)
        }
        byteLimit = min(byteLimit * 2, settings.greatestPost)
        if let doubt {
            effects.append(.trouble(OracleTrouble(url: open.request.url, error: doubt)))
        }
    }

    /// The ids of ours that a good receipt names.
    private mutating func takeReceipt(
        _ bytes: [UInt8], _ batch: [Outgoing], _ open: OpenRequest, at now: Nanoseconds
    ) throws(ReceiptError) -> [Hash256] {
        let receipt = try ReceiptCheck.receipt(
            bytes.rawSpan, network: settings.network,
            key: settings.oracles[open.oracle].receiptKey, latest: latestPeriod(at: now),
            by: Check.self)
        var entries: [PromisedEntry] = []
        for entry in receipt.entries {
            guard let sent = batch.first(where: { $0.id == entry.statement }),
                outbox.holds(entry.statement)
            else { continue }
            entries.append(
                PromisedEntry(
                    id: sent.id, index: entry.index, newest: receipt.newest, leaf: sent.leaf))
        }
        guard !entries.isEmpty else { throw .foreign }
        for entry in entries {
            outbox.remove(entry.id)
            promises.add(entry, oracle: open.oracle)
        }
        effects.append(.receipt(bytes, entries))
        return entries.map(\.id)
    }

    /// The newest period a record can have been made in by now: one past those that must have
    /// passed since the newest one came. Nothing while log time is not read.
    private func latestPeriod(at now: Nanoseconds) -> Period? {
        guard let newest = promises.newest else { return nil }
        let passed = now.gap(to: newest.came).value / max(settings.period.value, 1)
        return Period(min(newest.period.number + passed + 2, Period.limit))
    }

    private mutating func takeRefusal(_ refusal: IngestAnswer.Refusal, at now: Nanoseconds) {
        let detail = refusal.detail ?? ""
        guard refusal.again else {
            outbox.remove(refusal.statement)
            return effects.append(
                .refused(id: refusal.statement, code: refusal.code, detail: detail))
        }
        let isUnregistered = refusal.code == RefusalCode.unregistered.rawValue
        let wait = outbox.postpone(refusal.statement, at: now, unregistered: isUnregistered)
        if isUnregistered { questions.lookUp = min(questions.lookUp ?? now, now) }
        effects.append(
            .postponed(id: refusal.statement, code: refusal.code, detail: detail, wait))
    }

    /// A post came to nothing. Where one statement is to blame, it goes by itself from now on and
    /// later; where that is not known, posts become smaller until it is.
    mutating func spoiled(_ batch: [Outgoing], _ answer: OracleAnswer?, at now: Nanoseconds) {
        outbox.bringBack()
        guard let answer, answer.status == 400 || answer.status == 413 else { return }
        let position = Problem(reading: answer.body.rawSpan).position ?? -1
        let blamed = batch.count == 1 ? 0 : position
        guard batch.indices.contains(blamed) else {
            postLimit = max(min(postLimit, batch.count) / 2, 1)
            return
        }
        _ = outbox.postpone(batch[blamed].id, at: now, alone: true)
    }
}
