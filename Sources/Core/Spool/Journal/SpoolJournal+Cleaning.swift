internal import Primitives

// Which records are evicted, and which move so that their segment may go.

extension SpoolJournal {
    /// Decides what this commit cleans, evicts what has no room, and names the records that are to
    /// be read and given to `move`. Cleaning begins when three quarters of the room are taken, when
    /// more than half of the files is not needed, or when there are many small ones. It is bounded:
    /// a quarter of a batch for room, less for tidiness.
    public mutating func planMoves() -> [SpoolRead] {
        precondition(flight == nil, "moves are planned before a write")
        var plan = CleaningPlan(room: roomForMoves)
        rescue(&plan)
        evictExcess()
        var oldest = 0
        while oldest < closed, let reason = reasonToClean(from: oldest, plan) {
            guard clean(oldest, because: reason, &plan) else { break }
            plan.freed += segments[oldest].fileLength
            oldest += 1
        }
        return plan.reads
    }

    /// Takes a record that `planMoves` asked for into the next write. One that is damaged is lost:
    /// counted, and no more there.
    public mutating func move(_ read: SpoolRead, _ bytes: RawSpan) {
        guard let payload = read.payload(in: bytes) else { return lose(read.record.number) }
        guard let entry = index[read.record.number], entry.state == .stored else { return }
        segments[slot(of: entry)].moving += 1
        index.update(entry.number) { $0.beginMove() }
        RecordHeader(.move, kind: entry.kind, number: entry.number, length: payload.count)
            .append(to: &waiting, payload: bytes.extracting(payload))
        movingBytes += entry.byteCount
    }

    /// Gives up a record whose bytes the disk no longer has.
    public mutating func lose(_ number: UInt64) {
        guard remove(number) != nil else { return }
        lost += 1
    }

    /// A quarter of a batch, and never past the limit; one record at least, so that a spool whose
    /// limit was lowered gets below it.
    private var roomForMoves: Int {
        let spare =
            limits.bytes - fileBytes - newSegmentBytes - waiting.count - limits.batch / 4 - 64
        let least = limits.payload + RecordHeader.overhead
        return min(limits.batch / 4 - movingBytes, max(spare, least))
    }

    /// The segments that will not be written to any more.
    private var closed: Int { mustBegin ? segments.count : segments.count - 1 }

    /// Whether the next write begins a segment.
    var mustBegin: Bool {
        guard isOpen, let head = segments.last else { return true }
        return head.length + waiting.count > limits.segment
    }
}

/// What a commit is about to clean.
private struct CleaningPlan {
    var reads: [SpoolRead] = []
    /// Bytes that may still be moved.
    var room: Int
    var moved = 0
    var freed = 0

    init(room: Int) { self.room = room }

    mutating func add(_ read: SpoolRead) -> Bool {
        guard moved + read.byteCount <= room else { return false }
        moved += read.byteCount
        reads.append(read)
        return true
    }
}

private enum CleaningReason {
    /// Needed records take more than half: the oldest are evicted.
    case eviction
    case room
    case tidiness
}

extension SpoolJournal {
    private func reasonToClean(from oldest: Int, _ plan: CleaningPlan) -> CleaningReason? {
        let after = fileBytes - plan.freed + plan.moved + uncommitted
        if after > limits.highWater { return liveBytes > limits.bytes / 2 ? .eviction : .room }
        let isMany = segments.count - oldest > limits.bytes / limits.segment + 16
        let isWasteful = after > 2 * liveBytes + 4 * limits.segment
        return isMany || isWasteful ? .tidiness : nil
    }

    /// - Returns: false when not all of the segment could be dealt with this time.
    private mutating func clean(
        _ oldest: Int, because reason: CleaningReason, _ plan: inout CleaningPlan
    ) -> Bool {
        if reason == .tidiness { plan.room = min(plan.room, 16 << 10 + 2 * uncommitted) }
        for entry in stored(in: oldest) {
            if reason == .eviction, !kinds.holds(entry.kind) {
                evict(entry.number)
            } else if !plan.add(read(entry)) {
                return false
            }
        }
        return true
    }

    /// More records than memory is meant for: the lowest numbers go.
    private mutating func evictExcess() {
        let excess = index.count - limits.records
        guard excess > 0 else { return }
        var numbers: [UInt64] = []
        index.forEach { entry in
            if !kinds.holds(entry.kind) { numbers.append(entry.number) }
            return numbers.count < excess
        }
        for number in numbers { evict(number) }
    }

    private mutating func evict(_ number: UInt64) {
        guard let entry = remove(number) else { return }
        note(.evict, entry)
        evictions.append(SpoolRecord(kind: entry.kind, number: number))
    }

    /// The live records of a segment that are not on their way out of it. Cost: the records before
    /// the last of them, which in the oldest segment are few.
    private func stored(in slot: Int) -> [SpoolEntry] {
        let wanted = segments[slot].live - segments[slot].moving
        guard wanted > 0 else { return [] }
        var found: [SpoolEntry] = []
        index.forEach { entry in
            if entry.state == .stored, self.slot(of: entry) == slot { found.append(entry) }
            return found.count < wanted
        }
        return found
    }

    /// A write that failed may have taken with it what stood in the same block of the disk: those
    /// records are written again from what the system still remembers of them.
    private mutating func rescue(_ plan: inout CleaningPlan) {
        guard let doubtful else { return }
        let slot = segments.firstIndex { $0.number == doubtful.segment }
        let entries = slot.map(stored) ?? []
        for entry in entries where entry.offset + entry.byteCount > doubtful.from {
            guard plan.add(read(entry)) else { return }
        }
        self.doubtful = nil
    }
}
