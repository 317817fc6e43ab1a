internal import Glibc

/// The numbers of errno that a spool answers in its own way.
enum Number {
    static let missing = ENOENT
    static let permission = EPERM
    static let access = EACCES
    static let readOnly = EROFS
    static let noSpace = ENOSPC
    static let quota = EDQUOT
    static let inputOutput = EIO
}
