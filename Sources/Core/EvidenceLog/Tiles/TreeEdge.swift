public import Primitives

/// A growing tree's right edge: of each level the tile that is being filled. What is left of it is
/// full and never changes: it goes to whoever keeps tiles.
public struct TreeEdge<D: Digest>: Sendable {
    public private(set) var size: UInt64
    private var tiles: [HashTile<D>]

    public init() {
        size = 0
        tiles = []
    }

    /// The edge of a log of this size, of tiles that were read, level 0 first. Refuses (nil) tiles
    /// of other widths than the size gives.
    public init?(size: UInt64, tiles: [HashTile<D>]) {
        let widths = Self.widths(of: size)
        guard tiles.map(\.width) == widths else { return nil }
        self.size = size
        self.tiles = tiles
    }

    /// How many hashes the tile at the edge has, for each level that has any, level 0 first.
    public static func widths(of size: UInt64) -> [Int] {
        var widths: [Int] = []
        var rest = size
        while rest > 0 {
            widths.append(Int(rest & 255))
            rest >>= 8
        }
        return widths
    }

    public var levels: Int { tiles.count }

    /// The tile at the edge of a level; it may be empty.
    public func tile(_ level: Int) -> HashTile<D> {
        level < tiles.count ? tiles[level] : HashTile()
    }

    /// Appends an entry by its leaf hash. Every 256th time a tile is full, and handed over.
    public mutating func append(_ leaf: Hash256, whenFull: (TilePath, HashTile<D>) -> Void) {
        var (hash, level) = (leaf, 0)
        while true {
            if level == tiles.count { tiles.append(HashTile()) }
            tiles[level].append(hash)
            guard tiles[level].isFull else { break }
            let tile = tiles[level]
            whenFull(TilePath(.hashes(level: level), index: size >> UInt64(8 * (level + 1))), tile)
            hash = tile.root
            tiles[level] = HashTile()
            level += 1
        }
        size += 1
    }

    /// The tiles that a head of this size needs besides full ones.

    /// The roots of the full subtrees of the size, the greatest first. At most 255 hashes a level.
    public var frontier: TreeFrontier<D> {
        var hashes: [Hash256] = []
        for tile in tiles.reversed() {
            var done = 0
            for height in (0..<8).reversed() where tile.width & 1 << height != 0 {
                hashes.append(tile.node(height, done >> height))
                done += 1 << height
            }
        }
        return TreeFrontier(size: size, hashes: hashes)
    }
}
