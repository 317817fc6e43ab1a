public import Attestation
public import CoverageRules
public import Primitives
import Rewards

/// What an X rule found at the end of an epoch, as the files `trust` and `state` have it. Those with
/// an effect stand in `state` too: of each an oracle is to log a notice in the next epoch, and no
/// other notice has any effect (decision 0244).
public struct FindingRecord: Hashable, Sendable {
    public var hotspot: UInt32
    /// The other end, of a finding on an edge; then `hotspot` is the lower number.
    public var other: UInt32?
    public var rule: RuleNumber
    public var reason: Reason
    public var measured: Int64
    public var limit: Int64
    /// How much the votes weigh on which it rests; nothing where it rests on the hotspot's own word.
    public var weight: UInt32?
    /// The last epoch in which a notice of it is in force.
    public var expires: Epoch
    /// What a notice of it does; nothing where none is due: one on the same subject and rule is in
    /// force or was withdrawn, or it lowers nothing.
    public var effect: NoticeEffect?
    /// By how much the notice lowers trust, per mille.
    public var change: UInt16?
    /// Ascending, at most 200.
    public var evidence: [Hash256]

    /// How long a notice on a hotspot is in force: four epochs after the one in which it is logged.
    /// It takes what four epochs of service give, and while it is in force none of them gives
    /// anything. If the rule finds on, the next notice follows at once.
    public static let hotspotEpochs: UInt64 = 5
    /// And one on an edge: until all that the finding rests on is forgotten.
    public static let edgeEpochs: UInt64 = 14

    init(_ finding: TrustFinding, in epoch: Epoch) {
        switch finding.subject {
        case .hotspot(let number):
            (hotspot, other) = (number, nil)
            expires = Epoch(epoch.number + Self.hotspotEpochs)
        case .edge(let one, let two):
            (hotspot, other) = (one, two)
            expires = Epoch(epoch.number + Self.edgeEpochs)
        }
        (rule, reason) = (finding.rule, finding.reason)
        (measured, limit) = (finding.measured, finding.limit)
        weight = finding.weight
        (effect, change) = (nil, nil)
        evidence = finding.evidence
    }
}

extension FindingRecord {
    /// The notice an oracle is to log of it.
    ///
    /// - Parameter epoch: in which it was found.
    public func notice(in epoch: Epoch, sequence: UInt64) -> TrustNotice? {
        effect.map { effect in
            TrustNotice(
                sequence: sequence, hotspot: hotspot, rule: rule.description, effect: effect,
                epoch: epoch, expires: expires, change: change.map { UInt64($0) },
                otherHotspot: other, measured: measured, limit: limit,
                unit: reason.unit.rawValue, evidence: evidence)
        }
    }

    /// Whether two speak of the same subject.
    func concerns(_ hotspot: UInt32, _ other: UInt32?) -> Bool {
        self.hotspot == hotspot && self.other == other
    }

    public func precedes(_ later: FindingRecord) -> Bool { order < later.order }

    /// Hotspots before their edges.
    private var order: (UInt32, UInt64, UInt8) {
        (hotspot, other.map { UInt64($0) + 1 } ?? 0, reason.rawValue)
    }
}

extension FindingRecord {
    static let fields = [
        RecordField(1, "hotspot", "uint", "hotspot id", "whom it concerns"),
        RecordField(2, "other", "uint", "hotspot id", isNeeded: false, "the edge's other end"),
        RecordField(3, "rule", "uint", "-", "by its place: X-1 is 33"),
        RecordField(4, "reason", "uint", "-", "by its published number"),
        RecordField(5, "measured", "int", "as the reason says", "by the rule"),
        RecordField(6, "limit", "int", "as the reason says", "of the rule"),
        RecordField(
            7, "votes", "uint", "count", isNeeded: false,
            "that it rests on; absent: on the hotspot's own word"),
        RecordField(8, "expires", "uint", "epoch", "the last in which a notice holds"),
        RecordField(
            9, "effect", "uint", "-", isNeeded: false,
            "of a notice: 0 trust_lowered, 2 edge_doubted; absent: none is due"),
        RecordField(10, "change", "uint", "per mille", isNeeded: false, "by a notice"),
        RecordField(11, "evidence", "list of hash", "-", "statement ids; ascending"),
    ]

    /// Without its kind.
    var fieldCount: Int {
        7 + (other == nil ? 0 : 1) + (weight == nil ? 0 : 1) + (effect == nil ? 0 : 1)
            + (change == nil ? 0 : 1)
    }

    func write(to writer: inout CBORWriter) {
        writer.field(1, UInt64(hotspot))
        writer.field(2, other.map { UInt64($0) })
        writer.field(3, UInt64(rule.rawValue))
        writer.field(4, UInt64(reason.rawValue))
        writer.field(5, signed: measured)
        writer.field(6, signed: limit)
        writer.field(7, weight.map { UInt64($0) })
        writer.field(8, expires.number)
        writer.field(9, effect?.rawValue)
        writer.field(10, change.map { UInt64($0) })
        writer.key(11)
        writer.beginArray(evidence.count)
        for id in evidence { writer.bytes(id) }
        writer.endArray()
    }

    init(fields reader: inout CBORReader) throws(CBORError) {
        hotspot = UInt32(try reader.number(1, upTo: RecordBound.hotspot))
        other = try reader.number(ifAt: 2, upTo: RecordBound.hotspot).map { UInt32($0) }
        rule = try reader.word(3)
        reason = try reader.word(4)
        try reader.key(5)
        measured = try reader.integer()
        try reader.key(6)
        limit = try reader.integer()
        weight = try reader.number(ifAt: 7, upTo: UInt64(UInt32.max)).map { UInt32($0) }
        expires = Epoch(try reader.number(8, upTo: Epoch.limit))
        effect = nil
        if try reader.optionalKey(9) {
            let start = reader.offset
            effect = NoticeEffect(rawValue: try reader.unsigned())
            guard effect == .trustLowered || effect == .edgeDoubted else {
                throw CBORError(.outOfRange, at: start)
            }
        }
        change = try reader.number(ifAt: 10, upTo: 100).map { UInt16($0) }
        try reader.key(11)
        evidence = []
        for _ in 0..<(try reader.beginArray(upTo: TrustFinding.greatestEvidence)) {
            let start = reader.offset
            let id = try reader.hash256()
            guard evidence.last.map({ $0 < id }) ?? true else {
                throw CBORError(.outOfRange, at: start)
            }
            evidence.append(id)
        }
        try reader.endArray()
    }
}
