public import Attestation
import Primitives
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
