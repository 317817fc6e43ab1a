internal import Glibc
internal import Host
internal import Storage

/// The folder in which an oracle keeps everything. Whoever copies it, or serves it by any server of
/// static files, publishes the log: what is secret is closed to other users and stands in `keys`.
///
/// | name | holds |
/// |---|---|
/// | `network` | the network file, log entry 0 |
/// | `checkpoint`, `tile/` | the published log (C2SP tlog-tiles) |
/// | `epochs/N/` | results of epochs |
/// | `entropy/DAY` | the entropy of each day that is over |
/// | `reports/N` | where each beacon and report of an epoch's files stands; made again when lost |
/// | `journal/` | entries that are durable and not published yet |
/// | `keys/` | secret keys and chains |
/// | `decisions/` | orders for decisions, and answers to them (`earshot-network decide`) |
/// | `index/` | where each statement stands in the log; made of it (decision 0250) |
/// | `states/` | what an oracle made of the log up to some entry, to start from; made of it |
/// | `starts` | how often an oracle was started here |
/// | `home` | that this is where the oracle works, and no copy |
/// | `lock` | who works here |
public struct DataFolder: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var networkFile: String { "\(path)/network" }
    public var keys: String { "\(path)/keys" }
    public var epochs: String { "\(path)/epochs" }
    public var decisions: String { "\(path)/decisions" }
    public var index: String { "\(path)/index" }
    var indexFile: String { "\(index)/statements.sqlite" }
    public var states: String { "\(path)/states" }
    public var startsFile: String { "\(path)/starts" }

    /// Refuses a folder in which `init` did not come to its end, or that may not be looked into.
    public func checkFounded() throws(OracleHostError) {
        guard unsafe access(networkFile, F_OK) != 0 else { return }
        let error = SystemError.last
        if error.number == ENOENT || error.number == ENOTDIR { throw .nothing(path: path) }
        throw .file("cannot look into \(path): \(error)")
    }

    /// Whether a folder in it is there and may not be looked into by this user.
    func isClosed(_ path: String) -> Bool {
        guard unsafe access(path, R_OK | X_OK) != 0 else { return false }
        return errno == EACCES
    }

    /// What was made here goes again, after a failure.
    func removeContents(withFolder: Bool) {
        for name in Folder.names(in: path) ?? [] { Folder.removeAll("\(path)/\(name)") }
        if withFolder { _ = unsafe rmdir(path) }
    }

    /// What may be told by name to whoever asks.
    public static let checkpoint = "checkpoint"
}

/// Why an oracle cannot work in a folder.
public enum OracleHostError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nothing was founded here.
    case nothing(path: String)
    /// Something is there already.
    case occupied(path: String)
    /// A file cannot be read or written, and why.
    case file(String)
    case keys(String)
    case chain(path: String, String)
    case network(String)
    /// Of the log: it cannot be used as it is.
    case log(String)
    /// The disk took nothing; all is as before, and it can be tried again.
    case disk(String)
    /// Of the index: it cannot be used as it is.
    case index(String)
    /// What is in the log is not what this program would have logged.
    case history(index: UInt64, String)
    /// An epoch that cannot be computed or kept.
    case epoch(UInt64, String)
    /// No step is left for the period, and no chain covers it.
    case noStep(period: UInt64)

    public var description: String {
        switch self {
        case .nothing(let path):
            "\(path) holds no oracle; make one with: earshot-network init --network FILE --data \(path)"
        case .occupied(let path):
            "\(path) is there and not empty; what is made here needs a folder of its own"
        case .file(let reason), .keys(let reason), .network(let reason), .log(let reason),
            .index(let reason),
            .disk(let reason):
            reason
        case .chain(let path, let reason): "\(path): \(reason)"
        case .history(let index, let reason): "log entry \(index): \(reason)"
        case .epoch(let number, let reason): "epoch \(number): \(reason)"
        case .noStep(let period):
            "no chain has a step for period \(period); bring back the file keys/chain from a copy"
        }
    }
}

extension OracleHostError {
    init(_ error: LogFolderError) {
        if case .disk = error {
            self = .disk(error.description)
        } else {
            self = .log(error.description)
        }
    }
}
