internal import Primitives

/// Reads a segment record by record, without allocating and without copying. What is no record is
/// passed as a gap up to the next whole one, whose checksum binds it to its place: so a page the
/// disk lost costs the records on it, not those behind it.
///
/// Cost: one checksum of every byte; in a gap at most `searchBudget` bytes more.
public struct SegmentScan: ~Escapable {
    public enum Item: Equatable, Sendable {
        case record(ScannedRecord)
        /// Bytes that are no record.
        case gap(Range<Int>)
    }

    let bytes: RawSpan
    let seed: UInt32
    public private(set) var offset = SegmentHeader.byteCount
    /// How much may still be read in search of records behind gaps. Chance makes every 18th byte
    /// look like a record of 32 KiB, so without a bound garbage would cost its square.
    private var searchBudget = 64 << 20

    /// - Parameter bytes: the segment from its header on, as far as it counts.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, header: SegmentHeader) {
        self.bytes = bytes
        seed = header.seed
        offset = min(offset, bytes.byteCount)
    }

    /// nil at the end.
    public mutating func next() -> Item? {
        guard offset < bytes.byteCount else { return nil }
        let start = offset
        if let record = record(at: start) {
            offset = record.end
            return .record(record)
        }
        while offset < bytes.byteCount {
            offset += 1
            if searchBudget > 0, record(at: offset) != nil { break }
            if searchBudget <= 0 { offset = bytes.byteCount }
        }
        return .gap(start..<offset)
    }

    private mutating func record(at offset: Int) -> ScannedRecord? {
        guard bytes.byteCount - offset >= RecordHeader.overhead,
            let header = RecordHeader(bytes, at: offset)
        else { return nil }
        let count = header.byteCount
        guard bytes.byteCount - offset >= count else { return nil }
        guard
            RecordHeader.isSealed(bytes, at: offset, count: count, seed: seed, offset: offset)
        else {
            searchBudget -= count
            return nil
        }
        return ScannedRecord(header: header, offset: offset)
    }
}

/// A whole record and where it stands.
public struct ScannedRecord: Equatable, Sendable {
    public let header: RecordHeader
    public let offset: Int

    public var payload: Range<Int> {
        let start = offset + RecordHeader.byteCount
        return start..<start + Int(header.length)
    }

    public var end: Int { offset + header.byteCount }
}

/// What the newest segment says before any record is taken from it.
public struct SegmentSurvey: Equatable, Sendable {
    /// So many bytes count; what follows is torn.
    public let length: Int
    /// The oldest segment that counts.
    public let first: UInt32

    public init(_ bytes: RawSpan, header: SegmentHeader) {
        let length = Self.length(bytes, header)
        var first = header.first
        var scan = SegmentScan(bytes.extracting(first: length), header: header)
        while let item = scan.next() {
            guard case .record(let record) = item, record.header.type == .trim else { continue }
            let number = UInt32(record.header.number)
            if number <= header.number { first = max(first, number) }
        }
        self.length = length
        self.first = first
    }

    /// A gap is a torn tail if nothing behind it was begun after it: power or process ended within
    /// a `commit`, whose bytes reach the disk in any order. If a later `commit` stands behind, the
    /// bytes had been on disk, and the disk lost them.
    private static func length(_ bytes: RawSpan, _ header: SegmentHeader) -> Int {
        var scan = SegmentScan(bytes, header: header)
        var torn: Int?
        while let item = scan.next() {
            switch item {
            case .gap(let range): torn = torn ?? range.lowerBound
            case .record(let record): if record.header.begins { torn = nil }
            }
        }
        return torn ?? bytes.byteCount
    }
}
