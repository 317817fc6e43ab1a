public import Attestation
public import Primitives
import Radios

extension HotspotMachine {
    /// Statements with a receipt whose proof of inclusion is wanted, oldest first.
    public var unincluded: [Unincluded] {
        receipts.flatMap { receipt in
            receipt.entries.map {
                Unincluded(id: $0.id, index: $0.index, newest: receipt.newest, leaf: $0.leaf)
            }
        }
    }

    /// Takes a receipt (PROTOCOL 3.9): the bytes of what it names are forgotten, the receipt is kept
    /// until the proof of inclusion.
    mutating func takeReceipt(_ bytes: [UInt8], _ leaves: [StatementLeaf]) {
        do throws(ReceiptRefusal) {
            let receipt = try checkedReceipt(bytes)
            let entries = try ours(of: receipt, leaves)
            var kept = KeptReceipt(
                bytes: bytes, newest: receipt.newest, entries: entries, record: 0)
            for entry in entries { mark(entry, receipt.newest) }
            kept.record = journal.keep(.receipt, kept.body, &effects)
            receipts.append(kept)
            for entry in entries { close(entry) }
            lastReceiptRefusal = nil
        } catch {
            counters.count(.receiptRefused)
            if lastReceiptRefusal != error { remark(.warning, "receipt refused: \(error)") }
            lastReceiptRefusal = error
        }
    }

    private mutating func checkedReceipt(_ bytes: [UInt8]) throws(ReceiptRefusal) -> Receipt {
        do throws(SignedMessageError) {
            return try checked(bytes, signedBy: network.oracle.receiptKey)
        } catch {
            throw ReceiptRefusal(error)
        }
    }

    /// The entries that name statements of ours that wait. Entries of others are theirs.
    private func ours(
        of receipt: Receipt, _ leaves: [StatementLeaf]
    ) throws(ReceiptRefusal) -> [KeptReceipt.Entry] {
        var entries: [KeptReceipt.Entry] = []
        for entry in receipt.entries {
            guard let waiting = outbox.first(where: { $0.statement.id == entry.statement }),
                waiting.isPosted, let leaf = leaves.first(where: { $0.id == entry.statement })
            else { continue }
            guard entry.index >= 2 else { throw .impossibleIndex(entry.index) }
            entries.append(
                KeptReceipt.Entry(
                    id: entry.statement, index: entry.index, leaf: leaf.leaf,
                    isClaim: waiting.statement.type == .receiptClaim))
        }
        guard !entries.isEmpty else { throw .notOurs }
        return entries
    }

    /// What the index tells those who wait for it; before the statement is forgotten.
    private mutating func mark(_ entry: KeptReceipt.Entry, _ newest: Period) {
        guard let outgoing = outbox.first(where: { $0.statement.id == entry.id }) else { return }
        let sequence = outgoing.statement.sequence
        if outgoing.statement.type == .bundle {
            marks.lastOpening = max(marks.lastOpening ?? newest, newest)
        }
        for place in committed.indices where committed[place].statement == sequence {
            committed[place].index = entry.index
            // The index was given when a record of the window stood in the log already.
            if newest >= network.periods.firstPeriod(of: committed[place].window) {
                committed[place].stands = false
            }
            keepNonce(at: place)
        }
        if let place = sealed.firstIndex(where: { $0.sequence == sequence }) {
            sealed[place].index = entry.index
        }
    }

    private mutating func close(_ entry: KeptReceipt.Entry) {
        guard let place = outbox.firstIndex(where: { $0.statement.id == entry.id }) else { return }
        let outgoing = outbox.remove(at: place)
        if outgoing.ownsRecord {
            journal.forget(outgoing.record, &effects, acknowledged: true)
        }
        update(entry.id, .received)
    }

    /// A proof of inclusion was checked: nothing of the statement is needed any more.
    mutating func takeInclusion(_ id: Hash256) {
        guard
            let place = receipts.firstIndex(where: { $0.entries.contains { $0.id == id } })
        else { return }
        receipts[place].entries.removeAll { $0.id == id }
        update(id, .included)
        guard receipts[place].entries.isEmpty else { return }
        journal.forget(receipts.remove(at: place).record, &effects)
    }

    /// The oracle will never take it. A beacon's nonce may still be opened later; commitments that
    /// were not taken were never made.
    mutating func takeRefusal(_ id: Hash256, _ code: String, _ sentence: String) {
        guard let outgoing = outbox.first(where: { $0.statement.id == id }) else { return }
        counters.count(.statementRefused)
        let name = outgoing.statement.type.name
        remark(.warning, "the oracle refused a \(name): \(code)")
        give(up: outgoing, .refused, sentence.isEmpty ? code : "\(code): \(sentence)")
        withdrawCommitments(of: outgoing.statement)
        guard let place = sealed.firstIndex(where: { $0.sequence == outgoing.statement.sequence })
        else { return }
        journal.forget(sealed.remove(at: place).record, &effects)
    }

    /// The oracle was asked 60 periods after a receipt and could not show what it promised: the receipt
    /// is put in evidence against it. An oracle that is away is not claimed against.
    mutating func claim(_ id: Hash256) {
        guard let newest = entropy.newest,
            let place = receipts.firstIndex(where: { $0.entries.contains { $0.id == id } })
        else { return }
        let receipt = receipts[place]
        guard newest.number >= receipt.newest.number + KeptReceipt.patience,
            receipt.entries.contains(where: { $0.id == id && !$0.isClaim })
        else { return }
        state { ReceiptClaim(sequence: $0, receipt: receipt.bytes) }
        for entry in receipt.entries { update(entry.id, .claimed) }
        remark(.error, "the oracle did not log what it gave a receipt for; it is claimed")
        receipts.remove(at: place)
        journal.forget(receipt.record, &effects)
    }
}

/// A statement that an oracle took and that is not yet proven to stand in its log.
public struct Unincluded: Hashable, Sendable {
    public let id: Hash256
    public let index: UInt64
    /// k: the newest record that was logged when the index was given.
    public let newest: Period
    public let leaf: Hash256
}
