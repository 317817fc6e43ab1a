public import Attestation
internal import Glibc
internal import Host
internal import Notation
public import Primitives
internal import Signing
internal import Storage

/// What an operator wants decided, before it is one: a file of the folder `decisions`, as a `decision`
/// message whose sequence number, hotspot and epoch the oracle fills in when it signs and logs it.
/// Only the oracle's process signs with its key, so that no number is used twice; who may write into
/// the folder may decide.
public struct DecisionOrder: Sendable {
    /// As a message; `expires` counts epochs from the one in which it is decided.
    public let message: Decision
    private let payload: [UInt8]

    /// In place of a rule: that of what is decided about.
    public static let sameRule = "same"

    /// Refuses what the table of `decision` refuses.
    public init(
        about: Hash256, outcome: DecisionOutcome, rule: String?, epochs: UInt64, text: String,
        evidence: [Hash256]
    ) throws(MessageError) {
        message = Decision(
            sequence: 1, about: about, hotspot: 0, outcome: outcome,
            rule: rule ?? Self.sameRule, epoch: Epoch(0), expires: Epoch(epochs), reason: text,
            evidence: evidence.sorted())
        payload = try message.payload()
    }

    init(parsing bytes: [UInt8]) throws(MessageError) {
        message = try Decision(parsing: bytes.rawSpan)
        payload = bytes
    }

    /// Of its files: the same order has the same name.
    public var name: String { String(SHA256.hash(payload.rawSpan).hexText.prefix(32)) }

    public func orderFile(in data: DataFolder) -> String { "\(data.decisions)/\(name).order" }
    public func answerFile(in data: DataFolder) -> String { "\(data.decisions)/\(name).answer" }

    /// Puts it where the oracle looks; durable when this returns.
    public func put(into data: DataFolder) throws(OracleHostError) {
        _ = unsafe mkdir(data.decisions, 0o755)
        do throws(NewFileError) {
            try DurableFile.replace(payload, at: orderFile(in: data))
        } catch { throw .file(error.description) }
    }

    /// What the oracle answered, and nothing of it is left; nil while there is no answer.
    public func takeAnswer(from data: DataFolder) throws(OracleHostError) -> DecisionAnswer? {
        let path = answerFile(in: data)
        guard Folder.mayBeThere(path) else { return nil }
        let text: String
        do throws(SettingsFileError) {
            text = String(decoding: try SettingsFiles.read(path), as: UTF8.self)
        } catch { throw .file(error.description) }
        _ = unsafe unlink(path)
        return DecisionAnswer(
            isLogged: text.hasPrefix("logged "), text: String(text.prefix { $0 != "\n" }))
    }
}

/// What an oracle says to an order.
public struct DecisionAnswer: Equatable, Sendable {
    public let isLogged: Bool
    /// One line: `logged INDEX ID, in force from epoch N on`, or why it is refused.
    public let text: String
}
