import Primitives

/// The numbers of a hotspot's records and statements, and the rule that no sequence number is ever
/// used twice (PROTOCOL 1, "Statement": two different statements with one number are a fraud proof).
///
/// Every record begins with the lowest sequence number that was free when it was kept, and the
/// newest record is not forgotten before there is a newer one: so whatever survives knows the number.
/// Besides, a number is never below the milliseconds since 1970, so that a lost spool or the old
/// copy of a disk does not use numbers again either (decision 0170).
struct Journal: Hashable, Sendable {
    private(set) var nextRecord: UInt64 = 1
    /// The lowest sequence number that was never used.
    private(set) var floor: UInt64 = 1
    /// The newest record, when it is needed no more.
    private var deferred: Forgotten?

    private struct Forgotten: Hashable, Sendable {
        let number: UInt64
        let acknowledged: Bool
    }

    /// Sequence numbers end here (`Bound.exact`, the largest integer every language holds).
    static let greatestSequence: UInt64 = (1 << 53) - 1
    /// No spool lives to see it; a number beyond it is no record of ours.
    static let greatestRecord: UInt64 = 1 << 62
    /// Eight bytes before a record's body.
    static let headerBytes = 8

    mutating func takeSequence(milliseconds: UInt64) -> UInt64 {
        let sequence = max(floor, min(milliseconds, Self.greatestSequence / 2))
        precondition(sequence < Self.greatestSequence, "sequence numbers are used up")
        floor = sequence + 1
        return sequence
    }

    /// A number that a restored statement has is used.
    mutating func use(_ sequence: UInt64) { floor = max(floor, sequence + 1) }

    mutating func keep(
        _ kind: RecordKind, _ body: [UInt8], _ effects: inout [HotspotEffect]
    ) -> UInt64 {
        var payload: [UInt8] = []
        payload.reserveCapacity(Self.headerBytes + body.count)
        payload.append(bigEndian: floor)
        payload.append(contentsOf: body)
        let number = nextRecord
        nextRecord += 1
        effects.append(.keep(number: number, kind: kind.rawValue, payload: payload))
        if let deferred {
            effects.append(
                .forget(number: deferred.number, acknowledged: deferred.acknowledged))
        }
        deferred = nil
        return number
    }

    mutating func forget(
        _ number: UInt64, _ effects: inout [HotspotEffect], acknowledged: Bool = false
    ) {
        guard number != nextRecord - 1 else {
            deferred = Forgotten(number: number, acknowledged: acknowledged)
            return
        }
        effects.append(.forget(number: number, acknowledged: acknowledged))
    }

    /// The spool has had this number, though the record may be gone: it is not used again.
    mutating func reach(_ number: UInt64) {
        guard number <= Self.greatestRecord else { return }
        nextRecord = max(nextRecord, number + 1)
    }

    /// Takes a restored record's number and header; its body is left, or nothing when there is no
    /// header.
    mutating func restore(_ number: UInt64, _ payload: [UInt8]) -> [UInt8]? {
        reach(number)
        guard payload.count >= Self.headerBytes else { return nil }
        let kept = payload.rawSpan.bigEndian64(at: 0)
        guard kept >= 1, kept <= Self.greatestSequence else { return nil }
        floor = max(floor, kept)
        return Array(payload[Self.headerBytes...])
    }
}
