public import Primitives

/// Reads a segment of the journal batch by batch, and tells what a power cut left from what a disk
/// lost: behind a torn write nothing was ever written.
public struct JournalScan<D: Digest>: ~Escapable {
    private let bytes: RawSpan
    private let salt: UInt64
    private var offset = JournalHeader.byteCount
    /// Of the log as far as it has been read.
    public private(set) var frontier: TreeFrontier<D>
    private var next: UInt64

    public enum Step: Equatable, Sendable {
        /// Entries that the log has not yet: where each stands in the segment.
        case batch(entries: [Range<Int>])
        case end
        /// From this offset on the segment holds a write that did not end.
        case torn(offset: Int)
        /// At this offset stands something else than was written.
        case damaged(offset: Int)
    }

    /// - Parameter frontier: of the log's published part. Batches below it are passed over.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, header: JournalHeader, after frontier: TreeFrontier<D>) {
        self.bytes = bytes
        salt = header.salt
        next = header.first
        self.frontier = frontier
    }

    public mutating func step() -> Step {
        while offset < bytes.byteCount {
            guard let batch = JournalBatch(head: rest, salt: salt), batch.first == next else {
                return .bad(self)
            }
            let start = offset + JournalBatch.headCount
            guard batch.byteCount <= bytes.byteCount - start else { return .bad(self) }
            if next + UInt64(batch.count) <= frontier.size {
                pass(batch)
                continue
            }
            guard next == frontier.size, let entries = take(batch) else { return .bad(self) }
            pass(batch)
            return .batch(entries: entries)
        }
        return .end
    }

    private var rest: RawSpan {
        @_lifetime(copy self) get { bytes.extracting(droppingFirst: offset) }
    }

    private mutating func pass(_ batch: JournalBatch) {
        next += UInt64(batch.count)
        offset += JournalBatch.headCount + batch.byteCount
    }

    /// A batch's entries, if they lead to the root that its head has.
    private mutating func take(_ batch: JournalBatch) -> [Range<Int>]? {
        let start = offset + JournalBatch.headCount
        let content = bytes.extracting(start..<start + batch.byteCount)
        guard let ends = try? EntryBundle.ends(in: content, count: batch.count) else { return nil }
        var grown = frontier
        var entries: [Range<Int>] = []
        entries.reserveCapacity(batch.count)
        var begin = start + 2
        for end in ends {
            let entry = begin..<start + end
            grown.append(TreeHash.leaf(bytes.extracting(entry), by: D.self))
            entries.append(entry)
            begin = start + end + 2
        }
        guard grown.root == batch.root else { return nil }
        frontier = grown
        return entries
    }

    /// Whether a batch of this segment begins behind the bad one.
    fileprivate var isFollowed: Bool {
        let first = offset + 1
        guard bytes.byteCount >= 8 else { return false }
        for place in first..<max(first, bytes.byteCount - 7)
        where bytes.bigEndian64(at: place) == salt {
            return true
        }
        return false
    }

    fileprivate var place: Int { offset }
}

extension JournalScan.Step {
    fileprivate static func bad(_ scan: borrowing JournalScan) -> Self {
        scan.isFollowed ? .damaged(offset: scan.place) : .torn(offset: scan.place)
    }
}
