internal import Glibc
internal import Primitives

/// A secret key in a file that only its owner may read.
public enum KeyFile {
    /// Reads a key. Refuses a file that others may read or write, that is another user's, or that
    /// is anything but the text of one key.
    public static func read(_ path: String) throws(KeyFileError) -> SecretKey {
        // Without O_NONBLOCK a pipe of this name would hold the program up before it is refused.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard file >= 0 else {
            throw errno == ENOENT ? .notFound(path: path) : .failed(.open, path: path, errno: errno)
        }
        defer { close(file) }
        try checkOwner(of: file, path: path)
        // One byte more than a key, to notice a longer file.
        var text = [UInt8](repeating: 0, count: KeyText.byteCount + 1)
        defer { KeyText.wipe(&text) }
        let count = try read(file, into: &text, path: path)
        do throws(KeyTextError) {
            return try KeyText.key(from: text.rawSpan.extracting(first: count))
        } catch {
            throw .damaged(path: path, error)
        }
    }

    /// Writes a key into a new file, 0600, durable when this returns. Never overwrites: a file, link
    /// or anything else of this name is refused. The name is given only to a whole file, so a
    /// program killed in the middle leaves none that looks like a key; what it does leave, beside
    /// it under `.NAME.part`, the next attempt takes away.
    public static func create(_ path: String, _ key: borrowing SecretKey) throws(KeyFileError) {
        let (folderPath, name) = split(path)
        let folder = try openFolder(folderPath)
        defer { close(folder) }
        let part = ".\(name).part"
        _ = unsafe unlinkat(folder, part, 0)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = unsafe openat(folder, part, flags, 0o600)
        guard file >= 0 else { throw .failed(.create, path: path, errno: errno) }
        defer {
            close(file)
            _ = unsafe unlinkat(folder, part, 0)
        }
        try fill(file, with: key, path: path)
        guard unsafe linkat(folder, part, folder, name, 0) == 0 else {
            throw errno == EEXIST ? .exists(path: path) : .failed(.create, path: path, errno: errno)
        }
        guard fsync(folder) == 0 else { throw .failed(.sync, path: folderPath, errno: errno) }
    }

    // MARK: Steps

    private static func checkOwner(of file: Int32, path: String) throws(KeyFileError) {
        var about = stat()
        guard unsafe fstat(file, &about) == 0 else {
            throw .failed(.open, path: path, errno: errno)
        }
        guard about.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard about.st_uid == geteuid() else {
            throw .notOurs(path: path, owner: about.st_uid, us: geteuid())
        }
        guard about.st_mode & 0o077 == 0 else {
            throw .openToOthers(path: path, mode: UInt16(about.st_mode & 0o7777))
        }
    }

    private static func read(
        _ file: Int32, into text: inout [UInt8], path: String
    ) throws(KeyFileError) -> Int {
        var count = 0
        while count < text.count {
            let got = unsafe text.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(
                    file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .failed(.read, path: path, errno: errno) }
            if got == 0 { break }
            count += got
        }
        return count
    }

    private static func fill(
        _ file: Int32, with key: borrowing SecretKey, path: String
    ) throws(KeyFileError) {
        var text = KeyText.bytes(of: key)
        defer { KeyText.wipe(&text) }
        // The umask can only have taken rights away; put back the owner's.
        guard fchmod(file, 0o600) == 0 else { throw .failed(.write, path: path, errno: errno) }
        var count = 0
        while count < text.count {
            let put = unsafe text.withUnsafeBytes { buffer in
                unsafe write(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { throw .failed(.write, path: path, errno: errno) }
            count += put
        }
        guard fsync(file) == 0 else { throw .failed(.sync, path: path, errno: errno) }
    }

    /// The folder a key goes into. In one that others may write in, they could put another file in
    /// the key's place; where the sticky bit keeps them from that (/tmp), it is allowed.
    private static func openFolder(_ path: String) throws(KeyFileError) -> Int32 {
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            throw isMissing ? .noFolder(path: path) : .failed(.open, path: path, errno: errno)
        }
        var about = stat()
        guard unsafe fstat(folder, &about) == 0 else {
            let reason = errno
            close(folder)
            throw .failed(.open, path: path, errno: reason)
        }
        let isOurs = about.st_uid == geteuid() || about.st_uid == 0
        guard isOurs, about.st_mode & 0o022 == 0 || about.st_mode & S_ISVTX != 0 else {
            close(folder)
            throw .unsafeFolder(path: path)
        }
        return folder
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
    }
}
