internal import CMachine
internal import Glibc

/// Which file a path leads to, in words that no copy of it has: its number in the file system and the
/// moment it was made there.
public enum FileIdentity {
    /// Nil when there is no such file. A file system that keeps no such moment gives `-` for it.
    public static func text(of path: String) -> String? {
        var number: CUnsignedLongLong = 0
        var (second, nanosecond): (CLongLong, CUnsignedInt) = (-1, 0)
        guard unsafe earshot_file_identity(path, &number, &second, &nanosecond) == 0 else {
            return nil
        }
        return second < 0 ? "\(number) -" : "\(number) \(second).\(nanosecond)"
    }
}
