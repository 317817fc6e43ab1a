public import Attestation
import CoverageRules
public import OracleAPI
public import Primitives

extension ReportView {
    /// `earshot.report.v1` of a beacon in an epoch's files.
    public init(_ record: BeaconRecord, in epoch: Epoch) {
        self.init(record.verdict, .beacon, .final)
        self.epoch = epoch
    }

    /// The same of a witness report.
    public init(_ record: WitnessRecord, in epoch: Epoch) {
        self.init(record.verdict, .witness, .final)
        beacon = record.beacon
        self.epoch = epoch
    }

    /// The same of an epoch that is not computed yet.
    public init(_ report: OpenReport) {
        let kind: Kind = report.isBeacon ? .beacon : .witness
        switch report.stage {
        case .waiting(let period):
            self.init(
                id: report.verdict.id, kind: kind, window: report.verdict.window, state: .waiting,
                knownAt: period)
        case .provisional:
            self.init(report.verdict, kind, .provisional)
            notYet = (report.isBeacon ? OpenReport.beaconLater : OpenReport.witnessLater)
                .map(\.description)
            beacon = report.beacon
        case .late:
            self.init(lateReport: report.verdict.id, kind, in: report.verdict.window)
        }
    }

    /// What came after its window's evidence had closed.
    public init(lateReport id: Hash256, _ kind: Kind, in window: Window) {
        self.init(
            id: id, kind: kind, window: window, state: .late, verdict: .notJudged,
            sentence:
                "It was logged after the evidence of its window had closed: kept, not paid, and "
                + "no fault.")
    }

    private init(_ verdict: VerdictRecord, _ kind: Kind, _ state: State) {
        self.init(
            id: verdict.id, kind: kind, window: verdict.window, state: state,
            outcome: verdict.outcome, finding: verdict.finding)
    }
}
