internal import Glibc
internal import Host

/// Small files that are replaced: the old one or the new one is there, whenever the power goes.
enum ReplacedFile {
    static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(SystemError) {
        let part = path + ".part"
        _ = unsafe unlink(part)
        let file = unsafe open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { throw .last }
        defer { close(file) }
        let count = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.write(file, bytes.baseAddress, bytes.count)
        }
        guard count == bytes.count, fsync(file) == 0 else {
            let error: SystemError =
                count >= 0 && count < bytes.count ? .init(number: ENOSPC) : .last
            _ = unsafe unlink(part)
            throw error
        }
        guard unsafe rename(part, path) == 0 else { throw .last }
        try syncFolder(of: path)
    }

    static func syncFolder(of path: String) throws(SystemError) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let above = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard above >= 0 else { throw .last }
        defer { close(above) }
        guard fsync(above) == 0 else { throw .last }
    }
}
