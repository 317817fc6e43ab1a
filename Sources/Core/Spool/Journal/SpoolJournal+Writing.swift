internal import Primitives

// What is written, and what follows when it is, or is not.

extension SpoolJournal {
    /// The next bytes for the disk: what waits, what is forgotten, and from where on segments count
    /// when these bytes are there.
    /// - Parameter salt: chance, for a new segment.
    public mutating func seal(salt: UInt64) -> SpoolWrite {
        precondition(flight == nil && hasWork, "nothing to write, or a write under way")
        let isNew = mustBegin
        let last = segments.last
        let number = isNew ? (last?.number ?? first &- 1) + 1 : last?.number ?? 0
        var bytes: [UInt8] = []
        bytes.reserveCapacity(waiting.count + 1_024)
        var seed = last?.seed ?? 0
        if isNew {
            let header = SegmentHeader(
                number: number, salt: salt, first: first,
                previousLength: UInt32(last?.length ?? 0), highest: keptThrough)
            header.encode(into: &bytes)
            appendTotals(to: &bytes)
            seed = header.seed
        }
        bytes.append(waiting.rawSpan)
        let counts = appendForgotten(to: &bytes)
        let first = oldestNeeded(isNew: isNew, number)
        if first > self.first {
            let header = RecordHeader(.trim, kind: 0, number: UInt64(first), length: 0)
            header.append(to: &bytes, payload: RawSpan())
        }
        let offset = isNew ? 0 : last?.length ?? 0
        Self.sealRecords(
            &bytes, from: isNew ? SegmentHeader.byteCount : 0, seed: seed, offset: offset)
        flight = Flight(
            segment: number, seed: seed, isNew: isNew, offset: offset, bytes: bytes,
            forgotten: counts, first: first)
        return SpoolWrite(segment: number, isNew: isNew, offset: offset, bytes: bytes)
    }

    /// Takes note that the bytes of `seal` are on disk, name and all.
    /// - Returns: the segments whose files are to be removed.
    public mutating func written() -> [UInt32] {
        guard let flight else { preconditionFailure("nothing was sealed") }
        self.flight = nil
        if flight.isNew {
            segments.append(
                SpoolSegment(number: flight.segment, seed: flight.seed, length: 0, fileLength: 0))
            isOpen = true
        }
        let head = segments.count - 1
        segments[head].length = flight.offset + flight.bytes.count
        fileBytes += segments[head].length - segments[head].fileLength
        segments[head].fileLength = segments[head].length
        settle(flight, in: head)
        for (slot, count) in flight.forgotten.enumerated() {
            forgotten[slot].numbers.removeFirst(count)
        }
        forgotten.removeAll { $0.numbers.isEmpty }
        waiting.removeAll(keepingCapacity: waiting.capacity <= 64 << 10)
        movingBytes = 0
        keptThrough = highest
        return dropSegments(below: flight.first)
    }

    public enum Failure: Sendable {
        /// The file is as it was before, or is cut back to that when it is read.
        case unchanged
        /// What the disk has of the segment's end is unknown. Nothing more is written to it.
        case doubtful
    }

    /// Takes note that the bytes of `seal` did not reach the disk. They wait on.
    public mutating func notWritten(_ failure: Failure) {
        guard let flight else { preconditionFailure("nothing was sealed") }
        self.flight = nil
        guard failure == .doubtful, !flight.isNew, let head = segments.indices.last else { return }
        isOpen = false
        fileBytes += flight.bytes.count
        segments[head].fileLength += flight.bytes.count
        doubtful = (flight.segment, segments[head].length & ~4_095)
    }
}

extension SpoolJournal {
    private func appendTotals(to bytes: inout [UInt8]) {
        var payload: [UInt8] = []
        writtenTotals.encode(into: &payload)
        RecordHeader(.totals, kind: 0, number: 0, length: payload.count)
            .append(to: &bytes, payload: payload.rawSpan)
    }

    /// As many as a quarter of a batch takes; the rest waits for the next.
    private func appendForgotten(to bytes: inout [UInt8]) -> [Int] {
        var room = limits.batch / 4
        return forgotten.map { group in
            let fits = min((room - RecordHeader.overhead) / 8 + 1, 4_096, group.numbers.count)
            guard fits > 0, room >= RecordHeader.overhead else { return 0 }
            let numbers = group.numbers.prefix(fits)
            var payload: [UInt8] = []
            for number in numbers.dropFirst() { payload.append(bigEndian: number) }
            RecordHeader(group.type, kind: group.kind, number: numbers[0], length: payload.count)
                .append(to: &bytes, payload: payload.rawSpan)
            room -= RecordHeader.overhead + payload.count
            return fits
        }
    }

    /// The oldest segment with a record that is needed when what waits is on disk. Never beyond the
    /// one that is being written: it says what happened to the others.
    private func oldestNeeded(isNew: Bool, _ head: UInt32) -> UInt32 {
        let closed = isNew ? segments[...] : segments.dropLast()
        return closed.first { !$0.isSpare }?.number ?? head
    }

    /// Gives each record its checksum, and the first one the mark of a beginning.
    private static func sealRecords(
        _ bytes: inout [UInt8], from start: Int, seed: UInt32, offset: Int
    ) {
        var place = start
        while place < bytes.count {
            let length = Int(bytes[place]) << 8 | Int(bytes[place + 1])
            let count = RecordHeader.overhead + length
            RecordHeader.seal(
                &bytes, at: place, count: count, seed: seed, offset: offset + place,
                begins: place == start)
            place += count
        }
    }

    /// Every record that was written and is still live stands in the newest segment now.
    private mutating func settle(_ flight: Flight, in head: Int) {
        var place = flight.isNew ? SegmentHeader.byteCount : 0
        while let header = Self.header(in: flight.bytes, at: place) {
            switch header.type {
            case .keep, .move: settle(header, at: flight.offset + place, in: head)
            case .acknowledge, .supersede, .evict, .trim, .totals: break
            }
            if header.type != .totals {
                let further = header.type.forgets ? Int(header.length) / 8 : 0
                writtenTotals.count(header.type, kind: header.kind, 1 + further)
            }
            place += header.byteCount
        }
    }

    private static func header(in bytes: [UInt8], at place: Int) -> RecordHeader? {
        place < bytes.count ? RecordHeader(bytes.rawSpan, at: place) : nil
    }

    private mutating func settle(_ header: RecordHeader, at offset: Int, in head: Int) {
        guard let entry = index[header.number], entry.state != .stored else { return }
        if entry.state == .moving {
            let slot = slot(of: entry)
            segments[slot].live -= 1
            segments[slot].moving -= 1
        }
        segments[head].live += 1
        let number = segments[head].number
        index.update(header.number) { $0.store(in: number, at: offset) }
    }

    private mutating func dropSegments(below first: UInt32) -> [UInt32] {
        self.first = first
        let count = segments.prefix { $0.number < first }.count
        let gone = segments.prefix(count).map(\.number)
        fileBytes -= segments.prefix(count).reduce(0) { $0 + $1.fileLength }
        segments.removeFirst(count)
        return gone
    }
}
