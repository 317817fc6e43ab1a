import CommandTable
import EpochReplay
import EvidenceLog
import Host
import Primitives
import PublishedLogs
import Signing

/// The evidence log: what everybody may check of an oracle.
let logCommands = CommandGroup(
    "log", "the evidence log, as everybody may check it",
    [logCheck, logProve, logEntries, logBuild])

let logPlace = Argument(
    "LOG", "the folder of a log, or the https address of a server of such a folder")

let logAuthorities = Flag.text(
    "authorities", value: "FILE", "certificates (PEM) to believe beside those of the system"
).optional

/// A log somewhere, opened to read.
struct OpenedLog {
    let source: LogSource
    var reader: LogReader<LogSource, SHA256>
    let identity: LogIdentity

    /// Refuses a log whose head is not signed as its own entry 0 says.
    init(_ place: String, authorities: String?) throws(CommandFailure) {
        let source = try Self.source(place, authorities)
        do throws(LogRefusal) {
            try self.init(source)
        } catch { throw error.failure }
    }

    init(_ source: LogSource) throws(LogRefusal) {
        self.source = source
        let bytes: [UInt8]
        do throws(CommandFailure) {
            bytes = try Self.checkpoint(of: source)
        } catch { throw .failure(error) }
        do throws(LogReadError) {
            reader = try LogReader(checkpoint: bytes.rawSpan, from: source)
        } catch { throw LogRefusal(LogDifference(error), "\(source.name): \(error)") }
        guard reader.size > 0 else {
            throw .failure(
                CommandFailure("\(source.name) is empty; a log begins with a network file"))
        }
        identity = try Self.identity(of: &reader)
    }

    static func source(
        _ place: String, _ authorities: String?
    ) throws(CommandFailure) -> LogSource {
        do throws(LogSourceError) {
            return try LogSource(
                place, userAgent: "earshot/\(Build.version)", authorities: authorities)
        } catch { throw CommandFailure(error, exit: .usage) }
    }

    static func checkpoint(of source: LogSource) throws(CommandFailure) -> [UInt8] {
        try reading { () throws(LogSourceError) in try source.checkpoint() }
    }

    /// What hotspots pin; nothing where it is not published beside the log.
    static func networkFile(of source: LogSource) throws(CommandFailure) -> [UInt8]? {
        try reading { () throws(LogSourceError) in try source.read("network", limit: 1 << 16) }
    }

    private static func reading<Value>(
        _ body: () throws(LogSourceError) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(LogSourceError) {
            return try body()
        } catch {
            if case .web = error { throw CommandFailure(error, exit: .unavailable) }
            throw CommandFailure(error)
        }
    }

    private static func identity(
        of reader: inout LogReader<LogSource, SHA256>
    ) throws(LogRefusal) -> LogIdentity {
        let first: EntryBundle
        do throws(TileFault) {
            first = try reader.bundle(0)
        } catch { throw LogRefusal(LogDifference(error), error.description) }
        let identity: LogIdentity
        do throws(LogIdentityError) {
            identity = try LogIdentity(networkFile: first.entry(0), origin: reader.head.origin)
        } catch {
            // Its hash is under the head: head and entry contradict each other.
            let difference = LogDifference(
                file: "checkpoint", expected: "a log named as by its network file",
                found: reader.head.origin)
            throw LogRefusal(difference, error.description)
        }
        do throws(NoteError) {
            try reader.check(signedBy: identity.key, by: Ed25519.self)
        } catch { throw LogRefusal(LogDifference(error), error.description) }
        return identity
    }
}

/// Why a log is not opened: it contradicts itself, or there is none.
enum LogRefusal: Error {
    case differs(LogDifference, String)
    case failure(CommandFailure)

    /// - Parameter sentence: for commands that compare nothing.
    init(_ difference: LogDifference?, _ sentence: String) {
        self = difference.map { .differs($0, sentence) } ?? .failure(CommandFailure(sentence))
    }

    var failure: CommandFailure {
        switch self {
        case .differs(_, let sentence): CommandFailure(sentence)
        case .failure(let failure): failure
        }
    }
}
