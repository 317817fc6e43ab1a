internal import Primitives

/// Makes a journal of what is on disk. The newest segment is surveyed first, for where the segments
/// that count begin; then all of them are given, the oldest first.
///
/// What is damaged is passed and named; what can be read is kept, because evidence behind a bad
/// block of a disk is evidence still.
public struct SpoolReplay: Sendable {
    public private(set) var journal: SpoolJournal
    /// At most `mostProblems` of them; `problemCount` counts all.
    public private(set) var problems: [SpoolProblem] = []
    public private(set) var problemCount = 0
    public private(set) var torn: TornTail?

    public static let mostProblems = 100
    /// As many as the index can tell apart.
    public static let mostSegments = 2_047

    /// - Parameter first: the oldest segment that counts.
    public init(limits: SpoolLimits, kinds: SpoolKinds, first: UInt32) {
        journal = SpoolJournal(limits: limits, kinds: kinds)
        journal.first = first
    }

    /// The segments from `number` through `last` are not there.
    public mutating func missing(_ number: UInt32, through last: UInt32) {
        note(number, at: 0, .missing(through: last))
        torn = nil
        for number in number...last { add(number, seed: 0, length: 0, fileLength: 0) }
    }

    /// A segment whose bytes cannot be got from the disk, or that are too many.
    public mutating func unreadable(
        _ number: UInt32, at offset: Int = 0, _ reason: SpoolProblem.Reason = .unreadable,
        fileLength: Int
    ) {
        note(number, at: offset, reason)
        torn = nil
        add(number, seed: 0, length: 0, fileLength: fileLength)
    }

    /// The next segment.
    /// - Parameter length: so many bytes of it count, as the segment behind it says; nil for the
    ///   newest, which says it itself.
    public mutating func segment(_ number: UInt32, _ bytes: RawSpan, length: Int?) {
        guard let header = header(of: number, bytes) else { return }
        let counted: RawSpan
        if let length {
            if length > bytes.byteCount {
                note(number, at: bytes.byteCount, .short(wanted: length))
            }
            counted = bytes.extracting(first: min(length, bytes.byteCount))
        } else {
            counted = bytes.extracting(first: SegmentSurvey(bytes, header: header).length)
            let rest = bytes.byteCount - counted.byteCount
            if rest > 0 {
                torn = TornTail(segment: number, offset: counted.byteCount, bytes: rest)
            }
        }
        add(
            number, seed: header.seed, length: counted.byteCount,
            fileLength: length == nil ? counted.byteCount : bytes.byteCount)
        journal.highest = max(journal.highest, header.highest)
        var scan = SegmentScan(counted, header: header)
        while let item = scan.next() {
            switch item {
            case .gap(let range):
                note(number, at: range.lowerBound, .damaged(bytes: range.count))
            case .record(let record): take(record, in: number, counted)
            }
        }
    }

    /// The journal, when all segments were given.
    public consuming func finished() -> SpoolJournal {
        journal.keptThrough = journal.highest
        journal.writtenTotals = journal.totals
        return journal
    }
}

/// What a power cut, or the end of a process, left of a commit that nobody was told had succeeded.
public struct TornTail: Equatable, Sendable, CustomStringConvertible {
    public let segment: UInt32
    public let offset: Int
    public let bytes: Int

    public var description: String {
        "\(SpoolName.text(of: segment)) is torn at byte \(offset): \(bytes) bytes of a commit that "
            + "did not end; the next start cuts them off, nothing confirmed is lost"
    }
}

extension SpoolReplay {
    private mutating func header(of number: UInt32, _ bytes: RawSpan) -> SegmentHeader? {
        do throws(SegmentHeaderError) {
            let header = try SegmentHeader(parsing: bytes)
            if header.number == number { return header }
            unreadable(number, .otherNumber(header.number), fileLength: bytes.byteCount)
        } catch {
            unreadable(number, .header(error), fileLength: bytes.byteCount)
        }
        return nil
    }

    private mutating func add(_ number: UInt32, seed: UInt32, length: Int, fileLength: Int) {
        precondition(
            journal.segments.last.map { $0.number &+ 1 == number } ?? true,
            "segment \(number) out of turn")
        precondition(journal.segments.count < Self.mostSegments, "more segments than can be named")
        journal.segments.append(
            SpoolSegment(number: number, seed: seed, length: length, fileLength: fileLength))
        journal.fileBytes += fileLength
    }

    private mutating func take(_ record: ScannedRecord, in segment: UInt32, _ bytes: RawSpan) {
        let header = record.header
        switch header.type {
        case .keep:
            guard header.number > journal.highest else {
                return note(
                    segment, at: record.offset,
                    .numberFalls(header.number, highest: journal.highest))
            }
            journal.highest = header.number
            journal.totals.count(.keep, kind: header.kind)
            put(record)
        case .move:
            journal.highest = max(journal.highest, header.number)
            put(record)
        case .acknowledge, .supersede, .evict:
            forget(header, bytes.extracting(record.payload))
        case .trim: break
        case .totals:
            guard let totals = SpoolTotals(bytes.extracting(record.payload)) else {
                return note(segment, at: record.offset, .totals)
            }
            journal.totals = totals
        }
    }

    private mutating func put(_ record: ScannedRecord) {
        let head = journal.segments.count - 1
        let entry = SpoolEntry(
            record.header, segment: journal.segments[head].number, offset: record.offset)
        _ = journal.remove(entry.number)
        _ = journal.index.insert(entry)
        journal.count(entry, by: 1)
        journal.segments[head].live += 1
    }

    private mutating func forget(_ header: RecordHeader, _ further: RawSpan) {
        _ = journal.remove(header.number)
        for offset in stride(from: 0, to: further.byteCount, by: 8) {
            _ = journal.remove(further.bigEndian64(at: offset))
        }
        journal.totals.count(header.type, kind: header.kind, 1 + further.byteCount / 8)
    }

    private mutating func note(_ segment: UInt32, at offset: Int, _ reason: SpoolProblem.Reason) {
        problemCount += 1
        guard problems.count < Self.mostProblems else { return }
        problems.append(SpoolProblem(segment: segment, offset: offset, reason: reason))
    }
}
