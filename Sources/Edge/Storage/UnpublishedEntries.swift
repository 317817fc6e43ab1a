internal import EvidenceLog
internal import Glibc
internal import Host
public import Primitives
internal import Signing

/// Entries of a log that are durable and that no head covers yet, read by somebody who changes nothing
/// and needs no lock. To be made before the head is read: what leaves the journal meanwhile is under it.
public struct UnpublishedEntries {
    private let directory: String
    /// By their first entry, ascending.
    private let segments: [(first: UInt64, path: String, bytes: [UInt8])]

    /// A log without a journal, such as a published copy, has none.
    public init(of directory: String) throws(SpoolError) {
        self.directory = directory
        let folder = directory + "/journal"
        guard let names = Folder.names(in: folder) else {
            guard errno == ENOENT else { throw .of(.list, folder) }
            segments = []
            return
        }
        var segments: [(first: UInt64, path: String, bytes: [UInt8])] = []
        for name in names {
            guard let first = LogJournal.first(in: name) else { continue }
            let path = "\(folder)/\(name)"
            do throws(WholeFileError) {
                segments.append(
                    (first, path, try WholeFile.read(path, limit: LogJournal.mostBytes)))
            } catch {
                // Published and taken away since it was listed.
                guard case .cannotRead(_, let system) = error else {
                    throw .failed(.read, path: path, SystemError(number: EFBIG))
                }
                guard system.isMissing else { throw .failed(.read, path: path, system) }
            }
        }
        self.segments = segments.sorted { $0.first < $1.first }
    }

    /// Gives `body` the index and bytes of each entry above a head, in order. What a power cut left of
    /// the last write, or a write that goes on now, is passed over; all else is as opening the log
    /// refuses it.
    public func read(
        above size: UInt64, root: Hash256, _ body: (UInt64, RawSpan) -> Void
    ) throws(LogFolderError) {
        var frontier: TreeFrontier<SHA256>
        do throws(TileFault) {
            frontier = try TiledTree<SHA256>(size: size, root: root, from: FolderTiles(directory))
                .edge.frontier
        } catch { throw .broken(directory: directory, error) }
        for (number, segment) in segments.enumerated() {
            guard segment.first <= frontier.size else {
                throw .journal(
                    path: segment.path, .gap(expected: frontier.size, found: segment.first))
            }
            let bytes = segment.bytes
            let header: JournalHeader
            do throws(JournalHeaderError) {
                header = try JournalHeader(parsing: bytes.rawSpan, by: SHA256.self)
            } catch { throw .journal(path: segment.path, .header(error)) }
            guard header.first == segment.first else {
                throw .journal(path: segment.path, .header(.damaged))
            }
            let isLast = number == segments.count - 1
            var scan = JournalScan(bytes.rawSpan, header: header, after: frontier)
            reading: while true {
                let next = scan.frontier.size
                switch scan.step() {
                case .batch(let entries):
                    for (place, range) in entries.enumerated() {
                        body(next + UInt64(place), bytes.rawSpan.extracting(range))
                    }
                case .end: break reading
                case .torn where isLast: break reading
                case .torn(let offset), .damaged(let offset):
                    throw .journal(path: segment.path, .damaged(offset: offset))
                }
            }
            frontier = scan.frontier
        }
    }
}
