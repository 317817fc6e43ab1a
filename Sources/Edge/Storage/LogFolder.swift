public import EvidenceLog
internal import Host
public import Primitives
internal import Signing

/// How much a log holds back before it writes or tidies, in bytes.
public struct LogFolderLimits: Sendable {
    /// A segment of the journal.
    public var segment: Int
    /// A segment of which all is published is taken away from this length on.
    public var tidy: Int
    /// Full tiles and bundles that wait to be written.
    public var waiting: Int

    public init(segment: Int = 64 << 20, tidy: Int = 8 << 20, waiting: Int = 32 << 20) {
        self.segment = segment
        self.tidy = tidy
        self.waiting = waiting
    }
}

/// An evidence log on disk, of which this is the only writer. The folder can be published as it is,
/// by any server of static files; its own `journal` is closed to others.
///
///     let log = try LogFolder(directory: path, key: key)
///     let first = try log.append(entries)      // durable, under these indexes for good
///     try log.publish(by: signer)              // tiles, then a signed head that covers them
///
/// Order: a batch is in the journal and synced before `append` returns. To publish, tiles and
/// bundles are written and synced, named, and their folders synced; then the partial ones that full
/// ones replace are removed; then `checkpoint` is written, synced, renamed, and its folder synced;
/// only then is it returned. So a head that anybody has seen covers what is on disk, and a second
/// one of its size would need other bytes under an index, which no step here makes.
///
/// Memory: the tree's edge, and what was appended since the last flush, at most 48 MiB. One thread
/// has it; others read what is published by `FolderTiles`.
public final class LogFolder {
    public let directory: String
    public let key: NoteKey
    private let limits: LogFolderLimits
    private let files: LogFiles
    private let lock: SpoolLock
    private let journal: LogJournal
    private let store: TileStore
    private var tree: TiledTree<SHA256>
    private var frontier: TreeFrontier<SHA256>
    private var failure: SpoolError?
    /// The newest head that is durable.
    public private(set) var checkpoint: SignedNote?
    /// How many entries that head has.
    public private(set) var publishedSize: UInt64

    /// Opens a log, or makes an empty one in a folder whose parent is there.
    /// - Parameter key: the log's name (its origin) and the key of its heads.
    public init(
        directory: String, key: NoteKey, limits: LogFolderLimits = LogFolderLimits()
    ) throws(LogFolderError) {
        self.directory = directory
        self.limits = limits
        self.key = key
        do throws(SpoolError) {
            files = try LogFiles(writing: directory)
            let folder = try SpoolFolder(writing: directory + "/journal")
            try files.sync()
            lock = try SpoolLock(in: folder)
            journal = try LogJournal(folder, limits)
        } catch { throw .disk(error) }
        let published = try Self.head(in: files, directory, key)
        checkpoint = published?.note
        publishedSize = published?.head.size ?? 0
        store = TileStore(files)
        tree = TiledTree()
        frontier = TreeFrontier()
        do throws(TileFault) {
            if let head = published?.head { try begin(at: head) }
        } catch { throw .broken(directory: directory, error) }
        try journal.replay(after: frontier) { (bytes, entries) throws(LogFolderError) in
            for range in entries {
                let entry = bytes.extracting(range)
                take(entry, leaf: TreeHash.leaf(entry, by: SHA256.self))
            }
            try flushIfLong()
        }
    }

    private static func head(
        in files: LogFiles, _ directory: String, _ key: NoteKey
    ) throws(LogFolderError) -> (note: SignedNote, head: Checkpoint)? {
        let bytes: [UInt8]?
        do throws(SpoolError) {
            bytes = try files.read("checkpoint", limit: SignedNote.greatestBytes)
        } catch { throw .disk(error) }
        guard let bytes else { return nil }
        do throws(NoteError) {
            let note = try SignedNote(parsing: bytes.rawSpan)
            return (note, try Checkpoint(note, signedBy: key, by: Ed25519.self))
        } catch { throw .otherLog(path: directory + "/checkpoint", error) }
    }

    /// Reads what is needed to go on from a head: the edge, and the entries of the bundle there.
    private func begin(at head: Checkpoint) throws(TileFault) {
        tree = try TiledTree(size: head.size, root: head.root, from: store)
        frontier = tree.edge.frontier
        store.begin(at: head.size >> 8)
        guard head.size & 255 > 0 else { return }
        let bundle = try tree.bundle(head.size >> 8, from: store)
        for number in 0..<bundle.count { store.take(bundle.entry(number)) }
    }
}

// MARK: - Entries

extension LogFolder {
    /// How many entries are durable.
    public var size: UInt64 { tree.size }

    /// Makes entries durable, all or none, with one write and one `fdatasync`. They have their
    /// indexes, from the one that is returned on, for good. When it throws, none is in the log; only
    /// after `.stopped` may some be there when the folder is opened again.
    ///
    /// None, more than 65,536, more than 16 MiB together or one of more than 65,535 bytes is our own
    /// mistake.
    @discardableResult
    public func append(_ entries: [[UInt8]]) throws(LogFolderError) -> UInt64 {
        try checkGoing()
        let first = size
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + 2 + $1.count })
        var leaves: [Hash256] = []
        leaves.reserveCapacity(entries.count)
        var grown = frontier
        for entry in entries {
            EntryBundle.append(entry.rawSpan, to: &bytes)
            let leaf = TreeHash.leaf(entry.rawSpan, by: SHA256.self)
            grown.append(leaf)
            leaves.append(leaf)
        }
        let batch = JournalBatch(
            first: first, count: entries.count, byteCount: bytes.count, root: grown.root)
        try flushIfLong()
        do throws(JournalFailure) {
            try journal.append(batch, bytes, after: frontier.root)
        } catch {
            guard error.isDoubtful else { throw .disk(error.cause) }
            failure = error.cause
            throw .stopped(directory: directory, error.cause)
        }
        for (entry, leaf) in zip(entries, leaves) { take(entry.rawSpan, leaf: leaf) }
        return first
    }

    private func take(_ entry: RawSpan, leaf: Hash256) {
        frontier.append(leaf)
        store.take(entry)
        tree.edge.append(leaf) { path, tile in store.keep(tile.bytes, as: path) }
    }

    private func checkGoing() throws(LogFolderError) {
        if let failure { throw .stopped(directory: directory, failure) }
    }

    private func flushIfLong() throws(LogFolderError) {
        guard store.waitingBytes > limits.waiting else { return }
        do throws(SpoolError) { try store.flush() } catch { throw .disk(error) }
    }
}

// MARK: - Looking up

extension LogFolder {
    /// The root when the log had this many entries, published or not.
    public func root(at size: UInt64) throws(LogFolderError) -> Hash256 {
        if size == self.size { return frontier.root }
        return try looking { (tree, store) throws(TileFault) in
            try tree.root(at: size, from: store)
        }
    }

    /// The proof that the log of this size holds the entry of this index.
    public func inclusion(
        of index: UInt64, in size: UInt64
    ) throws(LogFolderError) -> InclusionProof {
        try looking { (tree, store) throws(TileFault) in
            try tree.inclusion(of: index, in: size, from: store)
        }
    }

    /// The proof that the log of one size begins with the log of another.
    public func consistency(
        from old: UInt64, to new: UInt64
    ) throws(LogFolderError) -> ConsistencyProof {
        try looking { (tree, store) throws(TileFault) in
            try tree.consistency(from: old, to: new, from: store)
        }
    }

    /// Gives `body` the index and bytes of each entry of a range, in order, published or not. `body`
    /// must not ask this log for anything.
    public func entries(
        _ range: Range<UInt64>, _ body: (UInt64, RawSpan) -> Void
    ) throws(LogFolderError) {
        try looking { (tree, store) throws(TileFault) in
            try tree.entries(range, from: store, body)
        }
    }

    private func looking<Result>(
        _ body: (inout TiledTree<SHA256>, TileStore) throws(TileFault) -> Result
    ) throws(LogFolderError) -> Result {
        do throws(TileFault) {
            return try body(&tree, store)
        } catch { throw .broken(directory: directory, error) }
    }
}

// MARK: - Heads

extension LogFolder {
    /// Publishes all entries: returns the head that covers them when it is durable. Costs nothing
    /// when there is nothing new. When it throws, the head before stands, and the next call tries
    /// again.
    @discardableResult
    public func publish<Key: Signer & ~Copyable>(
        by signer: borrowing Key
    ) throws(LogFolderError) -> SignedNote {
        try checkGoing()
        if let checkpoint, publishedSize == size { return checkpoint }
        let head = Checkpoint(origin: key.name, size: size, root: frontier.root)
        let note = SignedNote.sign(head.text, as: key, by: signer)
        do throws(SpoolError) {
            try store.flush()
            let steps = TileGrowth(from: publishedSize, to: size).steps
            try files.write(store.files(steps.compactMap(\.partial), at: tree.edge))
            for tile in steps.compactMap(\.outgrown) { files.removeFolder(tile.partials) }
            try files.write([("checkpoint", note.bytes)])
        } catch { throw .disk(error) }
        checkpoint = note
        publishedSize = size
        journal.published()
        return note
    }
}
