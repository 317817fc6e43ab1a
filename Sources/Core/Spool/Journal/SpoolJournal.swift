internal import Primitives

/// The machine of a spool: what is kept, where it stands, what is written next, which file may go.
/// It does no input or output. While it `wantsCommit`, one `commit` of its user is:
///
///     for read in journal.planMoves() { read the bytes; journal.move(read, bytes) }
///     guard journal.hasWork …
///     let write = journal.seal(salt: chance)
///     bring write.bytes to disk    → journal.written() names the files to remove
///                  that failed     → journal.notWritten(…), later again
///
/// Segments go from the oldest on, only when nothing in them is needed: what is, is moved to the
/// newest first. So a record that forgets is never needed longer than what it forgets.
public struct SpoolJournal: Sendable {
    public let limits: SpoolLimits
    public let kinds: SpoolKinds
    var index = SpoolIndex()
    /// Those on disk that count, each numbered one above the one before.
    var segments: [SpoolSegment] = []
    /// Whether the last of them is this journal's own, to be appended to.
    public internal(set) var isOpen = false
    /// The oldest segment that counts, as the disk knows it.
    var first: UInt32 = 1
    /// Records whose bytes wait to be written, without checksums.
    var waiting: [UInt8] = []
    var forgotten: [ForgottenRecords] = []
    /// What is being written, between `seal` and `written`.
    var flight: Flight?
    /// Of these bytes of an abandoned segment nobody knows whether the disk still has them.
    var doubtful: (segment: UInt32, from: Int)?
    /// Of what waits, so much stands in older segments.
    var movingBytes = 0
    var evictions: [SpoolRecord] = []
    var writtenTotals = SpoolTotals()

    /// The highest number ever given.
    public internal(set) var highest: UInt64 = 0
    /// All records up to here are on disk, but for those forgotten.
    public internal(set) var keptThrough: UInt64 = 0
    public internal(set) var totals = SpoolTotals()
    /// Bytes of the files that count.
    public internal(set) var fileBytes = 0
    /// Bytes of the live records, with what surrounds each.
    public internal(set) var liveBytes = 0
    /// Of them, those of kinds that are never evicted.
    public internal(set) var heldBytes = 0
    public internal(set) var heldRecords = 0
    /// Records that were there and could not be read again.
    public internal(set) var lost: UInt64 = 0

    public init(limits: SpoolLimits, kinds: SpoolKinds) {
        self.limits = limits
        self.kinds = kinds
    }

    public var records: Int { index.count }
    /// Bytes that wait for `commit`.
    public var uncommitted: Int { waiting.count + forgottenBytes }

    /// Whether there is a reason to write. Nothing is ever written otherwise.
    public var wantsCommit: Bool { uncommitted > 0 || isCritical }

    /// Whether, moves planned, there is something to write.
    public var hasWork: Bool {
        uncommitted > 0 || isCritical && segments.count > 1 && segments[0].isSpare
    }

    /// So little room is left that the next batches might not fit: cleaning cannot wait.
    var isCritical: Bool { fileBytes > limits.bytes - limits.segment - 2 * limits.batch }

    var forgottenBytes: Int {
        forgotten.reduce(0) { $0 + RecordHeader.overhead + 8 * $1.numbers.count }
    }

    /// What a new segment holds before its first record.
    var newSegmentBytes: Int {
        SegmentHeader.byteCount + RecordHeader.overhead
            + SpoolTotals.entryBytes * writtenTotals.entries.count
    }
}

/// A segment on disk.
struct SpoolSegment: Sendable {
    let number: UInt32
    /// What every record's checksum begins with.
    let seed: UInt32
    /// So many bytes count.
    var length: Int
    /// So many bytes the file has: more, when a write to it failed.
    var fileLength: Int
    /// Live records in it; of them those that wait to be written again elsewhere.
    var live = 0
    var moving = 0

    /// Whether the file may go once what is waiting is written.
    var isSpare: Bool { live == moving }
}

/// Records to be forgotten on disk.
struct ForgottenRecords: Sendable {
    let type: RecordType
    let kind: UInt8
    var numbers: [UInt64] = []
}

/// What `seal` gave out.
struct Flight: Sendable {
    let segment: UInt32
    let seed: UInt32
    let isNew: Bool
    let offset: Int
    let bytes: [UInt8]
    /// Of each group of forgotten records, so many are in it.
    let forgotten: [Int]
    /// The oldest segment that counts when it is on disk.
    let first: UInt32
}

// MARK: - The owner's side

extension SpoolJournal {
    /// Takes a record. It is kept when a commit has ended.
    public mutating func append(
        kind: UInt8, number: UInt64, _ payload: RawSpan
    ) throws(SpoolRefusal) {
        precondition(flight == nil, "nothing is appended while a write is under way")
        guard payload.byteCount <= limits.payload else {
            throw .tooLong(payload.byteCount, limit: limits.payload)
        }
        guard number > highest else { throw .numberFalls(number, highest: highest) }
        let header = RecordHeader(.keep, kind: kind, number: number, length: payload.byteCount)
        try checkRoom(header)
        let entry = SpoolEntry(waiting: header, offset: waiting.count)
        header.append(to: &waiting, payload: payload)
        _ = index.insert(entry)
        count(entry, by: 1)
        totals.count(.keep, kind: kind)
        highest = number
    }

    private func checkRoom(_ header: RecordHeader) throws(SpoolRefusal) {
        let size = header.byteCount
        guard waiting.count + size <= limits.batch / 2 else {
            throw .uncommitted(waiting.count, limit: limits.batch / 2)
        }
        if kinds.holds(header.kind) {
            guard heldBytes + size <= limits.bytes / 2 else {
                throw .full(held: heldBytes, limit: limits.bytes / 2)
            }
            guard heldRecords < limits.records / 2 else {
                throw .tooMany(held: heldRecords, limit: limits.records / 2)
            }
        }
        let after = fileBytes + newSegmentBytes + waiting.count + size + limits.batch / 2 + 64
        guard after <= limits.bytes else { throw .noRoom(bytes: fileBytes, limit: limits.bytes) }
    }

    /// Forgets a record; on disk, when a commit has ended.
    /// - Returns: false for one that is not there: forgotten or evicted before.
    @discardableResult
    public mutating func forget(_ number: UInt64, as reason: SpoolForgetting) -> Bool {
        precondition(flight == nil, "nothing is forgotten while a write is under way")
        guard let entry = remove(number) else { return false }
        note(reason.type, entry)
        return true
    }

    /// Those evicted since this was last asked, the oldest first.
    public mutating func takeEvicted() -> [SpoolRecord] {
        defer { evictions = [] }
        return evictions
    }

    public func contains(_ number: UInt64) -> Bool { index[number] != nil }

    /// The first live record whose number is at least this.
    public func first(from number: UInt64) -> SpoolRecord? {
        index.first(from: number).map { SpoolRecord(kind: $0.kind, number: $0.number) }
    }

    public enum Place: Equatable, Sendable {
        case waiting(Range<Int>)
        case stored(SpoolRead)
    }

    /// Where to find a live record: its payload in `waitingBytes`, or a segment's bytes.
    public func place(of number: UInt64) -> Place? {
        guard let entry = index[number] else { return nil }
        guard entry.state == .waiting else { return .stored(read(entry)) }
        let start = entry.offset + RecordHeader.byteCount
        return .waiting(start..<start + Int(entry.length))
    }

    public var waitingBytes: [UInt8] { waiting }
}

// MARK: - Inside

extension SpoolJournal {
    func read(_ entry: SpoolEntry) -> SpoolRead {
        let segment = segments[slot(of: entry)]
        return SpoolRead(
            record: SpoolRecord(kind: entry.kind, number: entry.number), segment: segment.number,
            offset: entry.offset, byteCount: entry.byteCount, seed: segment.seed)
    }

    /// Where in `segments` the segment of a stored record stands.
    func slot(of entry: SpoolEntry) -> Int {
        precondition(entry.state != .waiting && !segments.isEmpty, "record \(entry.number)")
        let oldest = segments[0].number
        let slot = Int(entry.segment(from: oldest) - oldest)
        precondition(slot < segments.count, "record \(entry.number) in no segment")
        return slot
    }

    /// Takes a record out of memory.
    mutating func remove(_ number: UInt64) -> SpoolEntry? {
        guard let entry = index.remove(number) else { return nil }
        count(entry, by: -1)
        if entry.state != .waiting {
            let slot = slot(of: entry)
            segments[slot].live -= 1
            if entry.state == .moving { segments[slot].moving -= 1 }
        }
        return entry
    }

    mutating func count(_ entry: SpoolEntry, by sign: Int) {
        liveBytes += sign * entry.byteCount
        guard kinds.holds(entry.kind) else { return }
        heldBytes += sign * entry.byteCount
        heldRecords += sign
    }

    /// Counts a record as forgotten, and has it forgotten on disk.
    mutating func note(_ type: RecordType, _ entry: SpoolEntry) {
        totals.count(type, kind: entry.kind)
        let slot = forgotten.firstIndex { $0.type == type && $0.kind == entry.kind }
        if slot == nil { forgotten.append(ForgottenRecords(type: type, kind: entry.kind)) }
        forgotten[slot ?? forgotten.count - 1].numbers.append(entry.number)
    }
}
