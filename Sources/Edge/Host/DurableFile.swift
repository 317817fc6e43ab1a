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
        let count = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.write(file, bytes.baseAddress, bytes.count)
        }
        guard count == bytes.count, fsync(file) == 0, putting(part) == 0 else {
            throw .cannotWrite(path: path, .last)
        }
        let above = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard above >= 0 else { throw .cannotWrite(path: path, .last) }
        defer { close(above) }
        guard fsync(above) == 0 else { throw .cannotWrite(path: path, .last) }
    }
}
