internal import Glibc

/// Small files that are there whole or not at all, whenever the power goes.
public enum DurableFile {
    /// Writes a new file of a folder; durable when this returns. Never overwrites. What a program
    /// killed in the middle leaves under `.NAME.part`, the next attempt takes away.
    public static func create(
        _ bytes: [UInt8], at path: String, mode: UInt32 = 0o644
    ) throws(NewFileError) {
        try write(bytes, at: path, mode) { part in unsafe link(part, path) }
    }

    /// The same where a file may be there already: whoever reads finds the old one or the new.
    public static func replace(
        _ bytes: [UInt8], at path: String, mode: UInt32 = 0o644
    ) throws(NewFileError) {
        try write(bytes, at: path, mode) { part in unsafe rename(part, path) }
    }

    private static func write(
        _ bytes: [UInt8], at path: String, _ mode: UInt32, putting: (String) -> Int32
    ) throws(NewFileError) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let part = "\(folder)/.\(name).part"
        _ = unsafe unlink(part)
        let file = unsafe open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { throw .cannotWrite(path: path, .last) }
        defer {
            close(file)
            _ = unsafe unlink(part)
        }
        guard put(bytes, into: file), fsync(file) == 0, putting(part) == 0 else {
            throw .cannotWrite(path: path, .last)
        }
        try sync(folder: folder)
    }

    /// Makes the names in a folder durable.
    public static func sync(folder: String) throws(NewFileError) {
        let opened = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw .cannotWrite(path: folder, .last) }
        defer { close(opened) }
        guard fsync(opened) == 0 else { throw .cannotWrite(path: folder, .last) }
    }

    /// A write may take less than it was given.
    private static func put(_ bytes: [UInt8], into file: Int32) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.write(
                    file, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }
}
