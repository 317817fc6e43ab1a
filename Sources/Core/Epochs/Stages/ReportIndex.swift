public import Attestation
public import Primitives
import Rewards

/// Where each beacon and report of an epoch's files stands, by id and by hotspot and window, in rows
/// of one length: one is found in a file of any size by reading a few dozen bytes. Made from the
/// files `beacons` and `witnesses`; nobody else needs it, and it can be made again at any time.
///
/// | part | rows |
/// |---|---|
/// | head | `earshot/reports/`, then how many reports there are, and how many are some hotspot's |
/// | reports, ascending | the first 16 bytes of the id; twice the offset in its file, plus 1 for a witness report |
/// | hotspots, ascending | hotspot, window since the epoch's first, which of the reports: 4 bytes each |
///
/// Numbers are big-endian.
public enum ReportIndex {
    public static let head = Array("earshot/reports/".utf8)
    public static let headBytes = 24
    public static let reportBytes = 24
    public static let hotspotBytes = 12

    private struct Row {
        let high: UInt64
        let low: UInt64
        let place: UInt64
        let hotspot: UInt32?
        let window: Window
    }

    /// - Parameter first: the epoch's first window.
    public static func bytes(
        beacons: RawSpan, witnesses: RawSpan, first: Window
    ) throws(StageFileError) -> [UInt8] {
        var rows = try read(beacons, 0, \BeaconRecord.verdict)
        rows += try read(witnesses, 1, \WitnessRecord.verdict)
        rows.sort { ($0.high, $0.low) < ($1.high, $1.low) }
        var listed: [(hotspot: UInt32, slot: UInt32, row: UInt32)] = []
        for (number, row) in rows.enumerated() {
            guard let hotspot = row.hotspot, row.window >= first else { continue }
            let slot = UInt32(clamping: row.window.number - first.number)
            listed.append((hotspot, slot, UInt32(number)))
        }
        listed.sort { $0 < $1 }
        var bytes = head
        bytes.reserveCapacity(
            headBytes + rows.count * reportBytes + listed.count * hotspotBytes)
        append(UInt32(rows.count), &bytes)
        append(UInt32(listed.count), &bytes)
        for row in rows {
            append(row.high, &bytes)
            append(row.low, &bytes)
            append(row.place, &bytes)
        }
        for item in listed {
            append(item.hotspot, &bytes)
            append(item.slot, &bytes)
            append(item.row, &bytes)
        }
        return bytes
    }

    private static func read<Record: StageRecord>(
        _ bytes: RawSpan, _ kind: UInt64, _ verdict: (Record) -> VerdictRecord
    ) throws(StageFileError) -> [Row] {
        var rows: [Row] = []
        do throws(CBORError) {
            var reader = try CBORReader(bytes, limit: ResultFile.greatestBytes)
            while reader.offset < bytes.byteCount {
                let place = UInt64(reader.offset) << 1 | kind
                let verdict = verdict(try Record(reading: &reader))
                rows.append(
                    Row(
                        high: verdict.id.words.0, low: verdict.id.words.1, place: place,
                        hotspot: verdict.hotspot, window: verdict.window))
            }
        } catch {
            throw .record(stage: Record.table.stage, index: rows.count, error)
        }
        return rows
    }

    private static func append(_ number: some FixedWidthInteger, _ bytes: inout [UInt8]) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}

/// Finds reports in an index through whatever reads bytes at an offset of it: nothing else of it is in
/// memory. A look-up costs some twenty rows of an index of a million; an index of hostile bytes answers
/// wrongly or throws, within as many.
public struct ReportIndexReader<Failure: Error> {
    /// So many bytes from an offset on, fewer at the end.
    private let read: (_ count: Int, _ offset: UInt64) throws(Failure) -> [UInt8]
    /// What is thrown where a row that the head promises is not there.
    private let short: Failure
    public let count: UInt64
    public let listedCount: UInt64

    /// Nothing where the bytes do not begin as an index does.
    public init?(
        short: Failure,
        read: @escaping (_ count: Int, _ offset: UInt64) throws(Failure) -> [UInt8]
    ) throws(Failure) {
        let head = try read(ReportIndex.headBytes, 0)
        guard head.count == ReportIndex.headBytes, head.starts(with: ReportIndex.head) else {
            return nil
        }
        count = Self.number(head[16..<20])
        listedCount = Self.number(head[20..<24])
        self.read = read
        self.short = short
    }

    /// Where a report's record stands: the offset in its file, and which file.
    public struct Place: Hashable, Sendable {
        public let isWitness: Bool
        public let offset: UInt64
    }

    /// The row of an id.
    public func row(of id: Hash256) throws(Failure) -> UInt64? {
        let wanted = Array(id.bytes[..<16])
        let row = try first(of: count) { (row) throws(Failure) in
            try reportRow(row)[..<16].lexicographicallyPrecedes(wanted)
        }
        guard row < count, try reportRow(row)[..<16].elementsEqual(wanted) else { return nil }
        return row
    }

    /// What a row points at; nothing of a row that the index has not.
    public func place(of row: UInt64) throws(Failure) -> Place? {
        guard row < count else { return nil }
        let place = Self.number(try reportRow(row)[16...])
        return Place(isWitness: place & 1 == 1, offset: place >> 1)
    }

    /// The first line of the list that is not before a hotspot's window, counted from the epoch's
    /// first.
    public func firstListed(_ hotspot: UInt32, _ slot: UInt32) throws(Failure) -> UInt64 {
        let wanted = UInt64(hotspot) << 32 | UInt64(slot)
        return try first(of: listedCount) { (row) throws(Failure) in
            Self.number(try listedRow(row)[..<8]) < wanted
        }
    }

    /// The row of the report that a line of the list names, while it is of this hotspot and window.
    public func listed(
        _ line: UInt64, _ hotspot: UInt32, _ slot: UInt32
    ) throws(Failure) -> UInt64? {
        guard line < listedCount else { return nil }
        let row = try listedRow(line)
        guard Self.number(row[..<8]) == UInt64(hotspot) << 32 | UInt64(slot) else { return nil }
        return Self.number(row[8...])
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The first of so many rows that is not before; found by halving.
    private func first(
        of count: UInt64, _ isBefore: (UInt64) throws(Failure) -> Bool
    ) throws(Failure) -> UInt64 {
        var (low, high): (UInt64, UInt64) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if try isBefore(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func reportRow(_ row: UInt64) throws(Failure) -> [UInt8] {
        let offset = UInt64(ReportIndex.headBytes) + row * UInt64(ReportIndex.reportBytes)
        let bytes = try read(ReportIndex.reportBytes, offset)
        guard bytes.count == ReportIndex.reportBytes else { throw short }
        return bytes
    }

    private func listedRow(_ row: UInt64) throws(Failure) -> [UInt8] {
        let offset =
            UInt64(ReportIndex.headBytes) + count * UInt64(ReportIndex.reportBytes)
            + row * UInt64(ReportIndex.hotspotBytes)
        let bytes = try read(ReportIndex.hotspotBytes, offset)
        guard bytes.count == ReportIndex.hotspotBytes else { throw short }
        return bytes
    }
}
