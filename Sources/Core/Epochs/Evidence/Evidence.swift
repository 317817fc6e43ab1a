public import Attestation
public import Primitives

/// The evidence of an epoch: what the entries of its two ranges say, each statement once, standing
/// where it was logged first or where a receipt says it should (PROTOCOL 3.9, 4). A set: it does
/// not depend on the order in which chunks were read or where they were cut.
public struct Evidence: Sendable {
    /// The tables; statements that stand in the log twice are in it once.
    public let facts: EvidenceChunk
    /// Where receipts say that statements should stand, by the statement's number.
    // order: only asked for one statement at a time.
    private let claims: [UInt32: Claimed]

    struct Claimed: Hashable, Sendable {
        /// Where the entry should stand.
        var index: UInt64
        /// Where the claim stands itself.
        var claim: UInt64
    }

    /// - Parameters:
    ///   - whole: reads whole what stands at an index and was passed over.
    ///   - isReceiptKey: whether a key signed receipts for an oracle of the network at the time of a
    ///     record.
    public init(
        joining chunks: consuming [EvidenceChunk], _ time: LogTime,
        reading whole: (UInt64) -> EvidenceChunk, isReceiptKey: (PublicKey, Period) -> Bool
    ) {
        var joined = EvidenceChunk()
        // Each goes as soon as it is taken, and one that is all needs no copy: two of everything
        // would not fit.
        chunks.reverse()
        if chunks.count == 1, let only = chunks.popLast() { joined = only }
        while let chunk = chunks.popLast() { joined.append(chunk) }
        for index in joined.contested { joined.append(whole(index)) }
        let order = Self.byID(joined.statements)
        joined.keepFirst(order)
        facts = joined
        claims = Self.claims(
            joined.claims.filter { isReceiptKey($0.signer, $0.receipt.newest) },
            joined.statements, order, time)
    }

    /// The places of statements by id, and those of one id by index.
    private static func byID(_ statements: [StatementFact]) -> [UInt32] {
        // By the first eight bytes, which lie together; the rest is asked for of few.
        var order = statements.indices.map { (id: statements[$0].id.words.0, place: UInt32($0)) }
        order.sort { left, right in
            guard left.id == right.id else { return left.id < right.id }
            let (left, right) = (statements[Int(left.place)], statements[Int(right.place)])
            return (left.id, left.index) < (right.id, right.index)
        }
        return order.map(\.place)
    }

    private static func claims(
        _ claims: [ClaimFact], _ statements: [StatementFact], _ order: [UInt32], _ time: LogTime
    ) -> [UInt32: Claimed] {  // order: only asked for one statement at a time
        // order: built here, asked for one at a time.
        var found: [UInt32: Claimed] = [:]
        for claim in claims {
            // The entry stands below the second record after k, or the oracle broke its word.
            let bound = time.record(2, after: claim.receipt.newest)?.index
            for entry in claim.receipt.entries {
                guard let number = first(entry.statement, statements, order) else { continue }
                let index = bound.map { min(entry.index, $0 - 1) } ?? entry.index
                let new = Claimed(index: index, claim: claim.index)
                guard index < statements[Int(number)].index else { continue }
                if let old = found[number], (old.index, old.claim) <= (new.index, new.claim) {
                    continue
                }
                found[number] = new
            }
        }
        return found
    }

    private static func first(
        _ id: Hash256, _ statements: [StatementFact], _ order: [UInt32]
    ) -> UInt32? {
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if statements[Int(order[middle])].id < id { low = middle + 1 } else { high = middle }
        }
        guard low < order.count, statements[Int(order[low])].id == id else { return nil }
        return order[low]
    }

    public func statement(_ number: UInt32) -> StatementFact { facts.statements[Int(number)] }

    /// Where a statement stands; with a claim where it should, if bytes and claim are in evidence
    /// before `close`. Nothing when the statement is not.
    public func place(_ number: UInt32, before close: UInt64) -> UInt64? {
        let index = statement(number).index
        guard index < close else { return nil }
        guard let claimed = claims[number], claimed.claim < close else { return index }
        return min(index, claimed.index)
    }
}

extension EvidenceChunk {
    /// Drops what statements say that stand lower in the log too, by an order of all statements by
    /// id and index. Their facts go with them; their numbers stay.
    fileprivate mutating func keepFirst(_ order: [UInt32]) {
        var isFirst = [Bool](repeating: true, count: statements.count)
        for (before, number) in zip(order, order.dropFirst())
        where statements[Int(before)].id == statements[Int(number)].id {
            isFirst[Int(number)] = false
        }
        seals.removeAll { !isFirst[Int($0.statement)] }
        // Reports name openings by their place, so these stay, without reports.
        for place in openings.indices where !isFirst[Int(openings[place].statement)] {
            openings[place].reports = 0..<0
            openings[place].isRepeated = true
        }
        reveals.removeAll { !isFirst[Int($0.statement)] }
        news.removeAll { !isFirst[Int($0.statement)] }
        repeated = isFirst.map { !$0 }
        others.sort { $0.index < $1.index }
    }
}
