internal import Primitives
internal import Spool

extension FuzzTarget {
    /// The segments of a spool as a start reads them: the input is cut at each `|cut|` into files
    /// 1, 2, …; the first byte chooses which of them say how long the one before is.
    static let spoolSegment = FuzzTarget(name: "spool-segment") { bytes in
        guard bytes.byteCount > 0 else { return }
        let choice = bytes.byte(at: 0)
        let parts = split([UInt8](copying: bytes.extracting(droppingFirst: 1)))
        guard let limits = try? SpoolLimits(bytes: 1 << 20, payload: 1_000) else { return }
        var replay = SpoolReplay(limits: limits, kinds: SpoolKinds(held: [9]), first: 1)
        for (slot, part) in parts.enumerated() {
            let number = UInt32(slot + 1)
            let next = slot + 1 < parts.count ? parts[slot + 1] : []
            let header = try? SegmentHeader(parsing: next.rawSpan)
            let isBound = choice >> UInt8(slot & 7) & 1 == 1
            replay.segment(
                number, part.rawSpan,
                length: isBound ? header.map { Int($0.previousLength) } : nil)
        }
        drive(replay.finished())
    }

    /// What was read can be gone on with: forgotten, appended to, written.
    private static func drive(_ journal: SpoolJournal) {
        var journal = journal
        _ = journal.forget(journal.first(from: 0)?.number ?? 0, as: .acknowledged)
        if journal.highest < .max {
            try? journal.append(kind: 1, number: journal.highest + 1, [1, 2, 3].rawSpan)
        }
        guard journal.wantsCommit else { return }
        for read in journal.planMoves() { journal.lose(read.record.number) }
        guard journal.hasWork else { return }
        _ = journal.seal(salt: 1)
        _ = journal.written()
    }

    private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        let mark = [UInt8]("|cut|".utf8)
        var parts: [[UInt8]] = [[]]
        var place = 0
        while place < bytes.count {
            if parts.count < 8, bytes[place...].starts(with: mark) {
                parts.append([])
                place += mark.count
            } else {
                parts[parts.count - 1].append(bytes[place])
                place += 1
            }
        }
        return parts
    }
}
