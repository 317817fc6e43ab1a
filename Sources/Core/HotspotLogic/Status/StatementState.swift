public import Attestation
public import Primitives
public import Units

/// Where one of this hotspot's statements is on its way, for `why`.
public struct StatementState: Hashable, Sendable {
    public let sequence: UInt64
    public let id: Hash256
    public let type: Attestation.MessageType
    /// When it was made, by the box's clock.
    public let at: Nanoseconds
    public internal(set) var stage: Stage
    /// The oracle's word where it was refused.
    public internal(set) var reason: String?

    public enum Stage: String, CaseIterable, Sendable {
        /// Handed to the spool.
        case waiting
        /// Durable, and posted until a receipt comes.
        case posted
        /// Receipted: it will stand in the log.
        case received
        /// A seal whose opening was made.
        case opened
        /// Proven to stand in the log.
        case included
        case refused
        /// The log did not show it in time; the receipt is claimed.
        case claimed
        /// Given up for lack of room.
        case evicted
    }

    /// How many are remembered.
    static let most = 256
}
