import Attestation
import OracleAPI
import Primitives
import Seeds
import Signing

/// Lies, each signed as well as a liar could.
extension ScriptedOracle {
    mutating func ingestWithFaults(_ statements: [[UInt8]]) -> IngestAnswer {
        if faults.contains(.namesNothing) { return IngestAnswer(receipts: [], refused: []) }
        if faults.contains(.refusesForNow) { return refusal(statements, again: true) }
        if faults.contains(.refusesForGood) { return refusal(statements, again: false) }
        if faults.contains(.replayedReceipt) {
            return IngestAnswer(receipts: lastReceipt.map { [$0] } ?? [], refused: [])
        }
        if let lie = falseReceipt(for: statements) {
            return IngestAnswer(receipts: [lie], refused: [])
        }
        var answer = ingest(statements)
        if faults.contains(.foreignRefusal) {
            answer.refused = [
                IngestAnswer.Refusal(statement: network.hash, code: "bad_message", again: false)
            ]
            answer.receipts = []
        }
        if faults.contains(.takesAndRefuses) {
            answer.refused = refusal(statements, again: false).refused
        }
        return answer
    }

    private func refusal(_ statements: [[UInt8]], again: Bool) -> IngestAnswer {
        let refused = ids(of: statements).sorted().map {
            IngestAnswer.Refusal(statement: $0, code: "to_order", again: again, detail: "to order")
        }
        return IngestAnswer(receipts: [], refused: refused)
    }

    func ids(of statements: [[UInt8]]) -> [Hash256] {
        var ids: [Hash256] = []
        for bytes in statements {
            guard let statement = try? SignedStatement(bytes.rawSpan),
                let type = MessageType(rawValue: statement.typeNumber)
            else { continue }
            let context = StatementContext(network: network.id, type: type.name)
            let id = statement.id(in: context, by: SHA256.self)
            if !ids.contains(id) { ids.append(id) }
        }
        return ids
    }

    private func falseReceipt(for statements: [[UInt8]]) -> [UInt8]? {
        guard let newest else { return nil }
        let named = faults.contains(.foreignReceipt) ? [network.hash] : ids(of: statements)
        let ahead: UInt64 = faults.contains(.aheadReceipt) ? 10_000 : 0
        let receipt = Receipt(
            sequence: sequences.receipt + 1, newest: Period(newest.number + ahead),
            entries: named.sorted().enumerated().map {
                Receipt.Entry(statement: $0.element, index: UInt64(entries.count + $0.offset))
            })
        if faults.contains(.wrongKeyReceipt) {
            return network.sign(receipt, by: network.keys.stranger)
        }
        if faults.contains(.otherNetworkReceipt) {
            guard let payload = try? receipt.payload() else { return nil }
            let context = StatementContext(
                network: NetworkID(bits: network.id.bits ^ 1), type: "receipt")
            return Statement.sign(payload.rawSpan, in: context, by: network.keys.receipt)
        }
        guard faults.contains(.foreignReceipt) || faults.contains(.aheadReceipt) else {
            return nil
        }
        return network.sign(receipt, by: network.keys.receipt)
    }

    /// A record as it is shown while the oracle lies about log time.
    func spoiledRecord(_ bytes: [UInt8]) -> [UInt8] {
        guard let statement = try? SignedStatement(bytes.rawSpan),
            statement.typeNumber == MessageType.entropy.rawValue,
            var record = try? EntropyRecord(parsing: statement.payload)
        else { return bytes }
        if faults.contains(.unchainedEntropy) {
            record.step = EntropyStep(period: record.step.period, value: network.hash)
            return network.sign(record, by: network.keys.entropy)
        }
        if faults.contains(.aheadEntropy) {
            let period = Period(record.step.period.number + 1_000)
            record.step = EntropyStep(period: period, value: record.step.value)
            return network.sign(record, by: network.keys.entropy)
        }
        guard faults.contains(.wrongKeyEntropy) else { return bytes }
        return network.sign(record, by: network.keys.stranger)
    }

    /// Damage to a good answer on its way.
    mutating func spoil(_ answer: inout ScriptedAnswer, _ resource: OracleResource) {
        if faults.contains(.garbage) {
            var numbers = SeededNumbers(seed: UInt64(counts.requests))
            answer.body = numbers.bytes(1 + numbers.below(300))
        }
        if faults.contains(.truncated) {
            answer.body = Array(answer.body.prefix(answer.body.count / 2))
        }
        if faults.contains(.oversized) {
            answer.body += [UInt8](repeating: 0x20, count: resource.greatestAnswer)
        }
    }
}
