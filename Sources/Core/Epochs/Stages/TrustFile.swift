import Attestation
import CoverageRules
public import Primitives
public import Rewards

/// The file `trust`: every hotspot, then what the X rules found, then what became of notices.
public struct TrustFile: Hashable, Sendable {
    /// Ascending.
    public var hotspots: [TrustRecord] = []
    /// Ascending by subject, then reason.
    public var findings: [FindingRecord] = []
    /// Ascending by where they stand in the log.
    public var notices: [NoticeRecord] = []

    public init(
        hotspots: [TrustRecord] = [], findings: [FindingRecord] = [],
        notices: [NoticeRecord] = []
    ) {
        (self.hotspots, self.findings, self.notices) = (hotspots, findings, notices)
    }

    private enum Kind: UInt64 { case hotspot, finding, notice }

    public static var tables: [RecordTable] {
        func table(
            _ kind: Kind, _ name: String, _ summary: String, _ fields: [RecordField]
        ) -> RecordTable {
            RecordTable(
                stage: "trust", name: name, summary: summary,
                fields: [RecordField(0, "kind", "uint", "-", "\(kind.rawValue)")] + fields)
        }
        return [
            table(
                .hotspot, "hotspot", "Trust of each hotspot in the network during the epoch.",
                TrustRecord.fields),
            table(
                .finding, "finding",
                "What an X rule found at the epoch's end; by subject, then reason.",
                FindingRecord.fields),
            table(
                .notice, "notice",
                "A notice that the epoch's range brought, or that a decision ended; by index.",
                NoticeRecord.fields),
        ]
    }

    public var bytes: [UInt8] {
        var writer = CBORWriter(
            reservingCapacity: 64 * (hotspots.count + findings.count + notices.count))
        func record(
            _ kind: Kind, _ fields: Int, _ body: (inout CBORWriter) -> Void
        ) {
            writer.beginMap(fields + 1)
            writer.field(0, kind.rawValue)
            body(&writer)
            writer.endMap()
        }
        for item in hotspots { record(.hotspot, TrustRecord.fields.count, item.write) }
        for item in findings { record(.finding, item.fieldCount, item.write) }
        for item in notices { record(.notice, item.fieldCount, item.write) }
        return writer.finish()
    }

    /// Reads what `bytes` wrote. Refuses records that do not ascend and every other spelling.
    public init(reading bytes: RawSpan) throws(StageFileError) {
        var kinds: [Kind] = []
        do throws(CBORError) {
            var reader = try CBORReader(bytes, limit: ResultFile.greatestBytes)
            while reader.offset < bytes.byteCount {
                let start = reader.offset
                _ = try reader.beginMap(upTo: 12)
                guard let kind = Kind(rawValue: try reader.number(0)) else {
                    throw CBORError(.outOfRange, at: start)
                }
                switch kind {
                case .hotspot: hotspots.append(try TrustRecord(fields: &reader))
                case .finding: findings.append(try FindingRecord(fields: &reader))
                case .notice: notices.append(try NoticeRecord(fields: &reader))
                }
                try reader.endMap()
                kinds.append(kind)
            }
        } catch {
            throw .record(stage: "trust", index: kinds.count, error)
        }
        try checkOrder(kinds)
    }

    /// Kinds first: only when they ascend does a record's place in the file tell its place in its list.
    private func checkOrder(_ kinds: [Kind]) throws(StageFileError) {
        for index in kinds.indices.dropFirst()
        where kinds[index - 1].rawValue > kinds[index].rawValue {
            throw .order(stage: "trust", index: index)
        }
        for index in hotspots.indices.dropFirst()
        where !hotspots[index - 1].precedes(hotspots[index]) {
            throw .order(stage: "trust", index: index)
        }
        for index in findings.indices.dropFirst()
        where !findings[index - 1].precedes(findings[index]) {
            throw .order(stage: "trust", index: hotspots.count + index)
        }
        for index in notices.indices.dropFirst()
        where !notices[index - 1].precedes(notices[index]) {
            throw .order(stage: "trust", index: hotspots.count + findings.count + index)
        }
    }
}

/// One hotspot of the file `trust`.
public struct TrustRecord: Hashable, Sendable {
    public var hotspot: UInt32
    /// Per mille, as it was used in this epoch and as it is from the next one on.
    public var before: UInt16
    public var after: UInt16
    public var change: TrustChange
    /// Sent and withheld beacons that somebody heard, windows with seals it did not open, nonces it
    /// declared lost.
    public var withheld: UInt64
    public var unopened: UInt64
    public var lost: UInt64

    public init(
        hotspot: UInt32, before: UInt16, after: UInt16, change: TrustChange, withheld: UInt64,
        unopened: UInt64, lost: UInt64
    ) {
        self.hotspot = hotspot
        self.before = before
        self.after = after
        self.change = change
        self.withheld = withheld
        self.unopened = unopened
        self.lost = lost
    }

    static let fields = [
        RecordField(1, "hotspot", "uint", "hotspot id", "who"),
        RecordField(2, "before", "uint", "per mille", "as used in this epoch"),
        RecordField(3, "after", "uint", "per mille", "from the next epoch on"),
        RecordField(
            4, "change", "uint 0..8", "-",
            "0 none, 1 served, 2 notice, 3 nonces lost, 4 moved, 5 notice withdrawn, "
                + "6 served under a notice, 7 never a satellite fix at its place: 500 at most, "
                + "8 the first fix"),
        RecordField(5, "withheld", "uint", "count", "beacons sent and not revealed"),
        RecordField(6, "unopened", "uint", "count", "windows with seals not opened"),
        RecordField(7, "lost", "uint", "count", "declarations of lost nonces"),
    ]

    func precedes(_ other: TrustRecord) -> Bool { hotspot < other.hotspot }

    func write(to writer: inout CBORWriter) {
        writer.field(1, UInt64(hotspot))
        writer.field(2, UInt64(before))
        writer.field(3, UInt64(after))
        writer.field(4, UInt64(change.rawValue))
        writer.field(5, withheld)
        writer.field(6, unopened)
        writer.field(7, lost)
    }

    init(fields reader: inout CBORReader) throws(CBORError) {
        hotspot = UInt32(try reader.number(1, upTo: RecordBound.hotspot))
        before = UInt16(try reader.number(2, upTo: 1_000))
        after = UInt16(try reader.number(3, upTo: 1_000))
        change = try reader.word(4)
        withheld = try reader.number(5)
        unopened = try reader.number(6)
        lost = try reader.number(7)
    }
}

/// What became of a notice in an epoch.
public struct NoticeRecord: Hashable, Sendable {
    /// Where the notice stands in the log.
    public var index: UInt64
    public var id: Hash256
    public var hotspot: UInt32
    public var other: UInt32?
    public var outcome: Outcome
    /// What it takes of the hotspot's trust, or took and is given back, per mille.
    public var change: UInt16

    public enum Outcome: UInt8, CaseIterable, Sendable {
        /// From the next epoch on.
        case inForce
        /// No finding of the epoch before says so: it has no effect.
        case notBacked
        /// One on the same subject and rule is in force, or was withdrawn: it has no effect.
        case repeated
        /// By a decision.
        case withdrawn
    }

    static let fields = [
        RecordField(1, "index", "uint", "index", "where the notice stands in the log"),
        RecordField(2, "id", "hash", "-", "the notice's"),
        RecordField(3, "hotspot", "uint", "hotspot id", "whom it names"),
        RecordField(4, "other", "uint", "hotspot id", isNeeded: false, "the edge's other end"),
        RecordField(
            5, "outcome", "uint 0..3", "-",
            "0 in force from the next epoch on; without effect: 1 no finding backs it, 2 one on "
                + "the same subject and rule is in force; 3 withdrawn"),
        RecordField(6, "change", "uint", "per mille", "that it takes, or that is given back"),
    ]

    var fieldCount: Int { 5 + (other == nil ? 0 : 1) }

    func precedes(_ later: NoticeRecord) -> Bool { index < later.index }

    func write(to writer: inout CBORWriter) {
        writer.field(1, index)
        writer.field(2, id)
        writer.field(3, UInt64(hotspot))
        writer.field(4, other.map { UInt64($0) })
        writer.field(5, UInt64(outcome.rawValue))
        writer.field(6, UInt64(change))
    }

    init(
        index: UInt64, id: Hash256, hotspot: UInt32, other: UInt32?, outcome: Outcome,
        change: UInt16
    ) {
        (self.index, self.id) = (index, id)
        (self.hotspot, self.other) = (hotspot, other)
        (self.outcome, self.change) = (outcome, change)
    }

    init(fields reader: inout CBORReader) throws(CBORError) {
        index = try reader.number(1)
        id = try reader.hash(2)
        hotspot = UInt32(try reader.number(3, upTo: RecordBound.hotspot))
        other = try reader.number(ifAt: 4, upTo: RecordBound.hotspot).map { UInt32($0) }
        outcome = try reader.word(5)
        change = UInt16(try reader.number(6, upTo: 1_000))
    }
}
