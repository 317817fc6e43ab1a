public import EvidenceLog
internal import Host
internal import Primitives
internal import Signing

/// Every tile and bundle that lies in a log's folder, those of earlier sizes too, which no head needs
/// any more, compared with what the log's entries make of it. Told the entries one after the other,
/// from the first on. What the head does not cover is not judged.
///
/// Memory: a path for each file, 32 bytes for each 256 entries.
public struct StoredTiles {
    private let tiles: FolderTiles
    /// Of level 0 and of entries, by the bundle.
    private var lowest: [UInt64: [TilePath]] = [:]  // order: only looked up
    private var higher: [TilePath] = []
    /// How many files there are.
    public private(set) var count = 0
    /// Files in the folder `tile` that have no name of a tile.
    public private(set) var strangers: [String] = []
    /// What is wrong, file by file; at most a hundred.
    public private(set) var faults: [StoredTileFault] = []

    private var bundle: UInt64 = 0
    private var bytes: [UInt8] = []
    /// Where in `bytes` each entry ends.
    private var ends: [Int] = []
    private var leaves: [Hash256] = []
    /// Of level 1 and above: the roots of full tiles of the level below.
    private var levels: [[Hash256]] = []

    private static let mostFaults = 100

    /// - Parameter directory: the folder of the log.
    public init(_ directory: String) {
        tiles = FolderTiles(directory)
        collect("tile")
    }

    private mutating func collect(_ name: String) {
        let top = tiles.directory
        for entry in (Folder.names(in: "\(top)/\(name)") ?? []).sorted()
        where entry != "." && entry != ".." {
            let path = "\(name)/\(entry)"
            if Folder.names(in: "\(top)/\(path)") != nil {
                collect(path)
            } else if let tile = try? TilePath(parsing: path) {
                add(tile)
            } else if !path.hasSuffix(".part") {
                strangers.append(path)
            }
        }
    }

    private mutating func add(_ path: TilePath) {
        count += 1
        switch path.kind {
        case .entries, .hashes(level: 0): lowest[path.index, default: []].append(path)
        case .hashes: higher.append(path)
        }
    }

    /// The next entry.
    public mutating func take(_ entry: RawSpan) {
        EntryBundle.append(entry, to: &bytes)
        ends.append(bytes.count)
        leaves.append(TreeHash.leaf(entry, by: SHA256.self))
        if leaves.count == TilePath.fullWidth { closeBundle() }
    }

    /// After the last entry under the head.
    public mutating func finish() {
        closeBundle()
        for path in higher {
            guard case .hashes(let level) = path.kind else { continue }
            let all = level <= levels.count ? levels[level - 1] : []
            let first = Int(path.index) * TilePath.fullWidth
            let hashes = first < all.count ? Array(all[first...].prefix(256)) : []
            compare(path, with: hashes)
        }
    }

    private mutating func closeBundle() {
        for path in lowest[bundle] ?? [] {
            switch path.kind {
            case .hashes: compare(path, with: leaves)
            case .entries:
                guard path.width <= ends.count else { continue }
                compare(path, with: Array(bytes[..<ends[path.width - 1]]))
            }
        }
        if leaves.count == TilePath.fullWidth { lift(Self.root(of: leaves), to: 0) }
        bundle += 1
        bytes = []
        ends = []
        leaves = []
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

    private mutating func compare(_ path: TilePath, with hashes: [Hash256]) {
        // Flushed ahead of the next head: not covered by this one.
        guard path.width <= hashes.count else { return }
        compare(path, with: hashes.prefix(path.width).flatMap(\.bytes))
    }

    private mutating func compare(_ path: TilePath, with bytes: [UInt8]) {
        do throws(TileFault) {
            // Nothing: tidied away meanwhile by an oracle that works.
            guard let found = try tiles.bytes(of: path), found != bytes else { return }
            note(.otherContent(path))
        } catch { note(.file(path, error)) }
    }

    private mutating func note(_ fault: StoredTileFault) {
        if faults.count < Self.mostFaults { faults.append(fault) }
    }
}

/// A file of a log that is not what it should be, though no head needs it.
public enum StoredTileFault: Equatable, Sendable, CustomStringConvertible {
    case otherContent(TilePath)
    case file(TilePath, TileFault)

    public var path: TilePath {
        switch self {
        case .otherContent(let path), .file(let path, _): path
        }
    }

    public var description: String {
        switch self {
        case .otherContent(let path): "\(path) does not hold what the log's entries make of it"
        case .file(_, let fault): fault.description
        }
    }
}
