public import Attestation
public import CoverageRules
public import Primitives
public import Rewards

/// The verdict of one beacon or one witness report, as the files `beacons` and `witnesses` have it.
public struct VerdictRecord: Hashable, Sendable {
    /// A beacon's reveal; a report's id of docs/oracle-api.md rule 19.
    public var id: Hash256
    /// Absent where the key is nobody's.
    public var hotspot: UInt32?
    public var window: Window
    /// Where the reveal, or the bundle that opened the report, stands in the log.
    public var index: UInt64
    public var outcome: Verdict.Outcome
    /// The rule that decides; of what passes the one for which it is not paid, B-12 or W-19.
    public var finding: Verdict.Finding?
    public var failed: RuleSet
    public var notJudged: RuleSet
    public var suspicions: RuleSet

    init(
        id: Hash256, hotspot: UInt32?, window: Window, index: UInt64, _ verdict: Verdict
    ) {
        self.id = id
        self.hotspot = hotspot
        self.window = window
        self.index = index
        outcome = verdict.outcome
        finding = verdict.finding
        failed = verdict.failed
        notJudged = verdict.notJudged
        suspicions = verdict.suspicions
    }

    static let fields = [
        RecordField(1, "id", "hash", "-", "the report's name"),
        RecordField(2, "hotspot", "uint", "hotspot id", isNeeded: false, "whose it is"),
        RecordField(3, "window", "uint", "window", "of the beacon, or that the seal names"),
        RecordField(4, "index", "uint", "index", "where reveal or opening stand in the log"),
        RecordField(5, "verdict", "uint 0..2", "-", "0 pass, 1 fail, 2 not judged"),
        RecordField(
            6, "rule", "uint", "-", isNeeded: false,
            "that decides, by its place: B-1 is 0; of what passes, for which it is not paid"),
        RecordField(7, "reason", "uint", "-", isNeeded: false, "why, by its published number"),
        RecordField(8, "measured", "int", "as the reason says", isNeeded: false, "by the rule"),
        RecordField(9, "limit", "int", "as the reason says", isNeeded: false, "of the rule"),
        RecordField(10, "failed", "uint", "-", "sum of 2^rule of the rules that fail"),
        RecordField(11, "not_judged", "uint", "-", "sum of 2^rule of those not judged"),
        RecordField(12, "suspicions", "uint", "-", isNeeded: false, "rules that pass narrowly"),
    ]

    var keyCount: Int {
        6 + (hotspot == nil ? 0 : 1) + (finding == nil ? 0 : 4)
            + (suspicions.rawValue == 0 ? 0 : 1)
    }

    func write(to writer: inout CBORWriter) {
        writer.field(1, id)
        writer.field(2, hotspot.map { UInt64($0) })
        writer.field(3, window.number)
        writer.field(4, index)
        writer.field(5, UInt64(outcome.rawValue))
        if let finding {
            writer.field(6, UInt64(finding.rule.rawValue))
            writer.field(7, UInt64(finding.reason.rawValue))
            writer.field(8, signed: finding.measured)
            writer.field(9, signed: finding.limit)
        }
        writer.field(10, failed.rawValue)
        writer.field(11, notJudged.rawValue)
        if suspicions.rawValue > 0 { writer.field(12, suspicions.rawValue) }
    }

    init(fields reader: inout CBORReader) throws(CBORError) {
        id = try reader.hash(1)
        hotspot = try reader.number(ifAt: 2, upTo: RecordBound.hotspot).map { UInt32($0) }
        window = Window(try reader.number(3, upTo: Window.limit))
        index = try reader.number(4)
        outcome = try reader.word(5)
        finding = nil
        if try reader.optionalKey(6) {
            let rule: RuleNumber = try reader.word()
            let reason: Reason = try reader.word(7)
            try reader.key(8)
            let measured = try reader.integer()
            try reader.key(9)
            finding = Verdict.Finding(
                rule: rule, reason: reason, measured: measured, limit: try reader.integer())
        }
        failed = RuleSet(rawValue: try reader.number(10))
        notJudged = RuleSet(rawValue: try reader.number(11))
        suspicions = []
        if try reader.optionalKey(12) {
            // Nothing is left out when it is empty: one spelling.
            let start = reader.offset
            suspicions = RuleSet(rawValue: try reader.unsigned())
            guard suspicions.rawValue > 0 else { throw CBORError(.outOfRange, at: start) }
        }
    }
}

extension CBORReader {
    /// A code that some word has.
    mutating func word<Word: RawRepresentable>(
        _ key: UInt64
    ) throws(CBORError) -> Word where Word.RawValue == UInt8 {
        try self.key(key)
        return try word()
    }

    mutating func word<Word: RawRepresentable>() throws(CBORError) -> Word
    where Word.RawValue == UInt8 {
        let start = offset
        let code = try unsigned(upTo: UInt64(UInt8.max))
        guard let word = Word(rawValue: UInt8(code)) else {
            throw CBORError(.outOfRange, at: start, found: code)
        }
        return word
    }
}

/// One beacon of the file `beacons`.
public struct BeaconRecord: StageRecord {
    public var verdict: VerdictRecord
    /// How many reports of it pass W-1 to W-18.
    public var heard: UInt64
    /// The hotspots W-19 selected, ascending.
    public var selected: [UInt32]

    public static let table = RecordTable(
        stage: "beacons", name: "beacon",
        summary: "The verdict of one beacon: each reveal of the epoch's windows that was in time.",
        fields: VerdictRecord.fields + [
            RecordField(13, "heard", "uint", "count", "reports of it that pass W-1 to W-18"),
            RecordField(14, "selected", "list of uint", "hotspot id", "by W-19, ascending"),
        ])

    public func precedes(_ other: BeaconRecord) -> Bool { verdict.id < other.verdict.id }

    public func encode(into writer: inout CBORWriter) {
        writer.beginMap(verdict.keyCount + 2)
        verdict.write(to: &writer)
        writer.field(13, heard)
        writer.key(14)
        writer.beginArray(selected.count)
        for hotspot in selected { writer.unsigned(UInt64(hotspot)) }
        writer.endArray()
        writer.endMap()
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap(upTo: 14)
        verdict = try VerdictRecord(fields: &reader)
        heard = try reader.number(13)
        try reader.key(14)
        selected = []
        for _ in 0..<(try reader.beginArray(upTo: 64)) {
            let start = reader.offset
            let hotspot = UInt32(try reader.unsigned(upTo: RecordBound.hotspot))
            guard selected.last.map({ $0 < hotspot }) ?? true else {
                throw CBORError(.outOfRange, at: start)
            }
            selected.append(hotspot)
        }
        try reader.endArray()
        try reader.endMap()
    }

    init(_ beacon: JudgedBeacon, heard: UInt64, selected: [UInt32]) {
        verdict = VerdictRecord(
            id: beacon.id, hotspot: beacon.hotspot, window: beacon.window,
            index: beacon.entry.place, beacon.verdict)
        self.heard = heard
        self.selected = selected
    }
}

/// One report of the file `witnesses`.
public struct WitnessRecord: StageRecord {
    public var verdict: VerdictRecord
    /// The beacon's id; absent where no reveal explains the frame.
    public var beacon: Hash256?
    /// Where the seal stands; absent where the key logged none.
    public var seal: UInt64?

    public static let table = RecordTable(
        stage: "witnesses", name: "report",
        summary: "The verdict of one witness report: each report opened in time.",
        fields: VerdictRecord.fields + [
            RecordField(13, "beacon", "hash", "-", isNeeded: false, "the beacon it heard"),
            RecordField(14, "seal", "uint", "index", isNeeded: false, "where its seal stands"),
        ])

    public func precedes(_ other: WitnessRecord) -> Bool { verdict.id < other.verdict.id }

    public func encode(into writer: inout CBORWriter) {
        writer.beginMap(verdict.keyCount + (beacon == nil ? 0 : 1) + (seal == nil ? 0 : 1))
        verdict.write(to: &writer)
        writer.field(13, beacon)
        writer.field(14, seal)
        writer.endMap()
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap(upTo: 14)
        verdict = try VerdictRecord(fields: &reader)
        beacon = try reader.optionalKey(13) ? try reader.hash256() : nil
        seal = try reader.number(ifAt: 14)
        try reader.endMap()
    }

    init(_ report: JudgedReport, beacon: Hash256?, seal: UInt64?) {
        verdict = VerdictRecord(
            id: report.id, hotspot: report.hotspot, window: report.window,
            index: report.entry.opening.place, report.verdict)
        self.beacon = beacon
        self.seal = seal
    }
}
