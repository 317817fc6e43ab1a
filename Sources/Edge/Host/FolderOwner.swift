internal import Glibc

/// Working in a folder that belongs to a daemon's user.
public enum FolderOwner {
    /// Where root works in a folder of somebody else, it goes on as them, for good: what is made there
    /// is theirs at once, and nothing they have put there leads root astray.
    /// - Returns: their name; nil when nothing has changed.
    public static func become(of folder: String) throws(SystemError) -> String? {
        var about = stat()
        guard unsafe stat(folder, &about) == 0 else { throw .last }
        guard geteuid() == 0, about.st_uid != 0 else { return nil }
        guard setgroups(0, nil) == 0, setgid(about.st_gid) == 0, setuid(about.st_uid) == 0
        else { throw .last }
        guard let user = unsafe getpwuid(about.st_uid) else { return String(about.st_uid) }
        return unsafe String(cString: user.pointee.pw_name)
    }
}
