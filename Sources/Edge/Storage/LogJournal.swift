internal import EvidenceLog
internal import Glibc
internal import Host
internal import Primitives
internal import Signing

/// Where entries become durable: segments in the folder `journal`, each begun with a first batch and
/// never written to again by another run.
final class LogJournal {
    private let folder: SpoolFolder
    private var head: (file: FileHandle, salt: UInt64, end: Int)?
    /// The first index of each segment, ascending.
    private var segments: [UInt64]

    private let limits: LogFolderLimits
    /// A single batch may be longer than a segment should be.
    private var longest: Int {
        max(limits.segment, LogFolderLimits().segment) + JournalHeader.byteCount
            + JournalBatch.headCount + JournalBatch.mostBytes
    }
    private static let suffix = ".journal"

    /// Opens the folder and reads nothing yet. What was not finished is taken away, and what has a
    /// name keeps it.
    init(_ folder: SpoolFolder, _ limits: LogFolderLimits) throws(SpoolError) {
        self.folder = folder
        self.limits = limits
        guard let names = Folder.names(in: folder.path) else { throw .of(.list, folder.path) }
        for name in names where name.hasSuffix(SpoolFolder.unfinished) { folder.remove(name) }
        segments = names.compactMap(Self.first).sorted()
        try folder.sync()
    }

    private static func name(of first: UInt64) -> String {
        let digits = String(first, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits + suffix
    }

    /// Of a segment, at most: a single batch may be longer than a segment should be.
    static let mostBytes =
        LogFolderLimits().segment + JournalHeader.byteCount + JournalBatch.headCount
        + JournalBatch.mostBytes

    static func first(in name: String) -> UInt64? {
        guard name.hasSuffix(suffix), let first = UInt64(name.dropLast(suffix.count), radix: 16),
            Self.name(of: first) == name
        else { return nil }
        return first
    }

    /// Gives `body` each batch that the log's published part has not. Cuts off what a power cut left
    /// of the last one, and refuses everything else that was not written so.
    func replay(
        after published: TreeFrontier<SHA256>,
        _ body: (RawSpan, [Range<Int>]) throws(LogFolderError) -> Void
    ) throws(LogFolderError) {
        var frontier = published
        for (number, first) in segments.enumerated() {
            guard first <= frontier.size else {
                throw .journal(
                    path: path(first), .gap(expected: frontier.size, found: first))
            }
            frontier = try replay(
                first, isLast: number == segments.count - 1, after: frontier, body)
        }
    }

    private func replay(
        _ first: UInt64, isLast: Bool, after frontier: TreeFrontier<SHA256>,
        _ body: (RawSpan, [Range<Int>]) throws(LogFolderError) -> Void
    ) throws(LogFolderError) -> TreeFrontier<SHA256> {
        let (file, bytes) = try load(first)
        let header: JournalHeader
        do throws(JournalHeaderError) {
            header = try JournalHeader(parsing: bytes.rawSpan, by: SHA256.self)
        } catch { throw .journal(path: file.path, .header(error)) }
        guard header.first == first else { throw .journal(path: file.path, .header(.damaged)) }
        var scan = JournalScan(bytes.rawSpan, header: header, after: frontier)
        while true {
            switch scan.step() {
            case .batch(let entries): try body(bytes.rawSpan, entries)
            case .end: return scan.frontier
            case .torn(let offset) where isLast:
                try cut(file, to: offset)
                return scan.frontier
            case .torn(let offset), .damaged(let offset):
                throw .journal(path: file.path, .damaged(offset: offset))
            }
        }
    }

    /// A segment's bytes as the disk has them: what is told to be kept must not only be in memory.
    private func load(_ first: UInt64) throws(LogFolderError) -> (FileHandle, [UInt8]) {
        let file: FileHandle
        let bytes: [UInt8]
        do throws(SpoolError) {
            file = try folder.open(Self.name(of: first), O_RDWR)
            try file.sync()
            file.forgetCache()
            bytes = try file.read(min(try file.byteCount(), longest + 1), at: 0)
        } catch { throw .disk(error) }
        guard bytes.count <= longest else {
            throw .journal(path: file.path, .tooLong(bytes: bytes.count))
        }
        return (file, bytes)
    }

    private func cut(_ file: FileHandle, to count: Int) throws(LogFolderError) {
        do throws(SpoolError) {
            try file.cut(to: count)
            try file.sync()
        } catch { throw .disk(error) }
    }

    private func path(_ first: UInt64) -> String { folder.path(of: Self.name(of: first)) }

    // MARK: Writing

    /// Makes a batch durable: one write and one `fdatasync`, or a new segment.
    /// - Parameter root: the log's before it.
    func append(
        _ batch: JournalBatch, _ entries: [UInt8], after root: Hash256
    ) throws(JournalFailure) {
        let length = JournalBatch.headCount + entries.count
        if let head, head.end + length <= limits.segment {
            try extend(head, batch, entries)
        } else {
            do throws(SpoolError) {
                try begin(batch, entries, after: root)
            } catch { throw JournalFailure(cause: error, isDoubtful: false) }
        }
    }

    private func extend(
        _ head: (file: FileHandle, salt: UInt64, end: Int), _ batch: JournalBatch,
        _ entries: [UInt8]
    ) throws(JournalFailure) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(JournalBatch.headCount + entries.count)
        batch.appendHead(salt: head.salt, to: &bytes)
        bytes += entries
        do throws(SpoolError) {
            try head.file.write(bytes.rawSpan, at: head.end)
        } catch {
            let isCut = (try? head.file.cut(to: head.end)) != nil
            throw JournalFailure(cause: error, isDoubtful: !error.isWantOfRoom || !isCut)
        }
        do throws(SpoolError) {
            try head.file.sync()
        } catch {
            throw JournalFailure(cause: error, isDoubtful: true)
        }
        self.head?.end = head.end + bytes.count
    }

    private func begin(
        _ batch: JournalBatch, _ entries: [UInt8], after root: Hash256
    ) throws(SpoolError) {
        let header = JournalHeader(first: batch.first, salt: Chance.word(), root: root)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            JournalHeader.byteCount + JournalBatch.headCount + entries.count)
        header.append(to: &bytes, by: SHA256.self)
        batch.appendHead(salt: header.salt, to: &bytes)
        bytes += entries
        let file = try folder.create(Self.name(of: batch.first), bytes.rawSpan)
        head = (file, header.salt, bytes.count)
        segments.append(batch.first)
    }

    /// Takes segments away when all they hold is published; the one written to only when it is
    /// long enough for that to be worth while.
    func published() {
        if let head, head.end >= limits.tidy { self.head = nil }
        let isWritten = head != nil
        for first in isWritten ? segments.dropLast() : segments[...] {
            folder.remove(Self.name(of: first))
        }
        segments = isWritten ? Array(segments.suffix(1)) : []
    }
}

/// A batch that did not become durable.
struct JournalFailure: Error {
    let cause: SpoolError
    /// Whether the disk may hold it nevertheless.
    let isDoubtful: Bool
}
