public import Attestation
public import CoverageRules
public import Primitives
public import Registry

/// What is known of each beacon and report of an epoch that is not computed yet, and of those that
/// came too late, at some point of the log.
public struct OpenVerdicts: Sendable {
    public let epoch: Epoch
    /// The epoch's windows, ascending.
    public let windows: [Window]
    /// As far as the log was read.
    public let position: UInt64
    public let newest: Period?
    /// The epoch's evidence has closed.
    public let isClosed: Bool
    /// Who a key is.
    public let registry: Registry
    /// Ascending by id, each once.
    public let reports: [OpenReport]
    /// Places of `reports` that are some hotspot's, ascending by hotspot, window and id.
    private let listed: [UInt32]

    public func report(_ id: Hash256) -> OpenReport? {
        let place = reports.partitioned { $0.verdict.id < id }
        return place < reports.count && reports[place].verdict.id == id ? reports[place] : nil
    }

    /// Those of a hotspot's window, ascending by id.
    public func reports(of hotspot: UInt32, in window: Window) -> [OpenReport] {
        let first = listed.partitioned { place in
            let verdict = reports[Int(place)].verdict
            return (verdict.hotspot ?? 0, verdict.window) < (hotspot, window)
        }
        return listed[first...].lazy.map { reports[Int($0)] }
            .prefix { $0.verdict.hotspot == hotspot && $0.verdict.window == window }
            .map { $0 }
    }
}

/// One beacon or witness report of an open epoch.
public struct OpenReport: Hashable, Sendable {
    public enum Stage: Hashable, Sendable {
        /// Opened; no reveal explains the frame yet. The record of this period ends the wait.
        case waiting(until: Period)
        case provisional
        /// It stands in the log above the record that closed its window: not paid, never a fault.
        case late
    }

    public let stage: Stage
    /// Without rules where it is not provisional.
    public let verdict: VerdictRecord
    public let isBeacon: Bool
    /// Of a report: the beacon it heard.
    public let beacon: Hash256?
    /// Of a report: where its seal stands.
    public let seal: UInt64?

    /// Rules that are judged when the epoch has closed.
    public static let beaconLater: [RuleNumber] = [.b12]
    public static let witnessLater: [RuleNumber] = [.w19, .w21]
}

extension OpenVerdicts {
    init<D: Digest & SendableMetatype>(
        _ alone: JudgedAlone, _ bench: EpochBench<D>, newest: Period?, position: UInt64,
        isClosed: Bool, by digest: D.Type
    ) {
        let terms = bench.terms
        epoch = terms.epoch
        windows = terms.windows
        registry = bench.replay.registry
        (self.newest, self.position, self.isClosed) = (newest, position, isClosed)
        var reports = alone.beacons.map { OpenReport($0) }
        for (place, range) in alone.ranges.enumerated() {
            let beacon = alone.beacons[place].id
            reports += alone.reports[range].map { OpenReport($0, of: beacon, terms) }
        }
        let matched = alone.ranges.last?.upperBound ?? 0
        reports += alone.reports[matched...].map { OpenReport($0, of: nil, terms) }
        reports += LateEvidence(bench).reports
        reports.sort { $0.verdict.id < $1.verdict.id }
        var last: Hash256?
        reports.removeAll { report in
            defer { last = report.verdict.id }
            return report.verdict.id == last
        }
        listed = reports.indices.filter { reports[$0].verdict.hotspot != nil }.map { UInt32($0) }
            .sorted { left, right in
                let (one, other) = (reports[Int(left)].verdict, reports[Int(right)].verdict)
                return (one.hotspot ?? 0, one.window, left)
                    < (other.hotspot ?? 0, other.window, right)
            }
        self.reports = reports
    }
}

extension OpenReport {
    fileprivate init(_ beacon: JudgedBeacon) {
        self.init(
            stage: .provisional,
            verdict: VerdictRecord(
                id: beacon.id, hotspot: beacon.hotspot, window: beacon.window,
                index: beacon.entry.place, beacon.verdict),
            isBeacon: true, beacon: nil, seal: nil)
    }

    fileprivate init(_ report: JudgedReport, of beacon: Hash256?, _ terms: EpochTerms) {
        let isOpen = terms.slot(of: report.window).map { terms.closes[$0] == nil } ?? false
        let waits = beacon == nil && isOpen
        self.init(
            stage: waits ? .waiting(until: terms.closing(of: report.window)) : .provisional,
            verdict: VerdictRecord(
                id: report.id, hotspot: report.hotspot, window: report.window,
                index: report.entry.opening.place, report.verdict),
            isBeacon: false, beacon: beacon, seal: report.sealPlace)
    }
}

extension EpochTerms {
    /// The period whose record closes a window's evidence, if every period has its record.
    fileprivate func closing(of window: Window) -> Period {
        let first = rules.periods.firstPeriod(of: Window(window.number + 1))
        return Period(first.number + rules.periods.close - 1)
    }
}

/// Reveals and openings of both ranges that stand above the close of the window they name.
struct LateEvidence {
    private(set) var reports: [OpenReport] = []

    init<D: Digest & SendableMetatype>(_ bench: EpochBench<D>) {
        let (evidence, terms) = (bench.evidence, bench.terms)
        func note(
            _ id: Hash256, _ statement: StatementFact, _ window: Window, isBeacon: Bool,
            seal: UInt64?
        ) {
            let key = evidence.facts.keys[statement.key]
            reports.append(
                OpenReport(
                    stage: .late,
                    verdict: VerdictRecord(
                        id: id, hotspot: bench.replay.registry.number(of: key, in: window)?.value,
                        window: window, index: statement.index,
                        Verdict(needs: isBeacon ? .beaconNeeds : .witnessNeeds)),
                    isBeacon: isBeacon, beacon: nil, seal: seal))
        }
        for item in evidence.facts.reveals
        where Self.isLate(item.reveal.window, item.statement, evidence, terms) {
            let statement = evidence.statement(item.statement)
            note(statement.id, statement, item.reveal.window, isBeacon: true, seal: nil)
        }
        let openings = evidence.facts.openings.filter {
            !$0.isRepeated && Self.isLate($0.window, $0.statement, evidence, terms)
        }
        guard !openings.isEmpty else { return }
        let seals = Self.seals(of: openings, evidence)
        for opening in openings {
            let statement = evidence.statement(opening.statement)
            let seal = seals[opening.seal].map { evidence.statement($0) }
            for report in opening.reports {
                let frame = evidence.facts.frame(of: evidence.report(report))
                note(
                    ReportID.of(frame, in: seal?.id ?? statement.id, terms.network, by: D.self),
                    statement, opening.window, isBeacon: false, seal: seal?.index)
            }
        }
    }

    /// Windows of epochs further back than the last one have closed before either range began.
    private static func isLate(
        _ window: Window, _ statement: UInt32, _ evidence: Evidence, _ terms: EpochTerms
    ) -> Bool {
        let span = UInt64(terms.windows.count)
        guard window.number + span >= terms.windows[0].number else { return true }
        guard let close = terms.time.close(of: window)?.index else { return false }
        return evidence.place(statement, before: close) == nil
    }

    /// The statements that sealed these contents, of each the first.
    private static func seals(
        of openings: [OpeningFact], _ evidence: Evidence
    ) -> [Hash256: UInt32] {  // order: only asked for one seal at a time
        let wanted = Set(openings.map(\.seal))  // order: only asked whether it has one
        // order: only asked for one seal at a time.
        var found: [Hash256: UInt32] = [:]
        for seal in evidence.facts.seals where wanted.contains(seal.hash) {
            let place = evidence.statement(seal.statement).index
            if let other = found[seal.hash], evidence.statement(other).index <= place { continue }
            found[seal.hash] = seal.statement
        }
        return found
    }
}
