public import Attestation
public import Epochs
internal import Glibc
internal import Host
public import OracleAPI
public import Primitives

/// Beacons and reports of epochs that are computed, found by id, or by hotspot and window, through an
/// index beside each epoch's files: `reports/N`.
///
/// Cost: a look-up by id reads some twenty rows of each epoch's index, the newest first, until one
/// has it.
public struct EpochReports: Sendable {
    private let folder: EpochFolder
    /// Of all indexes.
    private let path: String
    private let periods: NetworkPeriods

    /// - Parameter data: the folder of the log.
    public init(in data: String, periods: NetworkPeriods) {
        folder = EpochFolder(in: data)
        path = data + "/reports"
        self.periods = periods
    }

    public func holds(_ epoch: Epoch) -> Bool {
        unsafe access("\(path)/\(epoch.number)", F_OK) == 0
    }

    /// The oldest epoch from `next` on that has files and no index. `next` goes on past those that
    /// have one.
    public func missing(from next: inout Epoch) -> Epoch? {
        while folder.holds(next) {
            if !holds(next) { return next }
            next = Epoch(next.number + 1)
        }
        return nil
    }

    /// Makes an epoch's index of its files.
    public func write(_ epoch: Epoch) throws(EpochFolderError) {
        let bytes = try bytes(of: epoch)
        if unsafe mkdir(path, 0o755) != 0, errno != EEXIST {
            throw .disk("cannot make \(path): \(SystemError.last)")
        }
        do throws(NewFileError) {
            try DurableFile.replace(bytes, at: "\(path)/\(epoch.number)")
        } catch { throw .disk(error.description) }
    }

    /// Whether an epoch's index is what its files make of it.
    public func isCurrent(_ epoch: Epoch) throws(EpochFolderError) -> Bool {
        let bytes = try bytes(of: epoch)
        do throws(WholeFileError) {
            return try WholeFile.read("\(path)/\(epoch.number)", limit: bytes.count + 1) == bytes
        } catch {
            if case .tooLong = error { return false }
            throw .disk(error.description)
        }
    }

    private func bytes(of epoch: Epoch) throws(EpochFolderError) -> [UInt8] {
        let beacons = try folder.stage(.beacons, of: epoch)
        let witnesses = try folder.stage(.witnesses, of: epoch)
        do throws(StageFileError) {
            return try ReportIndex.bytes(
                beacons: beacons.rawSpan, witnesses: witnesses.rawSpan,
                first: periods.firstWindow(of: epoch))
        } catch { throw .format("epoch \(epoch.number): \(error)") }
    }

    /// The epochs that can be asked, the newest first.
    public var epochs: [Epoch] { folder.epochs.reversed().filter(holds) }

    /// A beacon or report by its id.
    public func report(_ id: Hash256) throws(EpochFolderError) -> FoundReport? {
        for epoch in epochs {
            let index = try OpenedIndex(epoch, path, folder.path)
            if let row = try index.rows.row(of: id), let found = try index.report(row),
                found.id == id
            {
                return found
            }
        }
        return nil
    }

    /// Those of a hotspot's window, ascending by id from behind `after`, at most `limit`; and whether
    /// there are more. Nothing where the window's epoch is not computed.
    public func reports(
        of hotspot: UInt32, in window: Window, after: Hash256?, limit: Int
    ) throws(EpochFolderError) -> (reports: [FoundReport], isWhole: Bool)? {
        let epoch = periods.epoch(of: window)
        guard holds(epoch) else { return nil }
        let index = try OpenedIndex(epoch, path, folder.path)
        let slot = UInt32(window.number - periods.firstWindow(of: epoch).number)
        var place = try index.rows.firstListed(hotspot, slot)
        var found: [FoundReport] = []
        while let row = try index.rows.listed(place, hotspot, slot) {
            place += 1
            guard let report = try index.report(row) else { continue }
            if let after, report.id <= after { continue }
            guard found.count < limit else { return (found, false) }
            found.append(report)
        }
        return (found, true)
    }
}

/// One line of an epoch's files.
public enum FoundReport: Sendable {
    case beacon(BeaconRecord, Epoch)
    case witness(WitnessRecord, Epoch)

    public var id: Hash256 {
        switch self {
        case .beacon(let record, _): record.verdict.id
        case .witness(let record, _): record.verdict.id
        }
    }

    public var hotspot: UInt32? {
        switch self {
        case .beacon(let record, _): record.verdict.hotspot
        case .witness(let record, _): record.verdict.hotspot
        }
    }

    public var view: ReportView {
        switch self {
        case .beacon(let record, let epoch): ReportView(record, in: epoch)
        case .witness(let record, let epoch): ReportView(record, in: epoch)
        }
    }

    /// The entries of the log that hold its evidence: seal, then reveal or bundle.
    public var indexes: [UInt64] {
        switch self {
        case .beacon(let record, _): [record.verdict.index]
        case .witness(let record, _): [record.seal, record.verdict.index].compactMap { $0 }
        }
    }
}

/// An epoch's index, and the two files it points into.
private struct OpenedIndex {
    private let epoch: Epoch
    let rows: ReportIndexReader<EpochFolderError>
    /// Of the epoch's files.
    private let folder: String

    /// A record with its hotspots is at most some 500 bytes.
    private static let greatestRecord = 2_048

    init(_ epoch: Epoch, _ path: String, _ folder: String) throws(EpochFolderError) {
        self.epoch = epoch
        self.folder = "\(folder)/\(epoch.number)"
        let name = "\(path)/\(epoch.number)"
        let index = try IndexedFile(name)
        let short = EpochFolderError.format(
            "the index of epoch \(epoch.number)'s reports is cut short; remove it")
        let rows = try ReportIndexReader(short: short) {
            (count, offset) throws(EpochFolderError) in try index.read(count, at: offset)
        }
        guard let rows else {
            throw .format("\(name) is no index of reports; remove it to have it made again")
        }
        self.rows = rows
    }

    /// The record that a row points at.
    func report(_ row: UInt64) throws(EpochFolderError) -> FoundReport? {
        guard let place = try rows.place(of: row) else { return nil }
        let stage: StageName = place.isWitness ? .witnesses : .beacons
        let file = try IndexedFile("\(folder)/\(stage.rawValue)")
        let bytes = try file.read(Self.greatestRecord, at: place.offset)
        do throws(CBORError) {
            var reader = try CBORReader(bytes.rawSpan, limit: Self.greatestRecord)
            if place.isWitness { return .witness(try WitnessRecord(reading: &reader), epoch) }
            return .beacon(try BeaconRecord(reading: &reader), epoch)
        } catch {
            throw .format("epoch \(epoch.number): the index points at no record: \(error)")
        }
    }
}
