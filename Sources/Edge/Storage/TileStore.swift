internal import EvidenceLog
internal import Primitives
internal import Signing

/// A log's files with what is not written yet: full tiles and bundles that wait, and the entries of
/// the bundle at the edge.
final class TileStore: TileSource {
    private let files: LogFiles
    private var waiting: [(name: String, bytes: [UInt8])] = []
    private var places: [TilePath: Int] = [:]
    private(set) var waitingBytes = 0
    private var edge: [UInt8] = []
    private var edgeCount = 0
    private var edgeIndex: UInt64 = 0

    init(_ files: LogFiles) { self.files = files }

    func bytes(of path: TilePath) throws(TileFault) -> [UInt8]? {
        if let place = places[path] { return waiting[place].bytes }
        if path.kind == .entries, path.index == edgeIndex, path.width == edgeCount { return edge }
        do throws(SpoolError) {
            return try files.read(path.description, limit: path.greatestBytes)
        } catch { throw .unavailable(path: path.description, reason: error.description) }
    }

    /// Goes on at the beginning of a bundle.
    func begin(at index: UInt64) { edgeIndex = index }

    func take(_ entry: RawSpan) {
        EntryBundle.append(entry, to: &edge)
        edgeCount += 1
        guard edgeCount == TilePath.fullWidth else { return }
        keep(edge, as: TilePath(.entries, index: edgeIndex))
        edge = []
        edgeCount = 0
        edgeIndex += 1
    }

    func keep(_ bytes: [UInt8], as path: TilePath) {
        places[path] = waiting.count
        waiting.append((path.description, bytes))
        waitingBytes += bytes.count
    }

    /// Writes all that is full.
    func flush() throws(SpoolError) {
        try files.write(waiting)
        waiting = []
        places = [:]
        waitingBytes = 0
    }

    /// The partial files of these paths at the log's edge.
    func files(
        _ paths: [TilePath], at tree: TreeEdge<SHA256>
    ) -> [(name: String, bytes: [UInt8])] {
        paths.map { path in
            switch path.kind {
            case .entries: (path.description, edge)
            case .hashes(let level): (path.description, tree.tile(level).bytes)
            }
        }
    }
}
