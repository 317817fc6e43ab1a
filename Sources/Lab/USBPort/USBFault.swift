internal import Notation

/// Something that goes wrong on the bus, to order: `stall-read@3`. Transfers are counted from 1, those
/// with the host's bytes and those with the device's each for themselves.
public struct USBFault: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, CaseIterable, Sendable {
        /// A read ends as a stalled pipe.
        case stallRead = "stall-read"
        /// A read ends as a transfer that was damaged on the wire; its bytes come with the next.
        case damageRead = "damage-read"
        /// A packet of no bytes comes before the bytes.
        case emptyPacket = "empty-packet"
        /// A write ends as a stalled pipe; nothing of it is taken.
        case stallWrite = "stall-write"
        /// Half of a write is taken, and it ends as if that were all.
        case shortWrite = "short-write"
        /// Half of a write is taken, and it never ends.
        case hangWrite = "hang-write"
        /// A write is taken, and the device leaves the bus, until it is plugged in.
        case unplug
        /// As `unplug`, and back after 300 ms.
        case replug
    }

    public let kind: Kind
    public let transfer: Int

    public init(_ kind: Kind, at transfer: Int) {
        precondition(transfer > 0, "transfers are counted from 1")
        self.kind = kind
        self.transfer = transfer
    }

    public var description: String { "\(kind.rawValue)@\(transfer)" }

    /// Reads what `description` prints; nil for anything else.
    public init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])),
            let transfer = Int(parts[1]), transfer > 0, String(transfer) == parts[1]
        else { return nil }
        self.init(kind, at: transfer)
    }
}
