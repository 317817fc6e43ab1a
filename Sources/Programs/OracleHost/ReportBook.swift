public import Attestation
internal import EpochReplay
public import Epochs
internal import EvidenceLog
public import OracleAPI
public import Primitives
internal import Registry
internal import Signing
internal import Storage
internal import Synchronization

/// What is known of beacons and reports: the files of epochs that are computed, and the newest look at
/// the one that is not. Any thread may ask; nothing here waits for the log.
public final class ReportBook: Sendable {
    private let data: DataFolder
    private let network: NetworkID
    private let finals: EpochReports
    private let open = Mutex<OpenVerdicts?>(nil)

    public init(_ data: DataFolder, network: NetworkID, periods: NetworkPeriods) {
        self.data = data
        self.network = network
        finals = EpochReports(in: data.path, periods: periods)
    }

    public func show(_ verdicts: OpenVerdicts) { open.withLock { $0 = verdicts } }

    /// The oldest epoch from `next` on that has files and is not found here yet. `next` goes on past
    /// those that are.
    public func missing(from next: inout Epoch) -> Epoch? { finals.missing(from: &next) }

    /// Has an epoch's files found from now on.
    public func add(_ epoch: Epoch) throws(OracleHostError) {
        try reading { () throws(EpochFolderError) in try finals.write(epoch) }
    }

    /// A beacon or report by its id, with the statements that are its evidence.
    public func report(_ id: Hash256) throws(OracleHostError) -> ReportView? {
        let open = open.withLock { $0 }
        if let open, let found = open.report(id), found.stage == .late || !finals.holds(open.epoch)
        {
            var view = ReportView(found)
            view.evidence = try evidence(
                [found.seal, found.verdict.index].compactMap { $0 }, found.beacon)
            return view
        }
        let found = try reading { () throws(EpochFolderError) in try finals.report(id) }
        guard let found else { return nil }
        var view = found.view
        view.evidence = try evidence(found.indexes, view.beacon)
        return view
    }

    /// The reports of a hotspot's window, ascending by id.
    public func reports(
        of hotspot: UInt32, in window: Window, after: Hash256?, limit: Int
    ) throws(OracleHostError) -> ReportList {
        let open = open.withLock { $0 }
        var (views, isWhole): ([ReportView], Bool) = ([], true)
        let found = try reading { () throws(EpochFolderError) in
            try finals.reports(of: hotspot, in: window, after: after, limit: limit)
        }
        if let found {
            (views, isWhole) = (found.reports.map(\.view), found.isWhole)
        }
        let last = isWhole ? nil : views.last?.id
        views += (open?.reports(of: hotspot, in: window) ?? []).lazy
            .filter { report in
                let id = report.verdict.id
                return (found == nil || report.stage == .late) && after.map { $0 < id } ?? true
                    && last.map { id < $0 } ?? true
            }.map { ReportView($0) }
        views.sort { $0.id < $1.id }
        if views.count > limit { (views, isWhole) = (Array(views.prefix(limit)), false) }
        return ReportList(window: window, reports: views, next: isWhole ? nil : views.last?.id)
    }

    /// Whose key this is; nothing for one that the newest look does not know.
    public func hotspot(_ address: Address) -> UInt32? {
        open.withLock { open in open?.registry.number(ofFormer: address.key)?.value }
    }

    /// The ids of statements that stand at these places of the log.
    private func evidence(
        _ indexes: [UInt64], _ beacon: Hash256?
    ) throws(OracleHostError) -> [Hash256] {
        var log = try PublishedLog.open(data.path)
        var ids: [Hash256] = []
        for index in indexes where index < log.size {
            do throws(TileFault) {
                try log.entries(index..<index + 1) { _, entry in
                    guard let statement = try? SignedStatement(entry),
                        let type = MessageType(rawValue: statement.typeNumber)
                    else { return }
                    let context = StatementContext(network: network, type: type.name)
                    ids.append(statement.id(in: context, by: SHA256.self))
                }
            } catch { throw .log("\(data.path): \(error)") }
        }
        return ids + (beacon.map { [$0] } ?? [])
    }

    private func reading<Value>(
        _ body: () throws(EpochFolderError) -> Value
    ) throws(OracleHostError) -> Value {
        do throws(EpochFolderError) {
            return try body()
        } catch { throw .file(error.description) }
    }
}

extension OracleHost {
    /// A beacon whose reveal is in the log and in no verdict yet.
    public func revealed(_ id: Hash256) throws(OracleHostError) -> ReportView? {
        guard let newest, let place = try place(of: id, spokenOf: recentWindows),
            let statement = logged(try entry(place)), statement.type == .reveal
        else { return nil }
        let window = statement.read(as: Reveal.self).window
        guard file.periods.epoch(of: window) >= epochs.next else {
            return ReportView(lateReport: id, .beacon, in: window)
        }
        // The next record comes with a head, and a look follows within the minute.
        return ReportView(
            id: id, kind: .beacon, window: window, state: .waiting,
            knownAt: Period(newest.number + 1))
    }
}
