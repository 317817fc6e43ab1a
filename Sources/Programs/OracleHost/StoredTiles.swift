internal import EvidenceLog
internal import Host
internal import Primitives
internal import Signing
internal import Storage

/// Every tile and bundle that lies in a log's folder, those of earlier sizes too, compared with what
/// the log's entries make of it.
struct StoredTiles {
    private let tiles: FolderTiles
    private let size: UInt64
    private var paths: [TilePath] = []
    private var strangers: [String] = []
    /// Of level 1 and above: the roots of full tiles of the level below.
    private var levels: [[Hash256]] = []

    /// How many files there are.
    var count: Int { paths.count }

    init(_ data: DataFolder, size: UInt64) {
        tiles = FolderTiles(data.path)
        self.size = size
        collect("tile", in: data.path)
    }

    private mutating func collect(_ name: String, in top: String) {
        for entry in (Folder.names(in: "\(top)/\(name)") ?? []).sorted()
        where entry != "." && entry != ".." {
            let path = "\(name)/\(entry)"
            if Folder.names(in: "\(top)/\(path)") != nil {
                collect(path, in: top)
            } else if let tile = try? TilePath(parsing: path) {
                paths.append(tile)
            } else if !path.hasSuffix(".part") {
                strangers.append(path)
            }
        }
    }

    /// - Parameter entries: all of one bundle.
    /// - Returns: what is wrong.
    mutating func compare(_ entries: [[UInt8]], of bundle: UInt64) -> String? {
        let leaves = entries.map { TreeHash.leaf($0.rawSpan, by: SHA256.self) }
        for path in paths where path.index == bundle {
            switch path.kind {
            case .hashes(level: 0):
                if let wrong = compare(path, with: leaves) { return wrong }
            case .hashes: break
            case .entries:
                guard path.width <= entries.count else { continue }
                var bytes: [UInt8] = []
                for entry in entries.prefix(path.width) {
                    EntryBundle.append(entry.rawSpan, to: &bytes)
                }
                if let wrong = compare(path, with: bytes) { return wrong }
            }
        }
        if leaves.count == TilePath.fullWidth { lift(Self.root(of: leaves), to: 0) }
        return nil
    }

    /// The levels above, once all entries have been seen.
    func finish() -> String? {
        if let stranger = strangers.first { return "\(stranger) is no file of a log" }
        for path in paths {
            guard case .hashes(let level) = path.kind, level > 0 else { continue }
            let all = level <= levels.count ? levels[level - 1] : []
            let first = Int(path.index) * TilePath.fullWidth
            let hashes = first < all.count ? Array(all[first...].prefix(256)) : []
            if let wrong = compare(path, with: hashes) { return wrong }
        }
        return nil
    }

    private mutating func lift(_ root: Hash256, to place: Int) {
        if place == levels.count { levels.append([]) }
        levels[place].append(root)
        let count = levels[place].count
        guard count % TilePath.fullWidth == 0 else { return }
        lift(Self.root(of: Array(levels[place][(count - TilePath.fullWidth)...])), to: place + 1)
    }

    private static func root(of hashes: [Hash256]) -> Hash256 {
        var hashes = hashes
        while hashes.count > 1 {
            hashes = stride(from: 0, to: hashes.count, by: 2).map {
                TreeHash.node(hashes[$0], hashes[$0 + 1], by: SHA256.self)
            }
        }
        return hashes[0]
    }

    private func compare(_ path: TilePath, with hashes: [Hash256]) -> String? {
        // Flushed ahead of the next head: not covered by this one.
        guard path.width <= hashes.count else { return nil }
        return compare(path, with: hashes.prefix(path.width).flatMap(\.bytes))
    }

    private func compare(_ path: TilePath, with bytes: [UInt8]) -> String? {
        let found: [UInt8]?
        do throws(TileFault) {
            found = try tiles.bytes(of: path)
        } catch { return "\(error)" }
        // Tidied away meanwhile by an oracle that works.
        guard let found else { return nil }
        return found == bytes ? nil : "\(path) does not hold what the log's entries make of it"
    }
}
