public import Attestation
public import CoverageRules
public import Primitives
import Rewards

/// A logged notice that a finding backs: in force, to be in force, or withdrawn by a decision.
public struct HeldNotice: Hashable, Sendable {
    /// The notice's statement id.
    public var id: Hash256
    public var hotspot: UInt32
    /// The other end, of a notice on an edge.
    public var other: UInt32?
    public var rule: RuleNumber
    /// How much the votes weigh on which it rests; nothing for a hotspot's own word.
    public var weight: UInt32?
    /// It is in force from `first` through `last`. Of a withdrawn one `last` is the last epoch in
    /// which nothing is noticed of the same subject and rule: what a decision has lifted is not
    /// found again in the same history.
    public var first: Epoch
    public var last: Epoch
    /// What of the hotspot's trust it took, per mille; given back when it is withdrawn.
    public var taken: UInt16
    public var isWithdrawn: Bool

    func isInForce(in epoch: Epoch) -> Bool { !isWithdrawn && first <= epoch && epoch <= last }

    func precedes(_ later: HeldNotice) -> Bool { order < later.order }

    private var order: (UInt32, UInt64, RuleNumber) {
        (hotspot, other.map { UInt64($0) + 1 } ?? 0, rule)
    }
}

extension HeldNotice {
    static let fields = [
        RecordField(1, "hotspot", "uint", "hotspot id", "whom it concerns"),
        RecordField(2, "other", "uint", "hotspot id", isNeeded: false, "the edge's other end"),
        RecordField(3, "rule", "uint", "-", "by its place: X-1 is 33"),
        RecordField(4, "id", "hash", "-", "the notice's"),
        RecordField(
            5, "votes", "uint", "count", isNeeded: false,
            "that it rests on; absent: on the hotspot's own word"),
        RecordField(6, "first", "uint", "epoch", "in which it is in force"),
        RecordField(7, "last", "uint", "epoch", "the last of these"),
        RecordField(8, "taken", "uint", "per mille", "of the hotspot's trust"),
        RecordField(
            9, "withdrawn", "bool", "-",
            "by a decision; no other of this subject and rule up to `last`"),
    ]

    /// Without its kind.
    var fieldCount: Int { 7 + (other == nil ? 0 : 1) + (weight == nil ? 0 : 1) }

    func write(to writer: inout CBORWriter) {
        writer.field(1, UInt64(hotspot))
        writer.field(2, other.map { UInt64($0) })
        writer.field(3, UInt64(rule.rawValue))
        writer.field(4, id)
        writer.field(5, weight.map { UInt64($0) })
        writer.field(6, first.number)
        writer.field(7, last.number)
        writer.field(8, UInt64(taken))
        writer.key(9)
        writer.boolean(isWithdrawn)
    }

    init(fields reader: inout CBORReader) throws(CBORError) {
        hotspot = UInt32(try reader.number(1, upTo: RecordBound.hotspot))
        other = try reader.number(ifAt: 2, upTo: RecordBound.hotspot).map { UInt32($0) }
        rule = try reader.word(3)
        id = try reader.hash(4)
        weight = try reader.number(ifAt: 5, upTo: UInt64(UInt32.max)).map { UInt32($0) }
        first = Epoch(try reader.number(6, upTo: Epoch.limit))
        last = Epoch(try reader.number(7, upTo: Epoch.limit))
        taken = UInt16(try reader.number(8, upTo: 1_000))
        try reader.key(9)
        isWithdrawn = try reader.boolean()
    }
}
