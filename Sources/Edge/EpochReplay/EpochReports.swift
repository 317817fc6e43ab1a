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
            if let row = try index.row(of: id), let found = try index.report(row), found.id == id {
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
        var place = try index.firstListed(hotspot, slot)
        var found: [FoundReport] = []
        while let row = try index.listed(place, hotspot, slot) {
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
    private let index: IndexedFile
    /// Of the epoch's files.
    private let folder: String
    private let count: UInt64
    private let listedCount: UInt64

    /// A record with its hotspots is at most some 500 bytes.
    private static let greatestRecord = 2_048

    init(_ epoch: Epoch, _ path: String, _ folder: String) throws(EpochFolderError) {
        self.epoch = epoch
        let name = "\(path)/\(epoch.number)"
        index = try IndexedFile(name)
        self.folder = "\(folder)/\(epoch.number)"
        let head = try index.read(ReportIndex.headBytes, at: 0)
        guard head.count == ReportIndex.headBytes, head.starts(with: ReportIndex.head) else {
            throw .format("\(name) is no index of reports; remove it to have it made again")
        }
        count = Self.number(head[16..<20])
        listedCount = Self.number(head[20..<24])
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The first of so many rows that is not before; found by halving.
    private func first(
        of count: UInt64, _ isBefore: (UInt64) throws(EpochFolderError) -> Bool
    ) throws(EpochFolderError) -> UInt64 {
        var (low, high): (UInt64, UInt64) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if try isBefore(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func reportRow(_ row: UInt64) throws(EpochFolderError) -> [UInt8] {
        let offset = UInt64(ReportIndex.headBytes) + row * UInt64(ReportIndex.reportBytes)
        let bytes = try index.read(ReportIndex.reportBytes, at: offset)
        guard bytes.count == ReportIndex.reportBytes else { throw short }
        return bytes
    }

    private func listedRow(_ row: UInt64) throws(EpochFolderError) -> [UInt8] {
        let offset =
            UInt64(ReportIndex.headBytes) + count * UInt64(ReportIndex.reportBytes)
            + row * UInt64(ReportIndex.hotspotBytes)
        let bytes = try index.read(ReportIndex.hotspotBytes, at: offset)
        guard bytes.count == ReportIndex.hotspotBytes else { throw short }
        return bytes
    }

    private var short: EpochFolderError {
        .format("the index of epoch \(epoch.number)'s reports is cut short; remove it")
    }

    func row(of id: Hash256) throws(EpochFolderError) -> UInt64? {
        let wanted = Array(id.bytes[..<16])
        let row = try first(of: count) { (row) throws(EpochFolderError) in
            try reportRow(row)[..<16].lexicographicallyPrecedes(wanted)
        }
        guard row < count, try reportRow(row)[..<16].elementsEqual(wanted) else { return nil }
        return row
    }

    /// The record that a row points at.
    func report(_ row: UInt64) throws(EpochFolderError) -> FoundReport? {
        guard row < count else { return nil }
        let place = Self.number(try reportRow(row)[16...])
        let stage: StageName = place & 1 == 0 ? .beacons : .witnesses
        let file = try IndexedFile("\(folder)/\(stage.rawValue)")
        let bytes = try file.read(Self.greatestRecord, at: place >> 1)
        do throws(CBORError) {
            var reader = try CBORReader(bytes.rawSpan, limit: Self.greatestRecord)
            if place & 1 == 0 { return .beacon(try BeaconRecord(reading: &reader), epoch) }
            return .witness(try WitnessRecord(reading: &reader), epoch)
        } catch {
            throw .format("epoch \(epoch.number): the index points at no record: \(error)")
        }
    }

    func firstListed(_ hotspot: UInt32, _ slot: UInt32) throws(EpochFolderError) -> UInt64 {
        let wanted = UInt64(hotspot) << 32 | UInt64(slot)
        return try first(of: listedCount) { (row) throws(EpochFolderError) in
            Self.number(try listedRow(row)[..<8]) < wanted
        }
    }

    /// Which report a line of the list names, while it is of this hotspot and window.
    func listed(
        _ place: UInt64, _ hotspot: UInt32, _ slot: UInt32
    ) throws(EpochFolderError) -> UInt64? {
        guard place < listedCount else { return nil }
        let row = try listedRow(place)
        guard Self.number(row[..<8]) == UInt64(hotspot) << 32 | UInt64(slot) else { return nil }
        return Self.number(row[8...])
    }
}
