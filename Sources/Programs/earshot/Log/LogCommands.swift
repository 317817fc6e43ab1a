import CommandTable
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
        source = try Self.source(place, authorities)
        let bytes = try Self.checkpoint(of: source)
        do throws(LogReadError) {
            reader = try LogReader(checkpoint: bytes.rawSpan, from: source)
        } catch { throw CommandFailure("\(source.name): \(error)") }
        guard reader.size > 0 else {
            throw CommandFailure("\(source.name) is empty; a log begins with a network file")
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
        do throws(LogSourceError) {
            return try source.checkpoint()
        } catch {
            if case .web = error { throw CommandFailure(error, exit: .unavailable) }
            throw CommandFailure(error)
        }
    }

    private static func identity(
        of reader: inout LogReader<LogSource, SHA256>
    ) throws(CommandFailure) -> LogIdentity {
        do {
            let first = try reader.bundle(0)
            let identity = try LogIdentity(
                networkFile: first.entry(0), origin: reader.head.origin)
            try reader.check(signedBy: identity.key, by: Ed25519.self)
            return identity
        } catch { throw CommandFailure("\(error)") }
    }
}
