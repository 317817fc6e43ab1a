internal import EvidenceLog
internal import Glibc
internal import Host
public import Primitives
internal import SQLiteStore
internal import Signing
internal import Storage

/// A copy of an oracle's data that is whole, made while the oracle works or not: it holds every entry
/// that was acknowledged before it was begun, under one head.
///
/// The order makes it so. The index first, for it must not be ahead of the log; then what is durable and
/// not published (`journal`); then the head, which covers whatever left the journal meanwhile; then the
/// files under that head, of which the full ones never change. Partial ones of a head may be taken away
/// by the next one: then it is begun again with that.
public struct Backup {
    private let from: DataFolder
    private let to: DataFolder

    /// What a copy holds.
    public struct Copied: Sendable {
        /// Entries under the head.
        public let published: UInt64
        public let root: Hash256
        public let files: Int
    }

    /// - Parameter folder: made here; refused when it is there and not empty. Where it fails nothing is
    ///   left of it.
    public static func copy(
        _ data: DataFolder, to folder: DataFolder
    ) throws(OracleHostError) -> Copied {
        try data.checkFounded()
        guard unsafe access(data.keys, R_OK | X_OK) == 0 else {
            throw .file(
                "cannot read \(data.keys), and a copy without keys is none: \(SystemError.last)")
        }
        let isNew = try makeTarget(folder, of: data)
        var backup = Backup(from: data, to: folder)
        do throws(OracleHostError) {
            return try backup.run()
        } catch {
            folder.removeContents(withFolder: isNew)
            throw error
        }
    }

    /// - Returns: whether it was not there before.
    private static func makeTarget(
        _ folder: DataFolder, of data: DataFolder
    ) throws(OracleHostError) -> Bool {
        let isNew = unsafe mkdir(folder.path, 0o755) == 0
        if !isNew {
            guard errno == EEXIST else {
                throw .file("cannot make \(folder.path): \(SystemError.last)")
            }
            guard let names = Folder.names(in: folder.path) else {
                throw .file("cannot read \(folder.path): \(SystemError.last)")
            }
            guard names.isEmpty else { throw .occupied(path: folder.path) }
        }
        guard !Folder.lies(folder.path, in: data.path) else {
            folder.removeContents(withFolder: isNew)
            throw .file(
                "\(folder.path) lies in \(data.path); a copy stands outside of what it copies")
        }
        return isNew
    }

    private var files = 0

    private init(from: DataFolder, to: DataFolder) {
        self.from = from
        self.to = to
    }

    private mutating func run() throws(OracleHostError) -> Copied {
        try copyIndex()
        try copyAll("keys", 0o700)
        try copyAll("states", 0o700)
        try copyAll("decisions", 0o700)
        try copyAll("journal", 0o700)
        try copy("starts")
        var head = try copyLog()
        for _ in 0..<Self.attempts where head == nil { head = try copyLog() }
        guard let head else { throw .file("\(from.path) changes faster than it is copied") }
        try copyEpochs()
        // Last: until it is there, the copy is no oracle's.
        guard try copy("network") else { throw .file("there is no \(from.networkFile)") }
        try sync(to.path)
        return Copied(published: head.size, root: head.root, files: files)
    }

    private static let attempts = 50

    // MARK: The index

    private mutating func copyIndex() throws(OracleHostError) {
        guard unsafe access(from.indexFile, F_OK) == 0 else { return }
        try makeFolder(to.index, 0o700)
        do throws(DatabaseError) {
            try StoredIndex.copy(of: from, to: to)
            files += 1
        } catch {
            // One that cannot be copied is made again from the log.
            Folder.removeAll(to.index)
        }
    }

    // MARK: The log

    /// - Returns: nil when the log went on past the head before all of its files were copied.
    private mutating func copyLog() throws(OracleHostError) -> Checkpoint? {
        guard let bytes = try read(DataFolder.checkpoint) else {
            throw .log("\(from.path): there is no checkpoint")
        }
        let head: Checkpoint
        do throws(NoteError) {
            head = try Checkpoint(text: SignedNote(parsing: bytes.rawSpan).text)
        } catch { throw .log("\(from.path)/\(DataFolder.checkpoint): \(error)") }
        let paths = Self.files(of: head.size)
        for path in paths where !path.isFull {
            guard try copy(path.description) else { return nil }
        }
        for path in paths where path.isFull {
            if unsafe access("\(to.path)/\(path)", F_OK) == 0 { continue }
            guard try copy(path.description) else {
                throw .log("\(from.path)/\(path) is not there, although the head covers it")
            }
        }
        try write(bytes, DataFolder.checkpoint, 0o644)
        return head
    }

    /// The files that a log of this size has.
    static func files(of size: UInt64) -> [TilePath] {
        var paths: [TilePath] = []
        var (level, count) = (0, size)
        while count > 0 {
            for kind in level == 0
                ? [TilePath.Kind.hashes(level: 0), .entries] : [.hashes(level: level)]
            {
                for index in 0..<(count >> 8) { paths.append(TilePath(kind, index: index)) }
                if count & 255 > 0 {
                    paths.append(TilePath(kind, index: count >> 8, width: Int(count & 255)))
                }
            }
            count >>= 8
            level += 1
        }
        return paths
    }

    // MARK: Results

    /// A folder of an epoch is there whole or not at all.
    private mutating func copyEpochs() throws(OracleHostError) {
        guard let names = Folder.names(in: from.epochs) else { return }
        try makeFolder(to.epochs, 0o755)
        for name in names.sorted() where UInt64(name) != nil {
            try copyAll("epochs/\(name)", 0o755)
        }
        try sync(to.epochs)
    }

    // MARK: Files

    /// All files of a folder, if it is there; those that are taken away meanwhile are not needed.
    private mutating func copyAll(_ folder: String, _ mode: mode_t) throws(OracleHostError) {
        guard let names = Folder.names(in: "\(from.path)/\(folder)") else { return }
        try makeFolder("\(to.path)/\(folder)", mode)
        for name in names.sorted() where !name.hasSuffix(".part") && name != "lock" {
            try copy("\(folder)/\(name)")
        }
        try sync("\(to.path)/\(folder)")
    }

    @discardableResult
    private mutating func copy(_ name: String) throws(OracleHostError) -> Bool {
        guard let bytes = try read(name) else { return false }
        var about = stat()
        let isClosed =
            unsafe stat("\(from.path)/\(name)", &about) == 0 && about.st_mode & 0o044 == 0
        try write(bytes, name, isClosed ? 0o600 : 0o644)
        return true
    }

    private func read(_ name: String) throws(OracleHostError) -> [UInt8]? {
        do throws(WholeFileError) {
            return try WholeFile.read("\(from.path)/\(name)", limit: SavedState.greatestBytes)
        } catch {
            if case .cannotRead(_, let system) = error, system.isMissing { return nil }
            throw .file(error.description)
        }
    }

    private mutating func write(
        _ bytes: [UInt8], _ name: String, _ mode: UInt32
    ) throws(OracleHostError) {
        var folder = to.path
        for part in name.split(separator: "/").dropLast() {
            folder += "/\(part)"
            if unsafe access(folder, F_OK) != 0 { try makeFolder(folder, 0o755) }
        }
        do throws(NewFileError) {
            try DurableFile.replace(bytes, at: "\(to.path)/\(name)", mode: mode)
        } catch { throw .file(error.description) }
        files += 1
    }

    private func makeFolder(_ path: String, _ mode: mode_t) throws(OracleHostError) {
        guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else {
            throw .file("cannot make \(path): \(SystemError.last)")
        }
    }

    private func sync(_ folder: String) throws(OracleHostError) {
        do throws(NewFileError) {
            try DurableFile.sync(folder: folder)
        } catch { throw .file(error.description) }
    }
}
