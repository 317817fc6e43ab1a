public import EvidenceLog
internal import Glibc
internal import Host
internal import Primitives

/// The folder of a log, by the names that C2SP gives its files.
final class LogFiles {
    let path: String
    private let descriptor: Int32
    /// Folders whose names are on disk, as far as this run brought them there.
    private var durable: Set<String> = []

    /// Opens the folder, and makes it, 0755, if it is not there. Refuses one that other users may
    /// write in.
    init(writing path: String) throws(SpoolError) {
        if unsafe mkdir(path, 0o755) != 0 {
            guard errno != ENOENT else { throw .noFolder(path: path) }
            guard errno == EEXIST else { throw .of(.create, path) }
        }
        descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .of(.open, path) }
        self.path = path
        var about = stat()
        guard unsafe fstat(descriptor, &about) == 0 else { throw .of(.open, path) }
        guard about.st_mode & 0o022 == 0 else { throw .unsafeFolder(path: path) }
        try sync(folder: "..")
    }

    deinit { close(descriptor) }

    private func path(of name: String) -> String { "\(path)/\(name)" }

    // MARK: Reading

    /// The bytes of a file; nil when it is not there. At most `limit` and one more.
    func read(_ name: String, limit: Int) throws(SpoolError) -> [UInt8]? {
        let file = unsafe openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .of(.open, path(of: name))
        }
        let handle = FileHandle(descriptor: file, path: path(of: name))
        return try handle.read(min(try handle.byteCount(), limit + 1), at: 0)
    }

    // MARK: Writing

    /// Files that get their names when all of them are on disk, and count when this returns. Those
    /// of the same names are replaced.
    func write(_ files: [(name: String, bytes: [UInt8])]) throws(SpoolError) {
        var folders: [String] = []
        for start in stride(from: 0, to: files.count, by: Self.together) {
            let group = files[start..<min(start + Self.together, files.count)]
            for (name, _) in group { try makeFolder(of: name, &folders) }
            do throws(SpoolError) {
                try write(group)
            } catch {
                for (name, _) in group { remove(name + Self.unfinished) }
                throw error
            }
        }
        for folder in folders { try sync(folder: folder) }
        remember(files)
    }

    private func write(_ group: ArraySlice<(name: String, bytes: [UInt8])>) throws(SpoolError) {
        var handles: [FileHandle] = []
        for (name, bytes) in group {
            remove(name + Self.unfinished)
            let handle = try create(name + Self.unfinished)
            try handle.write(bytes.rawSpan, at: 0)
            handles.append(handle)
        }
        for handle in handles { try handle.sync() }
        for (name, _) in group { try rename(name + Self.unfinished, to: name) }
    }

    private func remove(_ name: String) { _ = unsafe unlinkat(descriptor, name, 0) }

    /// Files that are open at once.
    private static let together = 64
    private static let unfinished = ".part"

    private func create(_ name: String) throws(SpoolError) -> FileHandle {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let file = unsafe openat(descriptor, name, flags, 0o644)
        guard file >= 0 else { throw .of(.create, path(of: name)) }
        return FileHandle(descriptor: file, path: path(of: name))
    }

    private func rename(_ name: String, to newName: String) throws(SpoolError) {
        guard unsafe renameat(descriptor, name, descriptor, newName) == 0 else {
            throw .of(.rename, path(of: name))
        }
    }

    /// The folders above a file, and a note of those whose names are to be brought to disk: the
    /// file's own, and each above one of which this run does not know that its name is there for
    /// good.
    private func makeFolder(of name: String, _ folders: inout [String]) throws(SpoolError) {
        var folder = "."
        for part in name.split(separator: "/").dropLast() {
            let next = folder == "." ? String(part) : "\(folder)/\(part)"
            if !durable.contains(next) {
                guard unsafe mkdirat(descriptor, next, 0o755) == 0 || errno == EEXIST else {
                    throw .of(.create, path(of: next))
                }
                if !folders.contains(folder) { folders.append(folder) }
            }
            folder = next
        }
        if !folders.contains(folder) { folders.append(folder) }
    }

    /// Notes that the names of the folders above these files are on disk.
    private func remember(_ files: [(name: String, bytes: [UInt8])]) {
        if durable.count > Self.mostRemembered { durable = [] }
        for (name, _) in files {
            var folder = name[...]
            while let slash = folder.lastIndex(of: "/") {
                folder = folder[..<slash]
                durable.insert(String(folder))
            }
        }
    }

    /// Those that are forgotten are brought to disk once more.
    private static let mostRemembered = 1_000

    /// Brings the names in the folder itself to disk.
    func sync() throws(SpoolError) { try sync(folder: ".") }

    private func sync(folder: String) throws(SpoolError) {
        let opened = unsafe openat(descriptor, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw .of(.open, path(of: folder)) }
        defer { close(opened) }
        guard fsync(opened) == 0 else { throw .of(.sync, path(of: folder)) }
    }

    // MARK: Tidying

    /// Takes a folder with all its files away, if it is there. One that cannot be taken away now
    /// does no harm.
    func removeFolder(_ name: String) {
        for file in Folder.names(in: path(of: name)) ?? [] {
            remove("\(name)/\(file)")
        }
        _ = unsafe unlinkat(descriptor, name, AT_REMOVEDIR)
        durable.remove(name)
    }
}

/// The files of a log in a folder, for whoever only reads: any number of them at once, also while a
/// daemon writes.
public struct FolderTiles: TileSource, Sendable {
    public let directory: String

    public init(_ directory: String) { self.directory = directory }

    public func bytes(of path: TilePath) throws(TileFault) -> [UInt8]? {
        do throws(SpoolError) {
            return try read(path.description, limit: path.greatestBytes)
        } catch { throw .unavailable(path: path.description, reason: error.description) }
    }

    /// The bytes of any file below the folder, at most `limit` and one more; nil when it is not
    /// there.
    public func read(_ name: String, limit: Int) throws(SpoolError) -> [UInt8]? {
        let path = "\(directory)/\(name)"
        let file = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .of(.open, path)
        }
        let handle = FileHandle(descriptor: file, path: path)
        return try handle.read(min(try handle.byteCount(), limit + 1), at: 0)
    }
}
