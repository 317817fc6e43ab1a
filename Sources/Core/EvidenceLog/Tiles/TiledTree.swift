public import Primitives

/// A log's tree whose full tiles are kept elsewhere, and believed only when they give the hash that
/// the level above has; the edge, in memory, is where that begins. Some tiles are remembered.
public struct TiledTree<D: Digest>: Sendable {
    public var edge: TreeEdge<D>
    private var remembered: [(index: UInt64, tile: HashTile<D>)?]

    /// Tiles of a level that are remembered: one of each index modulo this. All together, 320 KiB.
    private static var ways: UInt64 { 8 }

    public init(edge: TreeEdge<D> = TreeEdge()) {
        self.edge = edge
        remembered = Array(repeating: nil, count: Int(Self.ways) * TilePath.levels)
    }

    /// The tree of a head, by the tiles at its edge. Refuses tiles that do not give its root.
    public init(size: UInt64, root: Hash256, from source: some TileSource) throws(TileFault) {
        var tiles: [HashTile<D>] = []
        for (level, width) in TreeEdge<D>.widths(of: size).enumerated() {
            let index = level == TilePath.levels - 1 ? 0 : size >> UInt64(8 * (level + 1))
            tiles.append(
                width == 0
                    ? HashTile()
                    : try source.tile(
                        TilePath(.hashes(level: level), index: index, width: width), by: D.self))
        }
        guard let edge = TreeEdge(size: size, tiles: tiles) else {
            preconditionFailure("tiles of other widths than were asked for")
        }
        let computed = edge.frontier.root
        guard computed == root else {
            throw .otherRoot(size: size, computed: computed, claimed: root)
        }
        self.init(edge: edge)
    }

    public var size: UInt64 { edge.size }

    /// The tile of a level that has this index; one past the edge is our own mistake.
    public mutating func tile(
        _ level: Int, _ index: UInt64, from source: some TileSource
    ) throws(TileFault) -> HashTile<D> {
        let full = level == TilePath.levels - 1 ? 0 : size >> UInt64(8 * (level + 1))
        precondition(index <= full, "tile \(index) of level \(level) in \(size) entries")
        if index == full { return edge.tile(level) }
        let slot = level * Int(Self.ways) + Int(index % Self.ways)
        if let known = remembered[slot], known.index == index { return known.tile }
        let path = TilePath(.hashes(level: level), index: index)
        let tile = try source.tile(path, by: D.self)
        let above = try self.tile(level + 1, index >> 8, from: source).hashes[Int(index & 255)]
        let computed = tile.root
        guard computed == above else {
            throw .otherTile(path: path, computed: computed, claimed: above)
        }
        remembered[slot] = (index, tile)
        return tile
    }

    /// The root of the full subtree of 2^height entries from number * 2^height on.
    private mutating func node(
        _ height: Int, _ number: UInt64, from source: some TileSource
    ) throws(TileFault) -> Hash256 {
        let (level, inTile) = (height / 8, height % 8)
        let tile = try tile(level, number >> UInt64(8 - inTile), from: source)
        return tile.node(inTile, Int(number & (1 << UInt64(8 - inTile) - 1)))
    }

    /// The root when the log had this many entries; more than there are is our own mistake.
    public mutating func root(
        at size: UInt64, from source: some TileSource
    ) throws(TileFault) -> Hash256 {
        precondition(size <= self.size, "a tree of \(self.size) entries has no root at \(size)")
        if size == self.size { return edge.frontier.root }
        return try TreeWalk<D>.hash(0..<size) { (height, number) throws(TileFault) in
            try node(height, number, from: source)
        }
    }

    /// The leaf hash of an entry.
    public mutating func leaf(
        _ index: UInt64, from source: some TileSource
    ) throws(TileFault) -> Hash256 {
        try node(0, index, from: source)
    }

    /// The proof that the log of this size holds the entry of this index.
    public mutating func inclusion(
        of index: UInt64, in size: UInt64, from source: some TileSource
    ) throws(TileFault) -> InclusionProof {
        precondition(index < size && size <= self.size, "entry \(index) of \(size)")
        return try TreeWalk<D>.inclusion(of: index, in: size) {
            (height, number) throws(TileFault) in
            try node(height, number, from: source)
        }
    }

    /// The proof that the log of one size begins with the log of another.
    public mutating func consistency(
        from old: UInt64, to new: UInt64, from source: some TileSource
    ) throws(TileFault) -> ConsistencyProof {
        precondition(old <= new && new <= size, "from \(old) to \(new) of \(size)")
        return try TreeWalk<D>.consistency(from: old, to: new) {
            (height, number) throws(TileFault) in
            try node(height, number, from: source)
        }
    }
}

extension TiledTree {
    /// The entries number * 256 and on, as many as there are, each with the hash that its tile has.
    public mutating func bundle(
        _ number: UInt64, from source: some TileSource
    ) throws(TileFault) -> EntryBundle {
        let tile = try tile(0, number, from: source)
        let path = TilePath(.entries, index: number, width: tile.width)
        let bundle = try source.bundle(path)
        for (place, claimed) in tile.hashes.enumerated() {
            let computed = TreeHash.leaf(bundle.entry(place), by: D.self)
            guard computed == claimed else {
                throw .otherEntry(
                    index: number << 8 + UInt64(place), path: path, computed: computed,
                    claimed: claimed)
            }
        }
        return bundle
    }

    /// Gives `body` the index and bytes of each entry of a range, in order. Holds 256 at a time.
    public mutating func entries(
        _ range: Range<UInt64>, from source: some TileSource,
        _ body: (UInt64, RawSpan) -> Void
    ) throws(TileFault) {
        precondition(range.upperBound <= size, "entries \(range) of \(size)")
        var next = range.lowerBound
        while next < range.upperBound {
            let number = next >> 8
            let bundle = try bundle(number, from: source)
            let end = min(range.upperBound, (number + 1) << 8)
            for index in next..<end { body(index, bundle.entry(Int(index & 255))) }
            next = end
        }
    }
}
