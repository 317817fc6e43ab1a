internal import Glibc
internal import Host
internal import Primitives
internal import Spool

/// The folder of a spool: its files, by name.
final class SpoolFolder {
    let path: String
    let descriptor: Int32

    /// Opens a folder that is there.
    init(reading path: String) throws(SpoolError) {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .of(.open, path) }
        self.path = path
        self.descriptor = descriptor
    }

    /// Opens a folder to write in, and makes it, 0700, if it is not there. Refuses one that other
    /// users may write in.
    convenience init(writing path: String) throws(SpoolError) {
        if unsafe mkdir(path, 0o700) == 0 {
            try Self.syncAbove(path)
        } else if errno == ENOENT {
            throw .noFolder(path: path)
        } else if errno != EEXIST {
            throw .of(.create, path)
        }
        try self.init(reading: path)
        var about = stat()
        guard unsafe fstat(descriptor, &about) == 0 else { throw .of(.open, path) }
        guard about.st_mode & 0o022 == 0 else { throw .unsafeFolder(path: path) }
    }

    deinit { close(descriptor) }

    private static func syncAbove(_ path: String) throws(SpoolError) {
        let folder = unsafe Glibc.open(path + "/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .of(.open, path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw .of(.sync, path) }
    }

    func path(of name: String) -> String { "\(path)/\(name)" }

    /// The segments, ascending, and the names of those that were never finished.
    func list() throws(SpoolError) -> (segments: [UInt32], unfinished: [String]) {
        guard let names = Folder.names(in: path) else { throw .of(.list, path) }
        return (
            names.compactMap(SpoolName.segment).sorted(),
            names.filter { $0.hasSuffix(Self.unfinished) }.sorted()
        )
    }

    static let unfinished = ".part"

    func open(_ name: String, _ flags: Int32) throws(SpoolError) -> FileHandle {
        let file = unsafe openat(descriptor, name, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .of(flags & O_CREAT == 0 ? .open : .create, path(of: name)) }
        return FileHandle(descriptor: file, path: path(of: name))
    }

    /// A new file that has its name only when these bytes and the name are on disk. What a failure
    /// leaves under either name is taken away, or replaced by the next attempt.
    func create(_ name: String, _ bytes: RawSpan) throws(SpoolError) -> FileHandle {
        let part = name + Self.unfinished
        remove(part)
        let file = try open(part, O_WRONLY | O_CREAT | O_EXCL)
        do throws(SpoolError) {
            try file.write(bytes, at: 0)
            try file.sync()
            try rename(part, to: name)
        } catch {
            remove(part)
            throw error
        }
        do throws(SpoolError) {
            try sync()
            return file
        } catch {
            remove(name)
            throw error
        }
    }

    /// A record's bytes; none if its file is gone.
    func bytes(of read: SpoolRead) throws(SpoolError) -> [UInt8] {
        do throws(SpoolError) {
            let file = try open(SpoolName.text(of: read.segment), O_RDONLY)
            return try file.read(read.byteCount, at: read.offset)
        } catch {
            guard error.isMissingFile else { throw error }
            return []
        }
    }

    private func rename(_ name: String, to newName: String) throws(SpoolError) {
        guard unsafe renameat(descriptor, name, descriptor, newName) == 0 else {
            throw .of(.rename, path(of: name))
        }
    }

    func has(_ name: String) -> Bool { unsafe faccessat(descriptor, name, F_OK, 0) == 0 }

    /// A file that cannot be removed now is removed when the spool is opened again.
    func remove(_ name: String) { _ = unsafe unlinkat(descriptor, name, 0) }

    /// Brings names to disk.
    func sync() throws(SpoolError) {
        guard fsync(descriptor) == 0 else { throw .of(.sync, path) }
    }
}
