import Attestation
import CoverageRules
import Primitives
import ProofWorld
import Testing
import Units

@testable import Epochs

/// One reason, through registry, evidence, matching, facts and rules into a record: a network that
/// is wrong in one way, and the nearest one that is right.
struct ChainRow: Sendable {
    typealias Change = @Sendable (inout WrittenNetwork) -> Void
    typealias Numbers = @Sendable (WrittenLog) -> (measured: Int64, limit: Int64)

    enum Kind { case beacon, report }

    /// How the record tells it.
    enum Answer {
        /// The rule fails, and decides.
        case fail
        /// A rule that pay needs is not judged, and decides.
        case gap
        /// A rule that pay does not need is not judged: the record has its number, and passes.
        case aside
    }

    let kind: Kind
    let rule: RuleNumber
    let reason: Reason
    var answer = Answer.fail
    /// Higher rules that cannot but fail with it.
    var alsoFails: RuleSet = []
    /// The beacon's window, and the epoch that is judged.
    var window: UInt64 = 2
    /// The window that the bad one's record names, if another.
    var named: UInt64?
    /// Whose report it is, where there are several.
    var hotspot: UInt32?
    var numbers: Numbers = { _ in (0, 0) }
    let bad: Change
    /// The bound met exactly, where there is one.
    var good: Change = { _ in }

    static func beacon(
        _ rule: RuleNumber, _ reason: Reason, _ measured: Int64 = 0, _ limit: Int64 = 0,
        bad: @escaping Change, good: @escaping Change = { _ in }
    ) -> ChainRow {
        ChainRow(
            kind: .beacon, rule: rule, reason: reason, numbers: { _ in (measured, limit) },
            bad: bad, good: good)
    }

    static func report(
        _ rule: RuleNumber, _ reason: Reason, _ measured: Int64 = 0, _ limit: Int64 = 0,
        bad: @escaping Change, good: @escaping Change = { _ in }
    ) -> ChainRow {
        ChainRow(
            kind: .report, rule: rule, reason: reason, numbers: { _ in (measured, limit) },
            bad: bad, good: good)
    }

    func with(_ change: (inout ChainRow) -> Void) -> ChainRow {
        var row = self
        change(&row)
        return row
    }
}

extension ChainRow: CustomTestStringConvertible {
    var testDescription: String { "\(rule) \(reason.code)" }
}

// MARK: - Running

extension ChainRow {
    var epoch: UInt64 { window / WrittenNetwork.periods.windowsPerEpoch }

    func network(_ changes: Change...) -> WrittenNetwork {
        var network = WrittenNetwork()
        for change in changes { change(&network) }
        network.lastEpoch = epoch
        return network
    }

    /// The record of the beacon or report in question: of several the one that stands highest.
    func record(_ log: WrittenLog, isBad: Bool = true) throws -> VerdictRecord {
        let world = LoggedWorld(log.entries, network: log.network)
        let outcome = try #require(try world.outcomes(Int(epoch) + 1).last)
        let window = Window(isBad ? named ?? window : window)
        switch kind {
        case .beacon:
            let records = try outcome.beacons().map(\.verdict).filter {
                $0.window == window && (hotspot == nil || $0.hotspot == hotspot)
            }
            return try #require(records.max { $0.index < $1.index })
        case .report:
            let records = try outcome.reports().filter {
                $0.verdict.window == window && (hotspot == nil || $0.verdict.hotspot == hotspot)
            }
            let last = records.max {
                ($0.seal ?? .max, $0.verdict.index) < ($1.seal ?? .max, $1.verdict.index)
            }
            return try #require(last).verdict
        }
    }
}

extension WrittenNetwork {
    /// Changes the reveals of one window.
    mutating func beacon(
        in window: UInt64 = 2, _ change: @escaping Change<WrittenBeacon>
    ) {
        beaconChanges.append { reveals in
            guard reveals[0].sending.window == window else { return }
            for place in reveals.indices { change(&reveals[place]) }
        }
    }

    /// Changes the seals of one window's beacons.
    mutating func seals(
        in window: UInt64 = 2, _ change: @escaping Change<[WrittenSeal]>
    ) {
        sealChanges.append { seals in
            guard seals[0].beacon.sending.window == window else { return }
            change(&seals)
        }
    }

    mutating func seal(in window: UInt64 = 2, _ change: @escaping Change<WrittenSeal>) {
        seals(in: window) { seals in
            for place in seals.indices { change(&seals[place]) }
        }
    }

    /// Changes the first reception of the reports of one window.
    mutating func heard(
        in window: UInt64 = 2, _ change: @escaping Change<Attestation.Reception>
    ) {
        seal(in: window) { change(&$0.heard) }
    }

    /// So many more reports of the witness's window, of frames that nobody explains; they stand in
    /// seals of their own, below the one in question.
    mutating func moreReports(_ count: Int) {
        seals { seals in
            for number in 0..<count {
                var other = seals[0]
                other.content.reports[0].frame = [0xe0, 1] + [UInt8](repeating: 7, count: 22)
                other.content.reports[0].frame[20] = UInt8(number)
                other.sealed = other.sealed.map { $0 - 1 }
                seals.insert(other, at: 0)
            }
        }
    }
}

extension WrittenLog {
    func beacon(in window: UInt64 = 2) -> WrittenBeacon {
        guard let found = beacons.last(where: { $0.sending.window == window }) else {
            preconditionFailure("no beacon in window \(window)")
        }
        return found
    }

    func seal(in window: UInt64 = 2) -> WrittenSeal {
        guard let found = seals.last(where: { $0.beacon.sending.window == window }) else {
            preconditionFailure("no seal of window \(window)")
        }
        return found
    }
}

extension MeasuredPosition {
    /// With 5 m of accuracy, so that it lies at least five metres less away.
    mutating func lie(_ metres: Int64) { distance = Metres(metres + 5) }
}
