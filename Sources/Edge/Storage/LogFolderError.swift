public import EvidenceLog

/// Why a log's folder could not be opened, or did not take entries.
public enum LogFolderError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nothing of what was given is in the log, and it goes on when the reason is gone.
    case disk(SpoolError)
    /// The head in the folder is no head of this log.
    case otherLog(path: String, NoteError)
    /// The folder does not hold what its head promises.
    case broken(directory: String, TileFault)
    /// The journal does not hold what was acknowledged.
    case journal(path: String, JournalFault)
    /// After a failure that leaves open what is on disk: the folder must be opened anew.
    case stopped(directory: String, SpoolError)

    public enum JournalFault: Equatable, Sendable {
        case header(JournalHeaderError)
        case damaged(offset: Int)
        case tooLong(bytes: Int)
        /// It begins behind the end of what is there before.
        case gap(expected: UInt64, found: UInt64)
    }

    public var description: String {
        switch self {
        case .disk(let error): error.description
        case .otherLog(let path, let error):
            "\(path) is not this log's: \(error); is this the folder of another network or oracle?"
        case .broken(let directory, let fault):
            "the log in \(directory) is damaged: \(fault); put the file back from a copy"
        case .journal(let path, .header(let error)): "\(path) \(error)"
        case .journal(let path, .damaged(let offset)):
            "\(path) is damaged at byte \(offset), and acknowledged entries stand behind it; "
                + "put the file back from a copy"
        case .journal(let path, .tooLong(let bytes)):
            "\(path) has \(bytes) bytes, more than a journal's segment ever has"
        case .journal(let path, .gap(let expected, let found)):
            "\(path) begins with entry \(found), but entry \(expected) is the next; "
                + "put the files between back from a copy"
        case .stopped(let directory, let error):
            "the log in \(directory) takes nothing until it is opened again, because of: \(error)"
        }
    }
}
