import Attestation
import Primitives

/// A statement from the moment its payload is handed to the spool until a receipt for it is checked.
struct Outgoing: Hashable, Sendable {
    let statement: OwnStatement
    /// The record that keeps it; a seal's keeps its content too.
    let record: UInt64
    /// Whether the spool has said that it is durable: then it was posted.
    var isPosted = false
    /// A certificate is handed to whoever wanted it, and not posted.
    var isCertificate: Bool { statement.type == .sessionKey }
    /// The record of a seal stays until its opening.
    var ownsRecord: Bool { statement.type != .seal }
}
