public import EvidenceLog
internal import Notation

/// The first thing in which a published log contradicts itself, in the words of an audit: which
/// file, which record of it, what was due and what stands there.
public struct LogDifference: Error, Equatable, Sendable, CustomStringConvertible {
    /// `log`, or the stage whose file it is.
    public let stage: String
    /// Below the log's folder.
    public let file: String
    /// From 0.
    public let record: UInt64
    public let expected: String
    public let found: String

    public init(
        stage: String = "log", file: String, record: UInt64 = 0, expected: String, found: String
    ) {
        self.stage = stage
        self.file = file
        self.record = record
        self.expected = expected
        self.found = found
    }

    public var description: String {
        "differs stage \(stage) file \(file) record \(record): expected \(expected) found \(found)"
    }
}

extension LogDifference {
    /// Nothing where a file could not be read: that says nothing of the log.
    public init?(_ fault: TileFault) {
        switch fault {
        case .unavailable: return nil
        case .missing(let path):
            self.init(file: "\(path)", expected: "the file", found: "no file")
        case .wrongLength(let path, let found, let wanted):
            self.init(file: "\(path)", expected: "\(wanted) bytes", found: "\(found)")
        case .badBundle(let path, let error):
            self.init(file: "\(path)", expected: "entries", found: "a file that \(error)")
        case .otherTile(let path, let computed, let claimed):
            self.init(
                file: "\(path)", expected: "root \(claimed.hexText)", found: computed.hexText)
        case .otherEntry(let index, let path, let computed, let claimed):
            self.init(
                file: "\(path)", record: index & 255, expected: "leaf \(claimed.hexText)",
                found: computed.hexText)
        case .otherRoot(_, let computed, let claimed):
            self.init(
                file: "checkpoint", expected: "root \(computed.hexText)", found: claimed.hexText)
        }
    }

    /// A head that its key did not sign, or none.
    public init(_ error: NoteError) {
        self.init(
            file: "checkpoint", expected: "a head signed by the log's key",
            found: "another: \(error)")
    }

    public init?(_ error: LogReadError) {
        switch error {
        case .head(let error): self.init(error)
        case .files(let fault): self.init(fault)
        }
    }
}
