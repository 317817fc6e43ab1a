import EvidenceLog
import Notation
import Primitives
import Seeds
import Signing
import Testing

/// A log's files in memory.
final class MemoryTiles: TileSource {
    var files: [String: [UInt8]] = [:]
    var asked: [String] = []

    func bytes(of path: TilePath) throws(TileFault) -> [UInt8]? {
        asked.append(path.description)
        return files[path.description]
    }

    /// All files of a log of these entries, as a growth in one step writes them.
    static func log(_ entries: [[UInt8]]) -> (MemoryTiles, TreeEdge<SHA256>) {
        let tiles = MemoryTiles()
        var edge = TreeEdge<SHA256>()
        for entry in entries {
            edge.append(TreeHash.leaf(entry.rawSpan, by: SHA256.self)) { path, tile in
                tiles.files[path.description] = tile.bytes
            }
        }
        for path in TileGrowth(from: 0, to: UInt64(entries.count)).paths {
            switch path.kind {
            case .hashes(let level):
                if !path.isFull { tiles.files[path.description] = edge.tile(level).bytes }
            case .entries:
                var bytes: [UInt8] = []
                let first = Int(path.index) * 256
                for entry in entries[first..<first + path.width] {
                    EntryBundle.append(entry.rawSpan, to: &bytes)
                }
                tiles.files[path.description] = bytes
            }
        }
        return (tiles, edge)
    }

    static func entries(_ count: Int, seed: UInt64 = 5) -> [[UInt8]] {
        var numbers = SeededNumbers(seed: seed)
        return (0..<count).map { _ in numbers.bytes(numbers.below(40)) }
    }
}

@Suite("Tiles: paths") struct TilePathTests {
    /// The indexes are those of C2SP's tlog-tiles and of x/mod's documentation.
    @Test(
        "each kind of path is written and read",
        arguments: [
            ("tile/0/005", TilePath(.hashes(level: 0), index: 5)),
            ("tile/0/x001/000", TilePath(.hashes(level: 0), index: 1_000)),
            ("tile/3/x001/x234/067", TilePath(.hashes(level: 3), index: 1_234_067)),
            ("tile/1/x001/x234/067.p/17", TilePath(.hashes(level: 1), index: 1_234_067, width: 17)),
            ("tile/entries/x001/x234/067", TilePath(.entries, index: 1_234_067)),
            ("tile/entries/000.p/255", TilePath(.entries, index: 0, width: 255)),
            ("tile/7/000.p/1", TilePath(.hashes(level: 7), index: 0, width: 1)),
            (
                "tile/0/x072/x057/x594/x037/x927/935",
                TilePath(.hashes(level: 0), index: UInt64.max >> 8)
            ),
        ])
    func written(text: String, path: TilePath) throws {
        #expect(path.description == text)
        #expect(try TilePath(parsing: text) == path)
    }

    @Test(
        "every other spelling is refused",
        arguments: [
            ("", TilePathError.unknown), ("tile/0", .unknown), ("tiles/0/000", .unknown),
            ("/tile/0/000", .unknown), (String(repeating: "tile/0/", count: 12), .unknown),
            ("tile/8/000", .level), ("tile/00/000", .level), ("tile/-1/000", .level),
            ("tile/data/000", .level), ("tile/x/000", .level),
            ("tile/0/0", .index), ("tile/0/0000", .index), ("tile/0/x000/001", .index),
            ("tile/0/001/002", .index), ("tile/0/x001", .index), ("tile/0/x001/x002", .index),
            ("tile/0/00a", .index), ("tile/0/+01", .index), ("tile/0/001/", .index),
            ("tile/7/001", .index), ("tile/0/x072/x057/x594/x037/x927/936", .index),
            ("tile/0/x999/x999/x999/x999/x999/x999/999", .index),
            ("tile/0/000.p", .index),
            ("tile/0/000.p/0", .width), ("tile/0/000.p/256", .width), ("tile/0/000.p/01", .width),
            ("tile/0/000.p/", .width), ("tile/0/000.p/x", .width),
        ])
    func refused(text: String, error: TilePathError) {
        #expect(throws: error) { _ = try TilePath(parsing: text) }
        #expect(error.description.count > 20)
    }

    @Test("a random path is read as it was written")
    func random() throws {
        var numbers = SeededNumbers(seed: 3)
        for _ in 0..<2_000 {
            let level = numbers.below(8)
            let most = UInt64.max >> UInt64(8 * (level + 1))
            let index = numbers.next() & most >> UInt64(numbers.below(40))
            let kind: TilePath.Kind =
                level == 0 && numbers.below(2) == 0
                ? .entries : .hashes(level: level)
            let path = TilePath(kind, index: index, width: 1 + numbers.below(256))
            #expect(try TilePath(parsing: path.description) == path)
        }
    }

    @Test("the files of 70,000 and of 256 entries have the widths of the specification")
    func widths() {
        func count(_ size: UInt64) -> [String] {
            TileGrowth(from: 0, to: size).steps.map { "\($0.full.count)+\($0.partial?.width ?? 0)" }
        }
        #expect(count(70_000) == ["273+112", "273+112", "1+17", "0+1"])
        #expect(count(256) == ["1+0", "1+0", "0+1"])
        #expect(count(0) == ["0+0", "0+0"])
        #expect(TreeEdge<SHA256>.widths(of: 70_000) == [112, 17, 1])
        #expect(TileGrowth(from: 0, to: 70_000).paths.count == 2 * 274 + 2 + 1)
    }

    @Test("a growth writes what the sizes differ in, and outgrows what was partial")
    func growth() {
        let steps = TileGrowth(from: 255, to: 513).steps
        #expect(steps.map(\.full) == [0..<2, 0..<2, 0..<0])
        #expect(
            steps.map { $0.partial?.description } == [
                "tile/entries/002.p/1", "tile/0/002.p/1", "tile/1/000.p/2",
            ])
        #expect(steps.map { $0.outgrown?.description } == ["tile/entries/000", "tile/0/000", nil])
        #expect(TileGrowth(from: 513, to: 514).steps.map { $0.partial?.width } == [2, 2, nil])
        #expect(TileGrowth(from: 7, to: 7).paths == [])
        #expect(TileGrowth(from: 256, to: 300).steps.allSatisfy { $0.outgrown == nil })
    }
}

@Suite("Tiles: bundles of entries") struct EntryBundleTests {
    @Test("entries of every length up to the longest are read as they were written")
    func lengths() throws {
        var bytes: [UInt8] = []
        let lengths = [0, 1, 255, 256, 65_535]
        for length in lengths {
            EntryBundle.append(
                [UInt8](repeating: UInt8(length & 255), count: length).rawSpan, to: &bytes)
        }
        let bundle = try EntryBundle(bytes, count: 5)
        #expect((0..<5).map { bundle.entry($0).byteCount } == lengths)
        #expect(bundle.prefix(2).bytes == [0, 0, 0, 1, 1] && bundle.prefix(0).count == 0)
    }

    @Test("a byte too few or too many is refused, and said where")
    func refused() {
        for (bytes, count, error) in [
            ([], 1, EntryBundleError.missing(entry: 0, of: 1)),
            ([0], 1, .missing(entry: 0, of: 1)),
            ([0, 2, 9], 1, .cutOff(entry: 0, length: 2, found: 1)),
            ([0, 0, 0, 1], 2, .cutOff(entry: 1, length: 1, found: 0)),
            ([0, 1, 7, 0, 0], 1, .trailing(bytes: 2, after: 1)),
            ([1], 0, .trailing(bytes: 1, after: 0)),
        ] as [([UInt8], Int, EntryBundleError)] {
            #expect(throws: error) { _ = try EntryBundle(bytes, count: count) }
            #expect(error.description.count > 15)
        }
    }
}

@Suite("Tiles: a tree whose tiles are elsewhere") struct TiledTreeTests {
    static let sizes = [0, 1, 2, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_537, 66_100]

    static func memory(_ entries: [[UInt8]]) -> HashTree<SHA256> {
        var memory = HashTree<SHA256>()
        for entry in entries { memory.append(TreeHash.leaf(entry.rawSpan, by: SHA256.self)) }
        return memory
    }

    @Test("roots and proofs are those of the tree in memory", arguments: sizes)
    func same(size: Int) throws {
        let entries = MemoryTiles.entries(size)
        let memory = Self.memory(entries)
        let tiles = MemoryTiles.log(entries).0
        var tree = try TiledTree<SHA256>(size: UInt64(size), root: memory.root, from: tiles)
        var numbers = SeededNumbers(seed: UInt64(size))
        for _ in 0..<min(60, size) {
            let some = UInt64(1 + numbers.below(size))
            let index = UInt64(numbers.below(Int(some)))
            #expect(try tree.root(at: some, from: tiles) == memory.root(at: some))
            #expect(
                try tree.inclusion(of: index, in: some, from: tiles)
                    == memory.inclusion(of: index, in: some))
            #expect(
                try tree.consistency(from: index, to: some, from: tiles)
                    == memory.consistency(from: index, to: some))
        }
    }

    @Test(
        "roots of frontier and edge are that of the tree in memory; entries come in order",
        arguments: sizes)
    func read(size: Int) throws {
        let entries = MemoryTiles.entries(size)
        let root = Self.memory(entries).root
        var frontier = TreeFrontier<SHA256>()
        for entry in entries { frontier.append(TreeHash.leaf(entry.rawSpan, by: SHA256.self)) }
        #expect(frontier.root == root && frontier.size == UInt64(size))
        let log = MemoryTiles.log(entries)
        #expect(log.1.frontier.root == root)
        var tree = try TiledTree<SHA256>(size: UInt64(size), root: root, from: log.0)
        var wrong = 0
        var next = UInt64(size / 3)
        try tree.entries(next..<UInt64(size), from: log.0) { index, bytes in
            if index != next || [UInt8](copying: bytes) != entries[Int(index)] { wrong += 1 }
            next += 1
        }
        #expect(next == UInt64(size) && wrong == 0)
    }

    @Test("the classic roots come from a frontier and from an edge too")
    func golden() throws {
        var frontier = TreeFrontier<SHA256>()
        var edge = TreeEdge<SHA256>()
        #expect(Hex.text(of: frontier.root.bytes) == TreeTests.roots[0])
        for (number, text) in TreeTests.leaves.enumerated() {
            let entry = try Hex.bytes(from: text)
            let leaf = TreeHash.leaf(entry.rawSpan, by: SHA256.self)
            frontier.append(leaf)
            edge.append(leaf) { _, _ in }
            #expect(Hex.text(of: frontier.root.bytes) == TreeTests.roots[number + 1])
            #expect(edge.frontier.root == frontier.root)
        }
    }

    @Test("a partial file that was tidied away is found in the full one")
    func tidied() throws {
        let entries = MemoryTiles.entries(600)
        let (small, edge) = MemoryTiles.log(Array(entries.prefix(300)))
        let (large, _) = MemoryTiles.log(entries)
        // Level 1 had one hash; it is partial in the large log too, but wider.
        large.files["tile/1/000.p/1"] = small.files["tile/1/000.p/1"]
        let root = edge.frontier.root
        var tree = try TiledTree<SHA256>(size: 300, root: root, from: large)
        var count = 0
        try tree.entries(0..<300, from: large) { _, _ in count += 1 }
        #expect(count == 300)
    }

    /// What is found when everything is read.
    static func fault(_ tiles: MemoryTiles, _ size: Int, _ root: Hash256) -> TileFault? {
        let result = Result { () throws(TileFault) in try readAll(tiles, UInt64(size), root) }
        guard case .failure(let fault) = result else { return nil }
        if fault.description.count < 20 { Issue.record("\(fault)") }
        return fault
    }

    static func readAll(
        _ tiles: MemoryTiles, _ size: UInt64, _ root: Hash256
    ) throws(TileFault) {
        var tree = try TiledTree<SHA256>(size: size, root: root, from: tiles)
        try tree.entries(0..<size, from: tiles) { _, _ in }
    }

    @Test("a bit changed in any file is found, and named by file or entry")
    func bits() throws {
        let (tiles, edge) = MemoryTiles.log(MemoryTiles.entries(66_000))
        let root = edge.frontier.root
        #expect(Self.fault(tiles, 66_000, root) == nil)
        var numbers = SeededNumbers(seed: 8)
        var codes: [TileFault.Code: Int] = [:]
        let names = tiles.files.keys.sorted()
        for name
            in (names.filter { !$0.contains("entries") && !$0.contains("/0/") } + [
                "tile/0/000", "tile/0/031", "tile/0/256", "tile/0/257.p/208", "tile/entries/000",
                "tile/entries/257.p/208", "tile/entries/100",
            ])
        {
            let good = try #require(tiles.files[name])
            var bad = good
            bad[numbers.below(bad.count)] ^= 1 << UInt8(numbers.below(8))
            tiles.files[name] = bad
            let fault = Self.fault(tiles, 66_000, root)
            #expect(fault != nil, "\(name)")
            if let fault {
                codes[fault.code, default: 0] += 1
                let isNamed = fault.description.contains(name) || fault.code == .otherRoot
                #expect(isNamed, "\(name): \(fault)")
            }
            tiles.files[name] = Array(good.dropLast())
            #expect(Self.fault(tiles, 66_000, root)?.description.contains(name) == true)
            tiles.files[name] = nil
            #expect(Self.fault(tiles, 66_000, root)?.code == .missing)
            tiles.files[name] = good
        }
        #expect(codes[.otherRoot] == 3 && (codes[.otherTile] ?? 0) >= 3)
        #expect((codes[.otherEntry] ?? 0) + (codes[.badBundle] ?? 0) == 3)
    }
}
