internal import Glibc

/// Names in a directory.
public enum Folder {
    /// In no order, without `.` and `..`; nil when it cannot be read, with errno set.
    public static func names(in path: String) -> [String]? {
        guard let directory = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// False only where nothing of that name is: what cannot be looked at counts as there, so that
    /// reading it says why.
    public static func mayBeThere(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0 || errno != ENOENT
    }

    /// Takes a folder with all that is in it away, and follows no links. What cannot be taken away
    /// stays.
    public static func removeAll(_ path: String) {
        if unsafe unlink(path) == 0 { return }
        for name in names(in: path) ?? [] { removeAll("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }

    /// Whether a folder stands in another one, at whatever depth, by whatever names.
    public static func lies(_ path: String, in other: String) -> Bool {
        guard let path = real(path), let other = real(other) else { return false }
        return path.hasPrefix(other + "/")
    }

    private static func real(_ path: String) -> String? {
        guard let real = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
