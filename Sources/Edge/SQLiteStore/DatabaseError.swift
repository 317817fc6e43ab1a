internal import CSQLite

/// Why a database cannot be used, or did not take what it was given.
public enum DatabaseError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not a database, or one whose pages contradict each other.
    case damaged(path: String, String)
    /// A database, but of another kind.
    case foreign(path: String)
    /// Written by a newer program.
    case newer(path: String, version: Int, known: Int)
    case diskFull(path: String)
    case readOnly(path: String)
    /// Another program has it.
    case inUse(path: String)
    case cannotOpen(path: String, String)
    /// The disk did not do what it was asked.
    case disk(path: String, String)
    /// What only a mistake of ours brings about.
    case refused(path: String, code: Int32, String)

    static func of(_ code: Int32, _ path: String, _ words: String) -> DatabaseError {
        // The kind of an error is its lowest byte.
        switch code & 0xff {
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged(path: path, words)
        case SQLITE_FULL: .diskFull(path: path)
        case SQLITE_READONLY, SQLITE_PERM: .readOnly(path: path)
        case SQLITE_BUSY, SQLITE_LOCKED: .inUse(path: path)
        case SQLITE_CANTOPEN: .cannotOpen(path: path, words)
        case SQLITE_IOERR: .disk(path: path, words)
        default: .refused(path: path, code: code, words)
        }
    }

    /// Whether it may go away by itself, and what is stored is as it was.
    public var isTemporary: Bool {
        switch self {
        case .diskFull, .disk, .readOnly, .inUse, .cannotOpen: true
        case .damaged, .foreign, .newer, .refused: false
        }
    }

    public var description: String {
        switch self {
        case .damaged(let path, let words): "\(path) is damaged: \(words)"
        case .foreign(let path): "\(path) is a database of something else"
        case .newer(let path, let version, let known):
            "\(path) has version \(version), of a newer program; this one knows \(known)"
        case .diskFull(let path): "no room on the disk for \(path)"
        case .readOnly(let path): "\(path) cannot be written"
        case .inUse(let path): "\(path) is in use by another program"
        case .cannotOpen(let path, let words): "cannot open \(path): \(words)"
        case .disk(let path, let words): "the disk failed at \(path): \(words)"
        case .refused(let path, let code, let words): "\(path): \(words) (SQLite \(code))"
        }
    }
}
